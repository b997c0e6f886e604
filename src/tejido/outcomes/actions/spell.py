"""Verbs about dated stretches of work, home, participation and hospital."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, amend, record, require
from tejido.outcomes.models import TYPES_OF_KIND, Spell
from tejido.outcomes.permissions import can_record_outcome
from tejido.people.models import Person
from tejido.ui.days import as_day

MOST_HOURS = 100
MOST_SUPPORT = 4


class TypeOfOtherKind(Refused):
    """A type that does not belong to the kind, such as a job of the type «hospital»."""

    field = "type"


class SpellDays(Refused):
    """Days that cannot be."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class HoursWrong(Refused):
    field = "hours"


class SupportWrong(Refused):
    field = "support"


class TwoHomes(Refused):
    """A person lives in one home at a time; otherwise days of housing would be counted twice."""

    field = "starts_on"


class AlreadyEnded(Refused):
    """The spell has a last day."""


def check_spell(person: Person, kind: str, kind_type: str, starts_on: dt.date, ends_on: dt.date | None, hours: float | None, support: int | None) -> None:
    """What cannot be, at its field."""
    if kind_type not in TYPES_OF_KIND.get(kind, ()):
        raise TypeOfOtherKind(_("Ese tipo no corresponde a lo que está anotando. Elija uno de la lista."))
    if starts_on > today():
        raise SpellDays(_("Esa fecha todavía no llega. Anote la etapa cuando empiece."), "starts_on")
    if ends_on and ends_on < starts_on:
        raise SpellDays(_("Termina antes de empezar: revise las dos fechas."), "ends_on")
    if ends_on and ends_on > today():
        raise SpellDays(_("Esa fecha todavía no llega. Deje el final vacío mientras la etapa siga."), "ends_on")
    if hours is not None and not 0 < hours <= MOST_HOURS:
        raise HoursWrong(_("Las horas por semana van de más de 0 a 100. Si no las sabe, déjelas vacías."))
    if support is not None and not 0 <= support <= MOST_SUPPORT:
        raise SupportWrong(_("El nivel de apoyo va de 0, sin apoyo, a 4, todo el día."))


def check_one_home(person: Person, starts_on: dt.date, ends_on: dt.date | None, but: Spell | None = None) -> None:
    others = Spell.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), person=person, kind=Spell.Kind.HOME)
    others = others.exclude(pk=but.pk) if but else others
    clash = others.filter(starts_on__lt=ends_on).first() if ends_on else others.first()
    if clash:
        raise TwoHomes(
            _("En esos días ya consta otra vivienda: %(type)s desde el %(day)s. Anote primero el final de esa, o revise las fechas.")
            % {"type": clash.get_type_display(), "day": as_day(clash.starts_on)}
        )


@transaction.atomic
def open_spell(
    person: Person, *, by: Any, kind: str, type: str, starts_on: dt.date, ends_on: dt.date | None = None, hours: float | None = None,
    support: int | None = None, end_reason: str = "",
) -> Spell:
    """Write down that something began: a job with its type, a home with its level of support."""
    require(can_record_outcome(by, person))
    check_spell(person, kind, type, starts_on, ends_on, hours, support)
    if kind == Spell.Kind.HOME:
        check_one_home(person, starts_on, ends_on)
    spell = Spell.objects.create(
        organisation=person.organisation, person=person, kind=kind, type=type, starts_on=starts_on, ends_on=ends_on,
        hours=hours if kind == Spell.Kind.JOB else None, support=support if kind == Spell.Kind.HOME else None, end_reason=end_reason,
    )
    record("outcomes.spell_opened", by=by, on=spell, fields=["type", "starts_on"], note=kind)
    return spell


@transaction.atomic
def close_spell(spell: Spell, *, by: Any, ends_on: dt.date, end_reason: str = "", version: int | None = None) -> Spell:
    """Write down that it ended, and why."""
    require(can_record_outcome(by, spell.person))
    if spell.ends_on is not None:
        raise AlreadyEnded(_("Esta etapa ya tiene final. Si la fecha no es correcta, corríjala."))
    check_spell(spell.person, spell.kind, spell.type, spell.starts_on, ends_on, None, None)
    fields = amend(spell, {"ends_on": ends_on, "end_reason": end_reason}, version=version)
    record("outcomes.spell_closed", by=by, on=spell, fields=fields, note=spell.kind)
    return spell


@transaction.atomic
def correct_spell(spell: Spell, *, by: Any, version: int | None = None, **changes: Any) -> Spell:
    """Correct a spell. Its kind stays: a job written as a home is ended and written again."""
    require(can_record_outcome(by, spell.person))
    new = {name: changes.get(name, getattr(spell, name)) for name in ("type", "starts_on", "ends_on", "hours", "support")}
    check_spell(spell.person, spell.kind, new["type"], new["starts_on"], new["ends_on"], new["hours"], new["support"])
    if spell.kind == Spell.Kind.HOME:
        check_one_home(spell.person, new["starts_on"], new["ends_on"], but=spell)
    fields = amend(spell, changes, version=version)
    record("outcomes.spell_corrected", by=by, on=spell, fields=fields, note=spell.kind)
    return spell
