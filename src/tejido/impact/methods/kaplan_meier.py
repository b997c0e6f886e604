"""How many are still waiting for the event at each moment, by group."""

from typing import Any

import numpy as np

from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import Refused, refusal_text
from tejido.impact.rows import row
from tejido.stats.kaplan_meier import SurvivalCurve, at_risk_at, kaplan_meier, log_rank

USUAL_MOMENTS = (30.0, 90.0, 180.0, 365.0, 730.0)


def kaplan_meier_curves(question: Question) -> Found:
    """The share without the event at the asked moments, the log-rank test, and the whole curves in the model."""
    time, event, side = times_of(question)
    curves = {arm.side: kaplan_meier(time[side == arm.side], event[side == arm.side]) for arm in question.arms}
    test = log_rank(time, event, side)
    found = Found(
        rows=[
            row(
                question, "log_rank", scale="chi_square", role="test", estimate=test.chi_square, p=test.p, df=test.degrees_of_freedom,
            )
        ]
    )  # fmt: skip
    for moment in moments_of(question, float(time.max())):
        for arm in question.arms:
            at_risk = at_risk_at(time[side == arm.side], [moment])[0]
            found.rows.append(_survival_row(question, arm, curves[arm.side], moment, at_risk))
    found.model = {
        "events": int(event.sum()),
        "curves": [_curve(arm, curves[arm.side]) for arm in question.arms],
    }
    return found


def times_of(question: Question) -> tuple[Any, Any, Any]:
    """Time, event and side of each person; a negative time is a mistake in the dates."""
    outcome = question.estimate.outcome
    time, event = question.values(outcome.time), question.values(outcome.event)
    if (time < 0).any():
        raise Refused("negative_time", column=outcome.time)
    return time, event, question.values("arm")


def moments_of(question: Question, last: float) -> list[float]:
    """The moments the plan asks for, or the usual ones within the follow-up."""
    asked = list(question.estimate.at) or [moment for moment in USUAL_MOMENTS if moment <= last]
    return sorted(asked) or [last / 2, last]


def _survival_row(question: Question, arm: Arm, curve: SurvivalCurve, moment: float, at_risk: int) -> dict[str, Any]:
    step = curve.at(moment)
    line = row(question, "survival", scale="survival", role="group", estimate=1.0, n=curve.n, group=arm.level, at=moment, at_risk=at_risk)
    if not at_risk:
        values = {"group": arm.level, "at": f"{moment:g}"}
        return line | {
            "estimate": None,
            "note": refusal_text("beyond_follow_up", values),
            "refused": {"code": "beyond_follow_up", "values": values},
        }
    if step < 0:
        return line | {"se": 0.0}
    return line | {
        "estimate": float(curve.survival[step]),
        "se": float(curve.standard_error[step]),
        "low": float(curve.low[step]),
        "high": float(curve.high[step]),
    }


def _curve(arm: Arm, curve: SurvivalCurve) -> dict[str, Any]:
    parts = {"times": curve.times, "survival": curve.survival, "low": curve.low, "high": curve.high}
    counts = {"at_risk": curve.at_risk.astype(int), "events": curve.events.astype(int)}
    return {"group": arm.level, "n": curve.n} | {key: np.asarray(value).tolist() for key, value in (parts | counts).items()}
