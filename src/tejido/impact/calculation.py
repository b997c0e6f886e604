"""The answer to a table of the record: in this process, or as a process of its own (`python -m tejido.impact.calculation`)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tejido.impact.spec import Plan
    from tejido.impact.table import Table


def answer_here(text: str, table: Table, **known: Any) -> dict[str, Any]:
    """What `answer_table` gives of the text of a plan."""
    from tejido.impact.spec import load_plan

    return answer_table(load_plan(text), table, **known)


def answer_table(
    plan: Plan, table: Table, *, registered: bool, asked_at: datetime, attrition: Mapping[str, Any], facts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The document that a plan gives with its table, or with the facts that its periods are counted from.

    Libraries are imported here, not before: most pages need none of them. Raises NotCounted.
    """
    from tejido.impact.answer import answer_plan
    from tejido.impact.table import frame_of
    from tejido.impact.uncounted import told_in_words

    known: dict[str, Any] = {"source": "database", "registered": registered, "asked_at": asked_at, "attrition": attrition}
    with told_in_words():
        if facts is None:
            return answer_plan(plan, frame_of(plan, table), **known)
        from tejido.impact.cells.asked import periods_frame
        from tejido.impact.engine import engine

        with engine() as run:
            frame, counted = periods_frame(plan, facts, run)
        return answer_plan(plan, frame, counted=counted, **known)


def main() -> None:
    """One question on the standard input, one document on the standard output. No database is opened."""
    import django
    from django.utils import translation

    django.setup()  # for the words of the interface; settings and number of threads are inherited from whoever asks
    from tejido.impact.uncounted import NotCounted

    given = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no part of the document
    with translation.override(given.pop("language")):
        given["asked_at"] = datetime.fromisoformat(given["asked_at"])
        try:
            document = answer_here(**given)
        except NotCounted as refusal:
            document = {"not_counted": refusal.problems}
        json.dump(document, out, allow_nan=False)
    out.close()


if __name__ == "__main__":
    main()
