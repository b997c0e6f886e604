"""What least squares says: coefficients, and one covariance for each kind of standard error."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

FEWEST_CLUSTERS = 10  # below it no test or interval that rests on clusters is given: none of them holds its level


def require_clusters(clusters: int) -> None:
    """Refuse a p value or interval that would rest on fewer than ten clusters (Cameron & Miller 2015, J. Human Resources 50:317)."""
    if clusters < FEWEST_CLUSTERS:
        raise Unfit("few_clusters")


@dataclass(frozen=True)
class LinearFit:
    """Coefficients (p,), and for each kind of error a covariance matrix (p, p).

    `n` counts persons (cells, where these are weighted means), `clusters` the clusters behind CR1 and `cells` what was read.
    """

    coefficients: Array
    covariances: Mapping[str, Array]
    residual_variance: float
    degrees_of_freedom: int
    log_likelihood: float
    n: int
    r_squared: float
    cells: int
    clusters: int

    def wald(self, errors: str) -> Wald:
        """The coefficients with the covariance of one kind of error."""
        return Wald(self.coefficients, self.covariances[errors])

    def standard_errors(self, errors: str) -> Array:
        return self.wald(errors).standard_errors

    def intervals(self, errors: str, level: float = 0.95) -> Array:
        """Student t intervals, one row (low, high) per coefficient; n − p degrees of freedom, for CR1 those of the clusters, G − 1."""
        return self.wald(errors).intervals(level, self._freedom(errors))

    def p_values(self, errors: str) -> Array:
        ratio = np.abs(self.coefficients) / self.standard_errors(errors)
        return np.asarray(2 * stats.t.sf(ratio, self._freedom(errors)))

    def _freedom(self, errors: str) -> int:
        if not errors.startswith("CR"):
            return self.degrees_of_freedom
        require_clusters(self.clusters)
        return self.clusters - 1
