"""HELP: linking people in detoxification to primary care (Samet et al. 2003; Kleinman & Horton, the analyses of their book)."""

from collections.abc import Iterator

import numpy as np
from scipy.special import gammaln, xlogy

from science.case import Array, Case, Table
from science.line import Line, printed
from tejido.stats.cells import cells_from_rows
from tejido.stats.cox import CoxFit, cox, proportional_hazards_check
from tejido.stats.families import POISSON
from tejido.stats.glm import glm
from tejido.stats.kaplan_meier import kaplan_meier, log_rank
from tejido.stats.logistic import logistic

COVARIATES = ["tr", "age", "female", "cesd"]


def lines(case: Case) -> Iterator[Line]:
    table = case.table()
    yield from _time_to_primary_care(case, table)
    yield from _homeless(case, table)
    yield from _drinks(case, table)


def _time_to_primary_care(case: Case, table: Table) -> Iterator[Line]:
    treated = (table.text("treat") == "yes").astype(float) if "yes" in table.text("treat") else table["treat"]
    design = np.column_stack([treated, *(table[name] for name in COVARIATES[1:])])
    known = np.isfinite(table["dayslink"]) & np.isfinite(design).all(axis=1)
    days, linked, design = table["dayslink"][known], table["linkstatus"][known], design[known]
    fits: dict[str, CoxFit] = {}
    for ties in ("breslow", "efron"):
        fits[ties] = fit = cox(days, linked, design, ties=ties)
        more = {"loglik0": fit.null_log_likelihood, "loglik": fit.log_likelihood, "n": fit.n, "events": fit.events}
        yield from case.fit(f"cox_{ties}", COVARIATES, fit.coefficients, fit.standard_errors, **more)
    check = proportional_hazards_check(fits["efron"])
    names = [*COVARIATES, "GLOBAL"]
    yield from case.against("cox_zph", "chisq", dict(zip(names, [*check.chi_square, check.overall_chi_square], strict=True)))
    yield from case.against("cox_zph", "p", dict(zip(names, [*check.p, check.overall_p], strict=True)))
    yield from case.against("logrank", "chisq", {"value": log_rank(days, linked, design[:, 0]).chi_square})
    yield from _curve(case, days, linked, design[:, 0])
    fit, printed_ones = fits["breslow"], case.published["cox_breslow"]
    for name, value in zip(("treat", "age", "female", "cesd"), fit.coefficients, strict=True):
        yield printed("published", name, value, printed_ones[name])
    yield printed("published", "its error", fit.standard_errors[0], printed_ones["se"])


def _curve(case: Case, days: Array, linked: Array, treated: Array) -> Iterator[Line]:
    survival, errors = {}, {}
    for side in (0, 1):
        curve = kaplan_meier(days[treated == side], linked[treated == side])
        for day in (90, 180, 365):
            at = int(np.searchsorted(curve.times, day, side="right")) - 1
            survival[f"tr={side}_t{day}"], errors[f"tr={side}_t{day}"] = curve.survival[at], curve.standard_error[at]
    yield from case.against("km", "surv", survival)
    yield from case.against("km", "se", errors)


def _homeless(case: Case, table: Table) -> Iterator[Line]:
    names = ["(Intercept)", "female", "i1", "substancecocaine", "substanceheroin", "sexrisk", "indtot"]
    homeless = (table.text("homeless") == "homeless").astype(float)
    substances = [(table.text("substance") == one).astype(float) for one in ("cocaine", "heroin")]
    design = np.column_stack([table.design("female", "i1"), *substances, table["sexrisk"], table["indtot"]])
    fit = logistic(design, homeless)
    yield from case.fit(
        "logit_homeless", names, fit.coefficients, fit.standard_errors, deviance=fit.deviance, loglik=-fit.deviance / 2, nobs=fit.n
    )
    for name, value in case.published["logit_homeless"].items():
        yield printed("published", f"homeless {name}", fit.coefficients[names.index(name)], value)


def _drinks(case: Case, table: Table) -> Iterator[Line]:
    names = ["(Intercept)", "female", "substancecocaine", "substanceheroin", "age"]
    substances = [(table.text("substance") == one).astype(float) for one in ("cocaine", "heroin")]
    design = np.column_stack([table.design("female"), *substances, table["age"]])
    fit = glm(cells_from_rows(design, table["i1"], compress=False), POISSON)
    drinks = table["i1"]
    best = float((xlogy(drinks, drinks) - drinks - gammaln(drinks + 1)).sum())  # of a model that knows every count
    yield from case.fit(
        "poisson_i1", names, fit.coefficients, fit.standard_errors, deviance=fit.deviance, loglik=best - fit.deviance / 2, nobs=fit.n
    )
    for name, value in case.published["poisson_i1"].items():
        yield printed("published", f"drinks {name}", fit.coefficients[names.index(name)], value)
