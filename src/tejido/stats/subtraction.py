"""Subtraction as people do it on paper, so that a change on a limit is on it."""

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.design import Array

DIGITS = 15  # every decimal of so many digits survives a float of 64 bits
MOST_DECIMALS = 22  # ten to a higher power is not exact any more


def subtracted(minuend: ArrayLike, subtrahend: ArrayLike) -> Array:
    """a − b to the fifteenth digit of the larger of the two, which is as far as either was known: 0.4 − 0.1 is 0.3, and not 0.30000000000000004.

    So that a limit which a plan writes as 0.3 is met by whom it is meant for. What is smaller than 1e-8 or larger than 1e15 is left as it is.
    """
    first, last = np.asarray(minuend, dtype=float), np.asarray(subtrahend, dtype=float)
    plain = np.asarray(first - last)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        decimals = DIGITS - 1 - np.floor(np.log10(np.maximum(np.abs(first), np.abs(last))))
        fits = (decimals >= 0) & (decimals <= MOST_DECIMALS)  # no missing and no infinite value does
        tens = 10.0 ** np.where(fits, decimals, 0.0)
        return np.where(fits, np.rint(plain * tens) / tens, plain)
