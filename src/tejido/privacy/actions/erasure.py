"""Erasing a person: every app erases its own, the key is destroyed once that is saved, and what an old backup brings back goes again."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tejido.accounts.actions import end_sessions_of, erase_account
from tejido.accounts.models import User
from tejido.core import keys, outbound
from tejido.core.models import OutgoingMail
from tejido.core.periods import today
from tejido.core.scope import Scope, acting_in, declared
from tejido.core.trail import record, require
from tejido.impact.departures import empty_lake
from tejido.interop.actions.erasure import erase_import_cells
from tejido.network.models import Invitation, RoleAssignment
from tejido.network.roles import ROLES
from tejido.outcomes.actions.erasure import erase_outcomes
from tejido.people.actions.erasure import erase_record, reduce_record
from tejido.people.clues import clues_of
from tejido.people.models import Person
from tejido.people.permissions import can_handle_rights
from tejido.privacy.actions.requests import approve_request
from tejido.privacy.export import addresses_of, mails_of
from tejido.privacy.models import DataRequest, Erasure
from tejido.privacy.permissions import can_handle_request
from tejido.privacy.queries import ErasurePlan, erasure_plan, what_is_left
from tejido.programmes.actions.erasure import erase_participations

log = logging.getLogger(__name__)


@transaction.atomic
def erase_person(request: DataRequest, *, by: Any) -> Erasure:
    """Approve a request to be erased and do it at once: rows, account, mails, files; then the key. A law may keep the bare participations."""
    require(can_handle_request(by, request) and request.kind == DataRequest.Kind.ERASURE and request.person_id is not None)
    approve_request(request, by=by)
    person = Person.objects.select_for_update(of=("self",)).select_related("organisation", "account").get(code=request.person_code, organisation=request.organisation)
    plan = erasure_plan(person)
    confirm_to = _address_to_confirm(person)
    erasure = Erasure(
        organisation=person.organisation, person_code=person.code, request_code=request.code, approved_by=by.code, done_at=timezone.now(),
        asked_by=Erasure.AskedBy.REPRESENTATIVE if request.proof == DataRequest.Proof.REPRESENTATIVE else Erasure.AskedBy.PERSON,
        kept=plan.kept, keeps_name=plan.keeps_name, retain_until=plan.retain_until,
    )
    erasure.removed = _remove_everything(person, plan, by)
    erasure.mail_code = _confirm(confirm_to, person.organisation)
    erasure.save()
    DataRequest.objects.filter(pk=request.pk).update(state=DataRequest.State.ANSWERED, closed_on=today(), closed_by=by)
    record("privacy.person_erased", by=by, on=erasure, person=person, note=f"{sum(erasure.removed.values())} rows, kept {len(plan.kept)}")
    _shred_when_saved(erasure)
    return erasure


def _remove_everything(person: Person, plan: ErasurePlan, by: Any, *, every_row: bool = False) -> dict[str, int]:
    """Every app's own verb, from the highest floor down: nothing points at what is removed below it."""
    clues, account = clues_of(person), person.account
    removed = {"mails": mails_of(person).delete()[0], "requests": _forget_requests(person)}
    removed["invitations"] = Invitation.objects.filter(email__in={address.lower() for address in addresses_of(person)}).delete()[0]
    removed["import_rows"] = erase_import_cells(person, by=by, clues=clues, every_row=every_row)
    removed |= erase_outcomes(person, by=by)
    removed["enrolments"] = erase_participations(person, by=by, keep=plan.kept_enrolments)
    gone = erase_record(person, by=by) if plan.is_whole else reduce_record(person, by=by, keep_name=plan.keeps_name)
    removed |= {label.partition(".")[2].lower(): number for label, number in gone.items()}
    removed["account"] = _close_account(account, person, by=by) if account else 0
    return {noun: number for noun, number in removed.items() if number}


def _forget_requests(person: Person) -> int:
    """Of what the person asked remain the kind and the days, for the ledger; their words go, and what waits is closed."""
    own = DataRequest.objects.filter(person=person, organisation=person.organisation)
    own.filter(state=DataRequest.State.OPEN).update(state=DataRequest.State.CANCELLED, closed_on=today())
    return own.update(person=None, words=None, answer=None, authority="", extension_reason="")


def _close_account(account: User, person: Person, *, by: Any) -> int:
    """The account goes with the person, unless it works somewhere or opens a record at another organisation: then only its role here ends."""
    with acting_in(replace(declared() or Scope(), account=account.pk)):
        roles = list(RoleAssignment.objects.filter(user=account))
    here = [role for role in roles if role.organisation_id == person.organisation_id]
    if all(ROLES[role.role].place == "person" for role in roles) and len(here) == len(roles):
        erase_account(account, by=by)
        return 1
    for role in here:
        if ROLES[role.role].place == "person" and role.is_on():
            RoleAssignment.objects.filter(pk=role.pk, organisation=person.organisation).update(ends_on=max(today(), role.starts_on))
            record("network.role_ended", by=by, on=role, organisation=person.organisation, fields=["ends_on"])
    end_sessions_of(account)
    return 0


