"""Whether a method can do what an estimate asks: the catalogue decides, and a refusal says why and what would be possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from tejido.impact.catalogue import CATALOGUE, PERIODS, PERSON, REQUIRED, TWO_GROUPS, WAVES, Method
from tejido.impact.spec.nouns import Estimate
from tejido.impact.spec.outcomes import shape_text

CLUSTERED = ("CR1", "CR2")


def misfits(estimate: Estimate, kinds: Mapping[str, str], rows: str) -> Iterator[tuple[str, str]]:
    """Every reason (the key under the estimate, the sentence) why this estimate cannot be answered as it is asked."""
    method = CATALOGUE[estimate.method]
    yield from _exposure(method, estimate, kinds)
    yield from _outcome(method, estimate)
    yield from _rows(method, estimate, rows)
    yield from _at(estimate, kinds)
    if method.covariates == REQUIRED and not estimate.terms:
        yield "covariates", _("este método ajusta por lo que se sabe de antes: indique «covariates».")
    if estimate.method == "mixed_model" and not estimate.terms and estimate.exposure is None:
        yield "", _("indique al menos una exposición o una covariable.")
    clustered = [kind for kind in estimate.errors if kind in CLUSTERED]
    if clustered and not estimate.cluster:
        yield (
            "errors",
            _("«%(kind)s» agrupa los errores por entidad: indique «cluster», la columna de la entidad.") % {"kind": clustered[0]},
        )
    if method.cluster == REQUIRED and not estimate.cluster and estimate.outcome.shape != "effects":
        yield "cluster", _("este método compara entidades: indique «cluster», la columna de la entidad.")
    if estimate.options.get("wild_bootstrap") and not estimate.cluster:
        yield "options.wild_bootstrap", _("solo se usa con «cluster».")
    if estimate.weights and estimate.cluster:
        yield "weights", _("no se usa junto con «cluster»: escriba «cluster: none» o «weights: none» en esta respuesta.")
    yield from _itself(estimate, kinds)
    if rows == PERIODS and _looks_back(estimate) and not (estimate.outcome.start or estimate.outcome.period):
        yield "", _("«lag» necesita saber qué periodo va antes: un resultado con «start» o con «period». Este método no los lleva.")


def _at(estimate: Estimate, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A model of periods has curves of two groups that are followed from the beginning; without them a moment has nothing to be read from."""
    if not estimate.at or estimate.method != "discrete_time_hazard":
        return
    if estimate.outcome.shape == "start_stop":
        yield "at", _("con «start» y «stop» este método no da curvas: quite «at».")
    elif estimate.exposure is None or kinds.get(estimate.exposure.column) == "number":
        yield "at", _("las curvas son de dos grupos: quite «at», o indique en «exposure» una columna «yes_no» o «category».")


def _itself(estimate: Estimate, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """An outcome explains nothing of itself, and neither it nor the exposure shows that a comparison sees what is not there."""
    own = {name for name in (estimate.outcome.column, estimate.outcome.event) if name}
    for name in dict.fromkeys(name for term in estimate.terms if not term.lag for name in term.columns if name in own):
        yield "covariates", _("«%(name)s» es el resultado; quítelo de «covariates».") % {"name": name}
    for name in estimate.options.get("controls") or ():
        if name in own or (estimate.exposure and name == estimate.exposure.column):
            yield "options.controls", _("«%(name)s» es el resultado o la exposición: no sirve de control.") % {"name": name}
        elif kinds.get(name) == "category":
            yield "options.controls", _("«%(name)s» es una categoría; un control es un número o un sí o no (con «indicator» en «derive»).") % {"name": name}


def _looks_back(estimate: Estimate) -> bool:
    return any(term.lag for term in estimate.terms) or bool(estimate.exposure and estimate.exposure.lag)


def _exposure(method: Method, estimate: Estimate, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    exposure = estimate.exposure
    if exposure is None and method.exposure in (REQUIRED, TWO_GROUPS) and estimate.outcome.shape != "effects":
        yield "", _("este método compara grupos: indique «exposure».")
    if exposure and method.exposure == TWO_GROUPS and kinds.get(exposure.column) == "number":
        yield "", _("este método compara dos grupos; la exposición debe ser «yes_no» o «category».")


def _outcome(method: Method, estimate: Estimate) -> Iterator[tuple[str, str]]:
    shape = estimate.outcome.shape
    if not shape or shape in method.shapes:
        return
    if shape == "number" and "yes_no" in method.shapes:
        yield "outcome", _("este método pide un resultado de sí o no; use «indicator» en «derive».")
        return
    wanted = " · ".join(dict.fromkeys(shape_text(one) for one in method.shapes))
    others = [name for name, other in CATALOGUE.items() if shape in other.shapes]
    yield (
        "outcome",
        _("este método pide un resultado con %(keys)s. Con el que hay sirven: %(methods)s.")
        % {"keys": wanted, "methods": ", ".join(others)},
    )


def _rows(method: Method, estimate: Estimate, rows: str) -> Iterator[tuple[str, str]]:
    if rows not in method.rows:
        if method.rows == (WAVES,):
            yield "", _("este método necesita una fila por persona y entrevista: «rows: person_wave».")
        elif method.rows == (PERSON,):
            yield "", _("este método necesita una sola fila por persona: «rows: person».")
        else:
            yield "", _("este método necesita «rows» con uno de estos valores: %(rows)s.") % {"rows": ", ".join(method.rows)}
    elif estimate.outcome.shape in ("start_stop", "periods") and rows != PERIODS:
        yield (
            "outcome",
            _("un resultado con %(keys)s necesita «rows: person_period»: una fila por persona y periodo.")
            % {"keys": shape_text(estimate.outcome.shape)},
        )
    elif estimate.outcome.shape in ("time_to_event", "competing") and rows != PERSON:
        yield (
            "outcome",
            _("un resultado con %(keys)s necesita una sola fila por persona: «rows: person».")
            % {"keys": shape_text(estimate.outcome.shape)},
        )
