"""Reads about outcomes. The first three are what `impact` counts from: rows of given persons, never names."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from tejido.core.periods import on
from tejido.network.models import Organisation
from tejido.outcomes.models import Goal, InstrumentWording, Measurement, Score, Spell
from tejido.outcomes.packs import Pack
from tejido.people.models import Person


def scores_of(persons: QuerySet[Person], instrument: str, scale: str = "total") -> QuerySet[Score]:
    """Scores of one scale, oldest first. `value` is empty where too much was left blank: it counts as lost, not as zero."""
    return (
        Score.objects.filter(scale=scale, assessment__instrument=instrument, assessment__person__in=persons)
        .select_related("assessment")
        .order_by("assessment__person", "assessment__taken_on", "assessment")
    )


def measurements_of(persons: QuerySet[Person], measure: str) -> QuerySet[Measurement]:
    """Values of the measure with this key, oldest first, in whichever organisation defined it."""
    return Measurement.objects.filter(measure__slug=measure, person__in=persons).select_related("measure").order_by("person", "measured_on", "id")


def spells_of(persons: QuerySet[Person], kind: str, types: tuple[str, ...] = ()) -> QuerySet[Spell]:
    """Spells of one kind, oldest first. Name the types: a sheltered job is not summed with open employment by forgetting to."""
    spells = Spell.objects.filter(kind=kind, person__in=persons).order_by("person", "starts_on", "id")
    return spells.filter(type__in=types) if types else spells


@dataclass(frozen=True)
class Wording:
    """The words of an instrument as a form shows them."""

    language: str
    stem: str
    items: Mapping[str, str]
    responses: Mapping[float, str]
    licence: str = ""


def keys_of(pack: Pack) -> list[str]:
    """What a wording must say: the question, every item and every response."""
    return ["stem", *(item.id for item in pack.items), *(response_key(r.value) for r in pack.responses)]


def response_key(value: float) -> str:
    return f"response:{value:g}"


def uploaded(wording: InstrumentWording, pack: Pack) -> Wording:
    words = wording.items
    responses = {r.value: words.get(response_key(r.value), f"{r.value:g}") for r in pack.responses}
    return Wording(wording.language, words.get("stem", ""), {i.id: words.get(i.id, "") for i in pack.items}, responses, wording.licence)


def wordings_of(pack: Pack, organisation: Organisation) -> dict[str, Wording]:
    """Languages in which this organisation can use the instrument: shipped, and its own uploads, which go before."""
    shipped = {
        code: Wording(code, pack.stem[code], {i.id: i.text[code] for i in pack.items}, {r.value: r.label[code] for r in pack.responses})
        for code in pack.languages
    }
    own = InstrumentWording.objects.filter(organisation=organisation, instrument=pack.id)
    return {**shipped, **{w.language: uploaded(w, pack) for w in own}}


def goals_open(person: Person) -> QuerySet[Goal]:
    """The goals that the person is working on today."""
    return Goal.objects.filter(on(), person=person)


SHELTERED = ("sheltered", "enclave")
COMPETITIVE = ("open_market", "supported", "self_employed")


@dataclass(frozen=True)
class Stretch:
    """How long one type of spell lasted in all."""

    type: str
    label: str
    days: int
    is_now: bool


def stretches(spells: list[Spell], today_ordinal: int) -> list[Stretch]:
    """Days by type, each on its own line: there is no line that adds sheltered and open work."""
    days: dict[str, int] = {}
    now: set[str] = set()
    for spell in spells:
        last = spell.ends_on.toordinal() if spell.ends_on else today_ordinal
        days[spell.type] = days.get(spell.type, 0) + max(0, last - spell.starts_on.toordinal())
        if spell.is_on():
            now.add(spell.type)
    return [Stretch(kind, str(Spell.Type(kind).label), total, kind in now) for kind, total in days.items()]
