"""One answer from several studies or organisations, and how much they differ beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.finite import finite, require_positive, require_weighable
from tejido.stats.heterogeneity import Method, between_variance, pooled, q_profile, q_statistic
from tejido.stats.unfit import Unfit

Errors = Literal["wald", "hartung_knapp", "hartung_knapp_at_least_wald"]


@dataclass(frozen=True)
class MetaAnalysis(Effect):
    """prediction_low, prediction_high: where the true effect of another such study would lie · tau2 with its Q-profile interval ·
    i2: share (0 to 1) of the spread that is not chance · h2: total over chance variance · q, q_p: Cochran's test that all are one ·
    weights (k,) add up to one · degrees_of_freedom of the interval: k − 1 under Hartung–Knapp, else infinite."""

    k: int
    prediction_low: float
    prediction_high: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    h2: float
    q: float
    q_p: float
    weights: Array
    degrees_of_freedom: float


def meta_analysis(
    estimates: ArrayLike, standard_errors: ArrayLike, method: Method = "REML", *, errors: Errors = "hartung_knapp", level: float = 0.95
) -> MetaAnalysis:
    """y_i ~ N(θ_i, v_i), θ_i ~ N(µ, τ²); µ̂ = Σwy/Σw, w = 1/(v + τ̂²), each of k on its own scale (log ratios, differences).

    Errors: wald √(1/Σw); hartung_knapp √(Σw(y − µ̂)²/((k − 1)Σw)) with t on k − 1 (Hartung & Knapp 2001, Stat. Med. 20:3875; Sidik &
    Jonkman 2002), `…_at_least_wald` never below the first (Röver, Knapp & Friede 2015). Prediction µ̂ ± t√(τ̂² + error²) with the same
    quantile as the interval (Higgins, Thompson & Spiegelhalter 2009, J. R. Stat. Soc. A 172:137). I² and H² from τ̂² and the typical
    variance (Higgins & Thompson 2002, Stat. Med. 21:1539), from Q where the effect is fixed (there the prediction is the interval). Equal to `rma` of R's metafor.
    Refuses a single study (`too_few`) and errors that are not above zero (`not_positive`) or too small to be squared (`infinite`).
    """
    y, given = finite(estimates, standard_errors)
    require_positive(given, np.flatnonzero(given <= 0).tolist())
    require_weighable(given)
    k = len(y)
    if k < 2:
        raise Unfit("too_few")
    if errors not in get_args(Errors):
        raise Unfit("unknown_errors")
    variances = given**2
    between = between_variance(y, variances, method)
    centre, weights = pooled(y, variances, between), 1 / (variances + between)
    scale, free = 1.0, np.inf
    if errors != "wald":
        scale, free = q_statistic(y, variances, between) / (k - 1), k - 1.0
    if errors == "hartung_knapp_at_least_wald":
        scale = max(scale, 1.0)
    found = effect(centre, float(np.sqrt(scale / weights.sum())), level=level, degrees_of_freedom=free)
    reach = float(stats.t.ppf(0.5 + level / 2, free)) * float(np.hypot(np.sqrt(between), found.standard_error))
    q = q_statistic(y, variances)
    h2 = q / (k - 1) if method == "fixed" else between / _typical_variance(variances) + 1
    low, high = q_profile(y, variances, level)
    return MetaAnalysis(
        **vars(found), k=k, prediction_low=centre - reach, prediction_high=centre + reach, tau2=between, tau2_low=low, tau2_high=high,
        i2=max(0.0, 1 - 1 / h2) if h2 > 0 else 0.0, h2=h2, q=q, q_p=float(stats.chi2.sf(q, k - 1)),
        weights=weights / weights.sum(), degrees_of_freedom=free,
    )  # fmt: skip


def _typical_variance(variances: Array) -> float:
    weights = 1 / variances
    return float((len(weights) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))
