"""How a person is doing: for those who work with them, and for themselves."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from tejido.core.periods import today
from tejido.core.routes import open_to
from tejido.outcomes import actions
from tejido.outcomes.models import Spell
from tejido.outcomes.packs import packs
from tejido.outcomes.permissions import (
    assessments_visible_to,
    can_record_outcome,
    goals_visible_to,
    measurements_visible_to,
    measures_visible_to,
    spells_visible_to,
)
from tejido.outcomes.progress import series_of
from tejido.outcomes.queries import stretches
from tejido.people.permissions import names_visible_to, own_persons_visible_to, persons_visible_to

MOST = 100


def goal_rows(goals, assessments):
    """Each goal with its first and last rating."""
    rated = sorted((a for a in assessments if a.instrument == "goals"), key=lambda a: (a.taken_on, a.pk))
    rows = []
    for goal in goals:
        values = [(a.taken_on, a.answers[goal.code]) for a in rated if goal.code in a.answers]
        rows.append({"goal": goal, "first": values[0] if values else None, "last": values[-1] if len(values) > 1 else None, "n": len(values)})
    return rows


def page(request, person, layout, own):
    """The tab «Cómo va»."""
    actions.look_at_outcomes(person, by=request.user)
    assessments = [*assessments_visible_to(request.user).filter(person=person).prefetch_related("scores")[:MOST]]
    spells = [*spells_visible_to(request.user).filter(person=person)[:MOST]]
    context = {
        "person": person,
        "name": names_visible_to(request.user, [person]).get(person.pk, ""),
        "series": [s for s in series_of(assessments, get_language()) if not s.pack.own_words],
        "goals": goal_rows(goals_visible_to(request.user).filter(person=person)[:MOST], assessments),
        "spells": spells,
        "stretches": {
            kind.value: stretches([s for s in spells if s.kind == kind], today().toordinal()) for kind in (Spell.Kind.JOB, Spell.Kind.HOME)
        },
        "measurements": measurements_visible_to(request.user).filter(person=person).order_by("measure__label", "-measured_on")[:MOST],
        "measures": measures_visible_to(request.user).filter(organisation=person.organisation)[:MOST],
        "packs": [p for p in packs().values() if not p.own_words],
        "kinds": Spell.Kind.choices,
        "can_record": can_record_outcome(request.user, person),
        "layout": layout,
        "own": own,
        "tab": "outcomes",
    }
    return render(request, "outcomes/for_person.html", context)


@open_to("people.read")
def for_person(request, code):
    """The tab of a person's page."""
    return page(request, get_object_or_404(persons_visible_to(request.user), code=code), "ui/desk.html", False)


@open_to("own.read")
def mine(request):
    """The same tab on the person's own page."""
    person = own_persons_visible_to(request.user).first()
    if person is None:
        raise Http404
    return page(request, person, "ui/portal.html", True)
