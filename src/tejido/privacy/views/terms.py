"""What an organisation decides beforehand: days to answer, contact, and the laws that make it keep something."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.privacy import actions
from tejido.privacy.deadlines import terms_of
from tejido.privacy.forms import DutyForm, TermsForm
from tejido.privacy.permissions import duties_visible_to, organisations_to_answer_for_visible_to
from tejido.privacy.queries import programmes_of

PAGE = 50


@open_to("rights.handle")
def index(request):
    """One part for each organisation for whose rights the user answers."""
    organisations = organisations_to_answer_for_visible_to(request.user)
    page = Paginator(duties_visible_to(request.user), PAGE).get_page(request.GET.get("pagina"))
    parts = [(o, terms_of(o), [d for d in page if d.organisation_id == o.pk]) for o in organisations]
    return render(request, "privacy/terms.html", {"parts": parts, "page": page})


@open_to("rights.handle")
def edit(request, organisation):
    """Days and contact."""
    place = get_object_or_404(organisations_to_answer_for_visible_to(request.user), code=organisation)
    terms = terms_of(place)
    form = TermsForm(request.POST or None, initial={name: getattr(terms, name) for name in TermsForm.Meta.fields})
    if request.method == "POST" and form.is_valid():
        actions.set_terms(place, by=request.user, **form.changes())
        messages.success(request, _("Guardado."))
        return redirect("privacy:terms")
    return render(request, "privacy/terms_edit.html", {"form": form, "organisation": place})


@open_to("rights.handle")
def duty_new(request, organisation):
    """A law that makes the organisation keep a part."""
    place = get_object_or_404(organisations_to_answer_for_visible_to(request.user), code=organisation)
    form = DutyForm(programmes_of(place), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_duty(place, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Guardado. Vale para los borrados que se aprueben desde hoy."))
            return redirect("privacy:terms")
    return render(request, "privacy/duty_new.html", {"form": form, "organisation": place})


@open_to("rights.handle")
@require_POST
def duty_end(request, duty):
    """The law no longer asks for it."""
    found = get_object_or_404(duties_visible_to(request.user), code=duty)
    actions.end_duty(found, by=request.user)
    messages.success(request, _("Desde hoy ya no se guarda nada por esa norma."))
    return redirect("privacy:terms")
