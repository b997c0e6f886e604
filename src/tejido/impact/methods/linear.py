"""What least squares says under each kind of standard error that a plan asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tejido.impact.guardrails import clusters_check
from tejido.impact.question import Found, Question
from tejido.impact.refusals import Refused, refusal_text
from tejido.impact.rows import CONSTANT, role_of, row
from tejido.stats.cells import Cells
from tejido.stats.cluster_sums import ClusterSums, linear_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.design import Array
from tejido.stats.intraclass import intraclass_correlation
from tejido.stats.linear_fit import FEWEST_CLUSTERS, LinearFit
from tejido.stats.moments import ols
from tejido.stats.unfit import Unfit
from tejido.stats.wild_bootstrap import wild_cluster_bootstrap

BOOTSTRAP = "wild_bootstrap"


@dataclass(frozen=True)
class _Errors:
    """One kind of error: error, interval and p of every column; not a number where it does not exist.

    `alone`: HC2 and HC3 of no column exist where one person alone holds one; the other kinds that the plan asks for are told all the same.
    """

    kind: str
    se: Array
    intervals: Array
    p: Array
    alone: bool = False
    df: Array | None = None


def linear_fit(question: Question) -> tuple[LinearFit, Cells]:
    """Least squares on the rows; with weights each row counts as much as its weight says, and its errors know it."""
    design, outcome, weights = question.design(), question.outcome, question.weights
    if weights is None:
        cells = Cells(design, np.ones(len(outcome)), outcome, cluster=question.clusters)
        return ols(Cells(design, cells.n, outcome)), cells
    kept = weights > 0
    cells = Cells(design[kept], weights[kept], (weights * outcome)[kept])
    return ols(cells, weights="analytic"), cells


def linear_rows(question: Question, fit: LinearFit, cells: Cells, *, terms: list[str]) -> Found:
    """The asked terms, first kind of error first; errors by cluster bring their check."""
    names, found = [CONSTANT, *question.names], Found()
    sums = linear_cluster_sums(cells) if cells.cluster is not None else None
    if sums is not None:
        found.checks.append(clusters_check(question, len(sums), float(sums.persons.max() / sums.persons.sum())))
    people = {} if question.weights is None else {"n": question.persons_of_table.number(question.weights > 0)}
    kinds = [_errors(fit, sums, kind) for kind in question.estimate.errors]
    if all(errors.alone for errors in kinds):
        raise Refused("alone", errors=kinds[0].kind)
    for errors in kinds:
        for term in terms:
            found.rows.append(_row(question, term, names.index(term), fit.coefficients, errors) | people)
    bounded = any(errors.df is not None and np.isfinite(errors.p[names.index(question.exposure)]) for errors in kinds if question.exposure in terms)
    if sums is not None and bounded and question.options.get("wild_bootstrap"):  # where CR2 has no interval, neither has this
        found.rows.append(_bootstrap_row(question, sums, names.index(question.exposure)))
    found.model = _alike(question) if sums is not None else {}
    found.model |= {"residual_variance": fit.residual_variance, "log_likelihood": fit.log_likelihood, "df": fit.degrees_of_freedom}
    return found


def _alike(question: Question) -> dict[str, Any]:
    """How alike people of one organisation are, and what that costs in people."""
    ones = np.ones(len(question.outcome))
    try:
        found = intraclass_correlation(Cells(ones[:, None], ones, question.outcome, question.outcome**2, cluster=question.clusters))
    except Unfit:
        return {}
    return {"intraclass": found.estimate, "design_effect": found.design_effect}


def _errors(fit: LinearFit, sums: ClusterSums | None, kind: str) -> _Errors:
    if not kind.startswith("CR"):
        if not np.isfinite(fit.covariances[kind]).all():
            nothing = np.full(len(fit.coefficients), np.nan)
            return _Errors(kind, nothing, np.column_stack([nothing, nothing]), nothing, alone=True)
        return _Errors(kind, fit.standard_errors(kind), fit.intervals(kind), fit.p_values(kind))
    assert sums is not None
    robust = cluster_robust(sums, "CR2" if kind == "CR2" else "CR1")
    if robust.clusters < FEWEST_CLUSTERS:
        nothing = np.full(len(robust.coefficients), np.nan)
        return _Errors(kind, robust.standard_errors, np.column_stack([nothing, nothing]), nothing)
    return _Errors(kind, robust.standard_errors, robust.intervals(), robust.p_values(), df=robust.degrees_of_freedom)


def _row(question: Question, term: str, j: int, coefficients: Array, errors: _Errors) -> dict[str, Any]:
    scale = "risk_difference" if question.estimate.outcome.shape == "yes_no" and term == question.exposure else "difference"
    numbers = {"se": errors.se[j], "low": errors.intervals[j, 0], "high": errors.intervals[j, 1], "p": errors.p[j]}
    said: dict[str, Any] = {"note": refusal_text("alone", {"errors": errors.kind})} if errors.alone else {}
    known = {key: value if np.isfinite(value) else None for key, value in numbers.items()}
    if errors.df is not None and known["low"] is not None:
        said["df"] = errors.df[j]
    return row(question, term, scale=scale, role=role_of(question, term), estimate=coefficients[j], errors=errors.kind, **known, **said)


def _bootstrap_row(question: Question, sums: ClusterSums, column: int) -> dict[str, Any]:
    """Cameron, Gelbach & Miller 2008: the test holds its level where organisations are few or unlike; ten are needed all the same."""
    options = question.options
    found = wild_cluster_bootstrap(sums, column, draws=int(options["wild_bootstrap"]), seed=int(options["seed"]))
    scale = "risk_difference" if question.estimate.outcome.shape == "yes_no" else "difference"
    return row(
        question, question.exposure, scale=scale, role="exposure", estimate=found.estimate, low=found.low, high=found.high, p=found.p,
        errors=BOOTSTRAP, draws=found.draws,
    )  # fmt: skip
