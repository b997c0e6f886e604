"""The sentences of a protected document: told anew from what may be shown, so that no sentence says more than the figures do."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tejido.impact.sentences import attrition_sentence, check_sentence, sentence_of
from tejido.impact.spec import Plan, plan_of


def spoken(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Language → sentences, for every language of the interface: what was approved is what stays readable."""
    plan = plan_of(document["plan"])
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = sentences_shown(document, plan)
    return found


def sentences_shown(document: Mapping[str, Any], plan: Plan) -> list[str]:
    """Every sentence that the shown figures bear, in the language in force."""
    found = [attrition_shown(document.get("attrition") or {}, of_organisations=plan.rows == "organisation")]
    told: set[tuple[str, ...]] = set()
    for row in document["estimates"]:
        key = tuple(str(row.get(part)) for part in ("name", "term", "wave", "group", "at"))
        if row["estimate"] is not None and key not in told:
            found.append(sentence_of(row if row.get("method") != "proportions_by_wave" else {"missed": None, **row}, plan))
        told.add(key)
    found += [check_sentence(check, plan) for check in document.get("checks", []) if check["verdict"] != "ok"]
    if plan.assignment == "not_random" and any(
        row.get("role") == "exposure" and row["estimate"] is not None for row in document["estimates"]
    ):
        found.append(_("Los grupos no se formaron por sorteo, así que parte de la diferencia puede deberse a otras causas."))
    return [sentence for sentence in found if sentence]


def attrition_shown(attrition: Mapping[str, Any], *, of_organisations: bool = False) -> str:
    """How many were analysed; how many were lost only where that number may be shown."""
    if not attrition:
        return ""
    counts = [attrition.get("enrolled"), attrition.get("analysed"), *(item["n"] for item in attrition.get("lost", []))]
    if None not in counts:
        return attrition_sentence(attrition, of_organisations=of_organisations)
    if attrition.get("analysed") is None:
        return ""
    return _("Se analizaron los datos de %(analysed)s personas.") % {"analysed": attrition["analysed"]}
