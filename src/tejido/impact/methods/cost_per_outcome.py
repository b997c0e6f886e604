"""What one more good outcome costs, against what would have happened anyway. Where the plan says that lower is better, one fewer."""

from __future__ import annotations

import numpy as np

from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.cost_effectiveness import cost_effectiveness, net_benefit

STEPS = 31  # points of the curve of acceptability


def cost_per_outcome(question: Question) -> Found:
    """Difference of costs over difference of outcomes, with Fieller's interval, or none where the gain may be nothing."""
    options = question.options
    costs, wanted = question.values(options["cost"]), -1.0 if question.estimate.outcome.direction == "lower_is_better" else 1.0
    fit = cost_effectiveness(
        costs, wanted * question.outcome, question.exposed, _prices([float(price) for price in options["willing"]]),
        counterfactual=question.arms[0].level, seed=int(options["seed"]),
    )  # fmt: skip
    gain, cost = (_spread(float(fit.covariance[i, i])) for i in (1, 0))
    more = wanted * fit.gain  # as counted: where fewer are better, a gain is fewer
    shape = "risk_difference" if question.estimate.outcome.shape == "yes_no" else "difference"
    interval = {"low": None, "high": None} if fit.fieller is None else {"low": fit.fieller[0], "high": fit.fieller[1]}
    found = Found()
    found.rows = [
        row(question, "cost_per_outcome", scale="cost", role="exposure", estimate=fit.ratio, position=_quadrant(fit.cost, fit.gain), **interval),
        row(question, "gain", scale=shape, role="part", estimate=more, se=gain, low=more - 1.959963984540054 * gain, high=more + 1.959963984540054 * gain),
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


def _quadrant(cost: float, gain: float) -> str:
    """Where on the plane of costs and gains (Black 1990, Med. Decis. Making 10:212): only those better and dearer, or worse and cheaper, have a price."""
    return f"{'cheaper' if cost < 0 else 'dearer'}_{'better' if gain > 0 else 'worse'}"


def _spread(variance: float) -> float:
    return max(variance, 0.0) ** 0.5
