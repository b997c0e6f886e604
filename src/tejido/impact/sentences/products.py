"""Where the figure of an exposure holds that a product makes differ: at zero, at the reference, or at the start of a spline."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tejido.impact.lags import own_lines
from tejido.impact.sentences.labels import language, listed
from tejido.impact.spec import Estimate, Plan, Term, localised

#: Methods that give one coefficient, which with a product of the exposure holds only at one value of the other column.
COEFFICIENTS = ("ancova", "mixed_model", "cox", "counts", "discrete_time_hazard", "piecewise_exponential")


def where_it_holds(plan: Plan, estimate: Estimate) -> str:
    """A sentence where the exposure stands in a product, nothing where it does not."""
    if estimate.exposure is None or estimate.method not in COEFFICIENTS:
        return ""
    places = list(dict.fromkeys([*_of_derived(plan, estimate, estimate.exposure.column), *_of_terms(plan, estimate, estimate.exposure.column)]))
    return _("Esta cifra vale cuando %(where)s; en los demás casos la diferencia es otra.") % {"where": listed(places)} if places else ""


def _of_derived(plan: Plan, estimate: Estimate, exposure: str) -> Iterator[str]:
    """A derived product multiplies the numbers as they are, however its columns enter beside it."""
    for name in estimate.covariates:
        derived = plan.derived(name)
        if derived and derived.operation == "product" and exposure in derived.columns:
            yield from (_at_zero(plan, other) for other in derived.columns if other != exposure)


def _of_terms(plan: Plan, estimate: Estimate, exposure: str) -> Iterator[str]:
    known = own_lines(estimate)
    for term in estimate.terms:
        if len(term.columns) > 1 and exposure in term.columns:
            yield from (_place(plan, other, known.get(other)) for other in term.columns if other != exposure)


def _place(plan: Plan, name: str, own: Term | None) -> str:
    """Where all columns of the other are zero, each coded as its own line says."""
    derived, kind = plan.derived(name), plan.kind_of(name)
    if own is not None and own.coding == "spline":
        return _("«%(name)s» está en su valor más bajo") % _named(plan, name)
    if kind not in ("category", "dummies") and (own is None or own.coding == "linear"):
        return _at_zero(plan, name)
    reference = derived.reference if derived else own.reference if own else ""
    if reference:
        return _("«%(name)s» es «%(level)s»") % (_named(plan, name) | {"level": reference})
    return _("«%(name)s» está en su categoría de referencia, la primera por orden") % _named(plan, name)


def _at_zero(plan: Plan, name: str) -> str:
    return _("«%(name)s» es 0") % _named(plan, name)


def _named(plan: Plan, name: str) -> dict[str, str]:
    return {"name": localised(plan.label_of(name), language())}
