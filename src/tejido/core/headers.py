"""What every answer tells the browser: pages, files, redirects and errors alike. The outermost layer, so that nothing passes beside it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"  # for what is no page: files, plain errors
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=(), browsing-topics=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
}
NEVER_KEPT = "no-store, private"


class Headers:
    """Sets what is missing; never loosens what an inner layer said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.setdefault(name, value)
        response.setdefault("Content-Security-Policy", NOTHING)
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        if response.status_code >= 400 or response.cookies or not response.has_header("Cache-Control"):
            # errors, answers that carry a cookie, and whatever did not say that it may be kept
            response["Cache-Control"] = NEVER_KEPT
        return response
