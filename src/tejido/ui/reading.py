"""How a device wants to read: letter size, spacing, contrast. Kept in a cookie of the device: no account, and no guess about health."""

from django.http import HttpRequest, HttpResponseBase

ALLOWED = {"letra": ("0", "1", "2"), "espacio": ("0", "1"), "contraste": ("0", "1")}
ONE_YEAR = 365 * 24 * 3600


def choices_of(request: HttpRequest) -> dict[str, str]:
    """What the device asked for; anything unknown counts as the normal setting."""
    asked = {name: request.COOKIES.get(_cookie(request, name), "0") for name in ALLOWED}
    return {name: value if value in ALLOWED[name] else "0" for name, value in asked.items()}


def keep_choices(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remember what was posted; a box left unticked is the normal setting."""
    for name, allowed in ALLOWED.items():
        value = request.POST.get(name, "0")
        response.set_cookie(
            _cookie(request, name), value if value in allowed else "0", max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )


def _cookie(request: HttpRequest, name: str) -> str:
    """Under HTTPS a name that the browser takes from this very host only."""
    return f"__Host-lectura-{name}" if request.is_secure() else f"lectura-{name}"
