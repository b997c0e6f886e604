"""Verbs about requests: filed, proved, extended, approved, answered. Each keeps the person's day to be answered in sight."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tejido.core.periods import today
from tejido.core.trail import Refused, claim, record, require
from tejido.network.watchers import notify
from tejido.people.actions import withdraw_as_asked
from tejido.people.actions.erasure import LEFT_BY_LAW, KeptByLaw
from tejido.people.models import Identity, Person
from tejido.people.permissions import can_answer_for_person
from tejido.privacy.deadlines import due_date, extended_date, terms_of
from tejido.privacy.models import Approval, DataRequest
from tejido.privacy.permissions import can_approve_request, can_cancel_request, can_file_request, can_handle_request
from tejido.privacy.queries import approvals_missing

FILED = gettext_noop("Llegó una solicitud sobre los datos de una persona. Se contesta antes del %(due)s.")
COUNTED = "impact"  # the purpose of permission to be counted


class AskedAlready(Refused):
    """The same thing waits for an answer."""


class NoWords(Refused):
    """Whoever answers must know what is asked."""

    field = "words"


class NoPurpose(Refused):
    """A permission is taken back by its name, or it would go on."""

    field = "purposes"


class NotYetArrived(Refused):
    """A request is written down on the day it arrives or later."""

    field = "received_on"


class Closed(Refused):
    """The request has its answer."""


class WhoIsAsking(Refused):
    """Nobody gets a copy, or is erased, before it is known who asks."""

    field = "proof"


class TwoPersons(Refused):
    """One person alone may not do this."""


class TooLate(Refused):
    """The person must hear of more time before the day by which they were to be answered."""

    field = "extension_reason"


class ExtendedAlready(Refused):
    """The time to answer is made longer once."""

    field = "extension_reason"


NEED_WORDS = {DataRequest.Kind.RECTIFICATION, DataRequest.Kind.COMPLAINT, DataRequest.Kind.AUTHORITY}
NEED_PROOF = {DataRequest.Kind.ACCESS, DataRequest.Kind.PORTABILITY, DataRequest.Kind.ERASURE, DataRequest.Kind.AUTHORITY}


@transaction.atomic
def file_request(
    person: Person, *, by: Any, kind: str, words: str = "", channel: str = DataRequest.Channel.PORTAL, received_on: dt.date | None = None,
    authority: str = "", proof: str = DataRequest.Proof.NONE, purposes: Collection[str] = (),
) -> DataRequest:
    """Write down what a person, or an authority, asks; the day by which it must be answered is counted from its arrival.

    On the own page the person has just confirmed who they are. What they no longer allow (`purposes`; by an objection always to be counted)
    stops now, however it arrived: the answer may take a month, and nobody may be used against their word meanwhile.
    """
    require(can_file_request(by, person))
    own = can_answer_for_person(by, person, "own.request")
    if channel == DataRequest.Channel.PORTAL or kind == DataRequest.Kind.AUTHORITY:
        require(own if channel == DataRequest.Channel.PORTAL else not own)
    received_on = received_on or today()
    _check(person, kind, words, authority, received_on, purposes)
    request = DataRequest.objects.create(
        organisation=person.organisation, person=person, person_code=person.code, kind=kind, words=words.strip(), channel=channel, authority=authority.strip(),
        received_on=received_on, due_on=due_date(received_on, terms_of(person.organisation)), filed_by=by,
        proof=DataRequest.Proof.SIGNED_IN if channel == DataRequest.Channel.PORTAL else proof,
        proof_on=today() if channel == DataRequest.Channel.PORTAL or proof else None,
    )
    withdraw_as_asked(person, {*purposes, COUNTED} if kind == DataRequest.Kind.OBJECTION else purposes, by=by)
    record("privacy.request_filed", by=by, on=request, person=person, fields=["kind", "channel", "received_on"], note=kind)
    notify(person.organisation, "rights.handle", FILED, reverse("privacy:detail", args=[request.code]), due=request.due_on)
    return request


def _check(person: Person, kind: str, words: str, authority: str, received_on: dt.date, purposes: Collection[str]) -> None:
    if person.restriction == Person.Restriction.LEGAL_DUTY and (kind == DataRequest.Kind.ERASURE or not Identity.objects.filter(person=person).exists()):
        raise KeptByLaw(LEFT_BY_LAW)  # erased already: without a name nobody can tell whose the rest is, and no word about it can be sealed
    if received_on > today():
        raise NotYetArrived(_("Esta fecha todavía no llega. Escriba el día en que llegó la solicitud."))
    if kind in NEED_WORDS and not words.strip():
        raise NoWords(_("Escriba qué se pide: quien conteste no estaba presente."))
    if kind == DataRequest.Kind.WITHDRAWAL and not purposes:
        raise NoPurpose(_("Marque qué permisos retira: dejan de valer al guardar."))
    if kind == DataRequest.Kind.AUTHORITY and not authority.strip():
        refusal = Refused(_("Escriba qué autoridad lo manda y con qué norma."))
        refusal.field = "authority"  # type: ignore[attr-defined]
        raise refusal
    repeatable = {DataRequest.Kind.RECTIFICATION, DataRequest.Kind.COMPLAINT, DataRequest.Kind.AUTHORITY}
    if kind not in repeatable and DataRequest.objects.filter(person=person, kind=kind, state=DataRequest.State.OPEN).exists():
        raise AskedAlready(_("Esto ya se pidió y está por contestar. No hace falta pedirlo otra vez."))


def _still_open(request: DataRequest) -> None:
    if request.state != DataRequest.State.OPEN:
        raise Closed(_("Esta solicitud ya está contestada. Si hace falta algo más, anote otra."))


@transaction.atomic
def look_at_request(request: DataRequest, *, by: Any) -> DataRequest:
    """Read what a person asks about their data."""
    require(can_handle_request(by, request))
    record("privacy.request_viewed", by=by, on=request, person=request.person)
    return request


@transaction.atomic
def open_letter(request: DataRequest, *, by: Any) -> str:
    """The name for the letter: whoever answers must write to somebody. Empty after an erasure, or when no name was ever written."""
    require(can_handle_request(by, request))
    record("privacy.letter_viewed", by=by, on=request, person=request.person)
    identity = Identity.objects.filter(person=request.person_id).first() if request.person_id else None
    return " ".join(part for part in (identity.given_name, identity.family_name) if part) if identity else ""


@transaction.atomic
def cancel_request(request: DataRequest, *, by: Any) -> DataRequest:
    """The person takes the request back."""
    require(can_cancel_request(by, request))
    _still_open(request)
    claim(request, None)
    request.state, request.closed_on = DataRequest.State.CANCELLED, today()
    request.save(update_fields=["state", "closed_on"])
    record("privacy.request_cancelled", by=by, on=request, person=request.person, fields=["state"])
    return request


@transaction.atomic
def note_identity(request: DataRequest, *, by: Any, proof: str) -> DataRequest:
    """Say how it was made sure who asks. The document itself is not kept."""
    require(can_handle_request(by, request))
    _still_open(request)
    claim(request, None)
    request.proof, request.proof_on = proof, today() if proof else None
    request.save(update_fields=["proof", "proof_on"])
    record("privacy.identity_noted", by=by, on=request, person=request.person, fields=["proof"], note=proof)
    return request


@transaction.atomic
def extend_request(request: DataRequest, *, by: Any, extension_reason: str) -> DataRequest:
    """Take more time, once, with a reason that the person can read."""
    require(can_handle_request(by, request))
    _still_open(request)
    if request.extended_on is not None:
        raise ExtendedAlready(_("El plazo ya se alargó una vez. La ley no permite alargarlo otra."))
    if today() > request.due_on:
        raise TooLate(_("El día para contestar ya pasó, y el plazo solo se alarga antes. Conteste hoy, y diga a la persona por qué tardó."))
    claim(request, None)
    request.due_on = extended_date(request.received_on, terms_of(request.organisation))
    request.extended_on, request.extension_reason = today(), extension_reason.strip()
    request.save(update_fields=["due_on", "extended_on", "extension_reason"])
    record("privacy.request_extended", by=by, on=request, person=request.person, fields=["due_on", "extension_reason"])
    return request


@transaction.atomic
def approve_request(request: DataRequest, *, by: Any) -> DataRequest:
    """One person's yes, where one person alone may not act."""
    require(can_handle_request(by, request))
    _still_open(request)
    refuse_unproved(request)
    if not can_approve_request(by, request):
        raise TwoPersons(_("Quien anotó o ya aprobó esta solicitud no puede aprobarla. Pídalo a otra persona de su entidad que conteste estos derechos."))
    Approval.objects.create(request=request, by=by)
    record("privacy.request_approved", by=by, on=request, person=request.person)
    return request


