"""What goes to the journal of the server: what failed and where in the code, on one line each; never the words of an exception, which may
repeat what a row or a form held."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

CONTROL = {code: repr(chr(code))[1:-1] for code in (*range(32), 127, 0x85, 0x2028, 0x2029)}  # nobody writes a line of their own


def keep_no_words(instance: Any, **_more: Any) -> None:
    """Before a job is saved: of what failed in it the table of jobs keeps what the journal does. A register's cells stand in many a message,
    and no erasure would find them there."""
    if instance.traceback and instance.status == "FAILED":
        kind, problem, places = sys.exc_info()
        instance.traceback = Wordless().formatException((kind, problem, places)) if problem else instance.exception_class_path


class Wordless(logging.Formatter):
    """Level, logger and message; of an exception its kind and the places in the code that it came through."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name that logging asks for
        return super().formatMessage(record).translate(CONTROL)

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the name that logging asks for
        found: tuple[type[BaseException], BaseException, TracebackType | None] = ei
        told: list[str] = []
        cause: BaseException | None = found[1]
        while cause is not None and len(told) < 10:
            told.append("".join(traceback.format_tb(cause.__traceback__)) + f"{type(cause).__module__}.{type(cause).__qualname__}")
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
        return "\nafter\n".join(told)
