"""A linear mixed model to be fitted: patterns in random columns that are easy to climb in, and what people cannot explain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tejido.stats.design import Array
from tejido.stats.patterns import Patterns

SINGULAR = 1e-12  # of the largest eigenvalue of a person's Z'Z
ROUNDING = 1e-11  # of a column's length: what it keeps within people when it is one of their own courses


@dataclass(frozen=True)
class Problem:
    """Patterns in the random columns Z·turn; `degrees` is N, or N − p for REML.

    inverse (K, q, q): a generalised inverse (Z'Z)⁻ of each pattern, singular where a person has fewer interviews than random effects ·
    within_xx, within_xy, within_yy: cross-products of what each person's own least squares on Z leaves, u'v − (Z'u)'(Z'Z)⁻(Z'v).
    """

    patterns: Patterns
    degrees: int
    reml: bool
    turn: Array
    inverse: Array
    within_xx: Array
    within_xy: Array
    within_yy: float

    @property
    def size(self) -> int:
        return self.patterns.zz.shape[1]


def problem_of(patterns: Patterns, *, reml: bool) -> Problem:
    """In random columns of one size, uncorrelated in the average person (Z'Z = I there), whatever unit they came in."""
    average = np.tensordot(patterns.n, patterns.zz, axes=1) / patterns.groups
    turn = np.linalg.inv(np.linalg.cholesky(average)).T
    data = _turned(patterns, turn)
    inverse = np.asarray(np.linalg.pinv(data.zz, rcond=SINGULAR, hermitian=True), dtype=float)
    own = inverse @ data.zx
    within_xx = data.xx - np.tensordot(data.n[:, None, None] * data.zx, own, axes=((0, 1), (0, 1)))
    within_xy = data.xy - np.tensordot(data.total, own)
    nothing = np.diag(within_xx) <= ROUNDING * np.diag(data.xx)
    within_xx[nothing], within_xx[:, nothing], within_xy[nothing] = 0.0, 0.0, 0.0
    return Problem(
        patterns=data,
        degrees=patterns.rows - (len(patterns.xx) if reml else 0),
        reml=reml,
        turn=turn,
        inverse=inverse,
        within_xx=within_xx,
        within_xy=within_xy,
        within_yy=data.yy - float((inverse * data.squares).sum()),
    )


def turned(problem: Problem, basis: Array) -> Problem:
    """The same model in the columns (Z·turn)·basis."""
    back = np.linalg.inv(basis)
    return replace(problem, patterns=_turned(problem.patterns, basis), turn=problem.turn @ basis, inverse=back @ problem.inverse @ back.T)


def _turned(data: Patterns, basis: Array) -> Patterns:
    return replace(
        data, zz=basis.T @ data.zz @ basis, zx=basis.T @ data.zx, total=data.total @ basis, squares=basis.T @ data.squares @ basis
    )
