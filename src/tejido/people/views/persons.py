"""The list of persons, and one person's record."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.core.actors import names_of
from tejido.core.periods import today
from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.network.filters import filterable, matching
from tejido.network.permissions import capabilities_of, organisations_where
from tejido.people import actions
from tejido.people.forms import IDENTITY_FIELDS, AccountForm, FilterForm, IdentityForm, NewPersonForm, PersonForm
from tejido.people.models import Person
from tejido.people.names import say_what_was_compared
from tejido.people.permissions import (
    accounts_to_join_visible_to,
    can_correct_identity,
    can_correct_person,
    can_look_at_identity,
    can_record_consent,
    looks_at_person_visible_to,
    looks_visible_to,
    names_visible_to,
    persons_visible_to,
)
from tejido.people.queries import allows, decisions_of
from tejido.people.trail import lines_of

PAGE = 50
LAST_LOOKS = 5


def filtered(request, persons, form):
    """`persons` as the filter asks. Names are compared in memory, and only for those who may see them."""
    if not form.is_valid():
        return persons
    wanted, held = form.cleaned_data, capabilities_of(request.user)
    if words := wanted["q"].strip():
        match = matching(held, Person, words, register_code="icontains", code="iexact")
        if "people.identify" in held:
            match |= Q(pk__in=say_what_was_compared(request, actions.find_by_name(words, by=request.user)))
        persons = persons.filter(match)
    persons = persons.filter(**filterable(held, Person, {name: wanted.get(name) for name in ("organisation", "kind")}))
    if wanted["impact"]:
        persons = persons.filter(allows_impact=wanted["impact"] == "yes")
    return persons


@open_to("people.read")
def list(request):
    """Persons of the organisations where the user works with people."""
    organisations = organisations_where(request.user, "people.read")
    form = FilterForm(organisations, request.GET)
    persons = persons_visible_to(request.user).annotate(allows_impact=allows("impact"))
    page = Paginator(filtered(request, persons, form), PAGE).get_page(request.GET.get("page"))
    names = actions.look_at_names(page.object_list, by=request.user)
    context = {
        "form": form,
        "page": page,
        "rows": [(person, names.get(person.pk, "")) for person in page.object_list],
        "several": "organisation" in form.fields,
        "filters": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "people/list.html", context)


@open_to("people.write")
def new(request):
    """Open a record, in an organisation where the user may."""
    form = NewPersonForm(request.user, request.POST or None)
    context = {"form": form, "alike": None}
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.register_person(by=request.user, **form.changes())
        except actions.SomebodyAlike as refusal:
            form.ask_if_somebody_else()
            form.refuse(refusal)
            context["alike"] = refusal.person
        except Refused as refusal:
            form.refuse(refusal)
            context["alike"] = getattr(refusal, "person", None)
        else:
            messages.success(request, _("La ficha quedó abierta. Ahora puede preguntar qué permite la persona."))
            return redirect("people:detail", code=person.code)
    return render(request, "people/new.html", context)


@open_to("people.read")
def detail(request, code):
    """One person's record. Opening it is written down, and the person can read that."""
    person = actions.look_at_person(get_object_or_404(persons_visible_to(request.user), code=code), by=request.user)
    looks = looks_visible_to(request.user).filter(person=person.code, at__date__gte=today())
    context = {
        "person": person,
        "name": names_visible_to(request.user, [person]).get(person.pk, ""),
        "decisions": decisions_of(person),
        "looked_today": sorted(names_of(looks.values_list("actor", flat=True)).values()),
        "can_correct": can_correct_person(request.user, person),
        "can_identify": can_look_at_identity(request.user, person),
        "can_give_account": can_correct_identity(request.user, person),
        "can_record_consent": can_record_consent(request.user, person),
        "tab": "record",
    }
    return render(request, "people/detail.html", context)


@open_to("people.write")
def edit(request, code):
    """Correct the record."""
    person = get_object_or_404(persons_visible_to(request.user), code=code)
    require(can_correct_person(request.user, person))
    form = PersonForm(request.POST or None, initial={"version": person.version, **{f: getattr(person, f) for f in PersonForm.Meta.fields}})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_person(person, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            person.refresh_from_db()
            form.refuse(refusal, person)
        else:
            messages.success(request, _("Guardado."))
            return redirect("people:detail", code=person.code)
    return render(request, "people/edit.html", {"form": form, "person": person, "name": actions.look_at_name(person, by=request.user)})


@open_to("people.identify")
def identity(request, code):
    """Name and contact: seeing them is written down apart."""
    person = get_object_or_404(persons_visible_to(request.user), code=code)
    saved = actions.look_at_identity(person, by=request.user)
    may_correct = can_correct_identity(request.user, person)
    form = IdentityForm(request.POST or None, initial={"version": person.version, **{f: getattr(saved, f) for f in IDENTITY_FIELDS}})
    if request.method == "POST":
        require(may_correct)
        if form.is_valid():
            try:
                actions.correct_identity(person, by=request.user, version=form.cleaned_data["version"], **form.changes())
            except Refused as refusal:
                person.refresh_from_db()
                saved.refresh_from_db()
                saved.version = person.version
                form.refuse(refusal, saved)
            else:
                messages.success(request, _("Guardado."))
                return redirect("people:detail", code=person.code)
    return render(request, "people/identity.html", {"form": form, "person": person, "identity": saved, "name": str(saved), "may_correct": may_correct})


@open_to("people.identify")
def account(request, code):
    """Give the person an account of their own to this record."""
    person = get_object_or_404(persons_visible_to(request.user), code=code)
    require(can_correct_identity(request.user, person))
    accounts = accounts_to_join_visible_to(request.user, person)
    form = AccountForm(accounts, request.POST or None, initial={"version": person.version, "account": person.account and person.account.code})
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_account(person, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            person.refresh_from_db()
            form.refuse(refusal, person)
        else:
            messages.success(request, _("Guardado. La persona ve su ficha la próxima vez que entre.") if person.account_id else _("Guardado."))
            return redirect("people:detail", code=person.code)
    name = actions.look_at_name(person, by=request.user)
    return render(request, "people/account.html", {"form": form, "person": person, "name": name, "accounts": accounts})


@open_to("people.read")
def trail(request, code):
    """Who did what with this record, and who only looked."""
    person = actions.look_at_trail(get_object_or_404(persons_visible_to(request.user), code=code), by=request.user)
    page = Paginator(looks_at_person_visible_to(request.user, person), PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "name": names_visible_to(request.user, [person]).get(person.pk, ""),
        "page": page,
        "lines": lines_of(page.object_list, person.account.code if person.account else ""),
        "tab": "trail",
    }
    return render(request, "people/trail.html", context)
