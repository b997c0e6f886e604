"""Depression under imipramine over six weeks (Reisby et al. 1977; Hedeker & Gibbons 2006, ch. 4)."""

from collections.abc import Iterator

import numpy as np

from science.case import Case
from science.line import Line, printed
from tejido.stats.mixed_model import MixedFit, mixed_model

NAMES = ["(Intercept)", "week", "endog", "week:endog"]


def components(fit: MixedFit, slope: str = "") -> dict[str, float]:
    """Variance components under the names that lme4 gives them."""
    found = {"id:(Intercept)": fit.random_covariance[0, 0], "Residual": fit.residual_variance}
    if slope:
        found |= {f"id:{slope}": fit.random_covariance[1, 1], f"id:(Intercept):{slope}": fit.random_covariance[0, 1]}
    return found


def lines(case: Case) -> Iterator[Line]:
    table = case.table()
    whole = np.column_stack([table.design("week", "endog"), table["week"] * table["endog"]])
    person = table.text("id")
    fits: dict[str, MixedFit] = {}
    for model, size, random in (("lmm_ri_ML", 2, 1), ("lmm_rs_ML", 2, 2), ("lmm_rs_endog_ML", 4, 2)):
        fits[model] = fit = mixed_model(table["hamdep"], whole[:, :size], whole[:, :random], person)
        yield from case.fit(model, NAMES[:size], fit.coefficients, fit.standard_errors, m2loglik=fit.deviance, nobs=fit.n)
        yield from case.variances(model, components(fit, "week" if random == 2 else ""))
    fit, known = fits["lmm_rs_ML"], case.published["rs"]
    ours = {
        "int": fit.coefficients[0], "week": fit.coefficients[1], "se_int": fit.standard_errors[0], "se_week": fit.standard_errors[1],
        "var_int": fit.random_covariance[0, 0], "cov": fit.random_covariance[0, 1], "var_slope": fit.random_covariance[1, 1],
        "resid": fit.residual_variance, "m2LL": fit.deviance,
    }  # fmt: skip
    yield from (printed("published", name, value, known[name]) for name, value in ours.items())
    yield printed("published", "deviance, level only", fits["lmm_ri_ML"].deviance, case.published["ri_m2LL"])
    yield printed("published", "deviance, endogenous", fits["lmm_rs_endog_ML"].deviance, case.published["rs_endog_m2LL"])
