"""The way up the partial likelihood: by Newton's steps, and the signs that there is no top."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from tejido.stats.design import Array
from tejido.stats.partial_likelihood import PartialLikelihood, partial_likelihood
from tejido.stats.risk_sets import RiskSets
from tejido.stats.unfit import Unfit

MOST_ROUNDS = 60
STILL = 1e-9  # no linear predictor changes by more than this: at the top
FLAT = 1e-9  # a step that gains less than this but still moves somebody …
MOVING = 0.05  # … by this much, time and again, climbs for ever: the gain halves with each step and the coefficient does not slow down
PATIENCE = 3
ALONE = 1e-11  # a column keeps less than this share of its variation, within risk sets or beside the columns before it


def require_information(information: Array, null: PartialLikelihood) -> None:
    """Refuse a column that does not vary among those at risk together, and one that earlier columns determine there."""
    sets = null.sets
    average = np.einsum("i,ij,ij->j", null.risk, sets.design, sets.design) / null.risk.sum() * sets.slot_weight.sum()
    own = np.diag(information)
    if (own <= ALONE * average).any():
        raise Unfit("constant", [int(np.argmax(own <= ALONE * average))])
    unit = information / np.sqrt(np.outer(own, own))
    for j in range(len(unit)):
        if unit[j, j] < ALONE:
            raise Unfit("collinear", [j])
        below = unit[j + 1 :, j].copy()
        unit[j + 1 :, j + 1 :] -= np.outer(below, below) / unit[j, j]


def climb(sets: RiskSets, null: PartialLikelihood, score: Array, information: Array) -> tuple[Array, PartialLikelihood, int]:
    """Coefficients at the top, the likelihood there and the number of steps."""
    reach = np.ptp(sets.design, axis=0)
    here, at, flat = np.zeros(len(score)), null, 0
    for count in range(1, MOST_ROUNDS + 1):
        step = _step(information, score, here * reach)
        gain, moved = float(step @ score), np.abs(step) * reach
        here, at = _halved(sets, here, at, step)
        if moved.max() < STILL:
            return here, at, count
        flat = flat + 1 if gain < FLAT * max(1.0, abs(at.log_likelihood)) and moved.max() > MOVING else 0
        if flat >= PATIENCE:
            raise Unfit("separated", np.flatnonzero(moved > MOVING).tolist())
        score, information = at.scores().sum(axis=0), at.information()
    raise Unfit("not_converged")


def _step(information: Array, score: Array, moved: Array) -> Array:
    runaways = np.flatnonzero(np.abs(moved) >= np.abs(moved).max() / 2).tolist()
    if not np.isfinite(information).all():
        raise Unfit("separated", runaways)
    try:
        return np.asarray(linalg.solve(information, score, assume_a="pos"))
    except linalg.LinAlgError as error:  # it was regular at the start, so it was lost by running away
        raise Unfit("separated", runaways) from error


def _halved(sets: RiskSets, here: Array, at: PartialLikelihood, step: Array) -> tuple[Array, PartialLikelihood]:
    """As much of the step as does not lose."""
    slack = 1e-10 * max(1.0, abs(at.log_likelihood))
    for _ in range(30):
        after = partial_likelihood(sets, here + step)
        if after.log_likelihood >= at.log_likelihood - slack:
            return here + step, after
        step = step / 2
    return here, at
