"""How sign-in behaves: accounts are by invitation only; the second factor of a demo account is shown on screen."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse

from tejido.accounts.devices import device_of, remember_device
from tejido.core.keys import Cipher, secret_for


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up alone: a record about mental health has no anonymous door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody types a password twice in a row: the first second factor is set up right after signing in."""
        from tejido.accounts.factor import has_second_factor, signed_in_lately

        first_time = app == "allauth.mfa" and signed_in_lately(self.request) and not has_second_factor(self.request.user)
        return not first_time and bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_user_display(self, user: Any) -> str:
        return str(user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong guesses from a device that the owner has used are counted apart from everybody else's."""
        login = str(credentials.get("email", "")).lower()
        return f"{login}|{device_of(request, login)}"


SEALED = "k1."  # how a sealed secret begins: one without it was written past this adapter, and is refused
_PLACE = b"mfa"


class SecondFactor(DefaultMFAAdapter):
    """Names on keys and codes: the person's own, never the organisation's, so that a phone's list of codes reveals nothing."""

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def encrypt(self, text: str) -> str:
        """The secrets of codes are sealed with a key outside the database."""
        return SEALED + base64.b64encode(Cipher(secret_for("second factor")).seal(text.encode(), _PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            raise ValueError("A secret of a second factor is not sealed.")
        return Cipher(secret_for("second factor")).open(base64.b64decode(encrypted_text.removeprefix(SEALED)), _PLACE).decode()
