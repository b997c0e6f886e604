"""How many are still waiting for the event at each moment, by group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.canonical import SIDE
from tejido.impact.guardrails import immortal_time_check
from tejido.impact.methods.periods import several_each
from tejido.impact.methods.times import beyond, chi_square_row, moments_of, times_of
from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import Refused
from tejido.impact.rows import row
from tejido.stats.design import Array
from tejido.stats.kaplan_meier import SurvivalCurve, at_risk_at, kaplan_meier
from tejido.stats.log_rank import log_rank
from tejido.stats.nelson_aalen import CumulativeHazard, nelson_aalen


def kaplan_meier_curves(question: Question) -> Found:
    """The share without the event and the hazard gathered at the asked moments, the log-rank test, and the whole curves in the model."""
    times, side = times_of(question), question.values(SIDE)
    own = {arm.side: times.of(side == arm.side) for arm in question.arms}
    curves = {arm: kaplan_meier(mine.time, mine.event) for arm, mine in own.items()}
    hazards = {arm: nelson_aalen(mine.time, mine.event) for arm, mine in own.items()}
    test = log_rank(times.time, times.event, side)
    found = Found(rows=[chi_square_row(question, test.chi_square, test.degrees_of_freedom, test.p)])
    for moment in moments_of(question, float(times.time.max())):
        for arm in question.arms:
            at_risk = at_risk_at(own[arm.side].time, [moment])[0]
            found.rows.append(_survival_row(question, arm, curves[arm.side], moment, at_risk))
            if question.options["cumulative_hazard"]:
                found.rows.append(_hazard_row(question, arm, hazards[arm.side], moment, at_risk))
    found.model = {"events": int(times.event.sum()), "curves": [drawn_curve(arm, curves[arm.side]) for arm in question.arms]}
    return found


def log_rank_test(question: Question) -> Found:
    """Observed against expected events, within strata where the plan names them; each event counts as one more person's, so one each."""
    times = times_of(question)
    if several_each(question, times.event):
        raise Refused("repeated_events")
    options = question.options
    strata = question.table[list(options["strata"])].astype(str).agg("|".join, axis=1).to_numpy() if options["strata"] else None
    test = log_rank(
        times.time, times.event, question.values(SIDE), entry=times.entry, strata=strata, rho=options["rho"], gamma=options["gamma"]
    )
    found = Found(rows=[chi_square_row(question, test.chi_square, test.degrees_of_freedom, test.p)], checks=immortal_time_check(question))
    found.model = {"events": int(times.event.sum()), "observed": test.observed.tolist(), "expected": test.expected.tolist()}
    return found


def _survival_row(question: Question, arm: Arm, curve: SurvivalCurve, moment: float, at_risk: int) -> dict[str, Any]:
    step = curve.at(moment)
    line = row(question, "survival", scale="survival", role="group", estimate=1.0, n=curve.n, group=arm.level, at=moment, at_risk=at_risk)
    if not at_risk and not (step >= 0 and curve.survival[step] <= 0):  # once it happened to everybody, it stays so
        return beyond(line, arm, moment)
    if step < 0:  # to nobody yet: no error on paper, which is no certainty
        return line
    return line | _numbers(curve.survival, curve.standard_error, curve.low, curve.high, step)


def _hazard_row(question: Question, arm: Arm, hazard: CumulativeHazard, moment: float, at_risk: int) -> dict[str, Any]:
    step = hazard.at(moment)
    more = {"group": arm.level, "at": moment, "at_risk": at_risk}
    line = row(question, "cumulative_hazard", scale="cumulative_hazard", role="group", estimate=0.0, n=hazard.n, **more)
    if not at_risk:
        return beyond(line, arm, moment)
    return line if step < 0 else line | _numbers(hazard.hazard, hazard.standard_error, hazard.low, hazard.high, step)


def _numbers(estimate: Any, se: Any, low: Any, high: Any, step: int) -> dict[str, float]:
    return {"estimate": float(estimate[step]), "se": float(se[step]), "low": float(low[step]), "high": float(high[step])}


def drawn_curve(arm: Arm, curve: SurvivalCurve, until: float = np.inf) -> dict[str, Any]:
    """The steps of one group up to a moment, each with its limits, those at risk and the events."""
    kept = curve.times <= until
    parts = {"times": curve.times, "survival": curve.survival, "low": known(curve.low), "high": known(curve.high)}
    counts = {"at_risk": curve.at_risk.astype(int), "events": curve.events.astype(int)}
    return {"group": arm.level, "n": curve.n} | {key: np.asarray(value)[kept].tolist() for key, value in (parts | counts).items()}


def known(limits: Array) -> NDArray[np.object_]:
    """Limits of a curve, None where there are none, as where it has come to nobody or to all."""
    found: NDArray[np.object_] = limits.astype(object)
    found[np.isnan(limits)] = None
    return found
