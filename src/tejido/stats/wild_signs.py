"""Signs for the clusters of a wild bootstrap, and what a sample with them says of one coefficient."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from tejido.stats.design import Array

Kind = Literal["rademacher", "webb"]
WEBB_BELOW = 12  # with fewer clusters, two signs give too few different samples
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
TIE = 1e-9  # statistics closer than this, of themselves, are equal


@dataclass(frozen=True)
class Signs:
    """`rows` (B, G): a sample in each row, the first the observed one (all +1) · `kind` and `seed` say how · `enumerated`: all there are."""

    rows: Array
    kind: Kind
    seed: int
    enumerated: bool

    @property
    def samples(self) -> int:
        """Samples drawn besides the observed one, or all 2^G: of two mirrored samples, which have the same |t|, the rows hold one."""
        return 2 * len(self.rows) if self.enumerated else len(self.rows) - 1

    def applied(self, scores: Array, moved: Array, contrast: Array) -> tuple[Array, Array]:
        """Of each sample the coefficient's distance from the null (B,), and the clusters' scores along it after the step there (B, G).

        `scores` (G, p) under the null · `contrast` (p,) the coefficient in orthonormal columns · `moved` (G, p) each cluster's information
        times the contrast: what its score loses as the coefficients move.
        """
        along = scores @ contrast
        return np.asarray(self.rows @ along), self.rows * along - (self.rows @ scores) @ moved.T


def wild_signs(clusters: int, draws: int, kind: Kind | None, seed: int) -> Signs:
    """Rademacher's ±1, all of them where 2^G is no more than `draws`; Webb's six values where no kind is asked and clusters are under 12."""
    kind = kind or ("webb" if clusters < WEBB_BELOW else "rademacher")
    if kind == "rademacher" and 2.0**clusters <= draws:
        rows = np.array([(1.0, *signs) for signs in product((1.0, -1.0), repeat=clusters - 1)])
        return Signs(rows, kind, seed, enumerated=True)
    values = WEBB if kind == "webb" else np.array([-1.0, 1.0])
    drawn = np.random.default_rng(seed).choice(values, size=(draws, clusters))
    return Signs(np.vstack([np.ones(clusters), drawn]), kind, seed, enumerated=False)


def t_and_p(distances: Array, squares: Array) -> tuple[float, float]:
    """The observed t, with CR0 errors, and the share of samples at least as far from zero (one without an error counts as farther)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = distances**2 / np.maximum(squares, 0.0)
        return float(distances[0] / np.sqrt(squares[0])), float(1 - (ratios < ratios[0] * (1 - TIE)).mean())
