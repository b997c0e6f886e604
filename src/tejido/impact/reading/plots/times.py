"""Pictures of time: curves of events, periods, and the course of repeated measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.reading.curves import curves_in
from tejido.impact.reading.figures import figure_of
from tejido.impact.reading.plots.source import Plot, Row, Source
from tejido.impact.reading.words import key_of, unit_of
from tejido.impact.spec import Estimate
from tejido.ui.charts.course import MeanCourse, mean_course
from tejido.ui.charts.doubt import Period, by_period
from tejido.ui.charts.events import EventCurve, Moment, event_curves
from tejido.ui.charts.picture import Picture, of_hundred
from tejido.ui.charts.runs import run_chart
from tejido.ui.charts.series import Wave

REACH = 1.959963984540054
READ_OFF = ("survival", "cumulative_incidence")
RUN = 8  # moments; fewer say little of what is chance


def event_plots(source: Source) -> Iterator[Plot]:
    """Curves that fall (who is still waiting) or rise (to whom it has happened), one picture for each estimate; with several ways out
    one for that asked about and one for the others."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in curves_in(source.document):
        if one["steps"]:
            found.setdefault(str(one["name"]), []).append(one)
    for name, curves in found.items():
        estimate = source.named(name)
        cause = estimate.outcome.cause or curves[0].get("cause")
        asked = [one for one in curves if one.get("cause") in (None, "", cause)]
        others = [one for one in curves if one not in asked]
        if asked:
            periods = len({tuple(step["time"] for step in one["steps"]) for one in asked}) == 1
            told = [_curve(source, estimate, one, _asked_moments(source, name, one, periods)) for one in asked]
            yield Plot("events", key_of("curves", name), source.title(estimate), _drawn(source, estimate, asked, told))
        if others:
            told = [_curve(source, estimate, one, ()) for one in others]
            title = source.title(estimate, _("las otras salidas"))
            yield Plot("doors", key_of("curves", name, "others"), title, _drawn(source, estimate, others, told))


def _curve(source: Source, estimate: Estimate, curve: Mapping[str, Any], moments: tuple[Moment, ...]) -> EventCurve:
    part = _part(curve)
    return EventCurve(_named(source, estimate, curve), _waves(curve["steps"], part), moments)


def _part(curve: Mapping[str, Any]) -> str:
    return "incidence" if "incidence" in curve["steps"][0] else "survival"


def _drawn(source: Source, estimate: Estimate, curves: list[Mapping[str, Any]], told: list[EventCurve]) -> Picture:
    horizon = source.model(estimate.name).get("horizon")
    return event_curves(told, falling=_part(curves[0]) == "survival", unit=source.unit(estimate), horizon=horizon)


def _named(source: Source, estimate: Estimate, curve: Mapping[str, Any]) -> str:
    """The group; with several ways out, which of them too."""
    group = source.side(estimate, curve.get("group"))
    return f"{group} · {curve['cause']}" if curve.get("cause") else group


def _waves(steps: list[Mapping[str, Any]], part: str) -> tuple[Wave, ...]:
    found = []
    for step in steps:
        value = float(step[part])
        low, high = (value if step.get(end) is None else float(step[end]) for end in ("low", "high"))
        found.append(Wave(float(step["time"]), value, low, high))
    return tuple(found)


def _moments(source: Source, name: str, group: Any) -> tuple[Moment, ...]:
    """The moments that the plan asks for, hidden ones among them."""
    rows = [
        row
        for row in source.document["estimates"]
        if row["name"] == name and row.get("scale") in READ_OFF and row.get("at") is not None and str(row.get("group")) == str(group)
    ]
    return tuple(Moment(float(row["at"]), row["estimate"], row.get("low"), row.get("high"), row.get("at_risk")) for row in rows)


def _asked_moments(source: Source, name: str, curve: Mapping[str, Any], periods: bool) -> tuple[Moment, ...]:
    """Those of the plan; where it asks for none, and the groups share their periods, those."""
    found = _moments(source, name, curve.get("group"))
    return found or (_followed(curve["steps"], _part(curve)) if periods else ())


def _followed(steps: list[Mapping[str, Any]], part: str) -> tuple[Moment, ...]:
    """Every period of a model that says how many began it."""
    return tuple(Moment(step["time"], step[part], step.get("low"), step.get("high"), step["at_risk"]) for step in steps if "at_risk" in step)


