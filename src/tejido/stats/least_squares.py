"""Ordinary least squares from rows, one for each person."""

import numpy as np

from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.linear_fit import LinearFit
from tejido.stats.moments import ERRORS, ols

__all__ = ["ERRORS", "LinearFit", "least_squares"]


def least_squares(design: Array, outcome: Array) -> LinearFit:
    """Ordinary least squares from a design whose first column is the constant: `moments.ols` with every row a cell of its own.

    HC3 is the advisable error in small samples (Long & Ervin 2000, Am. Stat. 54:217).
    """
    return ols(Cells(np.asarray(design), np.ones(len(outcome)), np.asarray(outcome)))
