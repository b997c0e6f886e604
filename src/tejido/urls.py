"""Every address of Tejido. Each view says to whom it is open (core/routes.py); one that does not keeps the server from starting."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("ui/", include("tejido.ui.urls")),
    path("network/", include("tejido.network.urls")),
    path("people/", include("tejido.people.urls")),
    path("programmes/", include("tejido.programmes.urls")),
    path("outcomes/", include("tejido.outcomes.urls")),
    path("impact/", include("tejido.impact.urls")),
    path("interop/", include("tejido.interop.urls")),
    path("informes/", include("tejido.publishing.urls")),
    path("demo/", include("tejido.demo.urls")),
    path("", include("tejido.desk.urls")),
]
