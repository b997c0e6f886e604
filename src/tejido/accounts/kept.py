"""A form that was sent when the session had just ended: kept, sealed, in the new session of the same browser until its owner is back."""

from typing import Any

from django.http import HttpRequest

MOST = 100_000  # characters; more than any form of ours
KEPT = "kept_form"
SPECIAL = {"csrfmiddlewaretoken"}


def keep_form(request: HttpRequest) -> bool:
    """Keep what was written, if it was written in a session that has ended. Uploaded files are not kept."""
    owner = getattr(request, "ended", "")
    fields = [[name, values] for name, values in request.POST.lists() if name not in SPECIAL] if request.method == "POST" else []
    if not owner or not fields or sum(len(value) for _name, values in fields for value in values) > MOST:
        return False
    request.session[KEPT] = {"owner": owner, "path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    return True


def kept_form(request: HttpRequest) -> dict[str, Any] | None:
    """What this account had written; never what another one had."""
    kept: dict[str, Any] | None = request.session.get(KEPT)
    return kept if kept and kept["owner"] == getattr(request.user, "code", None) else None


def forget_form(request: HttpRequest) -> None:
    if KEPT in request.session:
        del request.session[KEPT]
