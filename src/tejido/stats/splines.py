"""Smooth curves as columns of a design: cubic between the knots, straight outside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import interpolate, linalg

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit

HARRELL = {
    3: (0.10, 0.50, 0.90),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.50, 0.725, 0.95),
    6: (0.05, 0.23, 0.41, 0.59, 0.77, 0.95),
    7: (0.025, 0.18333, 0.34167, 0.5, 0.65833, 0.81667, 0.975),
}


@dataclass(frozen=True)
class NaturalSpline:
    """Natural cubic spline: `knots` inside (increasing), `boundary` (low, high) beyond which the curve is a straight line."""

    knots: tuple[float, ...]
    boundary: tuple[float, float]

    def __post_init__(self) -> None:
        _require_increasing((self.boundary[0], *self.knots, self.boundary[1]))

    @property
    def size(self) -> int:
        """Columns: one more than knots inside."""
        return len(self.knots) + 1

    def columns(self, values: Array) -> Array:
        """(n, size) without a constant, as R's splines::ns gives them: B-splines of degree 3 turned so that the second derivative is zero
        at both boundaries (Householder QR of that condition). Hastie 1992, in Chambers & Hastie, Statistical Models in S, ch. 7."""
        require_finite(values)
        low, high = self.boundary
        inside = np.clip(values, low, high)
        beyond = values - inside
        curve = self._basis(inside, 0) + beyond[:, None] * self._basis(inside, 1)
        straight = self._basis(np.array([low, high]), 2)
        turn = linalg.qr(straight.T)[0]
        return np.asarray(curve @ turn[:, 2:])

    def _basis(self, values: Array, derivative: int) -> Array:
        """The B-splines but the first, which a constant makes superfluous."""
        ends = np.repeat(self.boundary, 4)
        knots = np.concatenate([ends[:4], self.knots, ends[4:]])
        return np.asarray(interpolate.BSpline(knots, np.eye(len(knots) - 4), 3)(values, nu=derivative))[:, 1:]


def natural_spline(values: Array, degrees_of_freedom: int, weights: Array | None = None) -> NaturalSpline:
    """Knots at equally spaced quantiles and boundaries at the ends of what was seen; `weights` count how often each value was.

    Refuses (`knots`) where values are too few or too often alike for so many knots.
    """
    require_finite(values)
    if degrees_of_freedom < 1:
        raise ValueError("a spline has at least one degree of freedom")
    shares = np.linspace(0, 1, degrees_of_freedom + 1)
    found = [float(x) for x in quantiles(values, shares, weights)]
    return NaturalSpline(tuple(found[1:-1]), (found[0], found[-1]))


@dataclass(frozen=True)
class RestrictedSpline:
    """Restricted cubic spline: straight below the first and above the last of its `knots` (at least three, increasing)."""

    knots: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.knots) < 3:
            raise Unfit("knots")
        _require_increasing(self.knots)

    @property
    def size(self) -> int:
        return len(self.knots) - 1

    def columns(self, values: Array) -> Array:
        """(n, k − 1): the value itself, then one truncated cubic for each knot but the last two, divided by the squared span.

        Harrell 2015, Regression Modeling Strategies, 2nd ed., eq. 2.25; as Hmisc::rcspline.eval(inclx = TRUE).
        """
        require_finite(values)
        knots = np.array(self.knots)
        before, last = knots[-2], knots[-1]
        cubes = np.maximum(values[:, None] - knots, 0.0) ** 3
        inner, earlier = cubes[:, :-2], knots[:-2]
        curved = inner - cubes[:, [-2]] * (last - earlier) / (last - before) + cubes[:, [-1]] * (before - earlier) / (last - before)
        return np.column_stack([values, curved / (last - knots[0]) ** 2])


def restricted_spline(values: Array, knots: int = 5, weights: Array | None = None) -> RestrictedSpline:
    """Three to seven knots at the quantiles that Harrell recommends (op. cit., table 2.3)."""
    require_finite(values)
    if knots not in HARRELL:
        raise ValueError("a restricted spline has three to seven knots")
    return RestrictedSpline(tuple(float(x) for x in quantiles(values, np.array(HARRELL[knots]), weights)))


def quantiles(values: Array, shares: Array, weights: Array | None = None) -> Array:
    """Straight between order statistics at (N − 1)·share (Hyndman & Fan 1996, Am. Stat. 50:361, type 7); `weights` are whole counts."""
    if weights is None:
        return np.asarray(np.quantile(values, shares))
    order = np.argsort(values, kind="stable")
    seen = np.cumsum(weights[order])
    place = (seen[-1] - 1) * shares
    below = np.floor(place)
    left, right = (values[order][np.searchsorted(seen, at, side="right").clip(0, len(seen) - 1)] for at in (below, below + 1))
    return np.asarray(left + (place - below) * (right - left))


def _require_increasing(knots: tuple[float, ...]) -> None:
    if not (np.isfinite(knots).all() and (np.diff(knots) > 0).all()):
        raise Unfit("knots")
