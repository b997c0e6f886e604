"""Grunfeld's investment data (1958, public): 11 firms for 20 years, with the firm as cluster."""

from functools import cache

import numpy as np
import statsmodels.api as sm

from tejido.stats.tests.cases import with_constant


@cache
def grunfeld() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design (constant, value, capital), investment, and the firm's number in order of size."""
    table = sm.datasets.grunfeld.load_pandas().data
    _, first, place = np.unique(table["firm"].to_numpy(str), return_index=True, return_inverse=True)
    return with_constant(table["value"], table["capital"]), table["invest"].to_numpy(float), np.argsort(np.argsort(first))[place]


def investors() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design (constant, after 1944, capital above 200), whether more than 100 was invested, and the firm."""
    design, outcome, firm = grunfeld()
    late = np.tile(np.arange(1935, 1955) > 1944, 11)
    return with_constant(late, design[:, 2] > 200), (outcome > 100).astype(float), firm
