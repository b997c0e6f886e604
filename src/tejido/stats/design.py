"""The design matrix: finite, no constant besides the intercept, no column that the others already contain."""

import numpy as np
from numpy.typing import NDArray

from tejido.stats.unfit import Unfit

Array = NDArray[np.float64]
TOLERANCE = 1e-9


def require_finite(*arrays: Array) -> None:
    """An infinite or missing value must be dealt with before estimating, never inside it."""
    if any(not np.isfinite(a).all() for a in arrays):
        raise Unfit("infinite")


def require_full_rank(design: Array) -> None:
    """Refuse a constant column (besides the intercept in position 0), one that earlier columns determine, and no more rows than columns.

    Columns are taken in order (Gram–Schmidt, twice, on unit columns), so the column named is the first one that adds nothing.
    """
    require_finite(design)
    for j in range(1, design.shape[1]):
        if np.ptp(design[:, j]) == 0:
            raise Unfit("constant", [j])
    _require_independent(design)
    if len(design) <= design.shape[1]:
        raise Unfit("too_few")


def _require_independent(design: Array) -> None:
    basis = np.zeros((len(design), 0))
    for j in range(design.shape[1]):
        column = design[:, j] - (design[:, j].mean() if j else 0.0)
        column = column / np.linalg.norm(column)
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        size = np.linalg.norm(rest)
        if size < TOLERANCE:
            raise Unfit("collinear", [j])
        basis = np.column_stack([basis, rest / size])
