"""Multinomial logit: which of several things happens, on cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.special import logsumexp, softmax

from tejido.stats.design import Array, require_finite
from tejido.stats.independence import require_independent
from tejido.stats.separation import separating_direction
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

MOST_ROUNDS = 60
MOST_HALVINGS = 40
CONVERGED = 1e-11
CERTAIN = 1e-7


@dataclass(frozen=True)
class MultinomialFit(Wald):
    """Coefficients ((J − 1)·p,) of each category but the reference, in order, each against the reference; `deviance` −2 log-likelihood of
    the persons one by one."""

    deviance: float
    n: float
    categories: int
    reference: int
    rounds: int

    @property
    def table(self) -> Array:
        """Coefficients (J − 1, p)."""
        return self.coefficients.reshape(self.categories - 1, -1)

    @property
    def errors_table(self) -> Array:
        return self.standard_errors.reshape(self.categories - 1, -1)

    def probabilities(self, design: Array) -> Array:
        """(T, J) for design rows (T, p), the categories in their order."""
        lines = design @ self.table.T
        return np.asarray(softmax(np.insert(lines, self.reference, 0.0, axis=1), axis=1))

    def gradients(self, design: Array) -> Array:
        """(T, J, (J − 1)·p): how each probability follows the coefficients, π_j(δ_jk − π_k)x."""
        probability = self.probabilities(design)
        others = [j for j in range(self.categories) if j != self.reference]
        inner = probability[:, :, None] * (np.eye(self.categories)[:, others] - probability[:, None, others])
        return np.asarray((inner[..., None] * design[:, None, None, :]).reshape(len(design), self.categories, -1))


def multinomial(design: Array, counts: Array, *, reference: int = 0, constant: bool = True) -> MultinomialFit:
    """log(π_j / π_ref) = Xb_j by Newton's method: design (K, p), counts (K, J) of persons in each category.

    McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 5; Agresti 2013, Categorical Data Analysis, 3rd ed., ch. 8. Equal to
    the fit on rows. Refuses as `glm` does; a category that nobody is in is `one_outcome`, by its position; `separated` names columns.
    """
    design, counts, width = _checked(design, counts, constant)
    others = [j for j in range(counts.shape[1]) if j != reference]
    share = counts.sum(axis=0) / counts.sum()
    level = linalg.lstsq(design, np.ones(len(design)))[0]
    here = np.outer(np.log(share[others] / share[reference]), level)
    try:
        found, information, deviance, rounds = _climb(design, counts, here, reference)
    except linalg.LinAlgError as error:
        columns = _separated(design, counts)
        raise Unfit("separated" if columns else "not_converged", columns) from error
    if _nearest(design, counts, found, reference) < CERTAIN and (columns := _separated(design, counts)):
        raise Unfit("separated", columns)
    scale = np.tile(width, len(others))
    inverse = linalg.inv(information) / np.outer(scale, scale)
    return MultinomialFit(found.ravel() / scale, inverse, deviance, float(counts.sum()), counts.shape[1], reference, rounds)


def _checked(design: Array, counts: Array, constant: bool) -> tuple[Array, Array, Array]:
    """Cells with people in them, columns of unit size, and their sizes."""
    require_finite(design, counts)
    if (counts < 0).any():
        raise Unfit("impossible_counts")
    people = counts.sum(axis=1)
    design, counts, people = design[people > 0], counts[people > 0], people[people > 0]
    if not len(people) or people.sum() <= design.shape[1]:
        raise Unfit("too_few")
    if (counts.sum(axis=0) == 0).any():
        raise Unfit("one_outcome", np.flatnonzero(counts.sum(axis=0) == 0).tolist())
    width = np.abs(design).max(axis=0)
    width[width == 0] = 1.0
    design = design / width
    require_independent((design.T * people) @ design, constant=constant)
    return design, counts, width


def _climb(design: Array, counts: Array, here: Array, reference: int) -> tuple[Array, Array, float, int]:
    deviance = _deviance(design, counts, here, reference)
    for count in range(1, MOST_ROUNDS + 1):
        score, information = _score(design, counts, here, reference)
        step = linalg.cho_solve(linalg.cho_factor(information), score)
        if step @ score <= CONVERGED:
            found = here + step.reshape(here.shape)
            return found, _score(design, counts, found, reference)[1], _deviance(design, counts, found, reference), count
        for _ in range(MOST_HALVINGS):
            after = _deviance(design, counts, here + step.reshape(here.shape), reference)
            if after <= deviance + CONVERGED * (abs(deviance) + 1):
                break
            step = step / 2
        here, deviance = here + step.reshape(here.shape), after
    raise linalg.LinAlgError("the climb did not come to rest")


def _lines(design: Array, here: Array, reference: int) -> Array:
    return np.insert(design @ here.T, reference, 0.0, axis=1)


def _deviance(design: Array, counts: Array, here: Array, reference: int) -> float:
    lines = _lines(design, here, reference)
    return float(2 * (counts.sum(axis=1) * logsumexp(lines, axis=1) - (counts * lines).sum(axis=1)).sum())


def _score(design: Array, counts: Array, here: Array, reference: int) -> tuple[Array, Array]:
    people = counts.sum(axis=1)
    probability = softmax(_lines(design, here, reference), axis=1)
    others = [j for j in range(counts.shape[1]) if j != reference]
    rest = (counts - people[:, None] * probability)[:, others]
    size = design.shape[1]
    information = np.zeros((len(others) * size,) * 2)
    for a, j in enumerate(others):
        for b, k in enumerate(others):
            weight = people * probability[:, j] * ((j == k) - probability[:, k])
            information[a * size : (a + 1) * size, b * size : (b + 1) * size] = (design.T * weight) @ design
    return (rest.T @ design).ravel(), information


def _nearest(design: Array, counts: Array, found: Array, reference: int) -> float:
    """The smallest number of persons expected where nobody was."""
    expected = counts.sum(axis=1)[:, None] * softmax(_lines(design, found, reference), axis=1)
    return float(expected[counts == 0].min(initial=np.inf))


def _separated(design: Array, counts: Array) -> list[int]:
    """Columns of a direction (d_1, …, d_J) along which no one's own category ever falls behind another: x'(d_own − d_other) ≥ 0."""
    size, kinds = design.shape[1], counts.shape[1]
    cell, own = np.nonzero(counts)
    rows = []
    for other in range(kinds):
        kept = own != other
        apart = np.zeros((kept.sum(), kinds, size))
        place = np.arange(kept.sum())
        apart[place, own[kept]] = design[cell[kept]]
        apart[place, other] = -design[cell[kept]]
        rows.append(apart.reshape(len(apart), -1)[:, size:])
    signed = np.unique(np.vstack(rows), axis=0)
    direction = separating_direction(signed.sum(axis=0), lambda found: signed[signed @ found < -1e-6])
    return [] if direction is None else sorted({int(j) % size for j in np.flatnonzero(np.abs(direction) > 1e-6)})
