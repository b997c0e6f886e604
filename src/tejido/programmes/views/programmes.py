"""What an organisation offers, and its groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.core.limits import LONGEST_SEARCH
from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.network.filters import matching
from tejido.network.permissions import capabilities_of
from tejido.people.actions import find_by_name, look_at_names
from tejido.people.models import Person
from tejido.people.names import say_what_was_compared
from tejido.people.permissions import persons_visible_to
from tejido.programmes import actions
from tejido.programmes.forms import CohortForm, EnrolForm, NewProgrammeForm, ProgrammeForm
from tejido.programmes.permissions import (
    can_manage_programme,
    cohorts_visible_to,
    enrolments_visible_to,
    programmes_visible_to,
)
from tejido.programmes.queries import not_yet_in, with_cohort_counts, with_participant_counts

PAGE = 50
MOST_FOUND = 20


def saved(form, model):
    """What the record says now, for the fields of `form`."""
    return {"version": model.version, **{name: getattr(model, name) for name in form.Meta.fields}}


@open_to("programmes.read")
def list(request):
    """Programmes that the user may see."""
    programmes = with_cohort_counts(programmes_visible_to(request.user)).order_by("organisation__name", "name")
    page = Paginator(programmes, PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/list.html", {"page": page})


@open_to("programmes.manage")
def new(request):
    """Describe a new programme."""
    form = NewProgrammeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            programme = actions.open_programme(by=request.user, **form.changes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("El programa quedó guardado. Ahora puede abrir su primer grupo."))
            return redirect("programmes:detail", code=programme.code)
    return render(request, "programmes/form.html", {"form": form, "title": _("Un programa nuevo")})


@open_to("programmes.read")
def detail(request, code):
    """One programme and its groups."""
    programme = get_object_or_404(programmes_visible_to(request.user), code=code)
    groups = with_participant_counts(cohorts_visible_to(request.user).filter(programme=programme)).order_by("starts_on", "pk")
    context = {
        "programme": programme,
        "page": Paginator(groups, PAGE).get_page(request.GET.get("pagina")),
        "can_manage": can_manage_programme(request.user, programme),
    }
    return render(request, "programmes/detail.html", context)


@open_to("programmes.manage")
def edit(request, code):
    """Correct a programme."""
    programme = get_object_or_404(programmes_visible_to(request.user), code=code)
    require(can_manage_programme(request.user, programme))
    form = ProgrammeForm(request.POST or None, initial=saved(ProgrammeForm, programme))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_programme(programme, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            programme.refresh_from_db()
            form.refuse(refusal, programme)
        else:
            messages.success(request, _("Guardado."))
            return redirect("programmes:detail", code=programme.code)
    return render(request, "programmes/form.html", {"form": form, "programme": programme, "title": _("Corregir el programa")})


@open_to("programmes.manage")
def cohort_new(request, programme):
    """Open a group."""
    programme = get_object_or_404(programmes_visible_to(request.user), code=programme)
    require(can_manage_programme(request.user, programme))
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cohort = actions.open_cohort(programme, by=request.user, **form.changes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("El grupo quedó abierto. Ahora puede inscribir a las personas."))
            return redirect("programmes:cohort", code=cohort.code)
    return render(request, "programmes/form.html", {"form": form, "programme": programme, "title": _("Un grupo nuevo")})


@open_to("programmes.read")
def cohort(request, code):
    """One group: who takes part, and since when."""
    group = get_object_or_404(cohorts_visible_to(request.user), code=code)
    enrolments = enrolments_visible_to(request.user).filter(cohort=group).order_by("ends_on", "starts_on", "pk")
    page = Paginator(enrolments, PAGE).get_page(request.GET.get("page"))
    names = look_at_names([e.person for e in page.object_list], by=request.user)
    context = {
        "cohort": group,
        "page": page,
        "rows": [(enrolment, names.get(enrolment.person_id, "")) for enrolment in page.object_list],
        "can_manage": can_manage_programme(request.user, group.programme),
    }
    return render(request, "programmes/cohort.html", context)


@open_to("programmes.manage")
def cohort_edit(request, code):
    """Correct a group."""
    group = get_object_or_404(cohorts_visible_to(request.user), code=code)
    require(can_manage_programme(request.user, group.programme))
    form = CohortForm(request.POST or None, initial=saved(CohortForm, group))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_cohort(group, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            group.refresh_from_db()
            form.refuse(refusal, group)
        else:
            messages.success(request, _("Guardado."))
            return redirect("programmes:cohort", code=group.code)
    return render(request, "programmes/form.html", {"form": form, "programme": group.programme, "cohort": group, "title": _("Corregir el grupo")})


@open_to("programmes.manage")
def cohort_enrol(request, code):
    """Enrol a person of the organisation in a group."""
    group = get_object_or_404(cohorts_visible_to(request.user), code=code)
    require(can_manage_programme(request.user, group.programme))
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    persons = not_yet_in(persons_visible_to(request.user), group)
    found = persons_matching(request, persons, words).values("pk")[:MOST_FOUND]
    persons = persons.filter(Q(pk__in=found) | Q(code=request.POST.get("person", "")))
    form = EnrolForm(persons, look_at_names(persons.select_related("organisation"), by=request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment = actions.enrol_person(form.cleaned_data["person"], group, by=request.user, starts_on=form.cleaned_data["starts_on"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("La entrada quedó anotada."))
            return redirect("programmes:cohort", code=enrolment.cohort.code)
    return render(request, "programmes/enrol.html", {"form": form, "cohort": group, "programme": group.programme, "words": words, "most": MOST_FOUND})


def persons_matching(request, persons, words):
    """Those of `persons` whose code or visible name begins with `words`; without words, the newest records."""
    if not words:
        return persons
    user = request.user
    held = capabilities_of(user)
    match = matching(held, Person, words, register_code="icontains", code="iexact")
    if "people.identify" in held:
        match |= Q(pk__in=say_what_was_compared(request, find_by_name(words, by=user)))
    return persons.filter(match)
