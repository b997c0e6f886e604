"""Intervals of a probability that stays between 0 and 1: on the scale where its error is closest to normal."""

import numpy as np
from scipy import stats

from tejido.stats.design import Array

SCALES = ("log-log", "log", "plain", "logit", "arcsin")


def survival_limits(probability: Array, error: Array, level: float = 0.95, scale: str = "log-log") -> tuple[Array, Array]:
    """Low and high for each probability and its standard error; not a number where the probability is 0 or 1 and the scale has no error there.

    Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data, 2nd ed., § 1.4 (log-log); Klein & Moeschberger 2003,
    Survival Analysis, 2nd ed., § 4.3 (arcsin). Scales as `conf.type` of R's survival, cut at 0 and 1.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {SCALES}")
    reach = stats.norm.ppf(0.5 + level / 2) * np.asarray(error, dtype=float)
    p = np.asarray(probability, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low, high = _limits(p, reach, scale)
    lost = np.isnan(reach)
    return np.where(lost, np.nan, np.maximum(low, 0.0)), np.where(lost, np.nan, np.minimum(high, 1.0))


def _limits(p: Array, reach: Array, scale: str) -> tuple[Array, Array]:
    if scale == "plain":
        return p - reach, p + reach
    if scale == "log":
        inside = np.where(p > 0, p, np.nan)
        return inside * np.exp(-reach / inside), inside * np.exp(reach / inside)
    inside = np.where((p > 0) & (p < 1), p, np.nan)
    if scale == "log-log":
        factor = np.exp(reach / (inside * np.abs(np.log(inside))))
        return inside**factor, inside ** (1 / factor)
    if scale == "logit":
        line, width = np.log(inside / (1 - inside)), reach / (inside * (1 - inside))
        return 1 / (1 + np.exp(width - line)), 1 / (1 + np.exp(-width - line))
    angle, width = np.arcsin(np.sqrt(inside)), reach / (2 * np.sqrt(inside * (1 - inside)))
    return np.sin(np.maximum(angle - width, 0)) ** 2, np.sin(np.minimum(angle + width, np.pi / 2)) ** 2
