"""Memberships: open, close, and agree that the member's data enter the network's answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.forms import ClosingForm, MembershipForm
from tejido.network.permissions import (
    memberships_answered_for_by,
    memberships_managed_by,
    networks_visible_to,
    networks_where,
    organisations_visible_to,
)


@open_to("network.manage")
def new(request, code):
    network = get_object_or_404(networks_where(request.user, "network.manage"), code=code)
    form = MembershipForm(
        request.POST or None, network=network, organisations=organisations_visible_to(request.user), networks=networks_visible_to(request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            membership = actions.open_membership(network, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(member)s es miembro de %(network)s.") % {"member": membership.organisation or membership.member_network, "network": network})
            return redirect("network:network", code)
    return render(request, "network/form.html", {
        "form": form, "title": _("Agregar un miembro a %(name)s") % {"name": network}, "button": _("Abrir la membresía"), "back": "network:home",
        "lead": _("Si la entidad todavía no está en Tejido, ábrala en «Entidades»: entra con su membresía."),
    })  # fmt: skip


@open_to("network.manage")
def close(request, code):
    membership = get_object_or_404(memberships_managed_by(request.user).select_related("network", "organisation", "member_network"), code=code)
    form = ClosingForm(request.POST or None, row=membership)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_membership(membership, form.cleaned_data["ends_on"], by=request.user, version=form.cleaned_data["version"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La membresía termina ese día. Puede abrir otra cuando haga falta."))
            return redirect("network:network", membership.network.code)
    return render(request, "network/form.html", {
        "form": form, "title": _("Cerrar la membresía de %(member)s") % {"member": membership.organisation or membership.member_network},
        "button": _("Cerrar la membresía"), "back": "network:home",
        "lead": _("Lo que ya se publicó con sus datos no cambia; las respuestas nuevas de la red ya no los incluyen desde ese día."),
    })  # fmt: skip


@open_to("roles.assign")
@require_POST
def evidence(request, code):
    """One button: yes or no; the other answer stays one press away."""
    membership = get_object_or_404(memberships_answered_for_by(request.user).select_related("network", "organisation", "member_network"), code=code)
    if request.POST.get("agree") == "yes":
        actions.agree_evidence(membership, by=request.user)
        messages.success(request, _("Sus datos entran, sin identidad y con permiso de cada persona, en las respuestas de %(network)s.") % {"network": membership.network})
    else:
        actions.stop_evidence(membership, by=request.user)
        messages.success(request, _("Las próximas respuestas de %(network)s se harán sin sus datos.") % {"network": membership.network})
    if membership.organisation_id:
        return redirect("network:organisation", membership.organisation.code)
    return redirect("network:network", membership.network.code)
