"""What a person allows, taken by those who work with them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.people import actions
from tejido.people.forms import ConsentForm
from tejido.people.models import Purpose
from tejido.people.permissions import can_record_consent, consents_visible_to, persons_visible_to
from tejido.people.queries import texts_to_read


@open_to("consents.record")
def consent_new(request, code):
    """Choose what to ask; then read the text out, whole, and write the answer down."""
    person = get_object_or_404(persons_visible_to(request.user), code=code)
    require(can_record_consent(request.user, person))
    name = actions.look_at_name(person, by=request.user)
    language = request.GET.get("language") or get_language()
    texts = texts_to_read(language)
    text = texts.get(request.GET.get("purpose", ""))
    if text is None:
        return render(request, "people/consent_choose.html", {"person": person, "name": name, "purposes": [(p, texts.get(p)) for p in Purpose]})
    form = ConsentForm(text, request.POST or None, initial={"explained_by": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consent(person, by=request.user, text=text, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Quedó anotado. La respuesta vale desde ahora mismo."))
            return redirect("people:detail", code=person.code)
    return render(request, "people/consent_new.html", {"person": person, "name": name, "text": text, "form": form})


@open_to("consents.record")
def consent_withdraw(request, code, consent):
    """Take a permission back: one page, one button."""
    person = get_object_or_404(persons_visible_to(request.user), code=code)
    row = get_object_or_404(consents_visible_to(request.user), person=person, code=consent)
    require(can_record_consent(request.user, person))
    if request.method == "POST":
        try:
            actions.withdraw_consent(row, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Permiso retirado: ya no vale. Si la persona cambia de opinión, se le vuelve a preguntar."))
        return redirect("people:detail", code=person.code)
    return render(request, "people/consent_withdraw.html", {"person": person, "name": actions.look_at_name(person, by=request.user), "consent": row})
