"""What the plan asks: outcome, exposure, covariates and the list of estimates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.spec.fitting import misfits
from tejido.impact.spec.levels import level_in
from tejido.impact.spec.nouns import DERIVED_KINDS, Column, Derived, Estimate, Exposure, Outcome, Term
from tejido.impact.spec.options import read_options
from tejido.impact.spec.outcomes import direction_after, read_outcome
from tejido.impact.spec.problems import Reader, nearest
from tejido.impact.spec.terms import read_lag, read_terms
from tejido.impact.spec.vocabulary import FAMILIES, METHODS, TIES

COMMON = ("name", "method", "label", "outcome", "family")
MOST_ESTIMATES = 30
GROUPED = ("category", "number", "yes_no")


def read_estimates(
    reader: Reader, values: dict[str, Any], columns: Sequence[Column], derive: Sequence[Derived], rows: str
) -> tuple[Estimate, ...]:
    """Each estimate complete in itself: what it does not say, it takes from the plan."""
    kinds = {column.name: column.kind for column in columns}
    kinds.update({d.name: DERIVED_KINDS.get(d.operation, "number") for d in derive})
    known = _Known(reader, kinds, derive, rows)
    whole = _Whole(
        outcome=known.outcome(values.get("outcome"), "plan.outcome") if "outcome" in values else Outcome("", "", "", {}, "neutral"),
        exposure=known.exposure(values.get("exposure"), "plan.exposure"),
        terms=known.terms(values.get("covariates"), "plan.covariates"),
        cluster=known.optional(values.get("cluster"), "plan.cluster", GROUPED),
        weights=known.optional(values.get("weights"), "plan.weights", ("number",)),
    )
    listed = reader.listing(values.get("estimates"), "plan.estimates")
    if len(listed) > MOST_ESTIMATES:
        reader.complain("plan.estimates", _("un plan pide como mucho 30 respuestas. Divida la pregunta en varios planes."))
    found = [known.estimate(item, f"plan.estimates[{i}]", whole, first=i == 0) for i, item in enumerate(listed[:MOST_ESTIMATES])]
    names = [estimate.name for estimate in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.complain("plan.estimates", _("el nombre «%(name)s» se repite. Cada respuesta lleva un nombre propio.") % {"name": name})
    return tuple(found)


@dataclass(frozen=True)
class _Whole:
    """What the plan says for all its estimates."""

    outcome: Outcome
    exposure: Exposure | None
    terms: tuple[Term, ...]
    cluster: str
    weights: str


class _Known:
    """The columns that exist, against which every mention is checked."""

    def __init__(self, reader: Reader, kinds: dict[str, str], derive: Sequence[Derived], rows: str) -> None:
        self.reader, self.kinds, self.derive, self.rows = reader, kinds, derive, rows

    def name(self, value: Any, path: str, allowed: Sequence[str]) -> str:
        name = self.reader.text(value, path)
        kind = self.kinds.get(name)
        if kind is None:
            self.reader.complain(path, _("no hay ninguna columna «%(name)s». %(hint)s") % {"name": name, "hint": nearest(name, self.kinds)})
        elif kind not in allowed:
            self.reader.complain(path, _("la columna «%(name)s» no sirve aquí por su tipo.") % {"name": name})
        return name

    def optional(self, value: Any, path: str, allowed: Sequence[str]) -> str:
        return "" if value in (None, "none") else self.name(value, path, allowed)

    def outcome(self, value: Any, path: str) -> Outcome:
        return read_outcome(self.reader, self.name, self.kinds, value, path)

    def exposure(self, value: Any, path: str) -> Exposure | None:
        if value is None:
            return None
        given = {"column": value} if isinstance(value, str) else value
        parts = self.reader.mapping(given, path, ("column", "reference", "compared", "label", "labels", "lag"), ("column",))
        column = self.name(parts.get("column"), f"{path}.column", ("number", "yes_no", "category"))
        labels = self.reader.mapping(parts.get("labels") or {}, f"{path}.labels", ("reference", "compared"))
        reference, compared = (level_in(self.kinds.get(column, ""), parts.get(key)) for key in ("reference", "compared"))
        if self.kinds.get(column) == "yes_no":
            reference = reference or "0"
            compared = compared or ("1" if reference == "0" else "0")
        if self.kinds.get(column) == "category" and not reference:
            self.reader.complain(f"{path}.reference", _("falta. Indique el grupo con el que se compara."))
        if reference and reference == compared:
            self.reader.complain(f"{path}.compared", _("«%(name)s» se compara consigo mismo. Indique otro grupo.") % {"name": compared})
        return Exposure(
            column,
            reference,
            compared,
            self.reader.words(parts.get("label"), f"{path}.label"),
            self.reader.words(labels.get("reference"), f"{path}.labels.reference"),
            self.reader.words(labels.get("compared"), f"{path}.labels.compared"),
            read_lag(self.reader, parts, path, self.rows),
        )

    def terms(self, value: Any, path: str) -> tuple[Term, ...]:
        return read_terms(self.reader, self.name, self.kinds, value, path, self.rows)

    def estimate(self, item: Any, path: str, whole: _Whole, *, first: bool) -> Estimate:
        reader = self.reader
        chosen = reader.choice(item.get("method") if isinstance(item, dict) else None, f"{path}.method", METHODS, "difference")
        method, keys = CATALOGUE[chosen], METHODS[chosen]
        parts = reader.mapping(item, path, (*COMMON, *keys), ("name", "method"))
        asked = self._own_exposure(parts, f"{path}.exposure", whole.exposure)
        terms = self._own_terms(parts, keys, path, whole.terms, asked)
        estimate = Estimate(
            name=reader.text(parts.get("name"), f"{path}.name"),
            method=chosen,
            label=reader.words(parts.get("label"), f"{path}.label"),
            outcome=self._own_outcome(parts.get("outcome"), f"{path}.outcome", whole.outcome),
            exposure=asked if "exposure" in keys else None,
            covariates=tuple(dict.fromkeys(name for term in terms for name in term.columns)),
            errors=(),
            ties=reader.choice(parts.get("ties"), f"{path}.ties", TIES, "efron"),
            random=tuple(self.name(n, f"{path}.random", ("number",)) for n in reader.names(parts.get("random"), f"{path}.random")),
            at=tuple(n for n in (reader.number(v, f"{path}.at") for v in reader.listing(parts.get("at"), f"{path}.at")) if n is not None),
            terms=terms,
            cluster=self._own(parts, keys, "cluster", path, whole.cluster, GROUPED),
            weights=self._own(parts, keys, "weights", path, whole.weights, ("number",)),
            family=reader.choice(parts.get("family"), f"{path}.family", FAMILIES, "confirmatory" if first else "exploratory"),
            options=read_options(reader, self.name, method, parts.get("options"), f"{path}.options"),
        )
        estimate = replace(estimate, errors=self._errors(parts, method.errors, estimate, path))
        if parts.get("ml", True) is not True:
            reader.complain(f"{path}.ml", _("escriba «ml: true» o quite la clave; para REML, «options: {likelihood: REML}»."))
        for key, sentence in misfits(estimate, self.kinds, self.rows):
            reader.complain(f"{path}.{key}".rstrip("."), sentence)
        return estimate

    def _own(self, parts: Mapping[str, Any], keys: Sequence[str], key: str, path: str, given: str, allowed: Sequence[str]) -> str:
        if key not in keys:
            return ""
        return self.optional(parts[key], f"{path}.{key}", allowed) if key in parts else given

    def _own_outcome(self, value: Any, path: str, outcome: Outcome) -> Outcome:
        if value is None:
            return outcome
        mine = self.outcome(value, path)
        if isinstance(value, dict) and "direction" in value:
            return mine
        return replace(mine, direction=direction_after(mine, outcome, self.derive))

    def _own_exposure(self, parts: dict[str, Any], path: str, exposure: Exposure | None) -> Exposure | None:
        if "exposure" not in parts:
            return exposure
        return None if parts["exposure"] in (None, "none") else self.exposure(parts["exposure"], path)

    def _own_terms(
        self, parts: dict[str, Any], keys: Sequence[str], path: str, given: tuple[Term, ...], exposure: Exposure | None
    ) -> tuple[Term, ...]:
        if "covariates" not in keys:
            return ()
        mine = self.terms(parts["covariates"], f"{path}.covariates") if "covariates" in parts else given
        if exposure and any(term.columns == (exposure.column,) for term in mine):
            self.reader.complain(
                f"{path}.covariates", _("«%(name)s» ya es la exposición; quítela de «covariates».") % {"name": exposure.column}
            )
        return mine

    def _errors(self, parts: dict[str, Any], allowed: Sequence[str], estimate: Estimate, path: str) -> tuple[str, ...]:
        """As asked; unasked the first of the method, or CR2 where organisations are named."""
        if not allowed:
            return ()
        usual = "CR2" if estimate.cluster and "CR2" in allowed else allowed[0]
        chosen = self.reader.listing(parts.get("errors"), f"{path}.errors") or [usual]
        kinds = [self.reader.choice(kind, f"{path}.errors[{i}]", allowed, usual) for i, kind in enumerate(chosen)]
        return tuple(dict.fromkeys(kinds))