def refuse_unproved(request: DataRequest) -> None:
    if request.kind in NEED_PROOF and not request.proof:
        raise WhoIsAsking(_("Falta anotar cómo se comprobó quién pide. Hágalo antes de seguir."))


@transaction.atomic
def answer_request(request: DataRequest, *, by: Any, answer: str, is_granted: bool) -> DataRequest:
    """Close a request with words for the person: what was done, or why it cannot be done and to whom they may turn."""
    require(can_handle_request(by, request))
    _still_open(request)
    if is_granted and request.kind == DataRequest.Kind.ERASURE:
        raise TwoPersons(_("Un borrado se contesta al borrar: vea qué se borra y qué se guarda, y apruébelo."))
    if is_granted:
        refuse_unproved(request)
        if approvals_missing(request):
            raise TwoPersons(_("Falta la aprobación de otra persona de su entidad."))
    claim(request, None)
    request.state = DataRequest.State.ANSWERED if is_granted else DataRequest.State.REFUSED
    request.answer, request.closed_on, request.closed_by = answer.strip(), today(), by
    request.save(update_fields=["state", "answer", "closed_on", "closed_by"])
    record("privacy.request_answered" if is_granted else "privacy.request_refused", by=by, on=request, person=request.person, fields=["state", "answer"])
    return request
