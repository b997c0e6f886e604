"""Interval plots: answers on one scale side by side, in groups that help, hinder, or are not known yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.numbers import written
from tejido.impact.reading.figures import RATIOS, Figure, figures_of
from tejido.impact.reading.words import GROUP_ICONS, GROUP_TITLES, key_of, plan_of_document
from tejido.impact.spec import Plan
from tejido.ui.charts import Scale, axis, track

#: Scales with a picture and a table of their own.
CURVES = ("survival", "cumulative_incidence", "cumulative_hazard", "hazard", "period_survival")

#: What stands on the axis, by scale.
MEASURES = {
    "log_odds": gettext_lazy("razón de ventajas (odds ratio)"),
    "log_risk": gettext_lazy("razón de riesgos"),
    "log_hazard": gettext_lazy("razón de ritmos (hazard ratio)"),
    "log_hazard_odds": gettext_lazy("razón de ventajas en cada periodo"),
    "log_rate": gettext_lazy("razón de tasas"),
    "risk_difference": gettext_lazy("diferencia de cada 100 personas"),
    "difference": gettext_lazy("diferencia"),
    "waiting": gettext_lazy("diferencia de tiempo"),
    "standardised": gettext_lazy("diferencia en desviaciones típicas"),
    "proportion": gettext_lazy("de cada 100 personas"),
    "mean": gettext_lazy("media"),
    "number_needed": gettext_lazy("personas para que le ocurra a una más"),
    "rate": gettext_lazy("ritmo"),
}

#: What a good outcome costs is neither more nor less of it: it has a sentence and a picture of its own.
COST = "cost"


@dataclass(frozen=True)
class Line:
    """A figure with its picture, and the events that it rests on where the document tells them."""

    figure: Figure
    label: str
    svg: SafeString | str
    events: str = ""


@dataclass(frozen=True)
class Group:
    kind: str
    title: str
    icon: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Forest:
    """One table of intervals. `low`, `high`, `ticks` and `ref` are the scale, for those who draw it anew (the PDF)."""

    key: str
    title: str
    unit: str
    less: str
    more: str
    axis: SafeString | str
    low: float
    high: float
    ref: float | None
    is_log: bool
    ticks: tuple[float, ...]
    groups: tuple[Group, ...]
    trivial: float | None = None
    measure: str = ""
    is_answer: bool = True

    @property
    def name(self) -> str:
        """The outcome and how it is measured: two ratios of the same outcome are told apart by their names."""
        return f"{capfirst(self.title)} · {self.measure}" if self.measure else capfirst(self.title)

    @property
    def has_figures(self) -> bool:
        """Is there anything to draw?"""
        return any(line.svg for group in self.groups for line in group.lines)


def forests_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[Forest]:
    """The answers of a document, a forest for each outcome and scale, ratios after absolute numbers; only the first kind of error of each is drawn."""
    plan = plan or plan_of_document(document)
    figures = figures_of(document, plan)
    behind = {id(figure): row for figure, row in zip(figures, document["estimates"], strict=True)}
    found = [_forest(answers, behind=behind) for answers in _answers(figures, plan).values()]
    outcomes = list(dict.fromkeys(forest.title for forest in found))
    return sorted(found, key=lambda forest: (outcomes.index(forest.title), forest.is_log))


def levels_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[Forest]:
    """How each group fares by itself: means and shares with their own intervals."""
    plan = plan or plan_of_document(document)
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure, row in zip(figures_of(document, plan), document["estimates"], strict=True):
        # curves and shares of several categories have pictures and tables of their own
        if figure.role == "group" and figure.scale not in CURVES and not row.get("category"):
            found.setdefault((figure.outcome, figure.scale), []).append(figure)
    return [_forest(figures, reference=False) for figures in found.values()]


def _answers(figures: Sequence[Figure], plan: Plan) -> dict[tuple[Any, ...], list[Figure]]:
    """By outcome and scale: several ways of asking for the same stand on one axis."""
    asked = {estimate.name for estimate in plan.estimates if estimate.exposure is None}
    seen: set[tuple[str, ...]] = set()
    found: dict[tuple[Any, ...], list[Figure]] = {}
    outcomes = {estimate.name: (*estimate.outcome.columns, estimate.outcome.cause) for estimate in plan.estimates}
    for figure in figures:
        answers = figure.role == "exposure" or (figure.role == "covariate" and figure.name in asked)
        key = (figure.name, figure.term, figure.where, figure.scale)
        if answers and figure.scale != COST and key not in seen:
            found.setdefault((*outcomes[figure.name], figure.scale), []).append(figure)
        seen.add(key)
    return found


def _forest(figures: Sequence[Figure], reference: bool = True, behind: Mapping[int, Mapping[str, Any]] | None = None) -> Forest:
    rows = [(behind or {}).get(id(figure), {}) for figure in figures]
    trivial = next((float(row["mid"]) for row in rows if row.get("mid") and figures[0].scale not in RATIOS), None)
    events = {id(figure): row.get("events") for figure, row in zip(figures, rows, strict=True)}
    is_log = figures[0].scale in RATIOS
    ref = (1.0 if is_log else 0.0) if reference else None
    values = [v for figure in figures for v in (figure.value, figure.low, figure.high) if v is not None]
    scale = Scale.around([*values, *([-trivial, trivial] if trivial else [])], ref=ref, log=is_log)
    several = len({figure.name for figure in figures}) > 1
    names: dict[str, set[str]] = {}
    for figure in figures:
        names.setdefault(figure.term, set()).add(figure.name)
    groups = []
    for kind in ("ayuda", "duda", "frena", "", "oculto"):
        lines = tuple(
            Line(figure, _label(figure, several, reference, len(names[figure.term]) > 1), _svg(figure, scale, trivial), _events(events[id(figure)]))
            for figure in figures
            if figure.kind == kind
        )
        if lines:
            shown = reference or kind == "oculto"
            groups.append(Group(kind, str(GROUP_TITLES[kind]) if shown else "", GROUP_ICONS[kind], lines))
    return Forest(
        key=key_of("forest" if reference else "levels", figures[0].name, figures[0].scale),
        title=figures[0].outcome,
        unit=next((figure.unit for figure in figures if figure.unit), ""),
        less=_("← menos") if reference else "",
        more=_("más →") if reference else "",
        axis=axis(scale.ticks, scale.low, scale.high, log=is_log, fmt=lambda tick: tick_text(tick, ref), ref=ref),
        low=scale.low,
        high=scale.high,
        ref=ref,
        is_log=is_log,
        ticks=scale.ticks,
        groups=tuple(groups),
        trivial=trivial,
        measure=str(MEASURES.get(figures[0].scale, "")),
        is_answer=reference,
    )


def _label(figure: Figure, several: bool, reference: bool, is_repeated: bool) -> str:
    """What tells this line from the others of its table; a covariate that several ways of asking have in common says which of them."""
    if not reference:
        return " · ".join(part for part in (figure.where or figure.term, figure.title if several else "") if part)
    asked = figure.title if figure.role == "exposure" else figure.term
    parts = [asked if several or not figure.where or figure.role != "exposure" else "", figure.where]
    parts.append(figure.title if is_repeated and figure.role == "covariate" else "")
    return " · ".join(part for part in parts if part)


def tick_text(tick: float, ref: float | None) -> str:
    """What stands at a tick of an interval plot."""
    if ref is not None and tick == ref:
        return _("igual")
    digits = 0 if float(tick).is_integer() else 1 if abs(tick) >= 0.1 else 2
    return written(tick, digits)


def _events(events: int | None) -> str:
    return "" if events is None else written(events, 0)


def _svg(figure: Figure, scale: Scale, trivial: float | None) -> SafeString | str:
    if figure.value is None or (scale.log and figure.value <= 0):
        return ""
    band = (-trivial, trivial) if trivial else None
    low, high = (end if end is not None and (not scale.log or end > 0) else figure.value for end in (figure.low, figure.high))
    return track(
        figure.value, low, high, scale.low, scale.high, ref=scale.ref, kind=figure.kind, log=scale.log, ticks=scale.ticks, trivial=band
    )
