"""The way up the partial likelihood: by Newton's steps, and the signs that there is no top."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from tejido.stats.design import Array
from tejido.stats.partial_likelihood import PartialLikelihood, partial_likelihood
from tejido.stats.risk_sets import RiskSets
from tejido.stats.unfit import Unfit

MOST_ROUNDS = 60
STILL = 1e-9  # linear predictors no longer change by more than this against each other: at the top
NOTHING = 1e-18  # so little to gain leaves each coefficient within 1e-9 of its error: columns that are almost collinear stop here
FLAT = 1e-9  # a step that gains less than this but still moves somebody …
MOVING = 0.05  # … by this much, time and again, climbs for ever: the gain halves with each step and the coefficient does not slow down
PATIENCE = 3
FAR = 15.0  # a hazard three million times another
STRIDE = 20.0  # the first step of a rare column can be its prevalence turned over: hundreds, from where nothing comes back
ALONE = 1e-11  # a column keeps less than this share of its variation, within risk sets or beside the columns before it


def require_information(null: PartialLikelihood) -> None:
    """Refuse a column that does not vary among those at risk together, and one that earlier columns determine there.

    Only times that somebody outlives say anything: where all who are at risk have the event at once there is nobody to compare them with,
    though Efron's and Breslow's approximations have a curvature there (and pull towards no difference).
    """
    sets = null.sets
    at_risk, own_deaths = sets.totals(sets.count)
    outlived = at_risk > own_deaths
    if not outlived.any():
        raise Unfit("all_at_once")
    information = null.information(outlived.astype(float))
    own = np.diag(information)  # columns have deviation 1: were all at risk together, each event would tell about 1 of each
    alike = own <= ALONE * sets.slot_weight.sum()
    if alike.any():
        raise Unfit("unvarying", [int(np.argmax(alike))])
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
        spread = float(np.ptp(sets.design @ step))
        step, spread = step * (STRIDE / max(STRIDE, spread)), min(STRIDE, spread)
        gain = float(step @ score)
        here, at = _halved(sets, here, at, step, reach)
        if spread < STILL or (gain < NOTHING and spread < MOVING):
            return here, at, count
        flat = flat + 1 if gain < FLAT * max(1.0, abs(at.log_likelihood)) and spread > MOVING else 0
        if flat >= PATIENCE:
            moved = np.abs(step) * reach
            raise Unfit("separated", np.flatnonzero(moved > moved.max() / 10).tolist())
        score, information = at.scores().sum(axis=0), at.information()
    raise Unfit("not_converged")


def _step(information: Array, score: Array, moved: Array) -> Array:
    own = np.sqrt(np.maximum(np.diag(information), 0.0))
    if not np.isfinite(information).all() or not own.all():
        raise Unfit("separated", _runaways(moved))
    try:
        root = linalg.cho_factor(information / np.outer(own, own))
    except linalg.LinAlgError as error:  # it was regular at the start, so it was lost by running away
        raise Unfit("separated", _runaways(moved)) from error
    return np.asarray(linalg.cho_solve(root, score / own) / own)


def _halved(sets: RiskSets, here: Array, at: PartialLikelihood, step: Array, reach: Array) -> tuple[Array, PartialLikelihood]:
    """As much of the step as does not lose. Where none is left, some are so far out that sums over all have lost the others."""
    slack = 1e-10 * max(1.0, abs(at.log_likelihood))
    for half in range(30):
        after = partial_likelihood(sets, here + step / 2**half)
        if after.finite and after.log_likelihood >= at.log_likelihood - slack:
            return here + step / 2**half, after
    if np.ptp(at.line) > FAR:
        raise Unfit("separated", _runaways(here * reach))
    raise Unfit("not_converged")


def _runaways(moved: Array) -> list[int]:
    return np.flatnonzero(np.abs(moved) >= np.abs(moved).max() / 2).tolist()
