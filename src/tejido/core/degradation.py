"""When the database or the disk is away: nothing is acknowledged, nothing is lost, and the page says so instead of failing.

Django ends every failure in `handler500`; here those that pass by themselves become 503 with a time to come back.
"""

import errno
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

RETRY_AFTER = "30"
NO_ROOM = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE}
log = logging.getLogger("tejido.degradation")


def passes_by_itself(problem: BaseException | None) -> bool:
    """The database is down, locked or cannot write; the disk is full or read-only. The cause of a cause counts too."""
    for _depth in range(10):
        if problem is None:
            return False
        if isinstance(problem, OperationalError | InterfaceError) or (isinstance(problem, OSError) and problem.errno in NO_ROOM):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponse:
    """The last answer: 503 where waiting helps, 500 where it does not."""
    problem = sys.exc_info()[1]
    if not passes_by_itself(problem):
        return server_error(request)
    log.error("Not available: %s", type(problem).__name__)
    with translation.override(translation.get_language_from_request(request)):
        response = render(None, "503.html", status=503)
    response["Retry-After"] = RETRY_AFTER
    return response
