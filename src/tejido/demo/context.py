"""Help on the way in: the accounts of the demonstration on the sign-in page, and the code of the moment on the second step."""

from typing import Any

from django.http import HttpRequest

from tejido.demo.accounts import ACCOUNTS, PASSWORD, code_of
from tejido.demo.queries import demo_is_loaded
from tejido.network.roles import ROLES

STEPS = {"mfa_authenticate", "mfa_reauthenticate"}


def sign_in_help(request: HttpRequest) -> dict[str, Any]:
    """Nothing on any other page, and nothing at all once the demonstration is gone."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    if page == "account_login" and demo_is_loaded():
        return {"demo_accounts": [{"name": a.name, "role": ROLES[a.role].label, "email": a.email, "password": PASSWORD} for a in ACCOUNTS]}
    if page in STEPS:
        stage = getattr(request, "_login_stage", None)
        user: Any = stage.login.user if stage is not None else request.user
        known = {a.email for a in ACCOUNTS}
        if getattr(user, "is_demo", False) and user.email in known:
            return {"demo_code": code_of(user.email)}
    return {}
