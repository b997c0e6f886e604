"""What the plan asks: outcome, exposure, covariates and the list of estimates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.spec.nouns import DERIVED_KINDS, Column, Derived, Estimate, Exposure, Outcome
from tejido.impact.spec.problems import Reader, nearest
from tejido.impact.spec.vocabulary import DIRECTIONS, ERRORS, LONG, METHODS, NEEDS_EXPOSURE, SURVIVAL, TIES, TWO_GROUPS

COMMON = ("name", "method", "label", "outcome")
MOST_ESTIMATES = 30


def read_estimates(
    reader: Reader, values: dict[str, Any], columns: Sequence[Column], derive: Sequence[Derived], rows: str
) -> tuple[Estimate, ...]:
    """Each estimate complete in itself: what it does not say, it takes from the plan."""
    kinds = {column.name: column.kind for column in columns}
    kinds.update({d.name: DERIVED_KINDS.get(d.operation, "number") for d in derive})
    known = _Known(reader, kinds, rows)
    outcome = known.outcome(values.get("outcome"), "plan.outcome") if "outcome" in values else Outcome("", "", "", {}, "neutral")
    exposure = known.exposure(values.get("exposure"), "plan.exposure")
    covariates = known.covariates(values.get("covariates"), "plan.covariates")
    listed = reader.listing(values.get("estimates"), "plan.estimates")
    if len(listed) > MOST_ESTIMATES:
        reader.complain("plan.estimates", _("un plan pide como mucho 30 respuestas. Divida la pregunta en varios planes."))
    found = [known.estimate(item, f"plan.estimates[{i}]", outcome, exposure, covariates) for i, item in enumerate(listed[:MOST_ESTIMATES])]
    names = [estimate.name for estimate in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.complain("plan.estimates", _("el nombre «%(name)s» se repite. Cada respuesta lleva un nombre propio.") % {"name": name})
    return tuple(found)


class _Known:
    """The columns that exist, against which every mention is checked."""

    def __init__(self, reader: Reader, kinds: dict[str, str], rows: str) -> None:
        self.reader, self.kinds, self.rows = reader, kinds, rows

    def name(self, value: Any, path: str, allowed: Sequence[str]) -> str:
        name = self.reader.text(value, path)
        kind = self.kinds.get(name)
        if kind is None:
            self.reader.complain(path, _("no hay ninguna columna «%(name)s». %(hint)s") % {"name": name, "hint": nearest(name, self.kinds)})
        elif kind not in allowed:
            self.reader.complain(path, _("la columna «%(name)s» no sirve aquí por su tipo.") % {"name": name})
        return name

    def outcome(self, value: Any, path: str) -> Outcome:
        given = {"column": value} if isinstance(value, str) else value
        parts = self.reader.mapping(given, path, ("column", "time", "event", "label", "direction"))
        label = self.reader.words(parts.get("label"), f"{path}.label")
        direction = self.reader.choice(parts.get("direction"), f"{path}.direction", DIRECTIONS, "neutral")
        if "time" in parts or "event" in parts:
            time = self.name(parts.get("time"), f"{path}.time", ("number",))
            event = self.name(parts.get("event"), f"{path}.event", ("yes_no",))
            return Outcome("", time, event, label, direction)
        return Outcome(self.name(parts.get("column"), f"{path}.column", ("number", "yes_no")), "", "", label, direction)

    def exposure(self, value: Any, path: str) -> Exposure | None:
        if value is None:
            return None
        given = {"column": value} if isinstance(value, str) else value
        parts = self.reader.mapping(given, path, ("column", "reference", "compared", "label", "labels"), ("column",))
        column = self.name(parts.get("column"), f"{path}.column", ("number", "yes_no", "category"))
        labels = self.reader.mapping(parts.get("labels") or {}, f"{path}.labels", ("reference", "compared"))
        reference, compared = (_level(parts.get(key)) for key in ("reference", "compared"))
        if self.kinds.get(column) == "yes_no":
            reference = reference or "0"
            compared = compared or ("1" if reference == "0" else "0")
        if self.kinds.get(column) == "category" and not reference:
            self.reader.complain(f"{path}.reference", _("falta. Indique el grupo con el que se compara."))
        return Exposure(
            column,
            reference,
            compared,
            self.reader.words(parts.get("label"), f"{path}.label"),
            self.reader.words(labels.get("reference"), f"{path}.labels.reference"),
            self.reader.words(labels.get("compared"), f"{path}.labels.compared"),
        )

    def covariates(self, value: Any, path: str) -> tuple[str, ...]:
        names = self.reader.listing(value, path)
        return tuple(self.name(name, f"{path}[{i}]", ("number", "yes_no", "dummies")) for i, name in enumerate(names))

    def estimate(self, item: Any, path: str, outcome: Outcome, exposure: Exposure | None, covariates: tuple[str, ...]) -> Estimate:
        reader = self.reader
        method = reader.choice(item.get("method") if isinstance(item, dict) else None, f"{path}.method", METHODS, "difference")
        settings = METHODS[method]
        parts = reader.mapping(item, path, (*COMMON, *settings), ("name", "method"))
        mine = self._own_outcome(parts.get("outcome"), f"{path}.outcome", outcome)
        asked = self._own_exposure(parts, f"{path}.exposure", exposure)
        estimate = Estimate(
            name=reader.text(parts.get("name"), f"{path}.name"),
            method=method,
            label=reader.words(parts.get("label"), f"{path}.label"),
            outcome=mine,
            exposure=asked,
            covariates=self._own_covariates(parts, settings, path, covariates, asked),
            errors=self._errors(parts, settings, path),
            ties=reader.choice(parts.get("ties"), f"{path}.ties", TIES, "efron"),
            random=tuple(self.name(n, f"{path}.random", ("number",)) for n in reader.names(parts.get("random"), f"{path}.random")),
            at=tuple(n for n in (reader.number(v, f"{path}.at") for v in reader.listing(parts.get("at"), f"{path}.at")) if n is not None),
        )
        if parts.get("ml", True) is not True:
            reader.complain(f"{path}.ml", _("solo se ofrece máxima verosimilitud: escriba «ml: true» o quite la clave."))
        self._check_fit(estimate, path)
        return estimate

    def _own_outcome(self, value: Any, path: str, outcome: Outcome) -> Outcome:
        if value is None:
            return outcome
        mine = self.outcome(value, path)
        return mine if isinstance(value, dict) and "direction" in value else replace(mine, direction=outcome.direction)

    def _own_exposure(self, parts: dict[str, Any], path: str, exposure: Exposure | None) -> Exposure | None:
        if "exposure" not in parts:
            return exposure
        return None if parts["exposure"] in (None, "none") else self.exposure(parts["exposure"], path)

    def _own_covariates(
        self, parts: dict[str, Any], settings: tuple[str, ...], path: str, covariates: tuple[str, ...], exposure: Exposure | None
    ) -> tuple[str, ...]:
        if "covariates" not in settings:
            return ()
        mine = self.covariates(parts["covariates"], f"{path}.covariates") if "covariates" in parts else covariates
        if exposure and exposure.column in mine:
            self.reader.complain(
                f"{path}.covariates", _("«%(name)s» ya es la exposición; quítela de «covariates».") % {"name": exposure.column}
            )
        return mine

    def _errors(self, parts: dict[str, Any], settings: tuple[str, ...], path: str) -> tuple[str, ...]:
        if "errors" not in settings:
            return ()
        chosen = self.reader.listing(parts.get("errors"), f"{path}.errors") or ["HC3"]
        kinds = [self.reader.choice(kind, f"{path}.errors[{i}]", ERRORS, "HC3") for i, kind in enumerate(chosen)]
        return tuple(dict.fromkeys(kinds))

    def _check_fit(self, estimate: Estimate, path: str) -> None:
        """The method must suit the outcome, the exposure and the rows of the plan."""
        method, exposure, outcome = estimate.method, estimate.exposure, estimate.outcome
        if method in NEEDS_EXPOSURE and exposure is None:
            self.reader.complain(path, _("este método compara grupos: indique «exposure»."))
        if exposure and method in TWO_GROUPS and self.kinds.get(exposure.column) == "number":
            self.reader.complain(path, _("este método compara dos grupos; la exposición debe ser «yes_no» o «category»."))
        if (method in SURVIVAL) != bool(outcome.time):
            wanted = _("«time» y «event»") if method in SURVIVAL else _("«column»")
            self.reader.complain(f"{path}.outcome", _("este método pide un resultado con %(keys)s.") % {"keys": wanted})
        if method in ("logistic", "proportions_by_wave") and self.kinds.get(outcome.column) == "number":
            self.reader.complain(f"{path}.outcome", _("este método pide un resultado de sí o no; use «indicator» en «derive»."))
        if method in LONG and self.rows != "person_wave":
            self.reader.complain(path, _("este método necesita una fila por persona y entrevista: «rows: person_wave»."))
        if method not in LONG and self.rows == "person_wave":
            self.reader.complain(path, _("este método necesita una sola fila por persona: «rows: person»."))
        if method == "mixed_model" and not estimate.covariates and not exposure:
            self.reader.complain(path, _("indique al menos una exposición o una covariable."))


def _level(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip()
