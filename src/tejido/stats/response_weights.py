"""Those who were reached count for those like them who were not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.comparison import Comparison, comparison_from_rows, spread_of_sums
from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.finite import finite, two_groups
from tejido.stats.propensity import propensity
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class ResponseWeightedEffect(Effect):
    """The difference of means weighted by 1/P(reached). `largest_weight` and the effective size say what the weighting costs."""

    exposed_mean: float
    reference_mean: float
    reached: float
    effective_size: float
    largest_weight: float


def response_weighted_difference(
    covariates: ArrayLike, exposed: ArrayLike, outcome: ArrayLike, observed: ArrayLike, *, level: float = 0.95
) -> ResponseWeightedEffect:
    """Difference of means between groups, each person reached weighted by 1/P(reached | covariates, exposure), a logistic regression;
    right if being reached depends on nothing else (Seaman & White 2013, Stat. Methods Med. Res. 22:278). Error: stacked estimating
    equations. covariates (n, p) with the constant first, without the exposure, which is added. Values where observed is 0 are not looked
    at. Refuses what `glm` refuses and a group nobody of whom was reached (`too_few`)."""
    design, taken, seen = finite(covariates, exposed, observed)
    mask = two_groups(taken)
    if not np.isin(seen, (0.0, 1.0)).all():
        raise Unfit("not_yes_no", [2])
    known = np.where(seen == 1, np.asarray(outcome, dtype=float), 0.0)
    if min(seen[mask].sum(), seen[~mask].sum()) < 1:
        raise Unfit("too_few")
    # who was reached takes the place of who was exposed: the same regression, the same cells
    compared = comparison_from_rows(np.column_stack([design, taken]), seen, known)
    scored = propensity(compared)
    weight = compared.exposed / scored.score
    sides = [_side(compared, scored.score, scored.fit.covariance, weight, group) for group in (1.0, 0.0)]
    middle = spread_of_sums(compared, (sides[0][1] - sides[1][1])[:, None], (sides[0][2] - sides[1][2])[:, None])
    found = effect(sides[0][0] - sides[1][0], float(np.sqrt(middle[0, 0])), level=level)
    mass = float(compared.n @ weight)
    return ResponseWeightedEffect(
        **vars(found), exposed_mean=sides[0][0], reference_mean=sides[1][0], reached=float(seen.sum()),
        effective_size=mass**2 / float(compared.n @ weight**2), largest_weight=float(weight.max()),
    )  # fmt: skip


def _side(compared: Comparison, score: Array, covariance: Array, weight: Array, group: float) -> tuple[float, Array, Array]:
    x = compared.covariates
    own = weight * (x[:, -1] == group)
    mass = float(compared.n @ own)
    mean = float(own @ compared.total) / mass
    towards = -(own * (1 - score) * (compared.total - compared.n * mean)) @ x / mass
    learnt = (x @ covariance @ towards) * (compared.exposed - score)
    return mean, learnt - own * mean / mass, own / mass
