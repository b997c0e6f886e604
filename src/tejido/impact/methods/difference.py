"""The difference of the means of two groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.methods.linear import linear_fit, linear_rows
from tejido.impact.methods.ratios import known
from tejido.impact.question import Arm, Found, Question
from tejido.impact.rows import row
from tejido.stats.cells import Cells
from tejido.stats.cluster_sums import linear_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.design import Array
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.mean import mean


def difference(question: Question) -> Found:
    """Compared minus reference, one line per kind of standard error, and the mean of each group with its own interval.

    The mean of a group of weighted rows is not given: the weights belong to the comparison.
    """
    fit, cells = linear_fit(question)
    found = linear_rows(question, fit, cells, terms=[question.exposure])
    found.rows += [_mean_row(question, arm) for arm in question.arms if question.weights is None]
    return found


def _mean_row(question: Question, arm: Arm) -> dict[str, Any]:
    mine = question.values(SIDE) == arm.side
    own = mean(question.outcome[mine])
    error: dict[str, Any] = {}  # where all say the same nothing tells how much others would differ
    if question.clusters is None and own.standard_error:
        error = {"se": own.standard_error, "low": own.low, "high": own.high}
    elif question.clusters is not None:
        error = _error_by_clusters(question.outcome[mine], question.clusters[mine])
    return row(
        question, "mean", scale="mean", role="group", estimate=own.estimate, n=own.n, group=arm.level, sd=own.standard_deviation, **error
    )


def _error_by_clusters(outcome: Array, clusters: Any) -> dict[str, Any]:
    """What the organisations of one group say of its mean: nothing if it has one alone or all say the same, no interval from fewer than ten."""
    ones, units = np.ones(len(outcome)), np.unique(clusters, return_inverse=True)[1]
    if units.max() == 0 or not np.ptp(outcome):
        return {"errors": "CR2"}
    robust = cluster_robust(linear_cluster_sums(Cells(ones[:, None], ones, outcome, cluster=units)))
    numbers: dict[str, Any] = {"se": robust.standard_errors[0]}
    if robust.clusters >= FEWEST_CLUSTERS:
        low, high = robust.intervals()[0]
        numbers |= {"low": low, "high": high, "df": robust.degrees_of_freedom[0]}
    return known(numbers) | {"errors": "CR2"}
