"""How much of a difference goes through something in between. Only in plans that were registered before anybody looked."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.effect import Effect
from tejido.stats.mediation import mediation, mediation_sensitivity

RHO = (-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9)


def linear_mediation(question: Question) -> Found:
    """Product of coefficients with interval and p by Monte Carlo, and how strong an unseen link would undo it."""
    mediator = question.values(question.options["mediator"])
    covariates = np.column_stack([np.ones(len(question.table)), *(question.values(term) for term in question.terms)])
    fit = mediation(question.exposed, mediator, question.outcome, covariates, seed=int(question.options["seed"]))
    found = Found()
    found.rows = [
        _row(question, "indirect", fit.indirect, low=fit.monte_carlo[0], high=fit.monte_carlo[1], p=fit.monte_carlo_p),
        _row(question, "direct", fit.direct, role="part"),
        _row(question, "total", fit.total, role="part"),
        _row(question, "to_mediator", fit.a, role="path"),
        _row(question, "from_mediator", fit.b, role="path"),
    ]
    sensitivity = mediation_sensitivity(question.exposed, mediator, question.outcome, covariates, np.array(RHO))
    found.model = {
        "proportion": fit.proportion, "proportion_interval": fit.proportion_interval, "rho_at_zero": fit.rho_at_zero,
        "sensitivity": [
            {"rho": float(rho), "estimate": float(e), "low": float(low), "high": float(high)}
            for rho, e, low, high in zip(sensitivity.rho, sensitivity.indirect, sensitivity.low, sensitivity.high, strict=True)
        ],
    }  # fmt: skip
    return found


def _row(question: Question, term: str, effect: Effect, *, role: str = "exposure", **more: Any) -> dict[str, Any]:
    numbers = {"se": effect.standard_error, "low": effect.low, "high": effect.high, "p": effect.p} | more
    return row(question, term, scale="difference", role=role, estimate=effect.estimate, **numbers)
