"""Tokens of programs: made, revoked, used."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, record, require
from tejido.network.models import AccessToken, RoleAssignment
from tejido.network.permissions import can_make_token, can_revoke_token
from tejido.network.tokens import LONGEST, fresh_secret, hash_of


class EndTooFar(Refused):
    """A token without an end would outlive whoever remembers it."""


@transaction.atomic
def make_token(role: RoleAssignment, name: str, capabilities: Iterable[str], *, by: Any, until: dt.datetime) -> tuple[AccessToken, str]:
    """A token for one's own role, and its secret, which nobody can show again."""
    capabilities = sorted(set(capabilities))
    require(can_make_token(by, role, capabilities))
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise EndTooFar(_("Elija un día entre mañana y dentro de un año."))
    secret = fresh_secret()
    token = AccessToken.objects.create(user=by, role=role, name=name, capabilities=capabilities, secret_hash=hash_of(secret), expires_at=until)
    record("network.token_made", by=by, on=token, organisation=role.place, fields=["capabilities", "expires_at"], note=f"{role.role}: {', '.join(capabilities)}")
    return token, secret


@transaction.atomic
def revoke_token(token: AccessToken, *, by: Any) -> AccessToken:
    """From the next request on it opens nothing."""
    require(can_revoke_token(by, token))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("network.token_revoked", by=by, on=token, organisation=token.role.place, fields=["revoked_at"])
    return token


@transaction.atomic
def note_token_use(token: AccessToken) -> None:
    """Write that a token was used, at most once every few minutes."""
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    record("network.token_used", by=token.user, on=token, organisation=token.role.place, note=token.name)
