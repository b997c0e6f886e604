"""The sentences of a protected document: told anew from what may be shown, so that no sentence says more than the figures do."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tejido.impact.sentences import attrition_sentence, cautions_of, findings_of, outcome_label
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
    first = attrition_shown(document.get("attrition") or {}, of_organisations=plan.rows == "organisation")
    findings = findings_of(document, plan, refusals=False)
    return [*filter(None, [first]), *findings, *of_named_alone(document, plan), *cautions_of(document, plan)]


def of_named_alone(document: Mapping[str, Any], plan: Plan) -> list[str]:
    """Where what stands beside named organisations was computed again without those too small to be named."""
    names = {str(model["name"]) for model in document.get("models", []) if model.get("of_named")}
    text = _("%(outcome)s: el conjunto es aquí el de las entidades que se nombran, para que nadie pueda calcular las cifras de las demás.")
    told = [text % {"outcome": outcome_label(plan, estimate)} for estimate in plan.estimates if estimate.name in names]
    return list(dict.fromkeys(sentence[:1].upper() + sentence[1:] for sentence in told))


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
