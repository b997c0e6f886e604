"""Inference when persons come in clusters, such as organisations: errors from the sums of each cluster, and the degrees of freedom they have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tejido.stats.cluster_sums import ClusterSums, finite_factor
from tejido.stats.design import Array
from tejido.stats.linear_fit import require_clusters
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

Kind = Literal["CR0", "CR1", "CR2"]
Working = Literal["independent", "exchangeable"]
DETERMINED = 1e-10  # 1 − an eigenvalue of a cluster's share of the information: below it the cluster alone decides that direction
SHARED = 1e-6  # a coefficient whose expected variance falls short by more than this rests, in part, on one cluster alone


@dataclass(frozen=True)
class ClusterFit(Wald):
    """Coefficients with a covariance that allows for likeness within clusters.

    `degrees_of_freedom` (p,) of each coefficient, not a number where it rests on one cluster alone (as the column of that cluster does):
    it then has no error, interval or p value either, as where all clusters are alike · `kind` of error · `clusters` · `n` persons ·
    `largest` share of them in one cluster · `sums` and the `working` model it was made from.
    """

    kind: str
    degrees_of_freedom: Array
    clusters: int
    n: float
    largest: float
    sums: ClusterSums = field(repr=False)
    working: Working

    @property
    def standard_errors(self) -> Array:
        return self._told(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)), self.sums.contrasts, self.degrees_of_freedom)

    def errors_of(self, weights: Array) -> Array:
        """Of weighted sums of the coefficients, weights (m, p): not a number where one rests on one cluster alone."""
        columns = self.sums.contrasts @ weights.T
        return self._told(super().errors_of(weights), columns, _freedom(self.sums, self.kind, self.working, columns))

    def _told(self, errors: Array, columns: Array, freedom: Array) -> Array:
        """Clusters that are all alike in a sum tell nothing of it, and one alone tells nothing of those that are not there."""
        usual = self.sums.own * np.square(columns).sum(axis=0)
        return np.asarray(np.where(np.isfinite(freedom) & (errors**2 > DETERMINED * usual), errors, np.nan))

    def errors_alone(self) -> Wald:
        """The same for whoever asks no interval or p value, however few the clusters: those are not numbers then."""
        return _ErrorsAlone(**vars(self))

    def degrees_for(self, weights: Array) -> Array:
        """Of weighted sums of the coefficients, weights (m, p): not a number where one rests on one cluster alone. Refused under ten clusters."""
        require_clusters(self.clusters)
        return _freedom(self.sums, self.kind, self.working, self.sums.contrasts @ weights.T)

    def intervals(self, level: float = 0.95, degrees_of_freedom: float | Array | None = None) -> Array:
        """One row (low, high) per coefficient, by Student's t with its own degrees of freedom. Refused under ten clusters."""
        require_clusters(self.clusters)
        return super().intervals(level, self.degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom)

    def p_values(self, degrees_of_freedom: float | Array | None = None) -> Array:
        """Two-sided, of each coefficient being zero. Refused under ten clusters."""
        require_clusters(self.clusters)
        return super().p_values(self.degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom)


class _ErrorsAlone(ClusterFit):
    def degrees_for(self, weights: Array) -> Array:
        return np.full(len(weights), np.nan)


