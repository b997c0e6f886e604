"""The figures of an issue as CSV: one long table, every digit, and not one number that the page does not show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.core.spreadsheet import BYTE_ORDER_MARK, csv_line
from tejido.impact.reading import curves_in
from tejido.impact.sentences.labels import language
from tejido.ui.charts.picture import Picture

COLUMNS = ("part", "name", "term", "group", "wave", "at", "scale", "errors", "estimate", "se", "low", "high", "p", "n", "hidden")
FIGURES = ("estimate", "se", "low", "high", "p", "n")
PLACES = ("name", "term", "group", "wave", "at", "scale", "errors")


def csv_of(document: Mapping[str, Any]) -> str:
    """The whole issue in the spreadsheet habits of the language in force."""
    return written(COLUMNS, lines_of(document))


def written(columns: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> str:
    """Separator and decimal sign of the language; text that a spreadsheet would run as a formula is made harmless."""
    english = language().startswith("en")
    separator, point = (",", ".") if english else (";", ",")
    rows = [columns, *([line.get(column) for column in columns] for line in lines)]
    return BYTE_ORDER_MARK + "".join(csv_line(row, separator, point=point) for row in rows)


def csv_of_plot(picture: Picture) -> str:
    """The table of one picture; what is hidden is an empty field."""
    return written(picture.head, [dict(zip(picture.head, row, strict=True)) for row in picture.rows])


def lines_of(document: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Estimates, attrition, tables of persons and curves, one number of persons or one estimate a line."""
    for row in document["estimates"]:
        figures = {key: row.get(key) for key in (*PLACES, *FIGURES)}
        yield {"part": "estimate", **figures, "hidden": row.get("estimate") is None}
    yield from _attrition(document.get("attrition") or {})
    for table in document.get("tables", []):
        yield from _table(table)
    for curve in curves_in(document):
        for step in curve["steps"]:
            scale = "survival" if "survival" in step else "cumulative_incidence"
            share = step["survival"] if "survival" in step else step["incidence"]
            figures = {"at": step["time"], "estimate": share, "low": step.get("low"), "high": step.get("high")}
            yield {"part": "curve", "name": curve["name"], "group": curve.get("group"), "scale": scale, **figures, "hidden": False}


def _attrition(attrition: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for scope in [attrition, *attrition.get("arms", [])] if attrition else []:
        place = {"part": "attrition", "group": scope.get("group")}
        for stage in ("enrolled", "without_consent", "with_baseline", "analysed"):
            if stage in scope:
                yield place | {"name": stage, "n": scope[stage], "hidden": scope[stage] is None}
        for item in scope.get("lost", []):
            yield place | {"name": "lost", "term": " ".join(part for part in (item["reason"], item.get("column")) if part), "n": item["n"], "hidden": item["n"] is None}


def _table(table: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    place = {"part": "table", "name": table["name"], "wave": table.get("wave")}
    for row, counts in zip(table["rows"], table["counts"], strict=True):
        for column, count in zip(table["columns"], counts, strict=True):
            yield place | {"group": row, "term": column, "n": count, "hidden": count is None}
    for row, total in zip(table["rows"], table.get("row_totals", ()), strict=False):
        yield place | {"group": row, "term": "total", "n": total, "hidden": total is None}
    for column, total in zip(table["columns"], table.get("column_totals", ()), strict=False):
        yield place | {"group": "total", "term": column, "n": total, "hidden": total is None}
    if table.get("total") is not None:
        yield place | {"group": "total", "term": "total", "n": table["total"], "hidden": False}


def file_name(slug: str, number: int, ending: str) -> str:
    return f"{slug}-{number}-{language()[:2]}.{ending}"


def column_meanings() -> dict[str, str]:
    """What each column of the CSV says."""
    return {
        "part": _("parte del informe: estimación (estimate), personas en cada paso (attrition), tabla de personas (table) o curva (curve)"),
        "name": _("nombre de la pregunta en el plan, del paso o de la tabla"),
        "term": _("qué se estima, o columna de la tabla, o motivo de la pérdida"),
        "group": _("grupo, por su valor en el registro"),
        "wave": _("entrevista"),
        "at": _("tiempo desde el comienzo"),
        "scale": _("escala: diferencia, media, proporción, logaritmo de razón…"),
        "errors": _("tipo de error estándar"),
        "estimate": _("estimación, con todas sus cifras"),
        "se": _("error estándar"),
        "low": _("límite inferior del intervalo del 95 %"),
        "high": _("límite superior del intervalo del 95 %"),
        "p": _("valor p"),
        "n": _("número de personas"),
        "hidden": _("1 si la cifra no se muestra para proteger a las personas, o no se pudo dar"),
    }
