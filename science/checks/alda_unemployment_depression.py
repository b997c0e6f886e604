"""Unemployment and depression in three interviews at irregular months (Ginexi, Howe & Caplan 2000; Singer & Willett 2003, ch. 5)."""

from collections.abc import Iterator

import numpy as np

from science.case import Case
from science.checks.reisby_depression import components
from science.line import Line, printed
from tejido.stats.mixed_model import MixedFit, mixed_model

NAMES = ["(Intercept)", "months", "unemployed", "months:unemployed"]


def lines(case: Case) -> Iterator[Line]:
    table = case.table()
    whole = np.column_stack([table.design("months", "unemployed"), table["months"] * table["unemployed"]])
    person = table.text("id")
    fits: dict[str, MixedFit] = {}
    for letter, size in (("A", 2), ("B", 3), ("C", 4)):
        fits[letter] = fit = mixed_model(table["depression"], whole[:, :size], whole[:, :2], person)
        yield from case.fit(letter, NAMES[:size], fit.coefficients, fit.standard_errors, m2loglik=fit.deviance, nobs=fit.n)
        yield from case.variances(letter, components(fit, "months"))
    for letter, keys in {
        "A": ["int", "months"],
        "B": ["int", "months", "unemp"],
        "C": ["int", "months", "unemp", "unemp_x_months"],
    }.items():
        known = case.published[letter]
        yield from (
            printed("published", f"{key} of {letter}", value, known[key])
            for key, value in zip(keys, fits[letter].coefficients, strict=True)
        )
        yield printed("published", f"deviance of {letter}", fits[letter].deviance, known["deviance"])
    yield printed("published", "variance of the level, C", fits["C"].random_covariance[0, 0], case.published["C"]["var_int"])
    yield printed("published", "residual variance, C", fits["C"].residual_variance, case.published["C"]["resid"])
