"""What outcomes, groups and tables are called in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.impact.spec import Estimate, Plan, localised

#: Methods whose rows are organisations.
ORGANISATIONS = ("funnel", "shrinkage")


def language() -> str:
    """The language in force, Spanish where none is."""
    return get_language() or "es"


def quoted(name: str) -> str:
    """A name between the quotation marks of the reader's language."""
    return _("«%(name)s»") % {"name": name}


def outcome_label(plan: Plan, estimate: Estimate) -> str:
    """What the outcome is called: by the estimate, by the plan, or by its column; of several ways out, with the one asked about."""
    outcome = estimate.outcome
    named = localised(estimate.label or outcome.label or plan.label_of(outcome.main), language())
    if outcome.shape != "competing" or estimate.label or outcome.label:
        return named
    return _("%(column)s «%(exit)s»") % {"column": named, "exit": outcome.cause}


def question_label(plan: Plan, estimate: Estimate) -> str:
    """The outcome, with the name that the plan gives the question where several ask about the same."""
    own = outcome_label(plan, estimate)
    shared = any(outcome_label(plan, other) == own for other in plan.estimates if other.name != estimate.name)
    return _("%(outcome)s («%(name)s»)") % {"outcome": own, "name": estimate.name} if shared else own


def group_label(plan: Plan, estimate: Estimate, level: str) -> str:
    """What a group is called in a sentence."""
    exposure = estimate.exposure
    if exposure is None:
        return level
    words = exposure.reference_label if level == exposure.reference else exposure.compared_label
    if words:
        return localised(words, language())
    label = localised(exposure.label or plan.label_of(exposure.column), language())
    if plan.kind_of(exposure.column) == "category":
        return quoted(level)
    return _("el grupo sin «%(label)s»") % {"label": label} if level == "0" else _("el grupo con «%(label)s»") % {"label": label}


def groups(plan: Plan, estimate: Estimate, row: Mapping[str, Any]) -> dict[str, str]:
    """The two sides of the comparison by name."""
    exposure = estimate.exposure
    if exposure is None:
        return {"compared": "", "reference": ""}
    compared = row.get("compared") or exposure.compared or "1"
    return {"compared": group_label(plan, estimate, compared), "reference": group_label(plan, estimate, exposure.reference)}


def tidied(text: str) -> str:
    """Without the gaps that a unit leaves where there is none."""
    return text.replace("  ", " ").replace(" .", ".").replace(" )", ")").strip()


def contracted(text: str) -> str:
    """Spanish joins «de el» into «del»."""
    return text.replace(" de el ", " del ") if language().startswith("es") else text


def unit_label(plan: Plan, estimate: Estimate) -> str:
    """The unit of the outcome, if it has one."""
    outcome = estimate.outcome
    column = plan.column(outcome.column or outcome.after or outcome.clock or outcome.effect)
    return localised(column.unit, language()) if column else ""


def listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s y %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def table_title(table: Mapping[str, Any], plan: Plan) -> str:
    """The title of a table of persons; without its interview where none is given."""
    if table["kind"] == "attrition":
        return _("Personas inscritas, analizadas y perdidas por grupo")
    estimate = next(e for e in plan.estimates if e.name == table["estimate"])
    values = {"outcome": outcome_label(plan, estimate), "wave": table.get("wave")}
    if table["kind"] in ("wave", "states") and values["wave"] is not None:
        return _("%(outcome)s, entrevista %(wave)s: personas por grupo") % values
    if table["kind"] == "life_table":
        return _("%(outcome)s: personas por periodo") % values
    if table["kind"] == "transition" and values["wave"] is not None:
        return _("%(outcome)s, entrevistas %(wave)s: personas por situación de antes y de después") % values
    if table["kind"] == "transition":
        return _("%(outcome)s: personas por situación de antes y de después") % values
    if table["kind"] in ("outcome", "stable") and estimate.method in ORGANISATIONS:
        return _("%(outcome)s: personas por entidad") % values
    return _("%(outcome)s: personas por grupo") % values
