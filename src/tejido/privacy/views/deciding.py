"""The steps of an answer: who asks, more time, a second yes, the copy, the limit, the erasure, the words."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.people import actions as people
from tejido.people.permissions import restricted_persons_visible_to
from tejido.privacy import actions
from tejido.privacy.forms import AnswerForm, ExtensionForm, ProofForm, RestrictionForm
from tejido.privacy.permissions import can_approve_request, requests_visible_to
from tejido.privacy.queries import erasure_plan
from tejido.privacy.views.own import attached


def asked(request, code):
    return get_object_or_404(requests_visible_to(request.user), code=code)


def step(request, found, verb, said, **told):
    """Run a verb on a request; say what happened; back to the request."""
    try:
        verb(found, by=request.user, **told)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("privacy:detail", code=found.code)


@open_to("rights.handle")
@require_POST
def proof(request, code):
    found, form = asked(request, code), ProofForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Elija cómo se comprobó quién es."))
        return redirect("privacy:detail", code=found.code)
    return step(request, found, actions.note_identity, _("Anotado."), **form.cleaned_data)


@open_to("rights.handle")
def extend(request, code):
    """Take more time, with a reason."""
    found, form = asked(request, code), ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return step(request, found, actions.extend_request, _("El plazo se alargó. Envíe la carta a la persona para que lo sepa."), **form.cleaned_data)
    return render(request, "privacy/extend.html", {"asked": found, "form": form})


@open_to("rights.handle")
@require_POST
def approve(request, code):
    return step(request, asked(request, code), actions.approve_request, _("Su aprobación quedó anotada."))


@open_to("rights.handle")
@require_POST
def copy(request, code):
    """The copy to hand over."""
    found = asked(request, code)
    try:
        packed = actions.hand_over_copy(found, by=request.user, language=get_language())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("privacy:detail", code=found.code)
    return attached(packed, f"copia-{found.code}")


@open_to("rights.handle")
@require_POST
def restrict(request, code):
    """Keep the record without using it."""
    found, form = asked(request, code), RestrictionForm(request.POST)
    if found.person is None or not form.is_valid():
        messages.warning(request, _("Elija por qué se limita el uso de la ficha."))
        return redirect("privacy:detail", code=found.code)
    try:
        people.restrict_person(found.person, by=request.user, reason=form.cleaned_data["restriction"])
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("La ficha se guarda y ya nadie la usa. La persona la sigue viendo."))
    return redirect("privacy:detail", code=found.code)


@open_to("rights.handle")
@require_POST
def lift(request, person):
    """Use a record again."""
    found = get_object_or_404(restricted_persons_visible_to(request.user), code=person)
    try:
        people.lift_restriction(found, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("La ficha puede usarse otra vez. Dígaselo antes a la persona, si no lo hizo."))
    return redirect("privacy:kept")


@open_to("rights.handle")
def answer(request, code):
    """Close the request with words for the person."""
    found, form = asked(request, code), AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_request(found, by=request.user, answer=form.cleaned_data["answer"], is_granted=form.cleaned_data["outcome"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Contestada. La persona lo ve en su página; si no tiene cuenta, imprima la carta."))
            return redirect("privacy:detail", code=found.code)
    return render(request, "privacy/answer.html", {"asked": found, "form": form})


@open_to("rights.handle")
def erase(request, code):
    """See what would go and what would stay, and then do it."""
    found = asked(request, code)
    if found.kind != "erasure" or found.person is None or found.state != "open":
        return redirect("privacy:detail", code=found.code)
    if request.method == "POST":
        return step(request, found, actions.erase_person, _("Borrado. Queda solo un código en el rastro y en el libro de borrados."))
    context = {"asked": found, "plan": erasure_plan(found.person), "can_approve": can_approve_request(request.user, found)}
    return render(request, "privacy/erase.html", context)
