"""Events per column of a model: with few, intervals promise more than they hold; with very few there is no answer."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question
from tejido.impact.refusals import Refused

ENOUGH = 10
FEWEST = 5


def events_per_column(question: Question, events: float, columns: int) -> dict[str, Any]:
    """Peduzzi et al. 1996 (J. Clin. Epidemiol. 49:1373): below ten the interval is not to be trusted; below five nothing is given.

    `events` are those of the rarer outcome; the constant is no column.
    """
    share = events / max(columns, 1)
    if share < FEWEST and columns:
        raise Refused("few_events", n=int(events), columns=columns, least=FEWEST)
    return finding(question, "events_per_column", OK if share >= ENOUGH else ATTENTION, statistic=share)
