"""How often something happens in the same time at risk."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.guardrails import events_per_column, immortal_time_check, separation_check
from tejido.impact.guardrails.dispersion import dispersion_check, dispersion_of_persons
from tejido.impact.methods.ratios import by_clusters, ratio_rows, units_of
from tejido.impact.question import Found, Question
from tejido.impact.refusals import Refused
from tejido.impact.rows import CONSTANT, row, with_events
from tejido.stats.cells import Cells
from tejido.stats.counts import quasi_poisson
from tejido.stats.families import POISSON
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.negative_binomial import negative_binomial


def count_rates(question: Question) -> Found:
    """Rate ratios with the dispersion that the plan asks for, and the plain rate of each group; by person where several rows are one person's."""
    outcome = question.estimate.outcome
    count = question.values(outcome.count)
    time = question.values(outcome.person_time) if outcome.person_time else np.ones(len(count))  # everybody seen for as long
    _refuse_impossible(question, count, time)
    design, names, found = question.design(), [CONSTANT, *question.names], Found(checks=immortal_time_check(question))
    found.checks.append(events_per_column(question, count.sum(), design.shape[1] - 1))
    repeated = question.people < len(count)
    rows = Cells(design, np.ones(len(count)), count, count**2, np.log(time), units_of(question, repeated))
    quasi = quasi_poisson(rows)
    found.checks.append(separation_check(question, quasi, names))
    chosen, freedom = question.options["dispersion"], np.inf
    if rows.cluster is not None and chosen != "poisson":  # errors by organisation or by person know of any dispersion already
        raise Refused("dispersion_in_persons" if question.clusters is None else "dispersion_in_clusters")
    dispersion, left = quasi.dispersion, quasi.degrees_of_freedom
    if repeated:
        dispersion, left = dispersion_of_persons(question.persons, count, POISSON.mean(design @ quasi.coefficients + np.log(time)), len(names))
    found.model = {"events": int(count.sum()), "dispersion": dispersion, "deviance": quasi.poisson.deviance, "df": left}
    if chosen == "negative_binomial":
        wide = negative_binomial(design, count, offset=np.log(time))
        found.model |= {"theta": wide.theta, "log_likelihood": wide.log_likelihood}
        told: Any = wide
    elif chosen == "quasi":
        told, freedom = quasi, quasi.degrees_of_freedom
    else:
        told = by_clusters(question, found, quasi.poisson, rows, POISSON)
        if rows.cluster is None:
            found.checks.append(dispersion_check(question, quasi.dispersion))
    found.rows = with_events(ratio_rows(question, told, names, scale="log_rate", told=question.names, freedom=freedom), count.sum())
    for arm in question.arms:
        mine = question.values(SIDE) == arm.side
        error = _error(question, count[mine], time[mine], mine)
        found.rows.append(_rate_row(question, count[mine].sum(), time[mine].sum(), arm.level, question.people_in(arm.side), error))
    return found


def _refuse_impossible(question: Question, count: Any, time: Any) -> None:
    outcome, wrong = question.estimate.outcome, (count < 0) | (count != np.round(count))
    if wrong.any():
        raise Refused("not_counts", column=outcome.count, **question.lines(wrong))
    if (time < 0).any():
        raise Refused("negative_time", column=outcome.person_time, **question.lines(time < 0))
    if (time == 0).any():
        raise Refused("zero_time", column=outcome.person_time, n=int((time == 0).sum()), **question.lines(time == 0))


def _error(question: Question, count: Any, time: Any, mine: Any) -> float | None:
    """The error of a group's rate, under what the plan says of its counts; none from fewer than ten organisations."""
    if question.clusters is None and question.options["dispersion"] == "poisson" and question.people == len(question.table):
        return float(np.sqrt(count.sum()) / time.sum())
    units = np.unique((question.persons if question.clusters is None else question.clusters)[mine], return_inverse=True)[1]
    if question.clusters is not None and units.max() + 1 < FEWEST_CLUSTERS:
        return None
    return _spread(np.bincount(units, weights=count), np.bincount(units, weights=time))


def _spread(events: Any, time: Any) -> float:
    """How uncertain a rate is by how far persons (or organisations) lie from it, whatever their counts follow.

    A ratio of two sums, Cochran 1977, Sampling Techniques, 3rd ed., §6.5: √(k/(k − 1) Σ(yᵢ − r tᵢ)²) / Σtᵢ.
    """
    apart = events - time * events.sum() / time.sum()
    return float(np.sqrt(len(apart) / max(len(apart) - 1, 1) * (apart**2).sum()) / time.sum())


def _rate_row(question: Question, events: float, time: float, level: str, people: int, error: float | None) -> dict[str, Any]:
    rate = float(events / time)
    more: dict[str, Any] = {"group": level, "n": people, "events": int(events)}
    if events and error is not None:
        factor = float(np.exp(1.959963984540054 * error / rate))
        more |= {"se": error, "low": rate / factor, "high": rate * factor}
    return row(question, "rate", scale="rate", role="group", estimate=rate, **more)
