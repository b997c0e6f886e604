"""Links that open once: to choose a new password (one hour) and to open an invited account (three days)."""

from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

HOUR = 3600
INVITATION = 72 * HOUR  # an invited colleague may be away for a weekend; nothing can be lost from an account never opened


class OneTimeLinks(EmailAwarePasswordResetTokenGenerator):
    """The token is a keyed hash over the password and the last sign-in: used once it is worthless, and nothing of it is kept."""

    def check_token(self, user: Any, token: str | None) -> bool:
        if not super().check_token(user, token):
            return False
        made = base36_to_int(str(token).split("-")[0])
        return self._num_seconds(self._now()) - made <= (INVITATION if never_opened(user) else HOUR)


def never_opened(user: Any) -> bool:
    return user.last_login is None and not user.has_usable_password()
