"""The codebook beside the CSV: what every column, question, group and variable means."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.reading import estimate_label, plan_of_document
from tejido.impact.sentences import group_label, outcome_label
from tejido.impact.spec import Plan, localised
from tejido.impact.spreadsheet import column_meanings, columns_of, written
from tejido.publishing.language import present

COLUMNS = ("kind", "name", "meaning", "type", "unit")


def codebook_of(document: Mapping[str, Any]) -> str:
    return written(COLUMNS, _lines(document))


def _lines(document: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    plan = plan_of_document(document)
    meanings = column_meanings()
    for name in columns_of(document):
        yield {"kind": "column", "name": name, "meaning": meanings[name]}
    for estimate in plan.estimates:
        meaning = f"{outcome_label(plan, estimate)}: {estimate_label(estimate)}"
        yield {"kind": "question", "name": estimate.name, "meaning": meaning, "type": estimate.method}
    yield from _groups(document, plan)
    for column in plan.columns:
        label, unit = localised(column.label, present()) or column.name, localised(column.unit, present())
        yield {"kind": "variable", "name": column.name, "meaning": label, "type": column.kind, "unit": unit}
    for derived in plan.derive:
        meaning = localised(derived.label, present()) or _("calculada a partir de %(names)s") % {"names": ", ".join(derived.columns)}
        yield {"kind": "variable", "name": derived.name, "meaning": meaning, "type": derived.operation}


def _groups(document: Mapping[str, Any], plan: Plan) -> Iterable[dict[str, str]]:
    """The values of `group`, once for each question that names groups of its own."""
    told = set()
    for row in document["estimates"]:
        estimate = next(one for one in plan.estimates if one.name == row["name"])
        if row.get("group") is not None:
            line = (str(row["group"]), group_label(plan, estimate, str(row["group"])))
            if line not in told:
                yield {"kind": "group", "name": line[0], "meaning": line[1]}
            told.add(line)