def _address_to_confirm(person: Person) -> tuple[str, str]:
    """Where to say that it is done, and in which language; nowhere if the person never gave an address."""
    if person.account is not None:
        return person.account.email, person.account.language
    found = sorted(addresses_of(person))
    return (found[0] if found else "", "es")


def _confirm(to: tuple[str, str], organisation: Any) -> str:
    """A neutral message: others may read it over the shoulder."""
    address, language = to
    if not address:
        return ""
    with translation.override(language):
        body = _("Lo que nos pidió está hecho.\n\nNo guardamos este correo: es el último mensaje que recibe. Si tiene preguntas, hable con la entidad como lo hacía siempre.")
        return outbound.send_mail(address, _("Está hecho"), body, organisation=organisation).code


def _shred_when_saved(erasure: Erasure) -> None:
    """The key goes only when the rows are surely gone; if that fails here, the daily job does it."""

    def shred() -> None:
        empty_lake()
        with acting_in(Scope(frozenset({erasure.organisation_id}))):
            finish_erasure(erasure)

    transaction.on_commit(shred, robust=True)


def finish_erasure(erasure: Erasure) -> None:
    """Destroy the key, or note that only what a law keeps is left under it; and remove the confirmation once it has left. Safe to repeat."""
    if erasure.keeps_name:
        keys.note_reduction(erasure.person_code)
    if not erasure.keeps_name and erasure.shredded_at is None:
        keys.shred(erasure.person_code)
        Erasure.objects.filter(pk=erasure.pk, organisation=erasure.organisation_id).update(shredded_at=timezone.now())
    try:
        keys.tell_elsewhere()
    except OSError:  # the medium is not there: the erasure holds here, and the daily job says it again and fails
        log.exception("Who left could not be written down elsewhere")
    if erasure.mail_code:
        left = OutgoingMail.objects.filter(code=erasure.mail_code).exclude(state__in=OutgoingMail.UNDELIVERED).delete()[0]
        if left or not OutgoingMail.objects.filter(code=erasure.mail_code).exists():
            Erasure.objects.filter(pk=erasure.pk, organisation=erasure.organisation_id).update(mail_code="")


@transaction.atomic
def end_retention(erasure: Erasure, *, by: Any = None) -> None:
    """The years of a law are over: what only that law kept goes too, the name first of all. What another one keeps stays until its own day."""
    require(can_handle_rights(by, erasure.organisation) and erasure.retain_until is not None and erasure.retain_until <= today())
    person = Person.objects.filter(code=erasure.person_code, organisation=erasure.organisation).select_related("organisation", "account").first()
    plan = ErasurePlan([], [])
    if person is not None:
        plan = what_is_left(person, erasure.kept)
        _remove_everything(person, plan, by)
    erasure.kept, erasure.keeps_name, erasure.retain_until = plan.kept, plan.keeps_name, plan.retain_until
    erasure.save(update_fields=["kept", "keeps_name", "retain_until"])
    record("privacy.person_erased", by=by, on=erasure, person=person, note=f"the years of a law are over, kept {len(plan.kept)}")
    _shred_when_saved(erasure)


def reapply_erasures(announce: Callable[[str], None] = log.info) -> int:
    """After an older backup was restored: whoever was erased since is erased again. Their key is gone already, but where a law keeps the name."""
    again, gone = 0, keys.tombstones()
    for code in sorted(gone.keys() | keys.reductions()):
        person = Person.objects.filter(code=code).select_related("organisation", "account").first()
        if person is not None and (code in gone or person.restriction != Person.Restriction.LEGAL_DUTY):
            erase_again(person, by=None)
            announce(f"{code} was erased before and is erased again")
            again += 1
    return again


@transaction.atomic
def erase_again(person: Person, *, by: Any) -> None:
    """Remove what an old backup brought back of somebody who had been erased. A law that kept a part still keeps it."""
    require(by is None)
    plan, organisation, code = erasure_plan(person), person.organisation, person.code
    if code in keys.tombstones():
        plan = plan.without_name()
    removed = _remove_everything(person, plan, by, every_row=True)
    erasure, _is_new = Erasure.objects.get_or_create(
        person_code=code, defaults={"organisation": organisation, "asked_by": Erasure.AskedBy.RESTORED, "done_at": timezone.now(), "removed": removed,
                                    "kept": plan.kept, "keeps_name": plan.keeps_name, "retain_until": plan.retain_until},
    )  # fmt: skip
    record("privacy.erasure_repeated", by=by, on=erasure, organisation=organisation, person=person)
    _shred_when_saved(erasure)
