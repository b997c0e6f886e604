"""Verbs about what a person allows. A no is kept like a yes; withdrawing is as easy as giving and counts at once."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, claim, record, require
from tejido.people.actions.person import ImpossibleDay
from tejido.people.models import Consent, ConsentText, Person, Purpose
from tejido.people.permissions import can_answer_for_person, can_note_refusal, can_publish_consent_text, can_record_consent
from tejido.people.queries import yes_to


class ReceiverMissing(Refused):
    """Sharing is always with somebody who is named."""

    field = "receiver"


class WithdrawnSince(Refused):
    """The person withdrew this permission after the day of the answer that is being typed in."""

    field = "given_on"


class NothingToWithdraw(Refused):
    """There is no yes to take back."""


class TextAlreadyPublished(Refused):
    """A version that somebody may have answered never changes."""


def check_answer(person: Person, text: ConsentText, is_given: bool, given_on: dt.date, receiver: str, expires_on: dt.date | None) -> None:
    """What cannot be, or would mislead, is refused at its field."""
    if given_on > today():
        raise ImpossibleDay(_("Esta fecha todavía no llega. Escriba el día en que la persona contestó."), "given_on")
    if expires_on and expires_on <= given_on:
        raise ImpossibleDay(_("El permiso vencería antes de empezar. Escriba una fecha posterior, o déjela vacía."), "expires_on")
    if text.purpose == Purpose.SHARING and not receiver:
        raise ReceiverMissing(_("Escriba con qué entidad se comparte: el permiso vale solo para ella."))
    withdrawn_later = Consent.objects.filter(person=person, purpose=text.purpose, receiver=receiver, withdrawn_on__gt=given_on)
    if is_given and withdrawn_later.exists():
        raise WithdrawnSince(_("Después de ese día la persona retiró este permiso. Una respuesta anterior no lo devuelve: pregunte otra vez y anote la fecha de hoy."))


@transaction.atomic
def record_consent(
    person: Person,
    *,
    by: Any,
    text: ConsentText,
    is_given: bool,
    given_on: dt.date | None = None,
    channel: str = Consent.Channel.IN_PERSON,
    explained_by: str = "",
    receiver: str = "",
    expires_on: dt.date | None = None,
) -> Consent:
    """Write down one answer to the text that was read out. A change of mind is a new answer: nothing is overwritten."""
    require(can_record_consent(by, person))
    if channel == Consent.Channel.PORTAL:
        require(can_answer_for_person(by, person, "own.consent"))
    receiver = receiver.strip() if text.purpose == Purpose.SHARING else ""
    given_on = given_on or today()
    check_answer(person, text, is_given, given_on, receiver, expires_on)
    consent = Consent.objects.create(
        person=person, text=text, purpose=text.purpose, is_given=is_given, given_on=given_on, channel=channel,
        explained_by=explained_by, receiver=receiver, expires_on=expires_on if is_given else None,
    )
    record("people.consent_given" if is_given else "people.consent_refused", by=by, on=consent, organisation=person.organisation, fields=[text.purpose])
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Any) -> Consent:
    """Take a permission back. It no longer holds from this moment; what was shared before is not undone."""
    require(can_record_consent(by, consent.person))
    if not consent.is_given or consent.withdrawn_on:
        raise NothingToWithdraw(_("Este permiso ya no está dado: no hay nada que retirar."))
    _end(consent)
    record("people.consent_withdrawn", by=by, on=consent, organisation=consent.person.organisation, fields=[consent.purpose])
    return consent


@transaction.atomic
def withdraw_as_asked(person: Person, purposes: Collection[str], *, by: Any) -> None:
    """End every yes to these purposes, because the person asked for it with a request about their data."""
    require(can_note_refusal(by, person))
    for consent in yes_to(person, purposes):
        _end(consent)
        record("people.consent_withdrawn", by=by, on=consent, organisation=person.organisation, fields=[consent.purpose])


def _end(consent: Consent) -> None:
    claim(consent, None)
    consent.withdrawn_on, consent.withdrawn_at = today(), timezone.now()
    consent.save(update_fields=["withdrawn_on", "withdrawn_at"])


@transaction.atomic
def publish_consent_text(purpose: str, text_version: str, texts: Mapping[str, str], *, by: Any, published_on: dt.date | None = None) -> list[ConsentText]:
    """Publish a version of the words that are read out, in each language. `by` None: the texts that come with the programme.

    They are read out in every organisation of the installation.
    """
    require(by is None or can_publish_consent_text(by))
    if ConsentText.objects.filter(purpose=purpose, text_version=text_version).exists():
        raise TextAlreadyPublished(_("La versión %(version)s ya está publicada y puede tener respuestas. Publique otra versión.") % {"version": text_version})
    day = published_on or today()
    rows = [
        ConsentText.objects.create(purpose=purpose, text_version=text_version, language=language, text=text.strip(), published_on=day)
        for language, text in texts.items()
    ]
    record("people.consent_text_published", by=by, on=rows[0], fields=sorted(texts), note=f"{purpose} {text_version}")
    return rows
