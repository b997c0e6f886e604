"""Leaving: every role of an account at a place ends with what hangs on it; an account that opens nothing any more is closed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tejido.accounts.actions import close_account, reopen_account
from tejido.accounts.models import User
from tejido.core.scope import also_within
from tejido.core.trail import record, require
from tejido.network.actions.role import at, end_role, write_end
from tejido.network.models import AccessToken, EmergencyAccess, Invitation, Network, Organisation
from tejido.network.permissions import roles_visible_to
from tejido.network.queries import belongs_to_a_person, roles_anywhere, roles_not_over


@transaction.atomic
def end_roles_here(account: User, place: Organisation | Network, *, by: Any) -> None:
    """End every role of an account at a place, with its tokens, emergency accesses and unanswered invitations there.

    If it holds no role anywhere then and is nobody's own, it is closed. The answer is the same: what an account opens elsewhere is not told here.
    """
    account = _held_fast(account)
    roles = list(roles_not_over(roles_visible_to(by).filter(user=account, **at(place))))
    require(bool(roles))
    for role in roles:
        end_role(role, by=by)
    _end_what_hangs_on(account, place, by)
    if account != by and not roles_anywhere(account) and not belongs_to_a_person(account):
        close_account(account, by=by)


@transaction.atomic
def close_own_account(*, by: Any) -> None:
    """The owner leaves everywhere at once. The record of a person served stays; whoever is the last to give roles at a place hands over first."""
    require(by.is_authenticated and by.is_active)
    account = _held_fast(by)
    for role in roles_anywhere(account):
        with also_within(*([role.organisation] if role.organisation else [])):
            write_end(role)
            record("network.role_ended", by=by, on=role, organisation=role.place, fields=["ends_on"], note=f"{account.code} {role.role}")
            _end_what_hangs_on(account, role.place, by)
    close_account(account, by=by)


@transaction.atomic
def close_account_at_console(account: User, reason: str) -> User:
    """Nobody gets in with it from the next request on. Its roles stay as they are: opened again, it is the same colleague."""
    account = _held_fast(account)
    for place in {role.place for role in roles_anywhere(account)}:
        _end_what_hangs_on(account, place, None)
    return close_account(account, by=None, note=f"console: {reason}")


@transaction.atomic
def reopen_account_at_console(account: User, email: str, reason: str) -> User:
    """As after an invitation: its owner chooses a password by mail and sets up a second step."""
    return reopen_account(_held_fast(account), email, by=None, note=f"console: {reason}")


def _held_fast(account: User) -> User:
    """Its row, locked: whoever gives it a role meanwhile waits, and finds it closed."""
    return User.objects.select_for_update().get(pk=account.pk)


def _end_what_hangs_on(account: User, place: Organisation | Network, by: Any) -> None:
    """All of it would open nothing without the role; but a role may be given again, and they must not come back with it."""
    now = timezone.now()
    for token in AccessToken.objects.filter(user=account, revoked_at__isnull=True, **{f"role__{kind}": here for kind, here in at(place).items()}):
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record("network.token_revoked", by=by, on=token, organisation=place, fields=["revoked_at"])
    if isinstance(place, Organisation):
        for access in EmergencyAccess.objects.filter(user=account, organisation=place, ended_at__isnull=True, ends_at__gt=now):
            access.ended_at, access.ended_by = now, by
            access.save(update_fields=["ended_at", "ended_by"])
            record("network.emergency_ended", by=by, on=access, fields=["ended_at"])
    for invitation in Invitation.objects.filter(invited_by=account, **at(place)):
        record("network.invitation_withdrawn", by=by, on=invitation, organisation=place, note=invitation.role)
        invitation.delete()
