"""Tejido with three more pages that forgot their door: a view, an export and a search."""

from django.http import HttpResponse
from django.urls import include, path

from tejido.core.routes import open_to
from tejido.core.scope import everywhere
from tejido.people import urls as people_urls
from tejido.urls import urlpatterns as ours


def names(**matching):
    from tejido.people.models import Identity

    with everywhere("a planted fault: no door and no wall"):
        return [identity.given_name for identity in Identity.objects.filter(**matching)]


@open_to("people.read")
def everybody(request):
    return HttpResponse(", ".join(names()))


@open_to("people.read")
def everybody_csv(request):
    return HttpResponse("code", content_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{"-".join(names())}.csv"'})


@open_to("people.read")
def find(request):
    return HttpResponse(", ".join(name for name in names() if request.GET.get("q", "") in name))


planted = [path("everybody/", everybody, name="everybody"), path("everybody.csv", everybody_csv, name="everybody_csv"), path("find/", find, name="find"),
           *people_urls.urlpatterns]  # fmt: skip
PLANTED = {"people:everybody", "people:everybody_csv", "people:find"}
urlpatterns = [path("people/", include((planted, "people"))), *[entry for entry in ours if getattr(entry, "namespace", None) != "people"]]
