"""Goals, measures and spells: small forms on one person."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.outcomes import actions
from tejido.outcomes.forms import (
    GoalEndForm,
    GoalForm,
    GoalWordsForm,
    MeasureForm,
    MeasurementForm,
    NewMeasureForm,
    SpellEndForm,
    SpellForm,
)
from tejido.outcomes.models import Spell
from tejido.outcomes.permissions import (
    can_define_measure,
    can_record_outcome,
    goals_visible_to,
    measures_visible_to,
    spells_visible_to,
)
from tejido.people.actions import look_at_name
from tejido.people.permissions import persons_visible_to

PAGE = 50


def person_to_record(request, code):
    """A person for whom the user may write outcomes down."""
    person = get_object_or_404(persons_visible_to(request.user), code=code)
    require(can_record_outcome(request.user, person))
    return person


def answer(request, form, person, verb, *, title, lead="", row=None, done=""):
    """The page of a small form: run the verb and go back to the person, or show the form with everything that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except Refused as refusal:
            if isinstance(refusal, actions.AlreadyMeasured):
                form.ask_if_correction()
            if row is not None:
                row.refresh_from_db()
            form.refuse(refusal, row)
        else:
            messages.success(request, done or _("Guardado."))
            return redirect("outcomes:for_person", code=person.code)
    name = look_at_name(person, by=request.user)
    return render(request, "outcomes/form.html", {"form": form, "person": person, "name": name, "title": title, "lead": lead})


@open_to("outcomes.record")
def goal_new(request, code):
    """Write a goal down in the person's words."""
    person = person_to_record(request, code)
    form = GoalForm(request.POST or None)
    return answer(
        request, form, person, lambda: actions.record_goal(person, by=request.user, **form.changes()),
        title=_("Una meta propia"), lead=_("Hasta tres a la vez, con las palabras de la persona."), done=_("La meta quedó anotada."),
    )


@open_to("outcomes.record")
def goal_edit(request, code):
    """Correct the words of a goal."""
    goal = get_object_or_404(goals_visible_to(request.user), code=code)
    person = person_to_record(request, goal.person.code)
    form = GoalWordsForm(request.POST or None, initial={"version": goal.version, "words": goal.words})
    return answer(request, form, person, lambda: actions.correct_goal(goal, by=request.user, **form.cleaned_data), title=_("Corregir la meta"), row=goal)


@open_to("outcomes.record")
def goal_close(request, code):
    """Close a goal that was reached or left aside."""
    goal = get_object_or_404(goals_visible_to(request.user), code=code)
    person = person_to_record(request, goal.person.code)
    form = GoalEndForm(request.POST or None, initial={"version": goal.version})
    verb = partial(actions.close_goal, goal, by=request.user)
    return answer(request, form, person, lambda: verb(**form.cleaned_data), title=_("Cerrar la meta"), lead=goal.words, row=goal)


@open_to("outcomes.record")
def spell_new(request, code):
    """Write down that a job, a home or another stretch began. `?kind=` says which."""
    person = person_to_record(request, code)
    kind = request.GET.get("kind", Spell.Kind.JOB)
    if kind not in Spell.Kind.values:
        raise Http404
    form = SpellForm(kind, request.POST or None)
    lead = _("Un empleo en un centro especial no se suma con el empleo ordinario: por eso se elige el tipo.") if kind == Spell.Kind.JOB else ""
    return answer(
        request, form, person, lambda: actions.open_spell(person, by=request.user, kind=kind, **form.changes()),
        title=capfirst(Spell.Kind(kind).label), lead=lead, done=_("Quedó anotado."),
    )


@open_to("outcomes.record")
def spell_edit(request, code):
    """Correct a spell."""
    spell = get_object_or_404(spells_visible_to(request.user), code=code)
    person = person_to_record(request, spell.person.code)
    form = SpellForm(spell.kind, request.POST or None)
    form.initial = {name: getattr(spell, name) for name in form.fields}
    title = _("Corregir: %(what)s") % {"what": spell.get_kind_display()}
    return answer(request, form, person, lambda: actions.correct_spell(spell, by=request.user, **form.cleaned_data), title=title, row=spell)


@open_to("outcomes.record")
def spell_close(request, code):
    """Write down that a spell ended."""
    spell = get_object_or_404(spells_visible_to(request.user), code=code)
    person = person_to_record(request, spell.person.code)
    form = SpellEndForm(request.POST or None, initial={"version": spell.version})
    verb = partial(actions.close_spell, spell, by=request.user)
    return answer(request, form, person, lambda: verb(**form.cleaned_data), title=_("Anotar el final"), lead=capfirst(spell.get_type_display()), row=spell)


@open_to("outcomes.record")
def measurement_new(request, code, measure):
    """Write one value down."""
    person = person_to_record(request, code)
    row = get_object_or_404(measures_visible_to(request.user), code=measure, organisation=person.organisation)
    form = MeasurementForm(row, request.POST or None)
    return answer(request, form, person, lambda: actions.record_measurement(person, row, by=request.user, **form.cleaned_data), title=row.label)


@open_to("programmes.read")
def measures(request):
    """The codebook."""
    page = Paginator(measures_visible_to(request.user).order_by("organisation__name", "label"), PAGE).get_page(request.GET.get("page"))
    return render(request, "outcomes/measures.html", {"page": page})


@open_to("programmes.manage")
def measure_new(request):
    """Define a measure."""
    form = NewMeasureForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.define_measure(by=request.user, **form.changes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("La medida quedó en el libro de códigos."))
            return redirect("outcomes:measures")
    return render(request, "outcomes/measure_form.html", {"form": form, "title": _("Una medida nueva")})


@open_to("programmes.manage")
def measure_edit(request, code):
    """Correct a codebook entry."""
    measure = get_object_or_404(measures_visible_to(request.user), code=code)
    require(can_define_measure(request.user, measure.organisation))
    form = MeasureForm(request.POST or None, initial={"version": measure.version, **{f: getattr(measure, f) for f in MeasureForm.Meta.fields}})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_measure(measure, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            measure.refresh_from_db()
            form.refuse(refusal, measure)
        else:
            messages.success(request, _("Guardado."))
            return redirect("outcomes:measures")
    return render(request, "outcomes/measure_form.html", {"form": form, "title": _("Corregir la medida")})
