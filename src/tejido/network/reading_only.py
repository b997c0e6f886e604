"""While an emergency access runs its account reads, and does nothing else anywhere: no change, no download, no sending on."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from tejido.network.models import EmergencyAccess
from tejido.network.permissions import emergency_of
from tejido.network.roles import EMERGENCY_OPENS, Role

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STILL_OPEN = "network:emergency_end"


def emergency_of_request(request: HttpRequest, held: list[Role]) -> EmergencyAccess | None:
    """The emergency access that runs for the account of this request; asked once, and only of roles that may open one."""
    if not hasattr(request, "emergency"):
        may = any("emergency.open" in role.capabilities for role in held)
        request.emergency = emergency_of(request.user) if may else None  # type: ignore[attr-defined]
    return request.emergency  # type: ignore[attr-defined,no-any-return]


def opened_by(access: EmergencyAccess | None, policy: str) -> bool:
    """Does the emergency access open pages of this capability?"""
    return access is not None and policy in EMERGENCY_OPENS


def refuse_changes(request: HttpRequest, name: str, access: EmergencyAccess | None) -> None:
    if access is not None and request.method not in SAFE and name != STILL_OPEN:
        raise PermissionDenied(_("Mientras dura el acceso de emergencia su cuenta solo puede leer. Termínelo para volver a su trabajo."))


def without_downloads(request: HttpRequest, response: HttpResponseBase, access: EmergencyAccess | None) -> HttpResponseBase:
    """A file would outlive the emergency."""
    if access is None or "Content-Disposition" not in response:
        return response
    # Not closed by hand: to close an answer is to end the request, with its connection to the database.
    said: dict[str, Any] = {"exception": _("Durante un acceso de emergencia no se descarga nada. Lo que hace falta se lee en pantalla.")}
    refused: HttpResponse = render(request, "403.html", said, status=403)
    return refused
