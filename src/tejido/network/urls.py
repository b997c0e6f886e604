from django.urls import path

from tejido.network.views import memberships, networks, organisations, regions, roles, spaces

app_name = "network"
urlpatterns = [
    path("", networks.home, name="home"),
    path("networks/new/", networks.new, name="network_new"),
    path("networks/<str:code>/", networks.detail, name="network"),
    path("networks/<str:code>/edit/", networks.edit, name="network_edit"),
    path("networks/<str:code>/members/new/", memberships.new, name="membership_new"),
    path("memberships/<str:code>/close/", memberships.close, name="membership_close"),
    path("memberships/<str:code>/evidence/", memberships.evidence, name="membership_evidence"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new, name="organisation_new"),
    path("organisations/<str:code>/", organisations.detail, name="organisation"),
    path("organisations/<str:code>/edit/", organisations.edit, name="organisation_edit"),
    path("organisations/<str:code>/band/", organisations.band, name="organisation_band"),
    path("regions/", regions.regions, name="regions"),
    path("spaces/", spaces.spaces, name="spaces"),
    path("spaces/new/", spaces.new, name="space_new"),
    path("spaces/<str:code>/edit/", spaces.edit, name="space_edit"),
    path("spaces/<str:code>/close/", spaces.close, name="space_close"),
    path("who-sees-what/", roles.who_sees_what, name="who_sees_what"),
    path("colleagues/", roles.colleagues, name="colleagues"),
    path("colleagues/invite/", roles.invite, name="invite"),
    path("colleagues/<str:code>/roles/", roles.give, name="role_give"),
    path("roles/<str:code>/end/", roles.end, name="role_end"),
]
