"""How much time passes without the event within a horizon, and how much more or less of it one group has."""

from __future__ import annotations

from tejido.impact.canonical import SIDE
from tejido.impact.methods.kaplan_meier import drawn_curve
from tejido.impact.methods.times import last_of_many, refused_line, times_of
from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.kaplan_meier import kaplan_meier
from tejido.stats.restricted_mean import restricted_mean_difference


def restricted_mean_time(question: Question) -> Found:
    """The difference of the areas under the two curves up to the horizon; right whether or not hazards are proportional."""
    times, side = times_of(question), question.values(SIDE)
    until = question.options["until"] or last_of_many(times, question)
    found = restricted_mean_difference(times.time, times.event, side, until)
    horizon = found.groups[0].horizon
    rows = [
        row(
            question, question.exposure, scale="waiting", role="exposure", estimate=found.difference, se=found.standard_error,
            low=found.low, high=found.high, p=found.p, at=horizon, events=int(sum(group.events for group in found.groups)),
        )
    ]  # fmt: skip
    for arm in question.arms:
        own = found.groups[arm.side]
        certain = not own.standard_error > 0  # to nobody within the horizon, or to all at once: no error on paper, which is no certainty
        if certain and not rows[0]["refused"]:
            rows[0] = refused_line(rows[0], "all_alike", arm, horizon)
        rows.append(
            row(
                question, "restricted_mean", scale="mean", role="group", estimate=own.mean, se=None if certain else own.standard_error,
                low=None if certain else own.low, high=None if certain else own.high, n=own.n, group=arm.level, at=horizon, events=int(own.events),
            )
        )  # fmt: skip
    own_times = {arm.side: times.of(side == arm.side) for arm in question.arms}
    curves = [drawn_curve(arm, kaplan_meier(own_times[arm.side].time, own_times[arm.side].event), horizon) for arm in question.arms]
    return Found(rows=rows, model={"events": int(times.event.sum()), "horizon": horizon, "curves": curves})
