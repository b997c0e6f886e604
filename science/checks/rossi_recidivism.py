"""Arrest after release, week by week, with and without money (Rossi, Berk & Lenihan 1980; Fox & Weisberg; Allison)."""

from collections.abc import Iterator

import numpy as np

from science.case import Case, Table
from science.line import Line, printed
from tejido.stats.cells import cells_from_rows
from tejido.stats.cox import CoxFit, cox, proportional_hazards_check
from tejido.stats.families import CLOGLOG
from tejido.stats.glm import glm

COVARIATES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
COLUMNS = ["fin", "age", "race1", "wexp", "mar1", "paro", "prio"]


def lines(case: Case) -> Iterator[Line]:
    weeks = case.table("person_weeks.csv")
    yield from _once(case, weeks)
    yield from _changing(case, weeks)
    yield from _by_week(case, weeks)
    yield printed("published", "person-weeks", len(weeks["id"]), case.published["person_weeks"])
    yield printed("published", "arrests", weeks["arrest"].sum(), case.published["events"])


def _cox(case: Case, model: str, fit: CoxFit, names: list[str]) -> Iterator[Line]:
    more = {"loglik0": fit.null_log_likelihood, "loglik": fit.log_likelihood, "n": fit.n, "events": fit.events}
    yield from case.fit(model, names, fit.coefficients, fit.standard_errors, **more)


def _once(case: Case, weeks: Table) -> Iterator[Line]:
    """One row a person: the last week and whether it ended in arrest."""
    last = np.append(np.diff(weeks["id"]) != 0, True)
    mine = weeks.only(last)
    fit = cox(mine["stop"], mine["arrest"], mine.design(*COLUMNS, constant=False))
    yield from _cox(case, "cox_efron", fit, COVARIATES)
    check, names = proportional_hazards_check(fit), [*COVARIATES, "GLOBAL"]
    yield from case.against("cox_zph", "chisq", dict(zip(names, [*check.chi_square, check.overall_chi_square], strict=True)))
    yield from case.against("cox_zph", "p", dict(zip(names, [*check.p, check.overall_p], strict=True)))
    known = case.published["cox"]
    yield from (printed("published", name, value, known[name]) for name, value in zip(COVARIATES, fit.coefficients, strict=True))
    yield printed("published", "error of fin", fit.standard_errors[0], known["se_fin"])
    yield printed("published", "log-likelihood", fit.log_likelihood, known["loglik"])


def _changing(case: Case, weeks: Table) -> Iterator[Line]:
    """Work in the same week, and work in the week before: the guard against taking a consequence for a cause."""
    design = weeks.design(*COLUMNS, "emp", constant=False)
    fit = cox(weeks["stop"], weeks["arrest"], design, entry=weeks["start"])
    yield from _cox(case, "cox_tv_employed", fit, [*COVARIATES, "emp"])
    later = weeks["start"] > 0
    lagged = design.copy()
    lagged[1:, -1] = design[:-1, -1]
    after = cox(weeks["stop"][later], weeks["arrest"][later], lagged[later], entry=weeks["start"][later])
    yield from _cox(case, "cox_tv_employed_lag1", after, [*COVARIATES, "lag"])
    yield printed("published", "work in the same week", fit.coefficients[-1], case.published["cox_tv_employed"]["employed"])
    yield printed("published", "its error", fit.standard_errors[-1], case.published["cox_tv_employed"]["se"])
    yield printed("published", "work in the week before", after.coefficients[-1], case.published["cox_tv_employed_lag1"]["employed_lag"])
    yield printed("published", "its error, week before", after.standard_errors[-1], case.published["cox_tv_employed_lag1"]["se"])


def _by_week(case: Case, weeks: Table) -> Iterator[Line]:
    """A hazard of its own for every week in which somebody was arrested."""
    stops = np.unique(weeks["stop"][weeks["arrest"] == 1])
    mine = weeks.only(np.isin(weeks["stop"], stops))
    dummies = (mine["stop"][:, None] == stops[None, :]).astype(float)
    for model, more in (("dthaz_cloglog", []), ("dthaz_cloglog_emp", ["emp"])):
        cells = cells_from_rows(np.column_stack([dummies, mine.design(*COLUMNS, *more, constant=False)]), mine["arrest"])
        fit = glm(cells, CLOGLOG, constant=False)
        names = [*(f"factor(stop){week:g}" for week in stops), *COVARIATES, *more]
        yield from case.fit(
            model, names, fit.coefficients, fit.standard_errors, deviance=fit.deviance, loglik=-fit.deviance / 2, nobs=fit.n
        )
