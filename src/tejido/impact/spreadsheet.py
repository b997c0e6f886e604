"""The figures of an issue as CSV: one long table, every digit, and not one number that the page does not show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.core.spreadsheet import BYTE_ORDER_MARK, csv_line
from tejido.impact.reading import curves_in
from tejido.impact.sentences.labels import language
from tejido.ui.charts.picture import Picture

#: Of every line.
COLUMNS = ("part", "name", "term", "group", "wave", "at", "scale", "errors", "estimate", "se", "low", "high", "p", "n", "hidden")
FIGURES = ("estimate", "se", "low", "high", "p", "n")
PLACES = ("name", "term", "group", "wave", "at", "scale", "errors")
#: What some methods say besides, by the name that it has in the answer: columns of an issue in which one of its lines says it.
MORE = (
    "method", "role", "reference", "compared", "category", "from", "until", "period", "df", "draws", "sd",
    "ratio", "ratio_low", "ratio_high", "disjoint", "p_adjusted", "family", "e_value", "e_value_limit", "mid",
    "events", "count", "at_risk", "seen", "missed", "interviews", "organisations", "ties", "position", "overdispersion", "own", "own_error", "shrinkage",
)  # fmt: skip
#: Two ends in one place of the answer → the columns of each.
ENDS = {"limit_95": ("limit_95_low", "limit_95_high"), "limit_998": ("limit_998_low", "limit_998_high")}
REASON = "reason"


def csv_of(document: Mapping[str, Any]) -> str:
    """The whole issue in the spreadsheet habits of the language in force."""
    return written(columns_of(document), lines_of(document))


def columns_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of every issue, and then those that this one has something for."""
    said = {key for line in lines_of(document) for key, value in line.items() if value is not None}
    return (*COLUMNS, *(column for column in further_columns() if column in said))


def further_columns() -> tuple[str, ...]:
    return (*MORE, *(end for ends in ENDS.values() for end in ends), REASON)


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
        figures = {key: row.get(key) for key in (*PLACES, *FIGURES, *MORE)}
        ends = {name: value for key, names in ENDS.items() for name, value in zip(names, row.get(key) or (), strict=False)}
        reason = {REASON: (row.get("refused") or {}).get("code")}
        yield {"part": "estimate", **figures, **ends, "hidden": row.get("estimate") is None, **reason}
    yield from _attrition(document.get("attrition") or {})
    for table in document.get("tables", []):
        yield from _table(table)
    for curve in curves_in(document):
        for step in curve["steps"]:
            scale = "survival" if "survival" in step else "cumulative_incidence"
            share = step["survival"] if "survival" in step else step["incidence"]
            figures = {"at": step["time"], "estimate": share, "low": step.get("low"), "high": step.get("high"), "at_risk": step.get("at_risk")}
            yield {"part": "curve", "name": curve["name"], "term": curve.get("cause"), "group": curve.get("group"), "scale": scale, **figures, "hidden": False}


def _attrition(attrition: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for scope in [attrition, *attrition.get("arms", [])] if attrition else []:
        place = {"part": "attrition", "group": scope.get("group")}
        for stage in ("enrolled", "without_consent", "with_baseline", "analysed"):
            if stage in scope:
                yield place | {"name": stage, "n": scope[stage], "hidden": scope[stage] is None}
        for item in scope.get("lost", []):
            yield place | {"name": "lost", "term": " ".join(part for part in (item["reason"], item.get("column")) if part), "n": item["n"], "hidden": item["n"] is None}
    if "interviews" in attrition:  # withheld as a whole, or told as a whole
        for term in ("expected", "seen", "missed"):
            count = (attrition["interviews"] or {}).get(term)
            yield {"part": "attrition", "name": "interviews", "term": term, "interviews": count, "hidden": count is None}


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
    return _meanings_of_every_issue() | _meanings_of_methods()


def _meanings_of_every_issue() -> dict[str, str]:
    return {
        "part": _("parte del informe: estimación (estimate), personas en cada paso (attrition), tabla de personas (table) o curva (curve)"),
        "name": _("nombre de la pregunta en el plan, del paso o de la tabla"),
        "term": _("qué se estima, o columna de la tabla, o motivo de la pérdida, o salida de la que habla la curva"),
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


def _meanings_of_methods() -> dict[str, str]:
    return {
        "method": _("método con que se calculó"),
        "role": _("papel de la línea: solo «exposure» es la respuesta; las demás la acompañan"),
        "reference": _("grupo con el que se compara, por su valor en el registro"),
        "compared": _("grupo que se compara, por su valor en el registro"),
        "category": _("categoría de la que la línea da la parte"),
        "from": _("comienzo del tramo del que habla la línea"),
        "until": _("final del tramo o plazo del que habla la línea"),
        "period": _("tramo del seguimiento: early, hasta la mitad de los sucesos; late, después"),
        "df": _("grados de libertad del intervalo"),
        "draws": _("repeticiones del cálculo por sorteo"),
        "sd": _("desviación típica"),
        "ratio": _("razón: la estimación, que es su logaritmo, dicha en veces"),
        "ratio_low": _("límite inferior de la razón"),
        "ratio_high": _("límite superior de la razón"),
        "disjoint": _("1 si el número de personas no cabe en un solo intervalo, y por eso no lleva ninguno"),
        "p_adjusted": _("valor p corregido por el número de preguntas"),
        "family": _("familia de pruebas en que se corrige: confirmatory o exploratory"),
        "e_value": _("cuánto debería pesar una causa no medida para explicar la estimación (valor E)"),
        "e_value_limit": _("lo mismo para el límite del intervalo más cercano a ninguna diferencia"),
        "mid": _("diferencia desde la que se nota en la vida de las personas, según el plan"),
        "events": _("sucesos en los que se apoya la estimación"),
        "count": _("personas de la categoría, o que dijeron que sí"),
        "at_risk": _("personas en seguimiento en ese momento"),
        "seen": _("personas vistas en la entrevista"),
        "missed": _("personas no vistas en la entrevista"),
        "interviews": _("entrevistas contadas"),
        "organisations": _("entidades contadas"),
        "ties": _("cómo se tratan los sucesos del mismo momento"),
        "position": _("lugar de la entidad en el embudo, o del programa entre más caro o más barato y mejor o peor"),
        "overdispersion": _("φ: cuánto difieren las entidades entre sí; por eso se ensancharon los límites del embudo"),
        "own": _("lo que la entidad muestra por sí sola"),
        "own_error": _("error estándar de lo que la entidad muestra por sí sola"),
        "shrinkage": _("cuánto se acerca la entidad al conjunto: 0 nada, 1 del todo"),
        "limit_95_low": _("embudo: límite inferior del 95 %"),
        "limit_95_high": _("embudo: límite superior del 95 %"),
        "limit_998_low": _("embudo: límite inferior del 99,8 %"),
        "limit_998_high": _("embudo: límite superior del 99,8 %"),
        REASON: _("por qué no hay cifra: «protected», protegida; otra palabra, el motivo por el que no se pudo dar"),
    }
