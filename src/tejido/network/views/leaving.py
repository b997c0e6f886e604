"""Who leaves: a colleague whose roles at a place all end, and the owner who closes the own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.accounts.factor import confirmed_lately
from tejido.core.routes import SIGNED_IN, open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.permissions import roles_of, roles_visible_to
from tejido.network.queries import places_led_alone, roles_not_over
from tejido.network.roles import ROLES


@open_to("roles.assign")
def colleague(request, code):
    """Ask once, then end every role of a colleague at the place of this one. What the colleague does elsewhere is neither shown nor told."""
    visible = roles_visible_to(request.user)
    held = get_object_or_404(visible.select_related("user", "organisation", "network"), code=code)
    roles = roles_not_over(visible.filter(user=held.user, organisation=held.organisation, network=held.network))
    if not roles:
        raise Http404
    if request.method == "POST":
        try:
            actions.end_roles_here(held.user, held.place, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("%(name)s ya no entra en esta entidad.") if held.organisation else _("%(name)s ya no entra en esta red.")
            messages.success(request, said % {"name": held.user})
        return redirect("desk:home" if held.user == request.user else "network:colleagues")
    kinds = [ROLES[slug] for slug in dict.fromkeys(role.role for role in roles)]
    return render(request, "network/colleague_end.html", {"held": held, "roles": kinds, "is_served": any(role.place == "person" for role in kinds)})


@open_to(SIGNED_IN)
@confirmed_lately
def own(request):
    """The owner's own way out, after confirming who it is."""
    refusal = ""
    if request.method == "POST":
        try:
            actions.close_own_account(by=request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            logout(request)
            messages.success(request, _("Su cuenta está cerrada y ya nadie entra con ella. Para volver, pida otra invitación."))
            return redirect("account_login")
    held = list(roles_of(request.user))
    served = [role.place for role in held if ROLES[role.role].place == "person"]
    context = {"refusal": refusal, "alone": places_led_alone(request.user), "roles": [(ROLES[role.role], role.place) for role in held], "served": served}
    return render(request, "network/account_close.html", context)
