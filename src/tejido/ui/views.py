"""The gallery of components, and how a device wants to read."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tejido.ui.components import gallery_of
from tejido.ui.reading import keep_choices


def gallery(request):
    """Every component with its examples; holds no data."""
    return render(request, "ui/gallery.html", {"components": gallery_of(), "menu": []})


@require_POST
def reading(request):
    """Keep the reading settings on this device and go back to the page they were changed on."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    keep_choices(request, response)
    return response


# `ui` knows no other app, not even `core`: this is the mark that `core.routes.open_to` would set.
gallery.open_to = reading.open_to = "public"
