"""Verbs about a person's record."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.core.periods import today
from tejido.core.trail import Refused, amend, record, require
from tejido.network.models import Organisation
from tejido.people.actions.looking import look
from tejido.people.models import Identity, Person
from tejido.people.names import alike, compared
from tejido.people.permissions import (
    accounts_to_join_visible_to,
    can_correct_identity,
    can_correct_person,
    can_register_person,
)

FIRST_BIRTH_YEAR = 1900


class ImpossibleDay(Refused):
    """A date that cannot be, such as a registration in the future."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class CodeTaken(Refused):
    """The organisation's register already calls another person so."""

    field = "register_code"

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__(_("El código %(code)s ya es de otra persona de su registro. Abra esa ficha o escriba otro código.") % {"code": person.register_code})


class SomebodyAlike(Refused):
    """Somebody with the same name and date of birth is already there: perhaps the same person."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__(
            _("Ya hay una ficha con el mismo nombre y la misma fecha de nacimiento. Ábrala para ver si es la misma persona; si es otra, márquelo y guarde.")
        )


def check_days(registered_on: dt.date, birth_year: int | None) -> None:
    """Dates that cannot be true are refused where they are written."""
    if registered_on > today():
        raise ImpossibleDay(_("Esta fecha todavía no llega. Escriba el día en que se abrió el registro, hoy como muy tarde."), "registered_on")
    if birth_year is not None and not FIRST_BIRTH_YEAR <= birth_year <= registered_on.year:
        raise ImpossibleDay(
            _("El año de nacimiento va de %(first)s a %(last)s, el año del registro. Si no lo sabe, déjelo vacío.")
            % {"first": FIRST_BIRTH_YEAR, "last": registered_on.year},
            "birth_year",
        )


def check_code(organisation: Organisation, register_code: str, but: Person | None = None) -> None:
    """Two persons of one register never share its code."""
    if not register_code:
        return
    others = Person.objects.filter(organisation=organisation, register_code=register_code)
    if taken := (others.exclude(pk=but.pk) if but else others).first():
        raise CodeTaken(taken)


def check_nobody_alike(organisation: Organisation, identity: dict[str, Any]) -> None:
    """Same name and date of birth within the organisation: to be looked at by a person. Compared in memory, whatever is sealed."""
    birth_date = identity.get("birth_date")
    if birth_date is None:
        return
    dated = Identity.objects.filter(organisation=organisation, birth_date__isnull=False).select_related("person")
    born_then = (identity for identity in compared(dated) if identity.birth_date == birth_date)
    if match := alike(born_then, identity.get("given_name", ""), identity.get("family_name", "")):
        raise SomebodyAlike(match.person)


@transaction.atomic
def register_person(
    organisation: Organisation,
    *,
    by: Any,
    registered_on: dt.date,
    kind: str = Person.Kind.SERVED,
    register_code: str = "",
    sex: str = Person.Sex.NOT_STATED,
    birth_year: int | None = None,
    identity: dict[str, Any] | None = None,
    is_somebody_else: bool = False,
) -> Person:
    """Open a record. `is_somebody_else` confirms that a person with the same name and birth date is not this one."""
    require(can_register_person(by, organisation))
    identity = {key: value for key, value in (identity or {}).items() if value}
    birth_year = birth_year or (identity["birth_date"].year if identity.get("birth_date") else None)
    check_days(registered_on, birth_year)
    check_code(organisation, register_code)
    if not is_somebody_else:
        check_nobody_alike(organisation, identity)
    person = Person.objects.create(
        organisation=organisation, kind=kind, register_code=register_code, sex=sex, birth_year=birth_year,
        registered_on=registered_on, is_demo=organisation.is_demo,
    )
    Identity.objects.create(person=person, **identity)
    record("people.person_registered", by=by, on=person, fields=["kind", "registered_on", *identity])
    return person


@transaction.atomic
def correct_person(person: Person, *, by: Any, version: int | None = None, **changes: Any) -> Person:
    """Correct what the record says; names and contacts have a verb of their own."""
    require(can_correct_person(by, person))
    check_days(changes.get("registered_on", person.registered_on), changes.get("birth_year", person.birth_year))
    check_code(person.organisation, changes.get("register_code", person.register_code), but=person)
    fields = amend(person, changes, version=version)
    record("people.person_corrected", by=by, on=person, fields=fields)
    return person


class AccountNotFree(Refused):
    """The account cannot see its own record here, or already sees another one."""

    field = "account"


@transaction.atomic
def join_account(person: Person, *, by: Any, account: User | None, version: int | None = None) -> Person:
    """Let this account open this record as its own; None takes that away. Joining the wrong one would show a record to a stranger."""
    require(can_correct_identity(by, person))
    if account is not None and not accounts_to_join_visible_to(by, person).filter(pk=account.pk).exists():
        raise AccountNotFree(_("Esa cuenta no es de una persona de su entidad, o ya tiene otra ficha. Elija una de la lista."))
    fields = amend(person, {"account": account}, version=version)
    record("people.account_joined" if account else "people.account_parted", by=by, on=person, fields=fields)
    return person


@transaction.atomic
def look_at_person(person: Person, *, by: Any) -> Person:
    """Open a person's page: who looked is written down, and the person can read it."""
    return look(person, "people.person_viewed", by=by)


@transaction.atomic
def look_at_trail(person: Person, *, by: Any) -> Person:
    """Read who opened a person's record."""
    return look(person, "people.trail_viewed", by=by)
