"""How sign-in behaves: accounts are by invitation only; the second factor of a demo account is shown on screen."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from tejido.core import outbound


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up alone: a record about mental health has no anonymous door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody types a password twice in a row: the first second factor is set up right after signing in."""
        from tejido.accounts.factor import has_second_factor, signed_in_lately

        first_time = app == "allauth.mfa" and signed_in_lately(self.request) and not has_second_factor(self.request.user)
        return not first_time and bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through our own door, and as text only: kept with the change that caused it, delivered by the worker."""
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        outbound.send_mail(email, str(message.subject), str(message.body))

    def get_user_display(self, user: Any) -> str:
        return str(user)


class SecondFactor(DefaultMFAAdapter):
    """Names on keys and codes: the person's own, never the organisation's, so that a phone's list of codes reveals nothing."""

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)
