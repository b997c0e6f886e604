"""A canary of its own in every field of every kind of row of one organisation: whoever meets one has read that field."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from tejido.core.belongs import Belongs
from tejido.core.sealed import Sealed
from tejido.network.catalogue import EVERYBODY, kept, written

# Values that are looked up elsewhere, so that a canary would break the page instead of showing on it.
NOT_PLANTED = {
    "network.Region": {"iso", "country"}, "outcomes.Assessment": {"instrument", "language"}, "outcomes.InstrumentWording": {"instrument", "language"},
    "outcomes.Score": {"scale"},
    "people.ConsentText": {"language"}, "impact.Plan": {"text"}, "interop.Import": {"mapping"}, "accounts.User": {"language"},
    "impact.Release": {"easy", "document"},
}  # fmt: skip
YEARS = iter(range(1901, 1985))  # each once; years that a form accepts, so that what is posted with them is taken


@dataclass(frozen=True)
class Canary:
    label: str
    field: str
    word: str

    @property
    def pattern(self) -> str:
        """A word stands alone; a year and a number must not be a part of a longer one."""
        return re.escape(self.word) if self.word.startswith("zq") else rf"(?<![\d.,\w-]){self.word}(?![\d%])"

    def __str__(self) -> str:
        return f"{self.label}.{self.field}"


def rows_of(world: Any) -> dict[str, Any]:
    """One row of each model that the catalogue knows: those of the world, and one made for each of the others."""
    rows: dict[str, Any] = {}
    for thing in vars(world).values():
        if isinstance(thing, models.Model):
            rows.setdefault(thing._meta.label, thing)
    rows["accounts.User"] = world.colleague
    rows["people.Identity"], rows["outcomes.Score"] = world.person.identity, world.assessment.scores.first()
    rows["people.ConsentText"] = world.consent.text
    for model in apps.get_models(include_auto_created=True):
        known = kept(model)
        if known.label not in rows and known.subjects != ("none",):
            rows[known.label] = made(model, rows)
    return {label: row for label, row in rows.items() if row is not None}


def made(model: Any, rows: dict[str, Any]) -> Any:
    """A row with just what the table asks for; None where the database has rules that only its verb knows."""
    row = model()
    for column in model._meta.concrete_fields:
        if column.is_relation:
            related = rows.get(column.related_model._meta.label)
            if related is not None and not isinstance(column, Belongs) and not (column.null and column.related_model._meta.label == "network.Network"):
                setattr(row, column.attname, related.pk)
        elif not column.has_default() and not column.null and not column.primary_key:
            setattr(row, column.attname, filler(column))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except (IntegrityError, TypeError, ValueError):
        return None
    return row


def filler(column: Any) -> Any:
    if column.choices:
        return next(value for value, _label in column.flatchoices if value)
    if isinstance(column, models.DateTimeField):
        return dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    if isinstance(column, models.DateField):
        return dt.date(2025, 3, 1)
    if isinstance(column, models.JSONField):
        return {}
    if isinstance(column, models.GenericIPAddressField):
        return "192.0.2.77"
    return 1 if isinstance(column, (models.IntegerField, models.FloatField)) else False if isinstance(column, models.BooleanField) else ""


def plant(rows: dict[str, Any]) -> list[Canary]:
    """Put a canary into every field that can carry one and that is not everybody's; give them all."""
    every = {name for names in written()["every"].values() for name in names.split()}
    planted: list[Canary] = []
    for label, row in rows.items():
        mine = []
        for column in row._meta.concrete_fields:
            closed = EVERYBODY not in kept(label).readers(column.name)
            if closed and column.name not in every | NOT_PLANTED.get(label, set()) and not column.is_relation and not column.primary_key:
                word = put(row, column, f"zq{len(planted) + len(mine):03d}qz")
                mine += [Canary(label, column.name, word)] if word else []
        try:
            with transaction.atomic():
                row.save(update_fields=[c.field for c in mine]) if mine else None
        except TypeError:  # a line of the trail is never changed: it is written with its canary
            mine = [Canary(label, "note", noted(rows, f"zq{len(planted):03d}qz"))]
        planted += mine
    return planted


def noted(rows: dict[str, Any], word: str) -> str:
    from tejido.core.trail import record

    record("people.record_opened", by=rows["accounts.User"], on=rows["people.Person"], note=word)
    return word


def put(row: Any, column: Any, word: str) -> str:
    """Write the canary; give how it can be recognised, or nothing where the field has no room for one."""
    value: Any = None
    if column.choices or isinstance(column, (models.FileField, models.BooleanField, models.DateTimeField)):
        return ""
    if isinstance(column, models.JSONField) or isinstance(getattr(row, column.attname), (dict, list)):
        value = getattr(row, column.attname)
        # what an answer says of its plan is open to whoever reads plans: the canary lies beside it
        value = {**value, "canary": word} if row._meta.label == "impact.Answer" else with_word(value, word)
    elif isinstance(column, models.EmailField) or getattr(column, "kind", "") == "email":
        value = f"{word}@example.org"
    elif is_text(column) and (column.max_length or 99) >= len(word):
        value = word
    elif isinstance(column, (models.DateField, Sealed)) and column.name in {"birth_date", "registered_on", "given_on", "taken_on", "measured_on"}:
        year = next(YEARS)
        value, word = dt.date(year, 3, 1), str(year)
    elif column.name == "birth_year":
        value = next(YEARS)
        word = str(value)
    if value is not None:
        setattr(row, column.attname, value)
        return word
    return ""


def is_text(column: Any) -> bool:
    return isinstance(column, (models.CharField, models.TextField)) or (isinstance(column, Sealed) and column.kind != "date")


def with_word(document: Any, word: str) -> Any:
    """The same JSON with the word in its first text, or beside what it holds."""
    if isinstance(document, dict):
        text = next((key for key, value in document.items() if isinstance(value, str) or (isinstance(value, list) and value and isinstance(value[0], str))), None)
        if text is None:
            return {**document, "canary": word}
        return {**document, text: word if isinstance(document[text], str) else [word, *document[text][1:]]}
    return [word, *(document or [])[1:]]
