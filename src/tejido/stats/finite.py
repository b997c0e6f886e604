"""Numbers that can be counted with: text, infinite and missing values stop here, before any estimate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit

SMALLEST_ERROR = 1e-70


def finite(*columns: ArrayLike) -> list[Array]:
    """Each column as floating point, all of one length.

    Refuses (`Unfit`) text (`not_a_number`), infinite or missing values (`infinite`) and unequal lengths (`unequal_lengths`); `columns`
    names the position of the offending one.
    """
    found = [_numbers(column, place) for place, column in enumerate(columns)]
    for place, values in enumerate(found):
        if not np.isfinite(values).all():
            raise Unfit("infinite", [place])
        if len(values) != len(found[0]):
            raise Unfit("unequal_lengths", [place])
    return found


def _numbers(column: ArrayLike, place: int) -> Array:
    values = np.atleast_1d(np.asarray(column))
    if values.dtype.kind not in "biuf":
        raise Unfit("not_a_number", [place])
    return values.astype(float)


def require_weighable(errors: Array) -> None:
    """Errors whose weights, one over their squares, can be squared themselves and still are numbers (`infinite` where not)."""
    if (errors < SMALLEST_ERROR).any():
        raise Unfit("infinite")


def two_groups(exposed: Array) -> NDArray[np.bool_]:
    """The exposure as a mask; it must hold zeros and ones only (`not_yes_no`) and both of them (`one_group`)."""
    if not np.isin(exposed, (0.0, 1.0)).all():
        raise Unfit("not_yes_no")
    if len(np.unique(exposed)) < 2:
        raise Unfit("one_group")
    return np.asarray(exposed == 1)


def require_counts(counts: Array, among: Array | None = None) -> None:
    """Whole numbers (`not_whole`) from zero, and no more than there were people to count (`impossible_counts`)."""
    if (counts != np.rint(counts)).any() or (among is not None and (among != np.rint(among)).any()):
        raise Unfit("not_whole")
    if (counts < 0).any() or (among is not None and ((counts > among) | (among < 1)).any()):
        raise Unfit("impossible_counts")


def require_positive(values: Array, columns: Sequence[int] = ()) -> None:
    """Sizes, variances and standard errors are above zero, or there is nothing to compute (`not_positive`)."""
    if not (values > 0).all():
        raise Unfit("not_positive", columns)
