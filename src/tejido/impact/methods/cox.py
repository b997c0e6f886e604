"""Which group reaches the event sooner, with the check that the ratio is the same all along."""

from typing import Any

import numpy as np

from tejido.impact.methods.kaplan_meier import times_of
from tejido.impact.methods.logistic import events_per_column
from tejido.impact.question import Found, Question
from tejido.impact.rows import role_of, row
from tejido.stats.cox import CoxFit, HazardsCheck, cox, proportional_hazards_check

DOUBTFUL = 0.05


def cox_regression(question: Question) -> Found:
    """Log hazard ratios and the Grambsch–Therneau check of each of them and of all together."""
    time, event, _side = times_of(question)
    fit = cox(time, event, question.design(constant=False), ties=question.estimate.ties)
    found = Found(rows=_log_hazards(question, fit))
    found.checks = _checks(question, proportional_hazards_check(fit))
    found.checks.append(events_per_column(question, fit.events, len(fit.coefficients)))
    found.model = {"events": fit.events, "ties": fit.ties}
    return found


def _log_hazards(question: Question, fit: CoxFit) -> list[dict[str, Any]]:
    se, intervals, p = fit.standard_errors, fit.intervals(), fit.p_values()
    return [
        row(
            question, term, scale="log_hazard", role=role_of(question, term), estimate=fit.coefficients[j],
            se=se[j], low=intervals[j, 0], high=intervals[j, 1], p=p[j],
            ratio=np.exp(fit.coefficients[j]), ratio_low=np.exp(intervals[j, 0]), ratio_high=np.exp(intervals[j, 1]),
            ties=fit.ties,
        )
        for j, term in enumerate(question.names)
    ]  # fmt: skip


def _checks(question: Question, check: HazardsCheck) -> list[dict[str, Any]]:
    """For the exposure a doubtful check fails the answer; for a covariate it asks for attention."""
    lines = [(term, check.chi_square[j], check.p[j]) for j, term in enumerate(question.names)]
    lines.append(("", check.overall_chi_square, check.overall_p))
    found = []
    for term, statistic, p in lines:
        worst = "fails" if term in ("", question.exposure) else "attention"
        verdict = worst if p < DOUBTFUL else "ok"
        found.append(
            {
                "name": "proportional_hazards", "estimate": question.estimate.name, "term": term or None,
                "verdict": verdict, "statistic": float(statistic), "p": float(p),
            }
        )  # fmt: skip
    return found
