"""Tejido with one more page: it shows what was asked without escaping it (the planted fault of trust/xss.py)."""

from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path

from tejido.core.routes import open_to
from tejido.urls import urlpatterns as ours


@open_to("public")
def raw(request):
    return HttpResponse(Template("<!doctype html><title>x</title><main>{{ words|safe }}</main>").render(Context({"words": request.GET.get("q", "")})))


urlpatterns = [path("raw/", raw, name="ui:raw"), *ours]
