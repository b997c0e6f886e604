"""Every address of Tejido. Each view says to whom it is open (core/routes.py); one that does not keeps the server from starting."""

from django.urls import include, path
from django.views.i18n import set_language

from tejido.ui.help import help_page

handler500 = "tejido.core.degradation.failed"

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("accounts/", include("tejido.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("ayuda/", help_page, name="help"),
    path("ui/", include("tejido.ui.urls")),
    path("network/", include("tejido.network.urls")),
    path("people/", include("tejido.people.urls")),
    path("programmes/", include("tejido.programmes.urls")),
    path("outcomes/", include("tejido.outcomes.urls")),
    path("impact/", include("tejido.impact.urls")),
    path("interop/", include("tejido.interop.urls")),
    path("informes/", include("tejido.publishing.urls")),
    path("privacy/", include("tejido.privacy.urls")),
    path("api/v1/", include("tejido.api.urls")),
    path("demo/", include("tejido.demo.urls")),
    path("", include("tejido.desk.urls")),
]
