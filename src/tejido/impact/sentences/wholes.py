"""Answers that are no comparison of two figures: bounds, returns, organisations, tests, and what a control sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.numbers import digits_for, written, written_p
from tejido.impact.sentences.comparisons import outcome_in_context
from tejido.impact.sentences.labels import contracted, groups, outcome_label, quoted, unit_label
from tejido.impact.spec import Estimate, Plan

Row = Mapping[str, Any]

#: In standard deviations: of what, and whether its interval holds no difference at all.
STANDARDISED = {
    ("calibrated", False): gettext_lazy(
        "%(outcome)s: descontando lo que se ve en los controles quedan %(size)s desviaciones típicas (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
    ("calibrated", True): gettext_lazy(
        "%(outcome)s: todavía no lo sabemos. Descontando lo que se ve en los controles quedan %(size)s desviaciones típicas, "
        "y los datos admiten desde %(low)s hasta %(high)s."
    ),
    ("difference", False): gettext_lazy(
        "%(outcome)s: la diferencia de %(compared)s con %(reference)s es de %(size)s desviaciones típicas (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
    ("difference", True): gettext_lazy(
        "%(outcome)s: todavía no lo sabemos. La diferencia de %(compared)s con %(reference)s es de %(size)s desviaciones típicas, "
        "y los datos admiten desde %(low)s hasta %(high)s."
    ),
}


def bounds_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Between which figures the answer lies, whatever those would have said who did not answer."""
    if row["low"] is None:
        return ""
    people = row["scale"] == "risk_difference"
    factor, digits = (100, 1) if people else (1, digits_for(row["estimate"]))
    values = {
        "outcome": outcome_label(plan, estimate),
        "low": written(row["low"] * factor, digits),
        "high": written(row["high"] * factor, digits),
        "unit": _("personas de cada 100") if people else unit_label(plan, estimate),
    }
    text = (
        _("%(outcome)s: si quienes faltan fueran lo más distintas posible, la diferencia iría de %(low)s a %(high)s %(unit)s.")
        if row["term"] == "manski_bounds"
        else _(
            "%(outcome)s: entre quienes habrían respondido en cualquiera de los dos grupos, la diferencia iría de %(low)s a %(high)s %(unit)s."
        )
    )
    return text % values


def return_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """One end of a range: with the least and with the most favourable of the assumptions."""
    values = {"outcome": outcome_label(plan, estimate), "ratio": written(row["estimate"], 2)}
    if row["term"] == "social_return_low":
        return _("%(outcome)s: con los supuestos menos favorables, cada unidad invertida devuelve %(ratio)s.") % values
    return _("%(outcome)s: con los supuestos más favorables, cada unidad invertida devuelve %(ratio)s.") % values


def whole_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """The figure of an average organisation, which those of each are drawn to: large and small count in it by more than their people."""
    values = {"outcome": outcome_label(plan, estimate)}
    if row["scale"] == "proportion":
        return _("%(outcome)s: %(share)s de cada 100 en una entidad media de estas, que no es la media de las personas.") % (
            values | {"share": written(row["estimate"] * 100, 1)}
        )
    size = f"{written(row['estimate'])} {unit_label(plan, estimate)}".strip()
    return _("%(outcome)s: %(size)s en una entidad media de estas, que no es la media de las personas.") % (values | {"size": size})


def pooled_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """What others found, put together: the two sides are theirs to name."""
    digits = digits_for(row["estimate"])
    values = {
        "outcome": outcome_label(plan, estimate),
        "size": f"{written(row['estimate'], digits)} {unit_label(plan, estimate)}".strip(),
        "low": written(row["low"], digits),
        "high": written(row["high"], digits),
    }
    if row["low"] <= 0 <= row["high"]:
        text = _(
            "%(outcome)s: todavía no lo sabemos. En el conjunto de las entidades la estimación es %(size)s, y los datos admiten desde %(low)s hasta %(high)s."
        )
        return text % values
    return _("%(outcome)s: %(size)s en el conjunto de las entidades (intervalo del 95 %%: de %(low)s a %(high)s).") % values


def prediction_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Where one more organisation may lie: wider than the interval of the mean."""
    if row["low"] is None or estimate.options.get("between") == "fixed":  # where none differ, one more is as the mean of these
        return ""
    digits = digits_for(row["estimate"])
    values = {"outcome": outcome_label(plan, estimate), "unit": unit_label(plan, estimate)}
    values |= {key: written(row[key], digits) for key in ("low", "high")}
    return _("%(outcome)s: en una entidad más como estas, la diferencia puede estar entre %(low)s y %(high)s %(unit)s.") % values


def far_sentences(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> Iterator[str]:
    """Organisations beyond the limits of chance, those above and those below; or that there are none."""
    told = [row for row in rows if row["estimate"] is not None]
    values = {"outcome": outcome_label(plan, estimate)}
    for position, one, several in (
        (
            "above_998",
            _("%(outcome)s: «%(group)s» queda por encima de lo que explica el azar. Conviene preguntar por qué; no es una clasificación."),
            _("%(outcome)s: %(groups)s quedan por encima de lo que explica el azar. Conviene preguntar por qué; no es una clasificación."),
        ),
        (
            "below_998",
            _("%(outcome)s: «%(group)s» queda por debajo de lo que explica el azar. Conviene preguntar por qué; no es una clasificación."),
            _("%(outcome)s: %(groups)s quedan por debajo de lo que explica el azar. Conviene preguntar por qué; no es una clasificación."),
        ),
    ):
        names = [str(row["group"]) for row in told if row.get("position") == position]
        if names:
            yield (one if len(names) == 1 else several) % (values | {"group": names[0], "groups": ", ".join(quoted(name) for name in names)})
    if len(told) == len(rows) and all(row.get("position") and not row["position"].endswith("_998") for row in rows):
        yield _none_far(rows, values)


def _none_far(rows: Sequence[Row], values: Mapping[str, str]) -> str:
    """Within limits of chance alone; or within limits made wider because the organisations differ by more than chance would have them."""
    spread = rows[0].get("overdispersion")
    if spread is None:
        return _("%(outcome)s: ninguna entidad se aparta del conjunto más de lo que explica el azar.") % values
    return _(
        "%(outcome)s: las entidades difieren entre sí más de lo que explica el azar (φ = %(spread)s), así que los límites se ensancharon hasta "
        "lo que difieren; de ellos no sale ninguna."
    ) % {**values, "spread": written(spread, 1)}


def pace_test_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Whether two groups get there at the same pace; not by how much."""
    if row.get("p") is None:
        return ""
    values = groups(plan, estimate, row) | {"outcome": outcome_in_context(row, plan, estimate), "p": written_p(row["p"])}
    if row["p"] < 0.05:
        return (
            _("%(outcome)s: el ritmo no es el mismo en %(compared)s que en %(reference)s (prueba del rango logarítmico, p %(p)s).") % values
        )
    return (
        _("%(outcome)s: no se ve que el ritmo sea distinto en %(compared)s que en %(reference)s (prueba del rango logarítmico, p %(p)s).")
        % values
    )


def standardised_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """A difference in standard deviations, and what is left of it once what the controls see is taken off."""
    values = groups(plan, estimate, row) | {
        "outcome": outcome_in_context(row, plan, estimate),
        **{key: written(row[name], 2) for key, name in (("size", "estimate"), ("low", "low"), ("high", "high"))},
    }
    unknown = row["low"] <= 0 <= row["high"]
    return contracted(str(STANDARDISED["calibrated" if row["role"] == "calibrated" else "difference", unknown]) % values)
