"""Giving up smoking and weight: weighting and standardisation (Hernán & Robins, Causal Inference: What If, ch. 12 and 13)."""

from collections.abc import Iterator

import numpy as np

from science.case import Array, Case, Table
from science.line import Line, printed
from tejido.stats.cells import cells_from_rows
from tejido.stats.comparison import comparison_from_rows
from tejido.stats.least_squares import least_squares
from tejido.stats.standardisation import g_formula
from tejido.stats.weighting import weighted_difference


def lines(case: Case) -> Iterator[Line]:
    table = case.table()
    covariates, taken, outcome = _covariates(table), table["qsmk"], table["wt82_71"]
    weighted = weighted_difference(comparison_from_rows(covariates, taken, outcome))
    yield from case.against("iptw", "coef", {"qsmk": weighted.estimate, "(Intercept)": weighted.reference_mean})
    yield from case.against("iptw", "se_HC0", {"qsmk": weighted.standard_error_fixed})
    yield from case.against("iptw", "n", {"value": weighted.persons})
    observed, exposed, reference = (
        np.column_stack([covariates, one, one * table["smokeintensity"]]) for one in (taken, np.ones(len(taken)), np.zeros(len(taken)))
    )
    standardised = g_formula(cells_from_rows(observed, outcome, compress=False), exposed, reference, "linear")
    means = {"EY1": standardised.exposed_mean, "EY0": standardised.reference_mean, "ATE": standardised.estimate}
    for name, value in means.items():
        yield from case.against("standardization", name, {"value": value})
    crude = least_squares(table.design("qsmk"), outcome)
    yield from case.against("crude", "coef", {"qsmk": crude.coefficients[1]})
    known = case.published
    yield printed("published", "weighted", weighted.estimate, known["iptw"])
    yield printed("published", "its error", weighted.standard_error_fixed, known["se"])
    yield printed("published", "standardised", standardised.estimate, known["standardisation"])
    yield printed("published", "crude", crude.coefficients[1], known["crude"])


def _covariates(table: Table) -> Array:
    """Sex, race, age, schooling, smoking, exercise, activity and weight, the numbers with their squares."""
    columns = [np.ones(len(table["sex"])), table["sex"], table["race"]]
    for name in ("age", "smokeintensity", "smokeyrs", "wt71"):
        columns += [table[name], table[name] ** 2]
    for name in ("education", "exercise", "active"):
        columns += [(table[name] == level).astype(float) for level in np.unique(table[name])[1:]]
    return np.column_stack(columns)
