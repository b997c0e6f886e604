"""The person's own page: what is kept, what they decided, who looked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.people import actions
from tejido.people.forms import OwnConsentForm
from tejido.people.models import Consent
from tejido.people.permissions import consents_visible_to, looks_at_person_visible_to, own_persons_visible_to
from tejido.people.queries import decisions_of, texts_to_read
from tejido.people.trail import lines_of

LAST_LINES = 100


@open_to("own.read")
def mine(request):
    """Everything that one organisation keeps of this person, or a sentence that says that there is nothing."""
    person = own_persons_visible_to(request.user).first()
    if person is None:
        return render(request, "people/mine_empty.html")
    lines = lines_of(looks_at_person_visible_to(request.user, person)[:LAST_LINES], request.user.code)
    context = {
        "person": actions.look_at_person(person, by=request.user),
        "identity": actions.look_at_identity(person, by=request.user),
        "decisions": decisions_of(person),
        "lines": lines,
        "tab": "record",
        "own": True,
    }
    return render(request, "people/mine.html", context)


@open_to("own.read")
def mine_looks(request):
    """Who looked at one's own record, all of it, in plain words."""
    person = get_object_or_404(own_persons_visible_to(request.user))
    actions.look_at_trail(person, by=request.user)
    page = Paginator(looks_at_person_visible_to(request.user, person), LAST_LINES).get_page(request.GET.get("page"))
    return render(request, "people/mine_looks.html", {"person": person, "page": page, "lines": lines_of(page.object_list, request.user.code), "tab": "looks", "own": True})


@open_to("own.consent")
def mine_consent(request, purpose):
    """Read a text and answer it."""
    person = own_persons_visible_to(request.user).first()
    text = texts_to_read(get_language()).get(purpose)
    if person is None or text is None:
        raise Http404
    form = OwnConsentForm(text, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consent(person, by=request.user, text=text, channel=Consent.Channel.PORTAL, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Su respuesta quedó guardada. Puede cambiarla cuando quiera."))
            return redirect("people:mine")
    return render(request, "people/mine_consent.html", {"person": person, "text": text, "form": form})


@open_to("own.consent")
def mine_withdraw(request, consent):
    """Take one's own permission back."""
    person = get_object_or_404(own_persons_visible_to(request.user))
    row = get_object_or_404(consents_visible_to(request.user), person=person, code=consent)
    if request.method == "POST":
        try:
            actions.withdraw_consent(row, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Su permiso ya no vale. Si cambia de opinión, puede darlo otra vez aquí mismo."))
        return redirect("people:mine")
    return render(request, "people/mine_withdraw.html", {"person": person, "consent": row})