def cluster_robust(sums: ClusterSums, kind: Kind = "CR2", *, working: Working = "exchangeable") -> ClusterFit:
    """Covariance of the coefficients that holds whatever the likeness within clusters, with degrees of freedom for each.

    CR0 (Liang & Zeger 1986, Biometrika 73:13): (X'X)⁻¹(Σ sᵍsᵍ')(X'X)⁻¹ with sᵍ the score of a cluster, with G − 1 degrees of freedom;
    CR1 the same times G/(G−1)·(n−1)/(n−p), n persons. CR2 (Bell & McCaffrey 2002, Survey Methodology 28:169; Pustejovsky & Tipton 2018,
    J. Business & Econ. Stat. 36:672): residuals of a cluster times (I − Hᵍᵍ)^(−1/2), which makes it unbiased where persons are independent.
    In orthonormal columns Zᵍ'(I − ZᵍZᵍ')^(−1/2) = (I − Zᵍ'Zᵍ)^(−1/2)Zᵍ', so a cluster's score and information (p, p) are all that is needed;
    where a cluster decides a direction alone, by the pseudo-inverse root.

    CR2 has Satterthwaite's degrees of freedom under a `working` model: "independent" persons, as Bell & McCaffrey, or "exchangeable", with
    the likeness within clusters that the residuals show (Imbens & Kolesár 2016, Rev. Econ. Stat. 98:701). Only the latter keeps its promise
    when clusters are large, unlike in size, and few (`bench/coverage.py`).

    For a generalised linear model this is the same on the working linear model at the maximum: the correction of Kauermann & Carroll 2001
    (J. Am. Stat. Assoc. 96:1387) for independent working correlation, with the degrees of freedom of weighted least squares. clubSandwich
    takes another root there, one that needs the rows of a cluster: as unbiased, and apart from this by about a thousandth of the error where
    clusters are many and alike; with few or unlike ones by several hundredths (for the two catheters of each of 38 patients, a twentieth).
    """
    groups, size = sums.scores.shape
    if groups < 2:
        raise Unfit("few_clusters")
    n = float(sums.persons.sum())
    freedom = _freedom(sums, kind, working, sums.contrasts)
    scores = np.einsum("gij,gj->gi", _adjustments(sums), sums.scores) if kind == "CR2" else sums.scores
    middle = scores.T @ scores * (finite_factor(groups, n, size) if kind == "CR1" else 1.0)
    covariance = sums.contrasts.T @ middle @ sums.contrasts
    return ClusterFit(sums.coefficients, covariance, kind, freedom, groups, n, float(sums.persons.max() / n), sums, working)


def _freedom(sums: ClusterSums, kind: str, working: Working, contrasts: Array) -> Array:
    """Degrees of freedom of each column of `contrasts` (p, m); not a number where it rests, in part, on one cluster alone."""
    kept, freedom = _satterthwaite(sums, _adjustments(sums), working, contrasts)
    return np.where(kept < 1 - SHARED, np.nan, freedom if kind == "CR2" else len(sums) - 1.0)


def _adjustments(sums: ClusterSums) -> Array:
    """(I − Zᵍ'Zᵍ)^(−1/2) of each cluster, (G, p, p)."""
    values, vectors = np.linalg.eigh(np.eye(sums.scores.shape[1]) - sums.information)
    roots = (values > DETERMINED) * np.maximum(values, DETERMINED) ** -0.5
    return np.asarray((vectors * roots[:, None, :]) @ vectors.transpose(0, 2, 1))


def _satterthwaite(sums: ClusterSums, adjusted: Array, working: Working, contrasts: Array) -> tuple[Array, Array]:
    """Of each sum of coefficients, for CR2: its expected variance where persons are independent as a share of what it should be, and tr(P)²/tr(P²).

    The variance of a sum c is a quadratic form of the residuals. With v = (I − Sᵍ)^(−1/2)c, S the information, b = Sᵍv, f `shared`,
    d = f'v: P = own·[diag(v'Sᵍv) − BB'] + common·MM', M = diag(d) − BF'. It is kept as a diagonal and a product of few columns.
    """
    own, common = sums.own, sums.common if working == "exchangeable" else 0.0
    crossed = sums.shared.T @ sums.shared
    eye = np.eye(len(contrasts))
    inner = np.block([[common * crossed - own * eye, -common * eye], [-common * eye, 0 * eye]])
    kept, freedom = np.empty(contrasts.shape[1]), np.empty(contrasts.shape[1])
    for j, contrast in enumerate(contrasts.T):
        direction = adjusted @ contrast
        moved = np.einsum("gij,gj->gi", sums.information, direction)
        along, length = (sums.shared * direction).sum(axis=1), (moved * direction).sum(axis=1)
        kept[j] = (length - np.square(moved).sum(axis=1)).sum() / (contrast @ contrast)
        outer = np.column_stack([moved, along[:, None] * sums.shared])
        alone, cross = own * length + common * along**2, outer @ inner
        low_rank, whole = (cross * outer).sum(axis=1), cross.T @ outer
        with np.errstate(divide="ignore", invalid="ignore"):
            freedom[j] = (alone + low_rank).sum() ** 2 / ((alone**2 + 2 * alone * low_rank).sum() + (whole * whole.T).sum())
    return kept, freedom
