"""Every model that takes cells, moments, patterns or counted rows: its answers in numbers that no coding of the columns changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tejido.stats.cells import Cells
from tejido.stats.cluster_sums import glm_cluster_sums, linear_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.counts import poisson_rates, quasi_poisson
from tejido.stats.design import Array
from tejido.stats.families import CLOGLOG, LOGIT, POISSON
from tejido.stats.glm import glm
from tejido.stats.intraclass import intraclass_correlation
from tejido.stats.least_squares import least_squares
from tejido.stats.logistic import logistic, logistic_on_cells
from tejido.stats.moments import ERRORS, ols
from tejido.stats.multinomial import multinomial
from tejido.stats.negative_binomial import negative_binomial
from tejido.stats.splines import natural_spline, quantiles, restricted_spline
from tejido.stats.tests.handed_over import People
from tejido.stats.wald import Wald
from tejido.stats.wild_bootstrap import score_bootstrap, wild_cluster_bootstrap

Answer = Mapping[str, Any]  # numbers and arrays of numbers
ONE_TABLE = "takes one table, not a stream"
NO_DESIGN = "has no columns that could be coded"


@dataclass(frozen=True)
class Model:
    """`without`: ways that this model does not know, each with its reason."""

    answer: Callable[[People], Answer]
    without: Mapping[str, str]


MODELS: dict[str, Model] = {}


def model(**without: str) -> Callable[[Callable[[People], Answer]], Callable[[People], Answer]]:
    def kept(answer: Callable[[People], Answer]) -> Callable[[People], Answer]:
        MODELS[answer.__name__] = Model(answer, without)
        return answer

    return kept


def told(fit: Wald, profiles: Array, name: str = "") -> dict[str, Array]:
    """The model's lines for some kinds of person, with their errors."""
    error = np.sqrt(np.einsum("mp,pq,mq->m", profiles, fit.covariance, profiles))
    return {f"{name} line": profiles @ fit.coefficients, f"{name} error": error}


def parts(found: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names}


@model()
def yes_or_no(p: People) -> Answer:
    found = {}
    for family in (LOGIT, CLOGLOG):
        fit = glm(p.cells(p.yes), family)
        found |= told(fit, p.profiles, family.name) | {f"{family.name} deviance": fit.deviance, f"{family.name} n": fit.n}
    on_cells, on_rows = logistic_on_cells(p.cells(p.yes)), logistic(p.design, p.yes)
    return found | told(on_cells, p.profiles, "logistic") | told(on_rows, p.profiles, "rows") | {"events": on_cells.events}


@model()
def rates(p: People) -> Answer:
    fit, quasi = (model(p.cells(p.count, offset=np.log(p.years))) for model in (poisson_rates, quasi_poisson))
    return told(fit, p.profiles) | told(quasi, p.profiles, "quasi") | parts(quasi, "dispersion", "degrees_of_freedom")


@model(chunks=ONE_TABLE)
def counts_that_vary_more(p: People) -> Answer:
    design, count, offset, number = p.tied(p.design, p.count, np.log(p.years))
    fit = negative_binomial(design, count, weights=number, offset=offset)
    return told(fit, p.profiles) | parts(fit, "theta", "theta_error", "log_likelihood", "n")


@model(chunks=ONE_TABLE)
def one_of_several(p: People) -> Answer:
    design, counts = p.table(p.cause, 3)
    fit = multinomial(design, counts, reference=p.way.reference)
    slopes = fit.gradients(p.profiles)
    error = np.sqrt(np.einsum("tjp,pq,tjq->tj", slopes, fit.covariance, slopes))
    return {"probability": fit.probabilities(p.profiles), "error": error, "deviance": fit.deviance}


@model()
def least_squares_of_moments(p: People) -> Answer:
    fit = ols(p.cells(p.score, cluster=p.cluster))
    found = parts(fit, "log_likelihood", "r_squared", "residual_variance", "n")
    for errors in (*ERRORS, "CR1"):
        found |= told(fit.wald(errors), p.profiles, errors)
    return found | told(least_squares(p.design, p.score).wald("HC3"), p.profiles, "rows")


@model(rows="a cell is one observation there, the mean of its people")
def least_squares_of_means(p: People) -> Answer:
    places = np.array_split(np.arange(len(p.score)), p.way.chunks)
    means = [Cells(p.design[own], p.years[own], (p.years * p.score)[own]) for own in places]
    fit = ols(means, weights="analytic")
    return told(fit.wald("classical"), p.profiles, "classical") | told(fit.wald("HC3"), p.profiles, "HC3")


@model()
def errors_by_cluster(p: People) -> Answer:
    found = {}
    straight = linear_cluster_sums(p.cells(p.score, cluster=p.cluster))
    curved = p.cells(p.yes, cluster=p.cluster)
    odds = glm_cluster_sums(curved, LOGIT, glm(curved, LOGIT).coefficients)
    for name, sums in (("linear", straight), ("logit", odds)):
        for kind in ("CR0", "CR1", "CR2"):
            fit = cluster_robust(sums, kind)
            found |= told(fit, p.profiles, f"{name} {kind}") | {f"{name} {kind} df": fit.degrees_for(p.profiles)}
    return found | vars(intraclass_correlation(p.cells(p.score, cluster=p.cluster)))


@model()
def bootstraps_by_cluster(p: People) -> Answer:
    column = p.design.shape[1] - 1
    linear = wild_cluster_bootstrap(linear_cluster_sums(p.cells(p.score, cluster=p.cluster)), column, draws=199)
    counted = score_bootstrap(p.cells(p.count, cluster=p.cluster), POISSON, column, draws=199, level=None)
    return parts(linear, "estimate", "p", "low", "high") | {"counted": counted.estimate, "counted p": counted.p}


@model(chunks=ONE_TABLE, coding=NO_DESIGN)
def curved_columns(p: People) -> Answer:
    age, number = p.tied(p.age)
    at = np.array([20.0, 35.0, 50.0])
    natural, restricted = natural_spline(age, 3, weights=number), restricted_spline(age, 4, weights=number)
    return {"natural": natural.columns(at), "restricted": restricted.columns(at), "quantiles": quantiles(age, np.array([0.1, 0.5]), number)}
