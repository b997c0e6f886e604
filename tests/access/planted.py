"""Tejido with one more page: a view that forgot its door."""

from django.http import HttpResponse
from django.urls import include, path

from tejido.core.routes import open_to
from tejido.people import urls as people_urls
from tejido.urls import urlpatterns as ours


@open_to("people.read")
def everybody(request):
    from tejido.people.models import Identity

    return HttpResponse(", ".join(identity.given_name for identity in Identity.objects.all()))


planted = [path("everybody/", everybody, name="everybody"), *people_urls.urlpatterns]
urlpatterns = [path("people/", include((planted, "people"))), *[entry for entry in ours if getattr(entry, "namespace", None) != "people"]]
