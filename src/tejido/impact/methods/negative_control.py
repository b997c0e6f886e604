"""The same comparison on outcomes that the programme cannot have changed: what it finds there is bias."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.effect import effect
from tejido.stats.least_squares import least_squares
from tejido.stats.negative_control import negative_control

VERDICTS = {"no_bias_seen": OK, "uninformative": ATTENTION, "bias_seen": FAILS}


def negative_controls(question: Question) -> Found:
    """Adjusted differences in standard deviations, of the outcome and of each control; the answer with the bias taken off beside it."""
    names = question.options["controls"]
    estimate, error = _standardised(question, question.outcome)
    controls = [_standardised(question, question.values(name)) for name in names]
    fit = negative_control(estimate, error, [one[0] for one in controls], [one[1] for one in controls])
    found = Found(checks=[finding(question, "negative_control", VERDICTS[fit.verdict], statistic=fit.bias)])
    found.rows = [_row(question, question.exposure, "exposure", estimate, error)]
    found.rows += [_row(question, f"control[{name}]", "control", *one) for name, one in zip(names, controls, strict=True)]
    own = fit.calibrated
    found.rows.append(
        row(
            question, "calibrated", scale="standardised", role="calibrated", estimate=own.estimate, se=own.standard_error, low=own.low,
            high=own.high, p=own.p,
        )
    )  # fmt: skip
    found.model = {"bias": fit.bias, "bias_spread": fit.bias_spread}
    return found


def _standardised(question: Question, outcome: Any) -> tuple[float, float]:
    """The exposure's coefficient and its HC3 error, in standard deviations of the outcome."""
    fit = least_squares(question.design(), outcome)
    spread = float(np.std(outcome, ddof=1))
    return float(fit.coefficients[1]) / spread, float(fit.standard_errors("HC3")[1]) / spread


def _row(question: Question, term: str, role: str, estimate: float, error: float) -> dict[str, Any]:
    told = effect(estimate, error)
    return row(question, term, scale="standardised", role=role, estimate=estimate, se=error, low=told.low, high=told.high, p=told.p)
