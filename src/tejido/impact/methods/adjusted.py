"""The effect of a programme in routine data: weighting, standardisation, and both together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.canonical import SIDE
from tejido.impact.guardrails import balance_check, clusters_checks, events_per_column, in_groups, overlap_check
from tejido.impact.methods.people_tables import yes_no_table
from tejido.impact.question import Found, Question
from tejido.impact.refusals import refusal_of
from tejido.impact.rows import CONSTANT, row
from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.comparison import Comparison, comparison_from_rows, freedom
from tejido.stats.doubly_robust import doubly_robust
from tejido.stats.effect import Effect, effect
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.moments import ols
from tejido.stats.outcome_model import OutcomeFamily
from tejido.stats.overlap import Overlap
from tejido.stats.standardisation import g_formula
from tejido.stats.unfit import Unfit
from tejido.stats.weighting import weighted_difference

STACKED, FIXED, MODEL = "stacked", "fixed_weights", "model"


def inverse_probability_weighting(question: Question) -> Found:
    """The difference of weighted means, with what the weights did to balance and overlap."""
    options = question.options
    _require_spread(question)
    people = compared(question)
    fit = weighted_difference(people, options["estimand"], stabilise=options["stabilised"], keep=options["keep"], guarded=False)
    found = Found(checks=[overlap_check(question, fit.overlap, options["estimand"]), balance_check(question, fit.balance)])
    found.checks += clusters_checks(question)
    found.rows = [
        _effect_row(question, fit, people, fit.standard_error, STACKED),
        _effect_row(question, fit, people, fit.standard_error_fixed, FIXED),
    ]
    found.rows += _means(question, fit.exposed_mean, fit.reference_mean)
    found.model = {"estimand": fit.estimand, "overlap": overlap_picture(fit.overlap), "weights_cut": fit.weights.cut}
    found.model["balance"] = [
        {"term": term, "before": float(before), "after": float(after)}
        for term, before, after in zip(question.terms, fit.balance.difference_before, fit.balance.difference_after, strict=True)
    ]
    return _with_table(question, found)


def standardisation(question: Question) -> Found:
    """The g-formula: everybody as they are, once with the programme and once without, by one regression.

    The error that trusts the model takes people as unlike each other, so it is not told where the plan names organisations.
    """
    _require_spread(question)
    design, outcome = question.design(), question.outcome
    events = _events_checks(question, np.ones(len(outcome), dtype=bool), design.shape[1] - 1)
    wide = np.column_stack([design, question.design(side=1), question.design(side=0)])
    together = cells_from_rows(wide, outcome, cluster=_enough_clusters(question))
    p = design.shape[1]
    cells = type(together)(together.design[:, :p], together.n, together.total, together.squares, None, together.cluster)
    exposed, reference = together.design[:, p : 2 * p], together.design[:, 2 * p :]
    among = cells.design[:, 1] if question.options["estimand"] == "ATT" else None
    fit = g_formula(cells, exposed, reference, family_of(question), among=among)
    found = Found(checks=[*events, *clusters_checks(question)], rows=[_effect_row(question, fit, cells, fit.standard_error, STACKED)])
    if question.clusters is None:
        found.rows.append(_effect_row(question, fit, cells, fit.standard_error_here, MODEL))
    found.rows += _means(question, fit.exposed_mean, fit.reference_mean)
    found.model = {"estimand": question.options["estimand"], "persons": fit.persons}
    return _with_table(question, found)


def doubly_robust_effect(question: Question) -> Found:
    """Augmented weighting: right if either the model of who takes part or that of the outcome is."""
    _require_spread(question)
    events = [_events_checks(question, question.values(SIDE) == side, len(question.terms)) for side in (0, 1)]
    fewest = min(events, key=lambda checks: [check["statistic"] for check in checks])
    people = compared(question)
    fit = doubly_robust(people, family_of(question), guarded=False)
    found = Found(checks=[overlap_check(question, fit.overlap), *fewest, *clusters_checks(question)])
    found.rows = [
        _effect_row(question, fit, people, fit.standard_error_stacked, STACKED),
        _effect_row(question, fit, people, fit.standard_error, "influence"),
    ]
    found.rows += _means(question, fit.exposed_mean, fit.reference_mean)
    found.model = {"estimand": "ATE", "overlap": overlap_picture(fit.overlap)}
    return _with_table(question, found)


def _require_spread(question: Question) -> None:
    """An outcome that is the same for all, or that group and covariates determine, leaves an error of rounding alone: refused as `ancova` does."""
    try:
        ols(Cells(question.design(), np.ones(len(question.outcome)), question.outcome))
    except Unfit as unfit:
        raise refusal_of(unfit, [CONSTANT, *question.names]) from unfit


def _events_checks(question: Question, mine: NDArray[np.bool_], columns: int) -> list[dict[str, Any]]:
    """Of yes or no, the rarer answer among those of whom a regression is made, for each of its columns."""
    if question.estimate.outcome.shape != "yes_no":
        return []
    events = float(question.outcome[mine].sum())
    return [events_per_column(question, min(events, float(mine.sum()) - events), columns)]


def compared(question: Question) -> Comparison:
    """The rows of two groups as cells; the exposure stands apart from the covariates."""
    covariates = np.column_stack([np.ones(len(question.table)), *(question.values(term) for term in question.terms)])
    return comparison_from_rows(covariates, question.values(SIDE), question.outcome, cluster=_enough_clusters(question))


def _enough_clusters(question: Question) -> Any:
    """The organisations, if they are enough for an error by them and no group is of one alone; of fewer the effect is told without error."""
    few = question.clusters is None or len(np.unique(question.clusters)) < FEWEST_CLUSTERS or min(in_groups(question)) < 2
    return None if few else question.clusters


def family_of(question: Question) -> OutcomeFamily:
    return "logit" if question.estimate.outcome.shape == "yes_no" else "linear"


def overlap_picture(found: Overlap) -> dict[str, Any]:
    """The histogram of scores: counts of persons, so it stays in the exact document."""
    return {
        "edges": found.edges.tolist(),
        "exposed": found.exposed.tolist(),
        "reference": found.reference.tolist(),
        "low": found.low,
        "high": found.high,
    }


def _scale(question: Question) -> str:
    return "risk_difference" if question.estimate.outcome.shape == "yes_no" else "difference"


def _effect_row(question: Question, fit: Effect, people: Comparison | Cells, error: float, errors: str) -> dict[str, Any]:
    """The effect with one of its errors, and interval and p from that error; of organisations, by t on their number less one, if they allow one."""
    if question.clusters is not None and people.cluster is None:
        return row(question, question.exposure, scale=_scale(question), role="exposure", estimate=fit.estimate, errors=errors)
    degrees = freedom(people)
    told = effect(fit.estimate, error, degrees_of_freedom=degrees)
    line = row(
        question, question.exposure, scale=_scale(question), role="exposure", estimate=told.estimate, se=error, low=told.low,
        high=told.high, p=told.p, errors=errors,
    )  # fmt: skip
    return line | {"df": degrees} if np.isfinite(degrees) else line


def _means(question: Question, exposed: float, reference: float) -> list[dict[str, Any]]:
    """What would be expected in each group; without an interval of its own."""
    scale = "proportion" if question.estimate.outcome.shape == "yes_no" else "mean"
    sides: dict[int, float] = {1: exposed, 0: reference}
    return [
        row(question, "expected", scale=scale, role="group", estimate=sides[arm.side], n=question.people_in(arm.side), group=arm.level)
        for arm in question.arms
    ]


def _with_table(question: Question, found: Found) -> Found:
    if question.estimate.outcome.shape == "yes_no":
        found.tables.append(yes_no_table(question))
        found.model["events"] = int(min(question.outcome.sum(), len(question.outcome) - question.outcome.sum()))
    return found
