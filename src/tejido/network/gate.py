"""The gate: every request is asked for its policy before the view runs. No policy: no entry."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from tejido.accounts.factor import has_second_factor, has_shown_second_factor
from tejido.accounts.kept import forget_form, keep_form
from tejido.accounts.sessions import note_privileges
from tejido.core.routes import PUBLIC, SIGNED_IN, SIGNING_IN, policy_of, takes_token
from tejido.core.scope import Scope, acting_in, carried
from tejido.core.trail import under_emergency
from tejido.network.models import EmergencyAccess, RoleAssignment
from tejido.network.permissions import roles_of, scope_of
from tejido.network.reading_only import emergency_of_request, opened_by, refuse_changes, without_downloads
from tejido.network.roles import ROLES


def held_roles(request: HttpRequest) -> list[RoleAssignment]:
    """The roles that the user of this request holds today, with their places: read once per request."""
    if not hasattr(request, "held_roles"):
        with acting_in(Scope(account=request.user.pk)):
            request.held_roles = list(roles_of(request.user)) if request.user.is_authenticated else []  # type: ignore[attr-defined]
    return request.held_roles  # type: ignore[attr-defined,no-any-return]


def scope_of_request(request: HttpRequest) -> Scope:
    """The organisations whose rows this request may touch: nobody's for a visitor. Read once; both walls hold to it."""
    return scope_of(request.user, held_roles(request)) if request.user.is_authenticated else Scope()


class Gate:
    """Signed in? Second factor shown, if staff? Capability held somewhere? Which records: that is for the doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting_in(scope_of_request(request)) as scope:
            access = self.emergency(request)
            with under_emergency(access.code if access else ""):
                response = without_downloads(request, self.get_response(request), access)
        if isinstance(response, StreamingHttpResponse):  # its rows are read while it travels, after this block
            response.streaming_content = carried(scope, response.streaming_content)  # type: ignore[arg-type]  # no answer of ours is asynchronous
        if request.user.is_authenticated:
            # nothing of a signed-in page stays on a shared computer
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name  # type: ignore[union-attr]  # there is a view, so its address was found
        policy = policy_of(name, view)
        if policy is None:
            raise PermissionDenied(f"no policy for {name}")
        token = request.token  # type: ignore[attr-defined]  # `Bearer` stands before
        if token is not None and not (takes_token(view) and (policy == PUBLIC or policy in token.capabilities)):
            raise PermissionDenied(f"{name} is not open to this token")
        if policy in (PUBLIC, SIGNING_IN):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("accounts:kept") if keep_form(request) else request.get_full_path())
        if request.method == "POST":
            forget_form(request)
        if token is None:
            note_privileges(request, " ".join(sorted(assignment.code for assignment in held_roles(request))))
        held = [ROLES[assignment.role] for assignment in held_roles(request)]
        if token is None and any(role.staff for role in held) and not has_shown_second_factor(request):
            return self.ask_for_second_factor(request)
        access = self.emergency(request)
        if policy != SIGNED_IN and not any(policy in role.capabilities for role in held) and not opened_by(access, policy):
            raise PermissionDenied(_("Esta página es para otro papel."))
        refuse_changes(request, name, access)
        return None

    @staticmethod
    def emergency(request: HttpRequest) -> EmergencyAccess | None:
        if not request.user.is_authenticated:
            return None
        return emergency_of_request(request, [ROLES[assignment.role] for assignment in held_roles(request)])

    @staticmethod
    def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
        """Owners of a factor sign in again and are asked for it; the others set one up now."""
        if has_second_factor(request.user):
            from django.contrib.auth import logout

            logout(request)
            return redirect_to_login(request.get_full_path())
        messages.info(request, _("Su papel da acceso a datos de otras personas. Por eso le pedimos un segundo paso para entrar: prepárelo ahora, toma dos minutos."))
        return redirect("mfa_activate_totp")
