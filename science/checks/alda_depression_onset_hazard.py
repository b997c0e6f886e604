"""First onset of depression after a parental divorce, year by year of age (Singer & Willett 2003, ch. 11–12): 36,997 rows, 1,702 cells."""

from collections.abc import Iterator

import numpy as np

from science.case import Case
from science.line import Line, printed
from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.families import CLOGLOG, LOGIT
from tejido.stats.glm import glm

NAMES = ["(Intercept)", "a", "I(a^2)", "I(a^3)", "parental_divorce", "female", "siblings"]


def lines(case: Case) -> Iterator[Line]:
    table = case.table()
    age = table["age"] - 18
    design = np.column_stack([np.ones(len(age)), age, age**2, age**3, *(table[name] for name in NAMES[4:])])
    person = np.unique(table["id"], return_inverse=True)[1]
    deviances, fits = {}, {}
    for model, size, family in (
        ("logit_PD", 5, LOGIT),
        ("logit_PD_F", 6, LOGIT),
        ("logit_PD_F_sib", 7, LOGIT),
        ("cloglog_PD_F_sib", 7, CLOGLOG),
    ):
        fits[model] = fit = glm(cells_from_rows(design[:, :size], table["event"]), family)
        deviances[model] = fit.deviance
        yield from case.fit(
            model, NAMES[:size], fit.coefficients, fit.standard_errors, deviance=fit.deviance, loglik=-fit.deviance / 2, nobs=fit.n
        )
    by_person = _by_person(cells_from_rows(design, table["event"], cluster=person))
    yield from case.against("logit_PD_F_sib", "se_CR1_id", dict(zip(NAMES, by_person, strict=True)))
    known = case.published
    printed_names = zip(("int", "a", "a2", "a3", "PD", "female"), fits["logit_PD_F"].coefficients, strict=True)
    yield from (printed("published", name, value, known["PD_F"][name]) for name, value in printed_names)
    yield printed("published", "deviance with siblings", deviances["logit_PD_F_sib"], known["with_siblings_deviance"])
    yield printed("published", "deviance of divorce alone", deviances["logit_PD"], known["PD_only_deviance"])


def _by_person(cells: Cells) -> list[float]:
    """Errors that know that the years of a person belong together."""
    fit = glm(cells, LOGIT)
    assert fit.cluster_scores is not None
    meat = fit.cluster_scores.T @ fit.cluster_scores
    clusters = len(fit.cluster_scores)
    return list(np.sqrt(np.diag(fit.covariance @ meat @ fit.covariance) * clusters / (clusters - 1)))
