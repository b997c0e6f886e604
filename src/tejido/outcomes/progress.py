"""How a person is doing, in plain words: scores over time with their margin, and what the last change does and does not say."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tejido.outcomes.models import Assessment, Score
from tejido.outcomes.packs import Pack, Scale, in_language, pack_of
from tejido.outcomes.scoring import change, margin
from tejido.ui.charts import spark
from tejido.ui.days import as_day, as_month


@dataclass(frozen=True)
class Point:
    """One score of one assessment."""

    assessment: Assessment
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Series:
    """One scale of one instrument over time."""

    pack: Pack
    title: str
    scale_title: str
    range_words: str
    points: tuple[Point, ...]
    picture: Any
    sentence: str
    threshold_sentence: str


def shown(value: float) -> str:
    return number_format(value, decimal_pos=0 if float(value).is_integer() else 1)


def range_of(scale: Scale) -> str:
    better = _("más es mejor") if scale.direction == "higher" else _("menos es mejor")
    return _("De %(low)s a %(high)s; %(better)s.") % {"low": shown(scale.lowest), "high": shown(scale.highest), "better": better}


def what_changed(scale: Scale, first: Point, last: Point) -> str:
    """From where to where, and whether that is more than chance in this language version."""
    if first.value is None or last.value is None or first is last:
        return _("Es la primera medida. Con la próxima se verá qué cambia.")
    moved = _("Pasó de %(before)s a %(after)s desde el %(day)s.") % {
        "before": shown(first.value), "after": shown(last.value), "day": as_day(first.assessment.taken_on),
    }
    said = change(scale, first.value, last.value, last.assessment.language)
    bound = shown(scale.reliable_points) if scale.reliable_points else ""
    return f"{moved} " + {
        "better": _("Es una mejora mayor que el azar (%(bound)s puntos o más).") % {"bound": bound},
        "worse": _("Es un empeoramiento mayor que el azar (%(bound)s puntos o más): conviene conversarlo.") % {"bound": bound},
        "within_chance": _("Una diferencia menor de %(bound)s puntos puede deberse al azar: todavía no se sabe.") % {"bound": bound},
        "unknown": _("No hay un margen publicado para esta versión, así que no se puede decir si es más que el azar."),
    }[said]


def about_threshold(scale: Scale, last: Point) -> str:
    """Never a diagnosis: a reason to talk."""
    if scale.threshold is None or last.value is None or not scale.threshold.reached_by(last.value):
        return ""
    if scale.threshold.side == "at_least":
        return _("Está por encima del umbral de cribado (%(at)s o más). No es un diagnóstico: es un motivo para conversar.") % {"at": shown(scale.threshold.at)}
    return _("Está por debajo del umbral de cribado (%(at)s o menos). No es un diagnóstico: es un motivo para conversar.") % {"at": shown(scale.threshold.at)}


def picture_of(scale: Scale, points: list[Point]) -> Any:
    """The line of the scored points, with the margin of each where it is known."""
    scored = [p for p in points if p.value is not None]
    if not scored:
        return ""
    values = [(as_month(p.assessment.taken_on), float(p.value or 0)) for p in scored]
    bands = [(p.low if p.low is not None else float(p.value or 0), p.high if p.high is not None else float(p.value or 0)) for p in scored]
    return spark(values, bands, dmin=scale.lowest, dmax=scale.highest)


def series_of(assessments: list[Assessment], language: str) -> list[Series]:
    """One series for each scale of each instrument that was answered; own goals are told goal by goal elsewhere."""
    by_instrument: dict[str, list[Assessment]] = {}
    for assessment in sorted(assessments, key=lambda a: (a.taken_on, a.pk)):
        by_instrument.setdefault(assessment.instrument, []).append(assessment)
    found = []
    for instrument, rows in by_instrument.items():
        pack = pack_of(instrument)
        if pack is not None:
            found += [one_series(pack, scale, rows, language) for scale in pack.scales]
    return found


def one_series(pack: Pack, scale: Scale, rows: list[Assessment], language: str) -> Series:
    points = [point_of(row, scale) for row in rows]
    scored = [p for p in points if p.value is not None]
    return Series(
        pack=pack,
        title=in_language(pack.title, language),
        scale_title=in_language(scale.title, language),
        range_words=range_of(scale),
        points=tuple(points),
        picture=picture_of(scale, points),
        sentence=what_changed(scale, scored[0], scored[-1]) if scored else _("Hay respuestas en blanco: no alcanza para calcular el resultado."),
        threshold_sentence=about_threshold(scale, scored[-1]) if scored else "",
    )


def point_of(row: Assessment, scale: Scale) -> Point:
    score: Score | None = next((s for s in row.scores.all() if s.scale == scale.id), None)
    value = score.value if score else None
    low, high = (margin(scale, value, row.language) or (None, None)) if value is not None else (None, None)
    return Point(row, value, low, high)
