from django.urls import path

from tejido.people.views import consents, own, persons, who

app_name = "people"
urlpatterns = [
    path("", persons.list, name="list"),
    path("new/", persons.new, name="new"),
    path("mine/", own.mine, name="mine"),
    path("mine/looks/", own.mine_looks, name="mine_looks"),
    path("mine/consents/<slug:purpose>/", own.mine_consent, name="mine_consent"),
    path("mine/withdraw/<slug:consent>/", own.mine_withdraw, name="mine_withdraw"),
    path("mine/who/", who.mine_who, name="mine_who"),
    path("<slug:code>/", persons.detail, name="detail"),
    path("<slug:code>/edit/", persons.edit, name="edit"),
    path("<slug:code>/identity/", persons.identity, name="identity"),
    path("<slug:code>/account/", persons.account, name="account"),
    path("<slug:code>/who/", who.who, name="who"),
    path("<slug:code>/trail/", persons.trail, name="trail"),
    path("<slug:code>/consents/new/", consents.consent_new, name="consent_new"),
    path("<slug:code>/consents/<slug:consent>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
]
