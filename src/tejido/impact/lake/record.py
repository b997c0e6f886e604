"""From the record to the lake: the rows of one organisation, of those persons alone who allow it, without anything that names them."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tejido.core.keys import secret_for
from tejido.impact.lake.knowledge import Knowledge
from tejido.impact.lake.schema import BY_NAME, FACTS, WHAT, Fact
from tejido.outcomes.models import Goal, Measure, Measurement, Score, Spell
from tejido.people.models import Person
from tejido.programmes.models import Enrolment

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 20_000
SHARED = 10  # words for a moment that fewer persons share are no moment of a study, and may name somebody
MODELS: dict[str, Any] = {
    "persons": Person, "participations": Enrolment, "scores": Score, "measurements": Measurement, "spells": Spell, "goals": Goal,
}  # fmt: skip
#: Where the person, the code and the instant of recording of each fact stand; measurements have neither code nor instant.
PERSON_OF = {"persons": "pk", "scores": "assessment__person_id"}
CODE_OF = {"scores": "assessment__code", "measurements": "pk"}
RECORDED = {"scores": "assessment__created_at", "measurements": ""}
TARGET = {"scores": "outcomes.Assessment"}


@dataclass(frozen=True)
class Reading:
    """What a build asks of one organisation: its keys, whom it may read, until which day and which instant."""

    organisation: int
    code: str
    persons: Mapping[int, int]
    cut_off: dt.date
    known: Knowledge


def persons_of(organisation: int, allowed: Collection[int]) -> dict[int, int]:
    """Primary key → key in the lake, of everybody who allows it. Two persons never share one."""
    secret = secret_for("lake")
    rows = Person.objects.filter(organisation=organisation).values_list("pk", "code").iterator(CHUNK)
    found = {pk: key_in_lake(secret, code) for pk, code in rows if pk in allowed}
    if len(set(found.values())) != len(found):
        raise RuntimeError("Two persons would have one key in the lake.")
    return found


def key_in_lake(secret: bytes, code: str) -> int:
    """63 bits that nobody can trace back without the ring of keys, and that are the same in every build."""
    return int.from_bytes(hmac.new(secret, code.encode(), hashlib.sha256).digest()[:8], "big") >> 1


def facts_of(reading: Reading) -> Iterator[tuple[Fact, pa.Table]]:
    """Every fact of the organisation, whole; it must be declared."""
    import pyarrow as pa

    from tejido.impact.lake.tables import schema_of

    for fact in FACTS:
        batches = (pa.RecordBatch.from_pydict(columns, schema=schema_of(fact)) for columns in rows_of(fact, reading))
        yield fact, _finished(fact, pa.Table.from_batches(batches, schema_of(fact)), reading)


def consent_digest(keys: Collection[int]) -> str:
    """Who allows it, without saying who: it tells whether anybody changed their mind since."""
    return hashlib.sha256(" ".join(map(str, sorted(keys))).encode()).hexdigest()


def rows_of(fact: Fact, reading: Reading) -> Iterator[dict[str, list[Any]]]:
    """The rows of a fact as plain columns, some thousands at a time: of who allows it, until the cut-off, as was known.

    The one reading of the record for everything that is counted from facts: the lake, and a plan's periods where there is none.
    """
    taken = [column for column in fact.columns if column.path]
    person, code, recorded = PERSON_OF.get(fact.name, "person_id"), CODE_OF.get(fact.name, "code"), RECORDED.get(fact.name, "created_at")
    rows = MODELS[fact.name].objects.filter(organisation=reading.organisation)
    day = next(column.path for column in fact.columns if column.name == fact.day)
    rows = rows.filter(**{f"{day}__lte": reading.cut_off} | ({f"{recorded}__lte": reading.known.at} if recorded else {}))
    source = ("source",) if fact.name == "measurements" else ()
    asked = rows.order_by("pk").values_list(person, code, *(column.path for column in taken), *source)
    chunk: list[tuple[Any, ...]] = []
    for row in asked.iterator(CHUNK):
        key = reading.persons.get(row[0])
        if key is not None and (not source or reading.known.has_measurement(row[1], row[-1])):
            chunk.append((key, *_as_known(fact, row, reading)))
        if len(chunk) == CHUNK:
            yield _columns(fact, chunk, reading.code)
            chunk = []
    if chunk:
        yield _columns(fact, chunk, reading.code)


def _as_known(fact: Fact, row: tuple[Any, ...], reading: Reading) -> tuple[Any, ...]:
    """The columns of a row that come from the record, as they stood."""
    names = [column.name for column in fact.columns if column.path]
    values = list(row[2 : 2 + len(names)])
    model = TARGET.get(fact.name, MODELS[fact.name]._meta.label)
    if reading.known.is_past:
        reading.known.note(model, str(row[1]))
    if "ends_on" in names:
        at = names.index("ends_on")
        ended = values[at]
        if ended is not None and (ended > reading.cut_off or reading.known.end_was_unknown(model, str(row[1]))):
            values[at] = None
            if "exit_reason" in names:
                values[names.index("exit_reason")] = ""
    return tuple(values)


def _columns(fact: Fact, chunk: list[tuple[Any, ...]], code: str) -> dict[str, list[Any]]:
    given = list(zip(*chunk, strict=True))
    columns: dict[str, list[Any]] = {"person": list(given[0]), "organisation": [code] * len(chunk)}
    for column, values in zip((c for c in fact.columns if c.path), given[1:], strict=True):
        text = column.kind == "text"
        columns[column.name] = (
            [(value if value in column.levels or not column.levels else None) or None for value in values] if text else list(values)
        )
    for column in fact.columns:
        columns.setdefault(column.name, [None] * len(chunk))
    return columns


def _finished(fact: Fact, table: pa.Table, reading: Reading) -> pa.Table:
    """What needs all rows of the organisation: shared words for moments, declared levels, change since the first score."""
    if "wave" in fact.names:
        table = _set(table, "wave", moments_of(table))
    if fact.name == "measurements":
        table = with_first(_set(table, "level", _declared(table, reading)), fact)
    return with_first(with_change(table), fact) if fact.name == "scores" else table


def _set(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    import pyarrow as pa

    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))


def moments_of(table: pa.Table) -> list[str | None]:
    """Waves: numbers as numbers (6.0 is 6), words where ten persons or more share them."""
    written = [_moment(wave) for wave in table["wave"].to_pylist()]
    who: dict[str, set[int]] = {}
    for person, wave in zip(table["person"].to_pylist(), written, strict=True):
        if wave is not None:
            who.setdefault(wave, set()).add(person)
    shared = {wave for wave, persons in who.items() if len(persons) >= SHARED or _is_number(wave)}
    return [wave if wave in shared else None for wave in written]


def _moment(wave: str | None) -> str | None:
    if wave is None or not wave.strip():
        return None
    return f"{float(wave):g}" if _is_number(wave) else wave.strip().lower()


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 10_000  # longer ones are numbers of something else, such as a telephone
    except ValueError:
        return False


def _declared(table: pa.Table, reading: Reading) -> list[str | None]:
    levels = {
        slug: frozenset(map(str, found))
        for slug, found in Measure.objects.filter(organisation=reading.organisation).values_list("slug", "levels")
    }
    pairs = zip(table["measure"].to_pylist(), table["level"].to_pylist(), strict=True)
    return [level if level is not None and level in levels.get(measure, frozenset()) else None for measure, level in pairs]


def with_change(scores: pa.Table) -> pa.Table:
    """`change`: the score minus the first of the same person, questionnaire and scale; two on the first day leave it without a first."""
    import numpy as np
    import pyarrow as pa

    keys = ["person", "instrument", "scale"]
    frame = scores.select([*keys, "taken_on", "value"]).to_pandas(date_as_object=False).reset_index()
    seen = frame.dropna(subset=["value"]).sort_values(["taken_on", "index"], kind="stable")
    grouped = seen.groupby(keys, sort=False)
    first_day, first = grouped["taken_on"].transform("first"), grouped["value"].transform("first")
    alone = (seen["taken_on"] == first_day).groupby([seen[key] for key in keys], sort=False).transform("sum") == 1
    change = np.full(len(frame), np.nan)
    later = ((seen["taken_on"] > first_day) & alone).to_numpy()
    change[seen["index"].to_numpy()[later]] = (seen["value"] - first).to_numpy()[later]
    at = scores.schema.get_field_index("change")
    return scores.set_column(at, scores.schema.field(at), pa.array(change, from_pandas=True))


def with_first(table: pa.Table, fact: Fact) -> pa.Table:
    """`first_in_quarter`: so that persons are counted by a sum. To count different ones among millions of rows costs thrice the rest."""
    import pandas as pd

    what = [*WHAT[fact.name], fact.day]
    frame = table.select(["person", *what, "value"]).to_pandas(date_as_object=False).reset_index()
    told = frame["value"].notna() | (frame["level"].notna() if "level" in what else False)
    seen = frame[told].sort_values([fact.day, "index"], kind="stable")
    seen[fact.day] = pd.DatetimeIndex(seen[fact.day]).to_period("Q").asi8
    first = pd.Series(0, index=frame.index)
    first[seen.index[~seen.duplicated(["person", *what]).to_numpy()]] = 1
    return _set(table, "first_in_quarter", first.to_list())


def measures_of(organisation: int) -> dict[str, dict[str, Any]]:
    """The codebook of the organisation's own variables, without their titles."""
    rows = Measure.objects.filter(organisation=organisation).order_by("slug")
    return {
        m.slug: {"kind": m.kind, "unit": m.unit, "direction": m.direction, "levels": m.levels, "lowest": m.lowest, "highest": m.highest}
        for m in rows
    }


assert set(MODELS) == set(BY_NAME)
