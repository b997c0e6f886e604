"""The answer of each organisation by itself: as a plan gives it, or the difference of its own two groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.design import Array
from tejido.stats.least_squares import least_squares
from tejido.stats.unfit import Unfit

LEAST_PER_SIDE = 3


@dataclass(frozen=True)
class Answers:
    """One per organisation, in order of name: effect with its error, and the people behind it; `fewest` of them are on one side, or on one
    side with or without a yes. `left_out` had too few."""

    names: tuple[str, ...]
    effects: Array
    errors: Array
    persons: NDArray[np.intp]
    fewest: NDArray[np.intp]
    left_out: tuple[str, ...]


def answers_of(question: Question) -> Answers:
    """As the plan gives them, or the difference of the two groups within each organisation, covariates held equal."""
    outcome = question.estimate.outcome
    if outcome.shape == "effects":
        names = question.cluster_names if question.estimate.cluster else [str(i + 1) for i in range(len(question.table))]
        order = np.arange(len(names)) if question.clusters is None else np.argsort(question.clusters)
        if len(order) != len(names):
            raise Refused("repeated_organisation", column=question.estimate.cluster)
        effects, errors = question.values(outcome.effect)[order], question.values(outcome.error)[order]
        nobody = np.zeros(len(names), dtype=np.intp)
        return Answers(tuple(names), effects, errors, nobody, nobody, ())
    return _fitted_answers(question)


def _fitted_answers(question: Question) -> Answers:
    clusters, design, side = question.clusters, question.design(), question.exposed
    assert clusters is not None
    found: list[tuple[str, float, float, int, int]] = []
    left: list[str] = []
    for j, name in enumerate(question.cluster_names):
        mine = clusters == j
        if question.arms and min((side[mine] == one).sum() for one in (0, 1)) < LEAST_PER_SIDE:
            left.append(name)
            continue
        kept = [0, 1, *(k for k in range(2, design.shape[1]) if np.ptp(design[mine, k]) > 0)]
        try:
            fit = least_squares(design[mine][:, kept], question.outcome[mine])
        except Unfit:
            left.append(name)
            continue
        found.append((name, float(fit.coefficients[1]), float(fit.standard_errors("classical")[1]), int(mine.sum()), _fewest(question, mine)))
    if len(found) < 2:
        raise Refused("few_organisations", n=len(found), least=2)
    names, effects, errors, persons, fewest = zip(*found, strict=True)
    people, least = (np.array(one, dtype=np.intp) for one in (persons, fewest))
    return Answers(names, np.array(effects), np.array(errors), people, least, tuple(left))


def _fewest(question: Question, mine: NDArray[np.bool_]) -> int:
    """The smallest number behind one organisation's effect: people of a side, or those of a side with or without a yes."""
    sides = [mine & (question.exposed == one) for one in (0, 1)] if question.arms else [mine]
    if question.estimate.outcome.shape == "yes_no":
        sides = [side & (question.outcome == value) for side in sides for value in (0, 1)]
    return min(int(side.sum()) for side in sides)
