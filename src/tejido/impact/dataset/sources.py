"""What each column of a plan asks of the record, checked before any value is read."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.core.trail import Refused
from tejido.impact.dataset.population import key_of
from tejido.impact.derive import base_columns
from tejido.impact.spec import Column, Plan
from tejido.impact.spec.problems import nearest
from tejido.outcomes.models import TYPES_OF_KIND, Measure, Score
from tejido.programmes.models import Cohort


@dataclass(frozen=True)
class Reach:
    """How far a question may look: these organisations, these people, until this day."""

    organisations: tuple[int, ...]
    persons: frozenset[int]
    cut_off: dt.date


class SourceMissing(Refused):
    """The plan names something that the record does not have. `problems` lists everything at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(self.problems))


PERSON_FACTS = ("sex", "age_at_entry", "birth_year", "organisation")
ENROLMENT_FACTS = ("days", "exit_reason")


def check_sources(plan: Plan, reach: Reach) -> None:
    """Refuse with every missing source named, and the nearest one that exists. Three queries at most."""
    problems = [
        _("La columna «%(name)s» no dice de dónde sale: añada «source».") % {"name": c.name} for c in plan.columns if c.source is None
    ]
    if plan.rows == "person_period" and plan.periods is None:
        problems.append(
            _("Para preguntar al registro con «rows: person_period» diga qué se sigue: «periods: {unit: month, event: {spell: job}}».")
        )
    elif plan.rows not in ("person", "person_wave", "person_period"):
        problems.append(_("«rows: %(rows)s» solo se usa con un archivo (--data).") % {"rows": plan.rows})
    problems += _periods_problems(plan)
    problems += _double_use(plan)
    for column in plan.columns:
        if column.source is not None:
            problems += _fixed_problems(column)
    if measures := _named(plan, "measure"):
        problems += _missing(measures, _measures(reach), _("No hay ninguna medida «%(name)s». %(hint)s"))
    if scores := _named(plan, "score"):
        problems += _missing(scores, _instruments(reach), _("Nadie tiene respuestas del cuestionario «%(name)s». %(hint)s"))
    population = plan.population
    cohorts = [*_named(plan, "cohort"), *(population.cohorts if population else ())]
    programmes = [*_named(plan, "programme"), *([population.programme] if population and population.programme else [])]
    if cohorts or programmes:
        known_cohorts, known_programmes = _cohorts_and_programmes(reach)
        problems += _missing(cohorts, known_cohorts, _("No hay ningún grupo «%(name)s». %(hint)s"))
        problems += _missing(programmes, known_programmes, _("No hay ningún programa «%(name)s». %(hint)s"))
    if problems:
        raise SourceMissing(problems)


def _named(plan: Plan, kind: str) -> list[str]:
    return [column.source.value for column in plan.columns if column.source is not None and column.source.kind == kind]


def _missing(names: Iterable[str], known: Collection[str], message: str) -> list[str]:
    shown = sorted(name for name in known if name.islower() or "-" in name)
    return [message % {"name": name, "hint": nearest(name, shown)} for name in dict.fromkeys(names) if key_of(name) not in known]


def _measures(reach: Reach) -> set[str]:
    return {key_of(slug) for slug in Measure.objects.filter(organisation__in=reach.organisations).values_list("slug", flat=True)}


def _instruments(reach: Reach) -> set[str]:
    scores = Score.objects.filter(assessment__organisation__in=reach.organisations)
    return {key_of(slug) for slug in scores.values_list("assessment__instrument", flat=True).distinct()}


def _cohorts_and_programmes(reach: Reach) -> tuple[set[str], set[str]]:
    cohorts, programmes = set(), set()
    found = Cohort.objects.filter(organisation__in=reach.organisations)
    for slug, code, programme, programme_code in found.values_list("slug", "code", "programme__slug", "programme__code"):
        cohorts |= {key_of(slug), key_of(code)}
        programmes |= {key_of(programme), key_of(programme_code)}
    return cohorts, programmes


def _fixed_problems(column: Column) -> list[str]:
    """Sources whose possible values are known without looking."""
    assert column.source is not None
    kind, value = column.source.kind, column.source.value
    possible = {"person": PERSON_FACTS, "enrolment": ENROLMENT_FACTS, "spell": tuple(TYPES_OF_KIND)}.get(kind)
    problems = []
    if possible is not None and value not in possible:
        problems.append(
            _("En «%(name)s», «%(value)s» no es posible. %(hint)s")
            % {"name": column.name, "value": value, "hint": nearest(value, possible)}
        )
    if kind == "spell" and value in TYPES_OF_KIND:
        problems += _types_problems(column.name, value, column.source.options.get("types", ()))
    return problems


def _double_use(plan: Plan) -> Iterable[str]:
    """A yes or no of a spell within some days means one thing at the end of a time and another alone: never both at once."""
    alone = base_columns([estimate.outcome.column for estimate in plan.estimates if estimate.outcome.column], plan)
    ends = base_columns([estimate.outcome.event for estimate in plan.estimates if estimate.outcome.event], plan)
    for name in ends:
        column = plan.column(name)
        if name in alone and column is not None and column.source is not None and "within" in column.source.options:
            yield _("«%(name)s» es a la vez el final de un tiempo y un resultado por sí sola. Escríbala dos veces, con dos nombres.") % {"name": name}


def _periods_problems(plan: Plan) -> Iterable[str]:
    """The spells that the periods of a plan name."""
    periods = plan.periods
    for key, spells in (("event", periods.event), ("of", periods.of), ("competing", periods.competing)) if periods else ():
        if spells is not None and spells.kind not in TYPES_OF_KIND:
            values = {"name": f"periods.{key}", "value": spells.kind, "hint": nearest(spells.kind, TYPES_OF_KIND)}
            yield _("En «%(name)s», «%(value)s» no es posible. %(hint)s") % values
        elif spells is not None:
            yield from _types_problems(f"periods.{key}", spells.kind, spells.types)


def _types_problems(name: str, kind: str, types: Iterable[str]) -> list[str]:
    known = TYPES_OF_KIND[kind]
    return [
        _("En «%(name)s», «%(value)s» no es posible. %(hint)s") % {"name": name, "value": one, "hint": nearest(one, known)}
        for one in types
        if one not in known
    ]
