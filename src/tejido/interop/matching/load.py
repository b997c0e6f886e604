"""From YAML or JSON to a Mapping, or a list of everything that is wrong with it."""

import datetime as dt
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from tejido.core.ingest import read_yaml
from tejido.core.trail import Refused
from tejido.interop.matching.mapping import DATES, FIELDS, Column, DeclaredConsent, Mapping, NewCohort, NewMeasure, NewProgramme, Target
from tejido.outcomes.models import Measure
from tejido.people.models import Consent, Purpose
from tejido.programmes.models import Cohort, Programme

KEYS = ("rows", "reading", "columns", "constants", "programmes", "cohorts", "measures", "waves", "consent")
READING = ("encoding", "separator", "sheet", "header_row", "decimal", "date_order")
MOST_BYTES = 200_000


class MappingUnfit(Refused):
    """The mapping cannot be used; `problems` says all of why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" · ".join(problems))
        self.problems = problems


def read_mapping_file(text: str) -> dict[str, Any]:
    """YAML (JSON is YAML too) as plain data."""
    import yaml

    if len(text) > MOST_BYTES:
        raise MappingUnfit([_("El archivo de columnas es demasiado grande.")])
    try:
        data = read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", None)
        where = _(" cerca de la línea %(line)d") % {"line": line + 1} if line is not None else ""
        raise MappingUnfit([_("El archivo de columnas no es YAML válido%(where)s.") % {"where": where}]) from None
    if not isinstance(data, dict):
        raise MappingUnfit([_("El archivo de columnas debe empezar por «columns:» con una línea por columna.")])
    plain: dict[str, Any] = _plain(data)
    return plain


def _plain(value: Any) -> Any:
    """YAML's dates and keys as JSON can keep them."""
    if isinstance(value, dict):
        return {_word(key): _plain(content) for key, content in value.items()}
    if isinstance(value, list):
        return [_plain(content) for content in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def load_mapping(data: dict[str, Any], header: tuple[str, ...] | None = None) -> Mapping:
    """The mapping that `data` says, checked as a whole; against the header of a file where one is given."""
    loader = _Loader(data, header)
    mapping = loader.load()
    if loader.problems:
        raise MappingUnfit(loader.problems)
    return mapping


class _Loader:
    """Goes through the keys one by one and gathers problems, so that all of them are told at once."""

    def __init__(self, data: dict[str, Any], header: tuple[str, ...] | None) -> None:
        self.data, self.header, self.problems = data, header, list[str]()

    def load(self) -> Mapping:
        for key in self.data:
            if key not in KEYS:
                self.say(_("«%(key)s» no es una clave conocida. Las que hay: %(known)s."), key=key, known=", ".join(KEYS))
        rows = self.one_of("rows", self.data.get("rows", "person"), ("person", "person_wave"))
        mapping = Mapping(
            columns=self.columns(),
            rows=rows,
            constants=self.constants(),
            programmes=self.named("programmes", self.programme),
            cohorts=self.named("cohorts", self.cohort),
            measures=self.named("measures", self.measure),
            waves={str(wave): day for wave, day in ((w, self.day(f"waves.{w}", d)) for w, d in self.section("waves").items()) if day},
            consent=self.consent(),
            reading={key: value for key, value in self.section("reading").items() if self.known("reading", key, READING)},
        )
        self.whole(mapping)
        return mapping

    def say(self, message: str, **words: Any) -> None:
        self.problems.append(message % words)

    def section(self, key: str) -> dict[str, Any]:
        value = self.data.get(key) or {}
        if not isinstance(value, dict):
            self.say(_("«%(key)s» debe ser una lista de pares «nombre: valor»."), key=key)
            return {}
        return {str(name): content for name, content in value.items()}

    def known(self, where: str, key: str, known: tuple[str, ...]) -> bool:
        if key in known:
            return True
        self.say(_("«%(where)s.%(key)s» no se conoce. Puede ser: %(known)s."), where=where, key=key, known=", ".join(known))
        return False

    def one_of(self, where: str, value: Any, choices: tuple[str, ...]) -> str:
        if str(value) not in choices:
            self.say(_("«%(where)s» dice «%(value)s» y debe ser uno de: %(choices)s."), where=where, value=value, choices=", ".join(choices))
            return choices[0]
        return str(value)

    def day(self, where: str, value: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.say(_("«%(where)s» dice «%(value)s» y debe ser una fecha como 2024-02-28."), where=where, value=value)
            return None

    def number(self, where: str, value: Any) -> float | None:
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.say(_("«%(where)s» debe ser un número."), where=where)
        return None

    def columns(self) -> tuple[Column, ...]:
        found = []
        for name, says in self.section("columns").items():
            if self.header is not None and name not in self.header:
                near = get_close_matches(name, self.header, 1)
                hint = _(" ¿Será «%(near)s»?") % {"near": near[0]} if near else ""
                self.say(_("El archivo no tiene la columna «%(name)s».%(hint)s"), name=name, hint=hint)
            found.append(self.column(name, says if isinstance(says, dict) else {"to": says}))
        if not found and not self.problems:
            self.say(_("Falta «columns»: diga qué significa cada columna."))
        return tuple(column for column in found if column)

    def column(self, name: str, says: dict[str, Any]) -> Column | None:
        for key in says:
            self.known(f"columns.{name}", str(key), ("to", "values", "date_order"))
        target = Target.parse(str(says.get("to", "")))
        if target is None:
            near = get_close_matches(str(says.get("to", "")), [f"{noun}.{f}" for noun, fields in FIELDS.items() for f in fields], 1)
            hint = _(" ¿Será «%(near)s»?") % {"near": near[0]} if near else ""
            self.say(_("La columna «%(name)s» se une a «%(to)s», que no existe.%(hint)s"), name=name, to=says.get("to", ""), hint=hint)
            return None
        if target.noun in {"assessment", "score"} and "." not in target.name:
            self.say(_("La columna «%(name)s»: escriba el instrumento y la pregunta o escala, por ejemplo %(noun)s:phq8.1."), name=name, noun=target.noun)
        if target.noun == "consent":
            self.one_of(f"columns.{name}", target.name, tuple(Purpose.values))
        values = says.get("values") or {}
        if not isinstance(values, dict):
            self.say(_("«columns.%(name)s.values» debe tener pares «lo que dice la celda: lo que significa»."), name=name)
            values = {}
        order = says.get("date_order") or ""
        if order:
            self.one_of(f"columns.{name}.date_order", order, ("dmy", "mdy", "ymd"))
        return Column(name, target, {_word(cell): _word(meaning) for cell, meaning in values.items()}, str(order))

    def constants(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in self.section("constants").items():
            target = Target.parse(key)
            if target is None or target.noun not in FIELDS or key in {"person.register_code", "moment.wave"}:
                self.say(_("«constants.%(key)s» no puede ser un valor fijo para todas las filas."), key=key)
                continue
            found[key] = self.day(f"constants.{key}", value) if target.name in DATES else _word(value)
        return found

    def named(self, key: str, make: Callable[[str, dict[str, Any]], Any]) -> tuple[Any, ...]:
        found = []
        for slug, says in self.section(key).items():
            if not isinstance(says, dict):
                self.say(_("«%(key)s.%(slug)s» debe tener su nombre y lo demás en pares «clave: valor»."), key=key, slug=slug)
                continue
            if not slug.replace("-", "").replace("_", "").isalnum() or not slug.isascii() or len(slug) > 60:
                self.say(_("«%(slug)s» no sirve de clave: use letras sin tilde, cifras y guiones, hasta 60."), slug=slug)
            found.append(make(slug, says))
        return tuple(found)

    def programme(self, slug: str, says: dict[str, Any]) -> NewProgramme:
        for key in says:
            self.known(f"programmes.{slug}", str(key), ("name", "kind"))
        kind = self.one_of(f"programmes.{slug}.kind", says.get("kind", "support"), tuple(Programme.Kind.values))
        return NewProgramme(slug, str(says.get("name", slug))[:160], kind)

    def cohort(self, slug: str, says: dict[str, Any]) -> NewCohort:
        where = f"cohorts.{slug}"
        for key in says:
            self.known(where, str(key), ("programme", "name", "arm", "starts_on", "ends_on"))
        if not says.get("programme"):
            self.say(_("«%(where)s» debe decir de qué programa es: «programme: …»."), where=where)
        days = [self.day(f"{where}.{key}", says[key]) if says.get(key) else None for key in ("starts_on", "ends_on")]
        arm = self.one_of(f"{where}.arm", says.get("arm", "programme"), tuple(Cohort.Arm.values))
        return NewCohort(slug, str(says.get("programme", "")), str(says.get("name", slug))[:160], arm, days[0], days[1])

    def measure(self, slug: str, says: dict[str, Any]) -> NewMeasure:
        where = f"measures.{slug}"
        for key in says:
            self.known(where, str(key), ("label", "kind", "unit", "direction", "levels", "lowest", "highest"))
        levels = says.get("levels") or []
        if not isinstance(levels, list):
            self.say(_("«%(where)s.levels» debe ser una lista de categorías."), where=where)
            levels = []
        kind = self.one_of(f"{where}.kind", says.get("kind", "number"), tuple(Measure.Kind.values))
        direction = self.one_of(f"{where}.direction", says.get("direction", "none"), tuple(Measure.Direction.values))
        lowest, highest = (self.number(f"{where}.{key}", says.get(key)) for key in ("lowest", "highest"))
        return NewMeasure(
            slug, str(says.get("label", slug))[:160], kind, str(says.get("unit", ""))[:40], direction, tuple(_word(level) for level in levels), lowest, highest
        )

    def consent(self) -> DeclaredConsent | None:
        says = self.section("consent")
        if not says:
            return None
        for key in says:
            self.known("consent", key, ("purposes", "given_on", "channel", "text_version", "language"))
        purposes = says.get("purposes") or []
        if not isinstance(purposes, list) or not purposes:
            self.say(_("«consent.purposes» debe decir para qué dieron permiso, por ejemplo [service, impact]."))
            purposes = []
        given_on = self.day("consent.given_on", says.get("given_on", ""))
        if not says.get("text_version"):
            self.say(_("«consent.text_version» debe decir qué versión del texto se les leyó."))
        return DeclaredConsent(
            purposes=tuple(self.one_of("consent.purposes", purpose, tuple(Purpose.values)) for purpose in purposes),
            given_on=given_on or dt.date.min,
            text_version=str(says.get("text_version", "")),
            channel=self.one_of("consent.channel", says.get("channel", "register"), tuple(Consent.Channel.values)),
            language=str(says.get("language", "es")),
        )

    def whole(self, mapping: Mapping) -> None:
        """Rules that concern several columns."""
        targets = [str(column.to) for column in mapping.used()]
        for target in sorted({t for t in targets if targets.count(t) > 1}):
            self.say(_("Varias columnas se unen a «%(target)s». Deje una, o dé a cada una su momento, como %(target)s@6."), target=target)
        if "person.register_code" not in targets:
            self.say(_("Falta la columna que dice quién es cada persona: una el código de su registro a «person.register_code»."))
        if mapping.rows == "person_wave" and "moment.wave" not in targets:
            self.say(_("Cada persona ocupa varias filas: diga qué columna es el momento (moment.wave)."))
        said = set(targets) | set(mapping.constants)
        if "enrolment.cohort" in said and not said & {"enrolment.starts_on", "person.registered_on"}:
            self.say(_("Las participaciones necesitan su fecha de entrada: una columna o un valor fijo para «enrolment.starts_on»."))
        if not said & {"person.registered_on", "enrolment.starts_on"}:
            self.say(_("Falta desde cuándo están en su registro: una columna o un valor fijo para «person.registered_on»."))
        if any(t.startswith("spell.") for t in said) and not {"spell.type", "spell.starts_on"} <= said:
            self.say(_("Un empleo o una vivienda necesita tipo y fecha de inicio: «spell.type» y «spell.starts_on»."))


def _word(value: Any) -> str:
    """YAML reads `yes`, 1 and 2024-01-01 as other things than words: back to what stands in a cell."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)
