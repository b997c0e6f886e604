"""Persons, identities and permissions brought in from a register, many at a time, and taken back when the import is undone.

One audit line with the count stands for each call: a line per row would bury the trail. What is brought carries the code of its
import in `source`; a line of the trail never holds a name.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tejido.core.bulk import insert_rows, take_ids
from tejido.core.holding import Holder, with_keys
from tejido.core.periods import today
from tejido.core.sealed_rows import Closing
from tejido.core.trail import Refused, record, require
from tejido.network.models import Organisation
from tejido.network.permissions import can_at_organisation
from tejido.people.models import Consent, ConsentText, Identity, Person

OLDEST_YEAR = 1900


class PersonRow(NamedTuple):
    register_code: str
    registered_on: dt.date
    kind: str = Person.Kind.SERVED
    sex: str = Person.Sex.NOT_STATED
    birth_year: int | None = None


class IdentityRow(NamedTuple):
    person_id: int
    given_name: str = ""
    family_name: str = ""
    preferred_name: str = ""
    birth_date: dt.date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""


SEALED_ROW = (*IdentityRow._fields, "phone_mark", "email_mark", "organisation_id")


class ConsentRow(NamedTuple):
    person_id: int
    text_id: int
    purpose: str
    is_given: bool
    given_on: dt.date
    channel: str = Consent.Channel.REGISTER


class NotThisOrganisation(Refused):
    """A row of the batch belongs to a person or a text that the caller may not touch."""


def may_bring(by: Any, organisation: Organisation) -> bool:
    """The console (`by` is None) acts as the system; everybody else needs `imports.run` at the organisation."""
    return by is None or can_at_organisation(by, "imports.run", organisation)


@transaction.atomic
def bring_persons(organisation: Organisation, rows: Sequence[PersonRow], *, by: Any, source: str) -> dict[str, int]:
    """Open a record for each row. Returns register code → key. The codes must be new to the organisation: the table refuses others."""
    require(may_bring(by, organisation))
    _refuse_impossible_persons(rows)
    ids = take_ids(Person, len(rows))
    fields = ("id", "organisation_id", "source", *PersonRow._fields)
    insert_rows(Person, fields, [(pk, organisation.pk, source, *row) for pk, row in zip(ids, rows, strict=True)])
    if rows:
        record("people.persons_brought", by=by, organisation=organisation, note=f"{source}: {len(rows)}")
    return {row.register_code: pk for pk, row in zip(ids, rows, strict=True)}


def _refuse_impossible_persons(rows: Sequence[PersonRow]) -> None:
    now = today()
    for row in rows:
        if row.registered_on > now or not OLDEST_YEAR <= (row.birth_year or now.year) <= now.year:
            raise Refused(_("La ficha %(code)s tiene una fecha imposible: revise el registro y el nacimiento.") % {"code": row.register_code})


@transaction.atomic
def bring_identities(organisation: Organisation, rows: Sequence[IdentityRow], *, by: Any, source: str) -> int:
    """Name and contact of persons just brought."""
    require(may_bring(by, organisation))
    insert_rows(Identity, SEALED_ROW, sealed_identities(rows, holders_among(organisation, {row.person_id for row in rows})))
    if rows:
        record("people.identities_brought", by=by, organisation=organisation, note=f"{source}: {len(rows)}")
    return len(rows)


@transaction.atomic
def bring_consents(organisation: Organisation, rows: Sequence[ConsentRow], *, by: Any, source: str) -> int:
    """Answers that the register already holds, as declared by who brings it."""
    require(may_bring(by, organisation))
    refuse_strangers(organisation, {row.person_id for row in rows})
    purposes = dict(ConsentText.objects.filter(pk__in={row.text_id for row in rows}).values_list("pk", "purpose"))
    now = today()
    for row in rows:
        if purposes.get(row.text_id) != row.purpose:
            raise NotThisOrganisation(_("El texto del permiso no corresponde a su finalidad."))
        if row.given_on > now:
            raise Refused(_("Un permiso no puede tener una fecha futura."))
    insert_rows(Consent, (*ConsentRow._fields, "organisation_id", "source"), [(*row, organisation.pk, source) for row in rows])
    if rows:
        record("people.consents_brought", by=by, organisation=organisation, fields={row.purpose for row in rows}, note=f"{source}: {len(rows)}")
    return len(rows)


def sealed_identities(rows: Iterable[IdentityRow], holders: Mapping[int, Holder]) -> list[tuple[Any, ...]]:
    """What the table takes for these identities, in the order of SEALED_ROW."""
    closing = Closing(Identity, holders)
    made = []
    for row in rows:
        person = row.person_id
        sealed = [closing.value(name, person, person, value) for name, value in zip(IdentityRow._fields[1:], row[1:], strict=True)]
        marks = closing.mark("phone", person, row.phone), closing.mark("email", person, row.email)
        made.append((person, *sealed, *marks, holders[person].organisation))
    return made


def holders_among(organisation: Organisation, ids: set[int]) -> dict[int, Holder]:
    """The keys of the persons of a batch, who are held until it is written. Strangers to this organisation are refused."""
    if not ids:
        return {}
    own = own_near(organisation, ids).order_by("pk").select_for_update(no_key=True)
    found = with_keys(row for row in own.values_list("pk", "code", "organisation_id") if row[0] in ids)
    if len(found) != len(ids):
        raise NotThisOrganisation(_("Alguna ficha no es de esta entidad."))
    return found


def refuse_strangers(organisation: Organisation, ids: set[int]) -> None:
    """Every person of a batch must be of this organisation: one query, whatever the number."""
    if ids and len(ids.intersection(own_near(organisation, ids).values_list("pk", flat=True))) != len(ids):
        raise NotThisOrganisation(_("Alguna ficha no es de esta entidad."))


def own_near(organisation: Organisation, ids: set[int]) -> QuerySet[Person]:
    """Persons of the organisation, among them those of `ids` that are its own."""
    own = Person.objects.filter(organisation=organisation)
    first, last = min(ids), max(ids)
    # persons just brought stand side by side: a range is far quicker to ask for than a list
    return own.filter(pk__range=(first, last)) if last - first < 2 * len(ids) else own.filter(pk__in=ids)


@transaction.atomic
def take_back_consents(organisation: Organisation, source: str, *, by: Any, keep: QuerySet[Person]) -> int:
    """Remove the answers that an import brought, but for the persons in `keep`."""
    require(may_bring(by, organisation))
    rows = Consent.objects.filter(source=source, person__organisation=organisation).exclude(person__in=keep)
    gone = rows._raw_delete(rows.db)
    record("people.consents_taken_back", by=by, organisation=organisation, note=f"{source}: {gone}")
    return gone


@transaction.atomic
def take_back_persons(organisation: Organisation, source: str, *, by: Any, keep: QuerySet[Person]) -> int:
    """Remove the records that an import opened, identity included, but for `keep`. Call it last: the facts must be gone before."""
    require(may_bring(by, organisation))
    persons = Person.objects.filter(source=source, organisation=organisation).exclude(pk__in=keep)
    identities = Identity.objects.filter(person__in=persons)
    identities._raw_delete(identities.db)
    gone = persons._raw_delete(persons.db)
    record("people.persons_taken_back", by=by, organisation=organisation, note=f"{source}: {gone}")
    return gone
