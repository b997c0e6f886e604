"""Does every column of a design say something of its own? Asked of its cross-products, so that no row need be kept."""

import numpy as np

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit

ALONE = 1e-10  # a column that keeps less than this share of its variation after the columns before it adds nothing
NOTHING = 1e-300


def require_independent(gram: Array, *, constant: bool = True) -> None:
    """Refuse a column without variation and the first one that the columns before it determine, from X'X (p, p) alone.

    Cholesky without exchange, on columns of unit length after the constant was taken out: what is left on the diagonal is the share of
    the column's variation that is its own. With `constant` the first column is the intercept.
    """
    first = 1 if constant else 0
    lengths = np.diag(gram)
    if constant:
        if lengths[0] < NOTHING:
            raise Unfit("constant", [0])
        gram = gram - np.outer(gram[:, 0], gram[0]) / lengths[0]
    own = np.diag(gram)
    for j in range(first, len(gram)):
        if own[j] <= ALONE * max(lengths[j], NOTHING):
            raise Unfit("constant", [j])
    root = np.sqrt(own[first:])
    unit = gram[first:, first:] / np.outer(root, root)
    for j in range(len(unit)):
        if unit[j, j] < ALONE:
            raise Unfit("collinear", [j + first])
        below = unit[j + 1 :, j].copy()
        unit[j + 1 :, j + 1 :] -= np.outer(below, below) / unit[j, j]
