"""How alike two groups are in what was known before, as they came and after weighting: the numbers of a love plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.comparison import Comparison
from tejido.stats.design import Array
from tejido.stats.propensity import Estimand

BALANCED = 0.1


@dataclass(frozen=True)
class Balance:
    """One entry per covariate (the constant left out). Differences are standardised, exposed less reference; ratios are variance of the
    exposed over that of the reference, and not a number for a column of zeros and ones, whose variance follows from its mean."""

    difference_before: Array
    difference_after: Array
    ratio_before: Array
    ratio_after: Array

    @property
    def balanced(self) -> bool:
        """No standardised difference of 0.1 or more is left (Austin 2009, Stat. Med. 28:3083)."""
        return bool((np.abs(self.difference_after) < BALANCED).all())


def balance(compared: Comparison, weight: Array, estimand: Estimand = "ATE") -> Balance:
    """Difference of (weighted) means over the *unweighted* spread: √((s₁² + s₀²)/2), or s₁ for the ATT, so that before and after are
    on one scale (Stuart 2010, Stat. Sci. 25:1). Variances have n − 1 below (weighted: Σw − Σw²/Σw), those of zeros and ones p(1 − p)."""
    columns = compared.covariates[:, 1:]
    taken = compared.exposed == 1
    binary = np.asarray(np.isin(columns, (0.0, 1.0)).all(axis=0))
    plain = [_moments(columns[side], compared.n[side], np.ones(int(side.sum())), binary) for side in (taken, ~taken)]
    weighed = [_moments(columns[side], compared.n[side], weight[side], binary) for side in (taken, ~taken)]
    spread = np.sqrt(plain[0][1] if estimand == "ATT" else (plain[0][1] + plain[1][1]) / 2)

    def difference(sides: list[tuple[Array, Array]]) -> Array:
        apart = sides[0][0] - sides[1][0]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(apart == 0, 0.0, apart / spread)

    def ratio(sides: list[tuple[Array, Array]]) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(binary, np.nan, sides[0][1] / sides[1][1])

    return Balance(difference(plain), difference(weighed), ratio(plain), ratio(weighed))


def _moments(columns: Array, n: Array, weight: Array, binary: NDArray[np.bool_]) -> tuple[Array, Array]:
    mass = n * weight
    mean = mass @ columns / mass.sum()
    spread = mass @ (columns - mean) ** 2
    freedom = mass.sum() - (mass @ weight) / mass.sum()
    return mean, np.where(binary, mean * (1 - mean), spread / freedom)
