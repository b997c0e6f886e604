"""The answer to a table of the record: in this process, or as a process of its own (`python -m tejido.impact.calculation`)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def answer_here(text: str, table: dict[str, list[Any]], *, registered: bool, asked_at: datetime, attrition: Mapping[str, Any]) -> dict[str, Any]:
    """The document that a plan and a table give. Libraries are imported here, not before: most pages need none of them."""
    from tejido.impact.answer import answer_plan
    from tejido.impact.spec import load_plan
    from tejido.impact.table import frame_of

    plan = load_plan(text)
    return answer_plan(plan, frame_of(plan, table), source="database", registered=registered, asked_at=asked_at, attrition=attrition)


def main() -> None:
    """One question on the standard input, one document on the standard output. No database is opened."""
    import django
    from django.utils import translation

    django.setup()  # for the words of the interface; settings and number of threads are inherited from whoever asks
    given = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no part of the document
    with translation.override(given.pop("language")):
        given["asked_at"] = datetime.fromisoformat(given["asked_at"])
        json.dump(answer_here(**given), out, allow_nan=False)
    out.close()


if __name__ == "__main__":
    main()
