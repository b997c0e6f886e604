"""A form that is sent twice is done once.

A browser sends a form again when the answer got lost: the server was stopped, the line was cut, the button was pressed twice. Each
rendering of a form carries an anti-forgery token of its own, so account, address, token and content together name one sending. The
answer of the first is kept in the transaction of the change itself: either both are there after a cut, or neither.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from tejido.core.models import AnsweredForm

KEPT = dt.timedelta(days=2)  # longer than any browser keeps trying
V = TypeVar("V", bound=Callable[..., HttpResponseBase])
LONGEST = AnsweredForm._meta.get_field("location").max_length or 0


def done_once(view: V) -> V:
    """Answer the second sending of a form with the address that the first one was sent to, and do nothing else.

    Around the view and not in a middleware: what a view raises there would pass by the steps that other middleware keep for exceptions.
    """

    @wraps(view)
    def sent(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not names_one_sending(request, view):
            return view(request, *args, **kwargs)
        request.is_named = True  # type: ignore[attr-defined]  # a view that hands over to another is still one sending
        with transaction.atomic():
            form, is_new = AnsweredForm.objects.get_or_create(key=key_of(request))
            if not is_new:
                return HttpResponseRedirect(form.location)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect) and len(response.url) <= LONGEST:
                AnsweredForm.objects.filter(pk=form.pk).update(location=response.url)
            else:  # nothing was done: the form came back with what is to be corrected
                form.delete()
            return response

    return sent  # type: ignore[return-value]


def names_one_sending(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """A form of ours, sent by somebody signed in. Signing in and out have their own order of steps."""
    return (
        request.method == "POST"
        and not hasattr(request, "is_named")
        and not getattr(view, "_non_atomic_requests", None)
        and len(request.POST.get("csrfmiddlewaretoken", "")) == 64
        and request.user.is_authenticated
    )


def key_of(request: HttpRequest) -> str:
    """The name of one sending. The random token in it keeps anybody from guessing what was written."""
    digest = hashlib.sha256()
    for part in _parts(request):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield str(request.user.pk).encode()
    yield request.get_full_path().encode()
    for name, values in sorted(request.POST.lists()):
        yield name.encode()
        for value in values:
            yield str(value).encode()
    for name, files in sorted(request.FILES.lists()):
        yield name.encode()
        for file in files:
            assert isinstance(file, UploadedFile)  # for the types: a form brings nothing else
            yield (file.name or "").encode()
            yield from file.chunks()
            file.seek(0)


def forget_answered_forms() -> int:
    """Remove the answers that nobody will ask for again."""
    return AnsweredForm.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
