"""A copy made by Tejido, read back into an organisation: for whoever moves from one installation to another.

Only the record: the account, its factors and the trail belong to the installation that made them. Groups and measures that the
organisation does not have yet are made from what the copy says of them; texts of permissions are not, they belong to everybody.
"""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models, transaction

from tejido.core.trail import Refused, record, require
from tejido.network.models import Organisation
from tejido.outcomes.models import Assessment
from tejido.people.models import ConsentText, Person
from tejido.privacy.export import FORMAT, TOLD, VERSION
from tejido.privacy.kinds import KINDS, Kind

RECORD = ("people", "programmes", "outcomes")
NATURAL: dict[str, tuple[str, ...]] = {
    "people.ConsentText": ("purpose", "text_version", "language"),
    "programmes.Programme": ("organisation", "slug"),
    "programmes.Cohort": ("programme", "slug"),
    "outcomes.Measure": ("organisation", "slug"),
}


class NotACopy(Refused):
    """The file is not a copy that this version can read."""


class UnknownText(Refused):
    """The person answered words that this installation never published."""


class AlreadyHere(Refused):
    """The installation has this person."""


@transaction.atomic
def read_back(data: dict[str, Any], organisation: Organisation, *, by: Any) -> Person:
    """Make the record that the copy tells of. Run at the console, where the operator answers for it."""
    require(by is None)
    if data.get("format") != FORMAT or data.get("version") != VERSION or len(data["records"].get("person", ())) != 1:
        raise NotACopy("Not a copy of one person that this version of Tejido can read.")
    if Person.objects.filter(code=data["person"]).exists():
        raise AlreadyHere("This person is in this installation already.")
    person: Person | None = None
    for kind in KINDS:
        if kind.erased_by in RECORD:
            for row in data["records"].get(kind.slug, ()):
                made = _made(kind, row, organisation, person)
                person = made if isinstance(made, Person) else person
    assert person is not None  # for the types: the copy has one
    record("privacy.person_read_back", by=by, on=person, person=person)
    return person


def _made(kind: Kind, row: dict[str, Any], organisation: Organisation, person: Person | None) -> models.Model:
    """One row, as the copy has it, at this organisation and person."""
    model = kind.model
    values: dict[str, Any] = {field.name: _value(field, row[field.name], organisation) for field in kind.fields() if field.name in row}
    if any(field.name == "organisation" for field in model._meta.concrete_fields):
        values["organisation"] = organisation
    if any(field.name == "person" for field in model._meta.concrete_fields):
        values["person"] = person
    made: models.Model = model(**values)
    made.save(force_insert=True)
    return made


def _value(field: Any, told: Any, organisation: Organisation) -> Any:
    if told is None:
        return None
    if field.is_relation:
        return _pointed_at(field.related_model, told, organisation)
    kind = getattr(field, "kind", "") if type(field).__name__ == "Sealed" else field.get_internal_type()
    if kind == "DateTimeField":
        return dt.datetime.fromisoformat(told)
    return dt.date.fromisoformat(told) if kind in {"DateField", "date"} and told else told


def _pointed_at(model: type[models.Model], told: dict[str, Any], organisation: Organisation) -> models.Model:
    """The row of this installation that the copy speaks of, or a new one like it."""
    label = model._meta.label
    values = {name: _value(model._meta.get_field(name), told[name], organisation) for name in TOLD[label]}
    if label == Assessment._meta.label:
        return Assessment.objects.get(organisation=organisation, **values)
    if any(field.name == "organisation" for field in model._meta.concrete_fields):
        values["organisation"] = organisation
    key = {name: values.pop(name) for name in NATURAL[label]}
    if label == ConsentText._meta.label:
        return _published(key, str(values["text"]))
    found, _is_new = apps.get_model(label)._default_manager.get_or_create(**key, defaults=values)
    return found  # type: ignore[no-any-return]


def _published(key: dict[str, Any], text: str) -> ConsentText:
    """A file must not bring words that are then read out to others: the very text has to be here, published by who answers for it."""
    found = ConsentText.objects.filter(**key).first()
    if found is None or found.text != text:
        said = " ".join(map(str, key.values()))
        raise UnknownText(f"The person answered a text of permission that is not, or not in these words, in this installation ({said}). Publish it first, then read the copy.")
    return found
