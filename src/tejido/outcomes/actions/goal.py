"""Verbs about goals in a person's own words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, amend, record, require
from tejido.outcomes.actions.assessment import check_day, record_assessment
from tejido.outcomes.models import Assessment, Goal, Mode
from tejido.outcomes.permissions import can_record_outcome
from tejido.outcomes.queries import goals_open
from tejido.people.models import Person

MOST = 3


class GoalsFull(Refused):
    """Three at a time: more goals than that are hard to walk towards."""


class NotAGoalOfHers(Refused):
    """A rating of a goal that is not open, or is somebody else's."""


class ClosesBeforeStart(Refused):
    field = "ends_on"


@transaction.atomic
def record_goal(person: Person, *, by: Any, words: str, starts_on: dt.date) -> Goal:
    """Write a goal down as the person says it."""
    require(can_record_outcome(by, person))
    check_day(starts_on)
    taken = set(goals_open(person).values_list("number", flat=True))
    free = next((n for n in range(1, MOST + 1) if n not in taken), None)
    if free is None:
        raise GoalsFull(_("Ya hay tres metas abiertas. Cierre una que ya alcanzó o que ya no quiere, y anote la nueva."))
    goal = Goal.objects.create(organisation=person.organisation, person=person, number=free, words=words, starts_on=starts_on)
    record("outcomes.goal_recorded", by=by, on=goal, fields=["words"])
    return goal


@transaction.atomic
def correct_goal(goal: Goal, *, by: Any, words: str, version: int | None = None) -> Goal:
    """Correct the words of a goal; its ratings stay."""
    require(can_record_outcome(by, goal.person))
    fields = amend(goal, {"words": words}, version=version)
    record("outcomes.goal_corrected", by=by, on=goal, fields=fields)
    return goal


@transaction.atomic
def close_goal(goal: Goal, *, by: Any, ends_on: dt.date | None = None, version: int | None = None) -> Goal:
    """The person no longer works on this goal: reached, or left aside. What it was rated stays."""
    require(can_record_outcome(by, goal.person))
    ends_on = ends_on or today()
    check_day(ends_on)
    if ends_on < goal.starts_on:
        raise ClosesBeforeStart(_("Se cerraría antes de empezar: revise la fecha."))
    fields = amend(goal, {"ends_on": ends_on}, version=version)
    record("outcomes.goal_closed", by=by, on=goal, fields=fields)
    return goal


@transaction.atomic
def rate_goals(
    person: Person, *, by: Any, ratings: Mapping[str, float], taken_on: dt.date, language: str, mode: str = Mode.SELF, informant: str = "", wave: str = ""
) -> Assessment:
    """How far the person has come, 0 to 10, goal by goal (by code). Kept as an assessment of the pack `goals`."""
    require(can_record_outcome(by, person))
    known = set(Goal.objects.filter(person=person, starts_on__lte=taken_on).values_list("code", flat=True))
    if set(ratings) - known:
        raise NotAGoalOfHers(_("Hay una meta que no es de esta persona o que empezó después de esa fecha. Revise la lista de metas."))
    assessment = record_assessment(
        person, "goals", by=by, answers=ratings, taken_on=taken_on, language=language, mode=mode, informant=informant, wave=wave
    )
    record("outcomes.goals_rated", by=by, on=assessment, fields=sorted(ratings))
    return assessment
