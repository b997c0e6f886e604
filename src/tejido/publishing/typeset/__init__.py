"""The PDF of an issue, set by Typst from the same figures as the page: tagged for screen readers (PDF/UA-1), no system library."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tejido import __version__
from tejido.impact.published import Issue
from tejido.impact.reading import Attrition, Forest, Plot
from tejido.publishing.language import present
from tejido.publishing.report import Report
from tejido.publishing.typeset.folding import blocks_of, tables_of
from tejido.ui.charts.alone import paper_of_picture, printed_alone
from tejido.ui.press import printed

SHEET = Path(__file__).parent / "report.typ"


def pdf_of(report: Report, address: str) -> bytes:
    """The PDF in the language in force."""
    return _once(report.issue, "", lambda: printed(SHEET, paper_of(report, address)))


def pdf_of_plot(issue: Issue, plot: Plot, origin: str) -> bytes:
    """One picture of an issue on a page of its own, in the language in force."""
    short = hashlib.sha256(plot.key.encode()).hexdigest()[:16]  # a key is as long as the names in it
    return _once(issue, f"-{short}", lambda: printed_alone(plot.picture, plot.title, origin))


def _once(issue: Issue, what: str, make: Callable[[], bytes]) -> bytes:
    """Made once for each seal, language and version, then kept: anybody may ask, and printing takes a second."""
    kept = Path(settings.MEDIA_ROOT) / "reports" / f"{issue.seal}{what}-{present()}-{__version__}.pdf"
    if kept.exists():
        return kept.read_bytes()
    made = make()
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    unfinished.write_bytes(made)
    unfinished.replace(kept)
    return made


def paper_of(report: Report, address: str) -> dict[str, Any]:
    """Everything that the sheet says, as plain texts and positions."""
    return {
        "language": present(),
        "title": report.title,
        "lead": report.lead,
        "demo": _("Datos de demostración: ninguna de estas personas existe.") if report.is_demo else "",
        "facts": _facts(report),
        "findings_title": _("Lo que encontramos"),
        "sentences": [part for part in (report.telling.whom, *report.telling.found, *report.telling.rest, *report.telling.minded) if part],
        "hundred": _hundred(report),
        "forests": [_forest(forest) for forest in (*report.forests, *report.levels)],
        "forest_heads": [_("Qué se compara"), _("Cifra"), _("Intervalo 95 %"), _("Personas"), _("Sucesos")],
        "forest_trivial": _("La franja clara reúne las diferencias demasiado pequeñas para que alguien las note."),
        "forest_drawing": _("Gráfico de los intervalos; las cifras están al lado."),
        "plots": list(blocks_of(report.plots, report.other_tables, _plot)),
        "flow": _plot(report.flow) if report.flow else None,
        "attrition_title": _("Quiénes participaron y quiénes faltan"),
        "attrition": _attrition(report.attrition) if report.attrition else None,
        "tables": tables_of(report.other_tables),
        "reading_title": _("Cómo leerlo con cuidado"),
        "reading": careful_words(report),
        "seal_title": _("De dónde salen estas cifras"),
        "seal": _seal(report, address),
    }


def careful_words(report: Report) -> list[str]:
    """What a reader must know before believing a figure; page and PDF say the same."""
    said = []
    if report.is_random:
        said.append(_("Los grupos se formaron por sorteo. Por eso la diferencia entre ellos se puede entender como efecto, con la duda que dice el intervalo."))
    else:
        said.append(_("Relación no es causa. Los grupos no se formaron por sorteo y puede haber diferencias entre ellos que no vimos."))
    said += [sentence for verdict, sentence in report.checks if verdict != "ok"]
    said.append(_("El intervalo dice entre qué valores está probablemente la cifra verdadera. Si cruza la línea de «igual», todavía no lo sabemos."))
    said.append(
        _("Contamos personas, nunca filas. Si un grupo tiene menos de %(n)s personas, no lo mostramos, ni lo que permitiría calcularlo.") % {"n": report.threshold}
    )
    if report.is_registered:
        said.append(_("El plan de análisis se registró antes de mirar los datos."))
    else:
        said.append(_("Análisis exploratorio: el plan no estaba registrado antes de mirar los datos, así que conviene confirmarlo con datos nuevos."))
    return said


def _facts(report: Report) -> list[list[str]]:
    who = report.owner if report.members is None else _("%(owner)s, con datos de %(n)s entidades") % {"owner": report.owner, "n": report.members}
    facts = [[_("Quién lo hizo"), who], [_("Datos hasta"), date_format(report.cut_off, "DATE_FORMAT")]]
    if report.analysed:
        facts.insert(0, [_("Personas analizadas"), report.analysed])
    return [*facts, [_("Edición"), _("%(n)s, del %(day)s") % {"n": report.issue.number, "day": date_format(report.published_on, "DATE_FORMAT")}]]


def _hundred(report: Report) -> dict[str, Any] | None:
    if report.hundred is None:
        return None
    squares = [
        {
            "number": _("%(n)s de 100") % {"n": square.count},
            "text": square.group,
            "doubt": _("Probablemente entre %(low)s y %(high)s.") % {"low": square.low, "high": square.high},
        }
        for square in report.hundred.squares
    ]
    return {"title": " · ".join(part for part in (report.hundred.outcome, report.hundred.when) if part), "squares": squares}


def _forest(forest: Forest) -> dict[str, Any]:
    def at(value: float | None) -> float | None:
        if value is None or (forest.is_log and value <= 0):
            return None
        change = math.log if forest.is_log else float
        share = (change(value) - change(forest.low)) / (change(forest.high) - change(forest.low))
        return round(100 * min(1.0, max(0.0, share)), 2)

    return {
        "title": forest.name,
        "unit": "" if forest.is_log else forest.unit,  # a ratio is named by its title
        "ref": at(forest.ref),
        "trivial": [at(-forest.trivial), at(forest.trivial)] if forest.trivial else None,
        "has_events": any(line.events for group in forest.groups for line in group.lines),
        "groups": [
            {
                "kind": group.kind,
                "title": group.title,
                "lines": [
                    {
                        "label": line.label,
                        "value": at(line.figure.value),
                        "low": at(line.figure.low),
                        "high": at(line.figure.high),
                        "cells": [line.figure.estimate or "▒", line.figure.interval or line.figure.note, line.figure.n, line.events],
                    }
                    for line in group.lines
                ],
            }
            for group in forest.groups
        ],
    }


def _plot(plot: Plot) -> dict[str, Any]:
    """The picture with the ink of the pages, its key, its sentence, and the table that says the same."""
    picture = plot.picture
    rows = [[name, *(words for _label, words, *_how in cells)] for name, cells in picture.cells]
    return {
        **paper_of_picture(picture),
        "title": plot.title,
        "refused": picture.refused,
        "table": {
            "title": "",
            "head": list(picture.head),
            "rows": rows,
            "words": [i + 1 for i, (_label, number) in enumerate(picture.heads) if not number],
            "note": _("No se muestra, para proteger a las personas.") if picture.has_hidden else "",
        },
    }


def _attrition(attrition: Attrition) -> dict[str, Any]:
    rows = [[step.label, *(one.text for one in step.counts)] for step in attrition.steps]
    return {"title": "", "head": ["", *attrition.columns], "rows": rows, "note": attrition.note}


def _seal(report: Report, address: str) -> list[list[str]]:
    document = report.issue.document
    return [
        [_("Método"), " ".join(report.methods)],
        [_("Plan de análisis"), document["plan_hash"]],
        [_("Datos"), document["data_hash"] or "—"],
        [_("Sello de esta edición"), report.issue.seal],
        [_("Programas"), ", ".join(f"{name} {version}" for name, version in document["versions"].items())],
        [_("Dirección"), address],
    ]

