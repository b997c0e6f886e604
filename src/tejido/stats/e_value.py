"""How strong an unseen cause would have to be, with both the exposure and the outcome, to explain an effect away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tejido.stats.unfit import Unfit

Scale = Literal["risk_ratio", "rare_odds_ratio", "common_odds_ratio", "rare_hazard_ratio", "common_hazard_ratio", "rate_ratio"]


@dataclass(frozen=True)
class EValue:
    """`estimate` and `limit` are E-values, of the estimate and of the limit of its interval nearer to no effect (1 if that contains no
    effect). `risk_ratio`, `low`, `high`: what was given, as (approximate) risk ratios."""

    estimate: float
    limit: float
    risk_ratio: float
    low: float
    high: float


def e_value(ratio: float, low: float, high: float, scale: Scale = "risk_ratio") -> EValue:
    """E = RR + √(RR(RR − 1)), of 1/RR where RR is below 1 (VanderWeele & Ding 2017, Ann. Intern. Med. 167:268).

    An odds or hazard ratio of a rare outcome (below 15 %) and a ratio of rates are taken as risk ratios; of a common one √OR
    (VanderWeele 2017, Biometrics 73:746) and (1 − 0.5^√HR)/(1 − 0.5^√(1/HR)). Refuses a ratio that is not a positive number
    (`not_positive`) and limits that do not hold the estimate (`outside_range`).
    """
    if scale not in get_args(Scale):
        raise Unfit("unknown_scale")
    if not all(np.isfinite(value) and value > 0 for value in (ratio, low, high)):
        raise Unfit("not_positive")
    return _from_risk_ratios(*(_TO_RISK_RATIO[scale](value) for value in (ratio, low, high)))


def e_value_of_difference(difference: float, low: float, high: float) -> EValue:
    """The same for a standardised difference d of means with its interval: RR ≈ exp(0.91·d), and so its limits (VanderWeele & Ding 2017;
    Chinn 2000, Stat. Med. 19:3127).

    They write the limits as exp(0.91·d ± 1.78·error), which is this for a normal interval; the interval that is told may be one of
    Student's t, and a limit that contradicted it would help nobody. Refuses numbers that are none (`infinite`) and limits that do not
    hold the difference (`outside_range`).
    """
    if not np.isfinite([difference, low, high]).all():
        raise Unfit("infinite")
    return _from_risk_ratios(*(float(np.exp(0.91 * value)) for value in (difference, low, high)))


def _same(ratio: float) -> float:
    return float(ratio)


def _common_hazard(ratio: float) -> float:
    return float((1 - 0.5 ** np.sqrt(ratio)) / (1 - 0.5 ** np.sqrt(1 / ratio)))


_TO_RISK_RATIO: dict[str, Callable[[float], float]] = {
    "risk_ratio": _same,
    "rare_odds_ratio": _same,
    "rare_hazard_ratio": _same,
    "rate_ratio": _same,
    "common_odds_ratio": lambda ratio: float(np.sqrt(ratio)),
    "common_hazard_ratio": _common_hazard,
}


def _from_risk_ratios(ratio: float, low: float, high: float) -> EValue:
    if not low <= ratio <= high:
        raise Unfit("outside_range")
    nearer = 1.0 if low <= 1 <= high else low if low > 1 else high
    return EValue(_needed(ratio), _needed(nearer), ratio, low, high)


def _needed(ratio: float) -> float:
    away = max(ratio, 1 / ratio)
    return float(away + np.sqrt(away * (away - 1)))
