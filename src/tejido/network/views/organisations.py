"""Organisations: the list, each one, entering and correcting them, and their band."""

from types import SimpleNamespace

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.core.limits import LONGEST_SEARCH
from tejido.core.periods import today
from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.filters import matching
from tejido.network.forms import BandForm, NewOrganisationForm, OrganisationForm
from tejido.network.models import Organisation
from tejido.network.permissions import (
    can_correct_organisation,
    capabilities_of,
    memberships_answered_for_by,
    networks_where,
    organisations_managed_by,
    organisations_visible_to,
)
from tejido.network.places import country_name
from tejido.network.queries import countries_present, memberships_of, organisations_found

PAGE = 50


@open_to("network.read")
def organisations(request):
    text, country = request.GET.get("q", "").strip()[:LONGEST_SEARCH], request.GET.get("country", "")
    match = matching(capabilities_of(request.user), Organisation, text, name="icontains", town="icontains", region__name="icontains") if text else None
    page = Paginator(organisations_found(organisations_visible_to(request.user), match, country), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": [(organisation, country_name(organisation.country)) for organisation in page],
        "q": text,
        "country": country,
        "countries": [(code, country_name(code)) for code in countries_present()],
        "may_open": networks_where(request.user, "network.manage").exists(),
    }
    return render(request, "network/organisations.html", context)


@open_to("network.read")
def detail(request, code):
    organisation = get_object_or_404(organisations_visible_to(request.user).select_related("region"), code=code)
    context = {
        "organisation": organisation,
        "country": country_name(organisation.country),
        "memberships": memberships_of(organisation)[:PAGE],
        "page": Paginator(organisation.spaces.select_related("region").order_by("-starts_on", "pk"), PAGE).get_page(request.GET.get("pagina")),
        "today": today(),
        "may_correct": can_correct_organisation(request.user, organisation),
        "answered_for": set(memberships_answered_for_by(request.user).values_list("pk", flat=True)),
    }
    return render(request, "network/organisation.html", context)


@open_to("network.manage")
def new(request):
    form = NewOrganisationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = actions.open_organisation(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s ya está en la red. Ahora puede invitar a su dirección.") % {"name": organisation})
            return redirect("network:organisation", organisation.code)
    return render(request, "network/form.html", {
        "form": form, "title": _("Nueva entidad miembro"), "button": _("Abrir la entidad"), "back": "network:organisations",
        "lead": _("De una entidad es público dentro de la red su nombre, su lugar y qué hace. Sus registros son solo suyos."),
    })  # fmt: skip


@open_to("network.read")
def edit(request, code):
    organisation = get_object_or_404(organisations_managed_by(request.user), code=code)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_organisation(organisation, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            form.refuse(refusal, get_object_or_404(organisations_managed_by(request.user).select_related("region"), code=code))
        else:
            messages.success(request, _("Quedó guardado."))
            return redirect("network:organisation", code)
    return render(request, "network/form.html", {
        "form": form, "title": _("Corregir %(name)s") % {"name": organisation.name}, "button": _("Guardar"), "back": "network:organisations",
    })  # fmt: skip


@open_to("network.read")
def band(request, code):
    """The band of an organisation, chosen among those that nobody wears."""
    organisation = get_object_or_404(organisations_managed_by(request.user), code=code)
    form = BandForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_band(organisation, *form.cleaned_data["band"], by=request.user)
        except Refused as refusal:
            form.add_error("band", str(refusal))
        else:
            messages.success(request, _("Esta es ahora la franja de %(name)s.") % {"name": organisation})
            return redirect("network:organisation", code)
    chosen = form["band"].value()
    bands = [{"value": value, "name": name, "chosen": value == chosen, "sample": sample_band(value)} for value, name in form.fields["band"].choices]
    return render(request, "network/band.html", {"form": form, "organisation": organisation, "bands": bands})


def sample_band(value):
    """What a band is drawn from, before anybody wears it."""
    draft, dye = value.split(".")
    return SimpleNamespace(slug=value.replace(".", "-"), band_draft=draft, band_dye=int(dye))
