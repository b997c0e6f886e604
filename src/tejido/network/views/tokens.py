"""Tokens of programs: one's own, and those at the places whose roles one gives. Making one asks for the second factor again."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.accounts.factor import shown_second_factor_lately, way_to_show_again
from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.forms_of_tokens import TokenForm
from tejido.network.permissions import tokens_visible_to
from tejido.network.roles import CAPABILITIES

PAGE = 50


def second_factor_lately(view):
    """What outlives the session needs a second factor of the last minutes, not of this morning."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if shown_second_factor_lately(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse(way_to_show_again(request.user))}?{urlencode({'next': request.get_full_path()})}")

    return asked


@open_to("tokens.make")
def tokens(request):
    page = Paginator(tokens_visible_to(request.user), PAGE).get_page(request.GET.get("pagina"))
    rows = [(token, token.is_good(), [CAPABILITIES[c] for c in token.capabilities if c in CAPABILITIES]) for token in page]
    return render(request, "network/tokens.html", {"page": page, "rows": rows})


@open_to("tokens.make")
@second_factor_lately
def new(request):
    """The secret is shown on this one answer and nowhere else."""
    form = TokenForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "network/token_made.html", {"token": token, "secret": secret})
    return render(request, "network/form.html", {
        "form": form, "title": _("Un pase para un programa"), "button": _("Hacer el pase"), "back": "network:tokens",
        "lead": _("Con él, un programa lee por usted lo que aquí elija, y nada más. Termina con su papel, o antes."),
    })  # fmt: skip


@open_to("tokens.make")
@require_POST
def revoke(request, code):
    actions.revoke_token(get_object_or_404(tokens_visible_to(request.user), code=code), by=request.user)
    messages.success(request, _("El pase ya no abre nada."))
    return redirect("network:tokens")
