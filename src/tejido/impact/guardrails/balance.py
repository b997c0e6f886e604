"""Balance: what the weights leave of the differences that were there before anybody took part."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Question
from tejido.stats.balance import BALANCED, Balance

APART = 0.25


def balance_check(question: Question, found: Balance) -> dict[str, Any]:
    """The largest standardised difference left. Below 0.1 nobody minds (Austin 2009, Stat. Med. 28:3083); from 0.25 on the answer
    would hang on the model alone (Stuart 2010, Stat. Sci. 25:1)."""
    left = np.abs(found.difference_after)
    worst = int(np.argmax(left))
    verdict = FAILS if left[worst] >= APART else OK if left[worst] < BALANCED else ATTENTION
    return finding(question, "balance", verdict, statistic=left[worst], column=question.terms[worst])
