"""An answer worked out in a process of its own, which gives its memory back when it is done.

The libraries of statistics take some 120 MB that a process never returns: a web worker that loaded them once would stay that
large. The record is read before; this process gets a table and a plan, and reaches no database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from threading import Lock
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.core.trail import Refused
from tejido.impact.table import Table
from tejido.impact.uncounted import NotCounted

CALCULATION = [sys.executable, "-m", "tejido.impact.calculation"]
LONGEST = 300  # seconds
ONE_AT_A_TIME = Lock()  # a second question waits: two models at once would take the memory of two


class TookTooLong(Refused):
    """The question is larger than what may be asked from a page."""


def answer_apart(text: str, table: Table, **facts: Any) -> dict[str, Any]:
    """What `calculation.answer_here` gives, from another process."""
    given = {"text": text, "table": table, "language": get_language() or "es", **facts, "asked_at": facts["asked_at"].isoformat()}
    with ONE_AT_A_TIME:
        try:
            done = subprocess.run(CALCULATION, input=json.dumps(given).encode(), capture_output=True, check=True, timeout=LONGEST)  # noqa: S603  # our own module, no word of the user
        except subprocess.TimeoutExpired as slow:
            raise TookTooLong(_("La cuenta tardó más de cinco minutos y se detuvo. Pregunte menos cosas en un mismo plan, o hágalo correr en el servidor.")) from slow
        except subprocess.CalledProcessError as broken:
            raise RuntimeError(broken.stderr.decode(errors="replace")[-4000:]) from broken
    document: dict[str, Any] = json.loads(done.stdout)
    if "not_counted" in document:
        raise NotCounted(document["not_counted"])
    return document
