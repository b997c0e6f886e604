"""Colleagues and their roles, and the page that says who may see what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tejido.accounts.models import User
from tejido.core.routes import PUBLIC, SIGNED_IN, open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.explained import CLASS_WORDS, tables
from tejido.network.forms import AcceptForm, InviteForm, RoleForm
from tejido.network.permissions import invitations_visible_to, roles_visible_to
from tejido.network.queries import account_of, roles_at, roles_not_over
from tejido.network.roles import CAPABILITIES, PERSONAL_ONLY, ROLES

MOST_INVITATIONS = 50


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
    asked = [(one, ROLES[one.role]) for one in invitations_visible_to(request.user)[: MOST_INVITATIONS + 1]]
    first: dict = {}  # the row of each colleague at each place that carries what ends all of their roles there
    for row in page:
        if row.is_on():
            first.setdefault((row.user_id, row.organisation_id, row.network_id), row.pk)
    rows = [(row, row.is_on(), ROLES[row.role], row.pk in first.values()) for row in page]
    return render(request, "network/colleagues.html", {
        "page": page, "invitations": asked[:MOST_INVITATIONS], "are_there_more": len(asked) > MOST_INVITATIONS, "rows": rows,
    })  # fmt: skip


@open_to("roles.assign")
def invite(request):
    form = InviteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.invite_colleague(by=request.user, address=request.build_absolute_uri("/"), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s recibirá un correo con su enlace. Tendrá el papel cuando acepte; hasta entonces verá aquí la invitación.") % {"name": sent.name})
            return redirect("network:colleagues")
    return render(request, "network/form.html", {
        "form": form, "title": _("Invitar a una persona"), "button": _("Enviar la invitación"), "back": "network:colleagues",
        "lead": _("Si acepta, tendrá una cuenta propia y solo lo que su papel permite. El mensaje no dice de qué entidad es."),
    })  # fmt: skip


@open_to("roles.assign")
@require_POST
def withdraw(request, code):
    asked = get_object_or_404(invitations_visible_to(request.user), code=code)
    actions.withdraw_invitation(asked, by=request.user)
    messages.success(request, _("La invitación a %(name)s ya no vale.") % {"name": asked.name})
    return redirect("network:colleagues")


@open_to(PUBLIC)
@never_cache
def invitation(request, link):
    """What a link offers: a button to its owner, a password to choose where the address has no account."""
    try:
        with transaction.atomic(), actions.opened(link) as offered:
            account = account_of(offered.email)
            has_none = account is None or not account.is_active
            form = AcceptForm(User(email=offered.email, name=offered.name), request.POST or None) if has_none else None
    except Refused as refusal:
        return render(request, "network/invitation.html", {"refusal": refusal}, status=404)
    if form is not None and request.method == "POST" and form.is_valid():
        actions.accept_invitation(link, by=None, password=form.cleaned_data["password1"])
        messages.success(request, _("Su cuenta está abierta. Entre con su correo y la contraseña que acaba de elegir."))
        return redirect("account_login")
    context = {"offered": offered, "role": ROLES[offered.role], "form": form, "is_owner": account == request.user, "link": link}
    return render(request, "network/invitation.html", context)


@open_to(SIGNED_IN)
@require_POST
def accept(request, link):
    """The owner of the address says yes: signed in, with a second step where the account has one to show."""
    try:
        assignment = actions.accept_invitation(link, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Desde hoy tiene un papel en %(place)s.") % {"place": assignment.place})
    return redirect("desk:home")


@open_to("roles.assign")
def give(request, code):
    """Another role for somebody who holds one at a place of the user's. Whoever has left is invited again, by mail."""
    held = get_object_or_404(roles_not_over(roles_visible_to(request.user)).select_related("user"), code=code)
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
