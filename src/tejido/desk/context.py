"""What every page needs: the menu that fits the user's roles, the name of the place, and whether this is the demo network."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tejido.desk.menu import menu_for
from tejido.network.gate import held_roles
from tejido.network.models import Network
from tejido.network.roles import EMERGENCY_OPENS, ROLES


def desk(request: HttpRequest) -> dict[str, Any]:
    """No query beyond the gate's own for a signed-in user; for others one, when a page asks whether this is the demonstration."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return {"menu": [], "capabilities": frozenset(), "network_name": "", "is_demo": SimpleLazyObject(demo_is_loaded)}
    roles = held_roles(request)
    capabilities = frozenset(c for assignment in roles for c in ROLES[assignment.role].capabilities)
    emergency = getattr(request, "emergency", None)
    if emergency is not None:
        capabilities |= EMERGENCY_OPENS
    return {
        "emergency": emergency,
        "menu": menu_for(capabilities, request.path),
        "capabilities": capabilities,
        "network_name": str(roles[0].place) if roles else "",
        "is_demo": request.user.is_demo,
        "can_leave_demo": request.user.is_demo and "network.manage" in capabilities,
    }


def demo_is_loaded() -> bool:
    return Network.objects.filter(is_demo=True).exists()
