"""What one more good outcome costs, against what would have happened anyway."""

from __future__ import annotations

import numpy as np

from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.cost_effectiveness import cost_effectiveness, net_benefit

STEPS = 31  # points of the curve of acceptability


def cost_per_outcome(question: Question) -> Found:
    """Difference of costs over difference of outcomes, with Fieller's interval, or none where the gain may be nothing."""
    options = question.options
    costs = question.values(options["cost"])
    fit = cost_effectiveness(
        costs, question.outcome, question.exposed, _prices([float(price) for price in options["willing"]]),
        counterfactual=question.arms[0].level, seed=int(options["seed"]),
    )  # fmt: skip
    gain, cost = (_spread(float(fit.covariance[i, i])) for i in (1, 0))
    shape = "risk_difference" if question.estimate.outcome.shape == "yes_no" else "difference"
    interval = {"low": None, "high": None} if fit.fieller is None else {"low": fit.fieller[0], "high": fit.fieller[1]}
    found = Found()
    found.rows = [
        row(question, "cost_per_outcome", scale="cost", role="exposure", estimate=fit.ratio, **interval),
        row(question, "gain", scale=shape, role="part", estimate=fit.gain, se=gain, low=fit.gain - 1.959963984540054 * gain, high=fit.gain + 1.959963984540054 * gain),
        row(question, "cost", scale="cost", role="part", estimate=fit.cost, se=cost, low=fit.cost - 1.959963984540054 * cost, high=fit.cost + 1.959963984540054 * cost),
    ]  # fmt: skip
    for price in options["willing"]:
        benefit = net_benefit(fit, float(price))
        found.rows.append(
            row(
                question, f"net_benefit[{price:g}]", scale="cost", role="part", estimate=benefit.estimate, se=benefit.standard_error,
                low=benefit.low, high=benefit.high, p=benefit.p,
            )
        )  # fmt: skip
    found.model = {
        "counterfactual": fit.counterfactual,
        "willing": fit.willing.tolist(),
        "acceptable": fit.acceptable.tolist(),
        "bootstrap": fit.bootstrap,
    }
    return found


def _prices(willing: list[float]) -> list[float]:
    """Those asked for and, between them, enough for a curve: it bends where the programme begins to be worth its price."""
    return np.union1d(willing, np.linspace(min(willing), max(willing), STEPS)).tolist() if willing else [0.0]


def _spread(variance: float) -> float:
    return max(variance, 0.0) ** 0.5
