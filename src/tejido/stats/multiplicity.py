"""p values of several tests made together, adjusted so that chance findings stay as rare as they are for one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit

Method = Literal["bonferroni", "holm", "bh"]


def adjusted(p: Array, method: Method) -> Array:
    """The adjusted p values of a family of m tests, in the order given.

    Bonferroni: m·p. Holm 1979 (Scand. J. Stat. 6:65): (m − rank + 1)·p, never below that of a smaller p; both bound the chance of any false
    finding, and Holm finds no less. Benjamini & Hochberg 1995 (J. R. Stat. Soc. B 57:289), "bh": m·p/rank, never above that of a larger p;
    it bounds the expected share of false findings, for lists that explore. None exceeds 1; equal p stay equal.
    Refuses an empty family ("too_few"), and values that are missing or outside 0–1 ("not_p_values", by position).
    """
    values = np.asarray(p, dtype=float)
    tests = len(values)
    if not tests:
        raise Unfit("too_few")
    if (wrong := np.flatnonzero(~((values >= 0) & (values <= 1)))).size:
        raise Unfit("not_p_values", wrong.tolist())
    if method == "bonferroni":
        return np.minimum(values * tests, 1.0)
    order = np.argsort(values, kind="stable")
    ranks = np.arange(1, tests + 1)
    found = np.empty(tests)
    if method == "holm":
        found[order] = np.maximum.accumulate(values[order] * (tests + 1 - ranks))
    else:
        found[order[::-1]] = np.minimum.accumulate((values[order] * tests / ranks)[::-1])
    return np.minimum(found, 1.0)
