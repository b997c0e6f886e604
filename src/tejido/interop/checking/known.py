"""What the register knows already of the persons of a chunk, so that a file may come twice and nothing is ever overwritten."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tejido.core.sealed_rows import at_hand
from tejido.interop.checking.facts import Facts, Problems
from tejido.interop.checking.ground import CohortRef, Ground
from tejido.outcomes.models import Assessment, Measurement, Spell
from tejido.people.models import Consent, Identity, Person
from tejido.programmes.models import Enrolment
from tejido.ui.days import as_day

_PERSON = ("kind", "sex", "birth_year", "registered_on")
_IDENTITY = ("given_name", "family_name", "preferred_name", "birth_date", "phone", "email", "address")


class KnownPerson:
    """A person of the register, or one that an earlier row of this file has just introduced (`pk` is None)."""

    __slots__ = ("facts", "identity", "is_restricted", "person", "pk")

    def __init__(self, pk: int | None, person: dict[str, Any], identity: dict[str, Any] | None, *, is_restricted: bool = False) -> None:
        self.pk, self.person, self.identity, self.is_restricted = pk, person, identity, is_restricted
        self.facts: dict[Any, Any] = {}


def known_persons(ground: Ground, codes: Iterable[str]) -> dict[str, KnownPerson]:
    """The persons of the organisation with these register codes, with all of their facts: a fixed number of queries."""
    rows = (
        Person.objects.filter(organisation=ground.organisation, register_code__in=list(codes))
        .exclude(register_code="")
        .values_list("register_code", "pk", "restricted_on", *_PERSON)
    )
    found = {}
    for code, pk, restricted_on, *said in rows:
        found[code] = KnownPerson(pk, dict(zip(_PERSON, said, strict=True)), None, is_restricted=restricted_on is not None)
    if found:
        _load_facts(ground, {known.pk: known for known in found.values() if known.pk is not None})
    return found


def _load_facts(ground: Ground, persons: dict[int, KnownPerson]) -> None:
    """Only what the mapping can speak of."""
    targets = {column.to.noun for column in ground.mapping.used()} | {key.partition(".")[0] for key in ground.constants}
    here = {"person__in": list(persons)}
    if "identity" in targets:
        for identity in at_hand(Identity.objects.filter(**here)):
            persons[identity.person_id].identity = {name: getattr(identity, name) for name in _IDENTITY}
    if ground.texts:
        answers = Consent.objects.filter(**here).order_by("given_on", "id")
        for pk, purpose, given, gone in answers.values_list("person_id", "purpose", "is_given", "withdrawn_on"):
            persons[pk].facts["consent", purpose] = given and gone is None
    if "enrolment" in targets:
        fields = ("person_id", "cohort__programme__slug", "cohort__slug", "cohort_id", "starts_on", "ends_on", "exit_reason")
        for pk, programme, slug, cohort, *said in Enrolment.objects.filter(**here).values_list(*fields):
            persons[pk].facts["enrolment", CohortRef(programme, slug, cohort)] = tuple(said)
    _load_outcomes(ground, persons, targets)


def _load_outcomes(ground: Ground, persons: dict[int, KnownPerson], targets: set[str]) -> None:
    here = {"person__in": list(persons)}
    if "measure" in targets:
        values = Measurement.objects.filter(**here, measure__slug__in=list(ground.measures))
        for pk, slug, wave, day, value, level in values.values_list("person_id", "measure__slug", "wave", "measured_on", "value", "level"):
            persons[pk].facts["measurement", slug, wave, day] = (value, level)
    if "spell" in targets:
        fields = ("person_id", "kind", "type", "starts_on", "ends_on", "hours", "support", "end_reason")
        for pk, kind, sort, day, *said in Spell.objects.filter(**here).values_list(*fields):
            persons[pk].facts["spell", kind, sort, day] = tuple(said)
    if ground.packs:
        _load_assessments(ground, persons)


def _load_assessments(ground: Ground, persons: dict[int, KnownPerson]) -> None:
    """Answers, and the totals of those whose answers were never on record."""
    rows = Assessment.objects.filter(person__in=list(persons), instrument__in=list(ground.packs)).prefetch_related("scores")
    for row in rows:
        totals = {} if row.answers else {score.scale: score.value for score in row.scores.all()}
        persons[row.person_id].facts["assessment", row.instrument, row.wave, row.taken_on] = (row.answers, totals)


def compare(row: Facts, known: KnownPerson) -> Problems:
    """Leave in `row` only what is new; what contradicts the register is a problem at its cell."""
    problems: Problems = {}
    row.person_id = known.pk
    new: dict[Any, tuple[Any, str]] = {}
    for key, (said, column) in row.facts.items():
        if key not in known.facts:
            new[key] = (said, column)
        elif key[0] == "consent" and not column:
            continue  # what was declared for all of the file never overrides a person's own later answer
        elif not _agree(key[0], said, known.facts[key]):
            problems[column] = _differs(known.facts[key])
    row.facts = new
    return problems


def compare_person(row: Facts, known: KnownPerson, where: dict[str, str]) -> Problems:
    """Does the row tell of the person what the register tells? An import changes nobody's record."""
    problems: Problems = {}
    for noun, said, have in (("person", row.person, known.person), ("identity", row.identity, known.identity or {})):
        for name, value in said.items():
            column = where.get(f"{noun}.{name}")
            if column is None or name == "register_code" or have.get(name) == value:
                continue
            there = have.get(name)
            if there in (None, "", "not_stated"):
                problems[column] = _("Esta persona ya está en el registro y este dato falta en su ficha. Escríbalo en la ficha y deje vacía esta celda.")
            else:
                problems[column] = _differs(there)
    return problems


def _differs(there: Any) -> str:
    return _("Ya existe con otro valor: %(value)s. Si el nuevo es el correcto, cámbielo en la ficha; si no, quite esta celda.") % {"value": _in_words(there)}


def _agree(noun: str, said: Any, have: Any) -> bool:
    """An empty cell says nothing, so it agrees with anything."""
    if noun in {"enrolment", "spell"}:
        return all(new in (None, "") or new == old for new, old in zip(said, have, strict=True))
    if noun == "assessment":
        return all(have[at].get(part) == value for at in (0, 1) for part, value in said[at].items())
    return bool(said == have)


def _in_words(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(_in_words(part) for part in value if part not in (None, "", {}))
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_in_words(part)}" for name, part in value.items())
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, dt.date):
        return as_day(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
