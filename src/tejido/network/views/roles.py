"""Colleagues and their roles, and the page that says who may see what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import PUBLIC, open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.explained import CLASS_WORDS, tables
from tejido.network.forms import InviteForm, RoleForm
from tejido.network.permissions import roles_visible_to
from tejido.network.queries import roles_at
from tejido.network.roles import CAPABILITIES, PERSONAL_ONLY, ROLES


@open_to(PUBLIC)
def who_sees_what(request):
    """Role × capability in plain words, for everybody to read: it is made from the same file that decides."""
    def line(capability):
        return CAPABILITIES[capability], [role.label for role in ROLES.values() if capability in role.capabilities]

    context = {
        "layout": "ui/desk.html" if request.user.is_authenticated else "ui/public.html",
        "groups": [
            (_("Lo que toca la ficha de una persona"), [line(c) for c in CAPABILITIES if c in PERSONAL_ONLY]),
            (_("Lo demás"), [line(c) for c in CAPABILITIES if c not in PERSONAL_ONLY]),
        ],
        "classes": CLASS_WORDS.values(),
        "tables": tables(),
        "cards": [(role, [CAPABILITIES[c] for c in CAPABILITIES if c in role.capabilities]) for role in ROLES.values()],
    }
    return render(request, "network/who_sees_what.html", context)


@open_to("roles.assign")
def colleagues(request):
    """Who holds which role at the places where the user assigns roles; ended roles stay readable."""
    page = Paginator(roles_at(roles_visible_to(request.user)), 50).get_page(request.GET.get("pagina"))
    return render(request, "network/colleagues.html", {"page": page, "rows": [(row, row.is_on(), ROLES[row.role]) for row in page]})


@open_to("roles.assign")
def invite(request):
    form = InviteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            assignment = actions.invite_colleague(by=request.user, address=request.build_absolute_uri("/"), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s recibirá un correo con su enlace. Verá aquí cuándo prepara su segundo paso.") % {"name": assignment.user})
            return redirect("network:colleagues")
    return render(request, "network/form.html", {
        "form": form, "title": _("Invitar a una persona"), "button": _("Enviar la invitación"), "back": "network:colleagues",
        "lead": _("Tendrá una cuenta propia y solo lo que su papel permite. El mensaje no dice de qué entidad es."),
    })  # fmt: skip


@open_to("roles.assign")
def give(request, code):
    """Another role for somebody who holds one at a place of the user's."""
    held = get_object_or_404(roles_visible_to(request.user).select_related("user"), code=code)
    form = RoleForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(held.user, form.cleaned_data["role"], form.cleaned_data["place"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s tiene un papel más desde hoy.") % {"name": held.user})
            return redirect("network:colleagues")
    return render(request, "network/form.html", {
        "form": form, "title": _("Otro papel para %(name)s") % {"name": held.user}, "button": _("Dar el papel"), "back": "network:colleagues",
    })  # fmt: skip


@open_to("roles.assign")
@require_POST
def end(request, code):
    assignment = get_object_or_404(roles_visible_to(request.user).select_related("user", "organisation", "network"), code=code)
    try:
        actions.end_role(assignment, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s ya no tiene ese papel. Puede volver a dárselo cuando quiera.") % {"name": assignment.user})
    return redirect("network:colleagues")