def period_plots(source: Source) -> Iterator[Plot]:
    """How probable the event is in each period, and ratios that change on the way."""
    for estimate in source.estimates:
        hazards = source.rows(estimate.name, "hazard")
        if len(hazards) > 1:
            groups = {row.get("group"): [r for r in hazards if r.get("group") == row.get("group")] for row in hazards}
            told = [(source.side(estimate, group), _periods(rows)) for group, rows in groups.items()]
            picture = by_period(told, _("En el periodo, de cada 100 que seguían"), unit=source.unit(estimate), fmt=of_hundred)
            yield Plot("periods", key_of("periods", estimate.name), source.title(estimate, _("por periodos")), picture)
        parts = [row for row in source.rows(estimate.name) if row.get("period") and row.get("until") is not None and row.get("ratio")]
        if len(parts) > 1:
            told = [("", [Period(row["from"], row["until"], row["ratio"], row.get("ratio_low"), row.get("ratio_high")) for row in parts])]
            picture = by_period(told, _("Veces"), ref=1.0, log=True, unit=source.unit(estimate))
            yield Plot("periods", key_of("by-period", estimate.name), source.title(estimate, _("por periodos")), picture)


def _periods(rows: list[Row]) -> list[Period]:
    """Each from the end of the one before."""
    found: list[Period] = []
    start = 0.0
    for row in sorted(rows, key=lambda row: float(row["at"])):
        value, error = float(row["estimate"]), row.get("se")
        low, high = (None, None) if error is None else (max(0.0, value - REACH * error), min(1.0, value + REACH * error))
        found.append(Period(start, float(row["at"]), value, low, high))
        start = float(row["at"])
    return found


def course_plots(source: Source) -> Iterator[Plot]:
    """Means, or people of every hundred, at each interview."""
    drawn: list[list[MeanCourse]] = []
    for estimate in source.estimates:
        rows = [
            row
            for row in source.rows(estimate.name, "proportion", "mean", role="group")
            if row.get("wave") is not None and not row.get("category")
        ]
        waves = list(dict.fromkeys(row["wave"] for row in rows))
        told = [_course(source, estimate, group, rows, waves) for group in dict.fromkeys(row.get("group") for row in rows)]
        told = told or _means_of_model(source, estimate)
        if len({w.at for group in told for w in group.waves}) < 2 or told in drawn:
            continue  # several models of the same people have one course
        drawn.append(told)
        share = bool(rows) and rows[0].get("scale") == "proportion"
        label = _("De cada 100 personas") if share else figure_of(rows[0], source.plan).unit if rows else unit_of(source.plan, estimate)
        picture = mean_course(told, label or source.outcome(estimate), unit=_("entrevista"))
        yield Plot("course", key_of("course", estimate.name), source.title(estimate), picture)


def _course(source: Source, estimate: Estimate, group: Any, rows: list[Row], waves: list[Any]) -> MeanCourse:
    mine = [row for row in rows if row.get("group") == group]
    points, people = [], []
    for row in mine:
        scale = 100.0 if row["scale"] == "proportion" else 1.0
        value = scale * row["estimate"]
        low, high = (value if row.get(end) is None else scale * row[end] for end in ("low", "high"))
        points.append(Wave(_place(row["wave"], waves), value, low, high))
        people.append(row.get("n"))
    return MeanCourse(source.side(estimate, group), tuple(points), tuple(people))


def _place(wave: Any, waves: list[Any]) -> float:
    """Interviews that are numbers stand where they are, others one after the other."""
    try:
        return float(wave)
    except ValueError:
        return float(waves.index(wave) + 1)


def _means_of_model(source: Source, estimate: Estimate) -> list[MeanCourse]:
    """The means and deciles that a model of repeated scores leaves beside its figures."""
    model = source.model(estimate.name)
    found = []
    for group in dict.fromkeys(point.get("group") for point in model.get("means", [])):
        points = [point for point in model["means"] if point.get("group") == group]
        tenths = tuple((d["at"], d["low"], d["high"]) for d in model.get("deciles", []) if d.get("group") == group)
        waves = tuple(Wave(p["at"], p["mean"], p["low"], p["high"]) for p in points)
        found.append(MeanCourse(source.side(estimate, group), waves, tuple(p.get("n") for p in points), tenths))
    return found


def run_plots(source: Source) -> Iterator[Plot]:
    """One service or network through many interviews, without groups to compare: its median, and what is unlikely to be chance."""
    for estimate in source.estimates:
        rows = [
            row
            for row in source.document.get("estimates", [])
            if row["name"] == estimate.name
            and row.get("scale") in ("proportion", "mean")
            and row.get("role") == "group"
            and row.get("wave") is not None
            and not row.get("category")
        ]
        if len({row.get("group") for row in rows}) == 1 and len(rows) >= RUN:
            scale = 100.0 if rows[0]["scale"] == "proportion" else 1.0
            values = [None if row["estimate"] is None else scale * row["estimate"] for row in rows]
            label = _("De cada 100 personas") if scale > 1 else source.outcome(estimate)
            picture = run_chart([str(row["wave"]) for row in rows], values, label)
            yield Plot("runs", key_of("runs", estimate.name), source.title(estimate, _("¿ha cambiado algo?")), picture)
