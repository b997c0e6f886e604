"""Leaving the demonstration: everything invented goes in one step."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.demo.actions import remove_demo
from tejido.demo.queries import what_is_invented
from tejido.network.permissions import networks_where


@open_to("network.manage")
def leave(request):
    """What would go, then the button. It cannot be undone, but the same seed makes the same network again."""
    if not networks_where(request.user, "network.manage").filter(is_demo=True).exists():
        raise Http404
    if request.method == "POST":
        remove_demo(by=request.user)
        logout(request)
        messages.success(request, _("La demostración se quitó entera. Tejido quedó vacío."))
        return redirect("desk:front")
    return render(request, "demo/leave.html", {"counts": what_is_invented()})
