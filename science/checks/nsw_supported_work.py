"""The National Supported Work trial: what a place in supported work did to earnings (LaLonde 1986; Dehejia & Wahba 1999)."""

from collections.abc import Iterator

import numpy as np

from science.case import Case, Table
from science.line import Line, printed
from tejido.stats.least_squares import LinearFit, least_squares
from tejido.stats.logistic import logistic


def lines(case: Case) -> Iterator[Line]:
    table = case.table()
    crude = least_squares(table.design("treat"), table["re78"])
    yield from _linear(case, "diff_in_means", crude, ["(Intercept)", "treat"], "HC0", "HC1", "HC2", "HC3")
    adjusted, names = _ancova(table)
    yield from _linear(case, "ancova_DW1999", adjusted, names, "HC1")
    employed = logistic(table.design("treat"), (table["re78"] > 0).astype(float))
    yield from case.fit(
        "logit_employed78", ["(Intercept)", "treat"], employed.coefficients, employed.standard_errors,
        deviance=employed.deviance, loglik=-employed.deviance / 2, nobs=employed.n,
    )  # fmt: skip
    known = case.published
    yield printed("published", "difference", crude.coefficients[1], known["ATE"])
    yield printed("published", "its error", crude.standard_errors("classical")[1], known["ATE_se"])
    yield printed("published", "adjusted", adjusted.coefficients[1], known["adjusted"])
    yield printed("published", "its error, adjusted", adjusted.standard_errors("classical")[1], known["adjusted_se"])


def _ancova(table: Table) -> tuple[LinearFit, list[str]]:
    squared = table["age"] ** 2
    plain = table.design("treat", "age", "educ", "nodegree", "black", "hisp", "re74", "re75")
    design = np.column_stack([plain[:, :3], squared, plain[:, 3:]])
    return least_squares(design, table["re78"]), [
        "(Intercept)",
        "treat",
        "age",
        "I(age^2)",
        "educ",
        "nodegree",
        "black",
        "hisp",
        "re74",
        "re75",
    ]


def _linear(case: Case, model: str, fit: LinearFit, names: list[str], *errors: str) -> Iterator[Line]:
    yield from case.fit(
        model, names, fit.coefficients, fit.standard_errors("classical"),
        deviance=fit.residual_variance * fit.degrees_of_freedom, loglik=fit.log_likelihood, nobs=fit.n,
    )  # fmt: skip
    for kind in errors:
        yield from case.against(model, kind, dict(zip(names, fit.standard_errors(kind), strict=True)))
