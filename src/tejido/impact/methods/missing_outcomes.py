"""What those who were not reached could do to a difference: bounds, weights, and the shift at which the answer falls."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.canonical import SIDE
from tejido.impact.question import Found, Question
from tejido.impact.refusals import FEWEST, Refused, refusal_of
from tejido.impact.rows import CONSTANT, refused_row, row
from tejido.stats.design import Array
from tejido.stats.missingness import Bounds, attrition, lee_bounds, manski_bounds
from tejido.stats.response_weights import response_weighted_difference
from tejido.stats.tipping_point import tipping_point
from tejido.stats.unfit import Unfit

STEPS = 41


def missing_outcomes(question: Question) -> Found:
    """Everybody with known group and covariates takes part; the outcome may be missing."""
    outcome, taken = question.outcome, question.values(SIDE)
    seen = np.isfinite(outcome).astype(float)
    if seen.all():
        raise Refused("none_missing")
    _refuse_silent(question, seen == 1)
    covariates = np.column_stack([np.ones(len(taken)), *(question.values(term) for term in question.terms)])
    lost = attrition(taken, seen)
    found = Found()
    line, found.model = _weighted(question, covariates, taken, outcome, seen)
    found.rows = [line]
    found.rows.append(_bounds_row(question, "lee_bounds", lee_bounds(outcome, taken, seen)))
    limits = _limits(question, outcome[seen == 1])
    if limits is not None:
        found.rows.append(
            _bounds_row(question, "manski_bounds", manski_bounds(outcome, taken, seen, smallest=limits[0], largest=limits[1]))
        )
    found.model |= {
        "lost": {"compared": lost.exposed.estimate, "reference": lost.reference.estimate},
        "missing": {side: int((seen[taken == arm] == 0).sum()) for side, arm in (("compared", 1), ("reference", 0))},
    }
    if question.estimate.outcome.shape == "number" and (seen[taken == 1] == 0).any():
        with suppress(Unfit):  # without a regression there is no picture; the bounds stand without one
            found.model["tipping_point"] = _tipping(question, covariates, taken, outcome, seen)
    return found


def _refuse_silent(question: Question, seen: NDArray[np.bool_]) -> None:
    """Of those who answered there must be enough in each group, and not all may have said the same."""
    for arm in question.arms:
        people = question.persons_of_table.number(seen & (question.values(SIDE) == arm.side))
        if people < FEWEST:
            raise Refused("few_people", group=arm.level, n=people, least=FEWEST)
    if not np.ptp(question.outcome[seen]):
        raise Refused("one_outcome")


def _weighted(question: Question, covariates: Array, taken: Array, outcome: Array, seen: Array) -> tuple[dict[str, Any], dict[str, Any]]:
    """The difference weighted by response; where it has no model, as where one group lost nobody, its line says why and the bounds stand."""
    try:
        fit = response_weighted_difference(covariates, taken, outcome, seen)
    except Unfit as unfit:
        apart = unfit.reason in ("separated", "one_outcome")
        refused = Refused("no_response_model") if apart else refusal_of(unfit, [CONSTANT, *question.terms])
        return refused_row(question.estimate, refused, question.people), {}
    numbers = {"se": fit.standard_error, "low": fit.low, "high": fit.high, "p": fit.p}
    return _row(question, question.exposure, "exposure", fit.estimate, **numbers), {"largest_weight": fit.largest_weight}


def _limits(question: Question, known: Any) -> tuple[float, float] | None:
    """From where to where the outcome can go: 0 to 1, or as the plan says of its scale."""
    if question.estimate.outcome.shape == "yes_no":
        return 0.0, 1.0
    low, high = question.options["smallest"], question.options["largest"]
    if low is None or high is None:
        return None
    if known.min() < low or known.max() > high:
        raise Refused("outside_limits", column=question.estimate.outcome.column, low=f"{low:g}", high=f"{high:g}")
    return float(low), float(high)


def _tipping(question: Question, covariates: Any, taken: Any, outcome: Any, seen: Any) -> dict[str, Any]:
    spread = float(np.std(outcome[seen == 1], ddof=1))
    deltas = np.linspace(-2 * spread, 2 * spread, STEPS)
    fit = tipping_point(covariates, taken, outcome, seen, deltas, seed=int(question.options["seed"]))
    effects = {end: np.asarray(getattr(fit.effects, end)).tolist() for end in ("estimates", "low", "high")}
    return {"at": fit.at, "deltas": fit.deltas.tolist(), **effects}


def _bounds_row(question: Question, term: str, found: Bounds) -> dict[str, Any]:
    """The middle of the two bounds with the interval that holds the effect wherever between them it lies."""
    return _row(question, term, "range", (found.low + found.high) / 2, low=found.interval_low, high=found.interval_high)


def _row(question: Question, term: str, role: str, estimate: float, **more: Any) -> dict[str, Any]:
    scale = "risk_difference" if question.estimate.outcome.shape == "yes_no" else "difference"
    return row(question, term, scale=scale, role=role, estimate=estimate, **more)
