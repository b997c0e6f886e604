"""How far the incidence curves would move without each row: the infinitesimal jackknife, summed without a matrix of rows by times."""

from __future__ import annotations

import numpy as np

from tejido.stats.design import Array
from tejido.stats.survival_times import EventTimes, FollowUp, counted, event_times, summed


def influence_of_rows(rows: FollowUp, causes: int, squared_weight: Array) -> Array:
    """Σ wᵢ²·ψᵢⱼ(t)² for each event time (K,) and cause (J,), where ψᵢⱼ is the derivative of the incidence of cause j by the weight of row i.

    ψᵢⱼ(t) = ∫₀ᵗ S(u−) dMᵢⱼ(u)/Y(u) − (Fⱼ(t) − Fⱼ(u)) dMᵢ(u) / (Y(u)(1 − ΔΛ(u))), with M = N − ∫Y dΛ. It is a polynomial in what was
    gathered until t, so sums over rows still there and rows already gone are enough: the cost is rows + times, not rows × times.
    `squared_weight` is the weight itself where a row stands for so many people. Jaeckel 1972 (Bell Labs memorandum); the errors of
    multi-state curves in R's survival (Therneau & Grambsch 2000, Modeling Survival Data, § 7.2).
    """
    at = event_times(rows)
    by_cause = np.column_stack([counted(rows, at, j) for j in range(1, causes + 1)]).reshape(len(at.times), causes)
    hazard = by_cause.sum(axis=1) / at.at_risk
    before = np.concatenate([[1.0], np.cumprod(1 - hazard)])[:-1]
    with np.errstate(divide="ignore"):  # after the last one nothing can happen any more: no influence
        drop = np.where(hazard < 1 - 1e-12, 1 / (at.at_risk * (1 - hazard)), 0.0)
    incidence = np.cumsum(before[:, None] * by_cause / at.at_risk[:, None], axis=0)
    found = np.zeros_like(incidence)
    for j in range(causes):
        own = before * by_cause[:, j] / at.at_risk**2 + incidence[:, j] * hazard * drop
        jump = np.where(rows.event == j + 1, 1.0, 0.0)
        found[:, j] = _squares(rows, at, squared_weight, incidence[:, j], own, hazard * drop, (before / at.at_risk, drop, jump))
    return np.maximum(found, 0.0)


def _squares(
    rows: FollowUp, at: EventTimes, squared: Array, incidence: Array, own: Array, shared: Array, jumps: tuple[Array, Array, Array]
) -> Array:
    """ψ = p − F·b for each row: gathered for good once it is gone, growing with t while it is there."""
    inside = at.last > at.first
    first, last, weight = at.first[inside], at.last[inside], squared[inside]
    total_p, total_b = (np.concatenate([[0.0], np.cumsum(x)]) for x in (own, shared))
    at_event, drop, jump = jumps
    end, own_event, any_event = last - 1, jump[inside], (rows.event > 0)[inside]
    p = own_event * at_event[end] + any_event * incidence[end] * drop[end] - (total_p[last] - total_p[first])
    b = any_event * drop[end] - (total_b[last] - total_b[first])
    size, f = len(at.times), incidence

    def gone(values: Array) -> Array:
        return np.cumsum(summed(end, weight * values, size))

    def there(values: Array) -> Array:
        return np.cumsum(summed(first, weight * values, size) - summed(end, weight * values, size))

    p0, b0 = total_p[first], total_b[first]
    now = total_p[1:] - f * total_b[1:]
    closed = gone(p * p) - 2 * f * gone(p * b) + f**2 * gone(b * b)
    opened = there(np.ones(len(p0))) * now**2 - 2 * now * (there(p0) - f * there(b0))
    return np.asarray(closed + opened + there(p0 * p0) - 2 * f * there(p0 * b0) + f**2 * there(b0 * b0))
