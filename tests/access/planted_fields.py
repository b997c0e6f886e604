"""Tejido with a column too many and a filter too many: each on a field that its reader may not open."""

from django.http import HttpResponse
from django.urls import include, path

from tejido.core.routes import open_to
from tejido.programmes import urls as programme_urls
from tejido.urls import urlpatterns as ours


@open_to("programmes.read")
def names(request):
    from tejido.people.models import Identity

    return HttpResponse(", ".join(identity.given_name for identity in Identity.objects.all()))


@open_to("programmes.read")
def guess(request):
    from tejido.programmes.models import Enrolment

    wanted = request.GET.get("exit_note")
    found = [row for row in Enrolment.objects.all() if row.exit_note == wanted] if wanted else []
    return HttpResponse(f"{len(found)} groups")


planted = [path("names/", names, name="names"), path("guess/", guess, name="guess"), *programme_urls.urlpatterns]
urlpatterns = [path("programmes/", include((planted, "programmes"))), *[entry for entry in ours if getattr(entry, "namespace", None) != "programmes"]]
