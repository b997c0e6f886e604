"""Sign-in forms that count wrong guesses by device (`accounts.devices`): allauth's own, with another name for the count."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator

from tejido.accounts.devices import device_of


def heard(action, key, email):
    """Count one guess for this key and device, or refuse in the same words for everybody."""
    key = f"{key}|{device_of(context.request, email)}"
    if not ratelimit.consume(context.request, action=action, key=key):
        raise get_adapter().validation_error("too_many_login_attempts")
    return lambda: ratelimit.clear(context.request, action=action, key=key)


class CodeByMail(RequestLoginCodeForm):
    def clean_email(self):
        email = self.cleaned_data["email"]
        users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
        heard("request_login_code", email.lower(), email)
        self._user = users[0] if users else None
        return email


class SecondStep(AuthenticateForm):
    def clean_code(self):
        forget = heard("login_failed", f"second step {self.user.pk}", self.user.email)
        code = self.cleaned_data["code"]
        for owned in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            if owned.wrap().validate_code(code):
                owned.user = self.user
                self.authenticator = owned
                forget()
                return code
            self._emit_authentication_failed(owned)
        raise get_mfa_adapter().validation_error("incorrect_code")
