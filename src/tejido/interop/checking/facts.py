"""From the values of a row to facts about one person: pairs of a key (what, when) and what is said of it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tejido.interop.checking.cells import Cell
from tejido.interop.checking.ground import Ground
from tejido.outcomes.models import TYPES_OF_KIND

Key = tuple[Any, ...]
Problems = dict[str, str]


class Facts:
    """What one row says. `facts`: key → (value, column); the columns tell where to show a contradiction."""

    __slots__ = ("code", "facts", "identity", "number", "person", "person_id", "wave")

    def __init__(self, number: int, code: str, wave: str, person: dict[str, Any], identity: dict[str, Any]) -> None:
        self.number, self.code, self.wave, self.person, self.identity = number, code, wave, person, identity
        self.facts: dict[Key, tuple[Any, str]] = {}
        self.person_id: int | None = None  # set when the register has the person already


class Weaver:
    """Puts the values of a row together. Made once for a mapping: which cell goes where is decided here, not row by row."""

    def __init__(self, ground: Ground, cells: list[Cell]) -> None:
        self.ground, self.constants = ground, ground.constants
        self.where = {cell.to: cell.column.name for cell in cells}
        self.waves = ground.mapping.waves
        self.long = ground.mapping.rows == "person_wave"
        places = {cell.to: at for at, cell in enumerate(cells)}
        self.code_at = places["person.register_code"]
        self.places = places
        self.fixed_person = {key.partition(".")[2]: value for key, value in self.constants.items() if key.startswith("person.")}
        self.fixed_identity = {key.partition(".")[2]: value for key, value in self.constants.items() if key.startswith("identity.")}
        self.person_at = [(at, cell.column.to.name) for at, cell in enumerate(cells) if cell.noun == "person"]
        self.identity_at = [(at, cell.column.to.name) for at, cell in enumerate(cells) if cell.noun == "identity"]
        self.measures_at = [(at, cell.column.to.name, cell.column.to.wave, cell.column.name) for at, cell in enumerate(cells) if cell.noun == "measure"]
        self.asked_at: list[tuple[Any, ...]] = [
            (at, cell.noun, *cell.column.to.name.split(".", 1), cell.column.to.wave, cell.column.name)
            for at, cell in enumerate(cells)
            if cell.noun in {"assessment", "score"}
        ]
        self.consents_at = [(at, cell.column.to.name, cell.column.name) for at, cell in enumerate(cells) if cell.noun == "consent"]
        self.has_enrolment = "enrolment.cohort" in places or "enrolment.cohort" in self.constants
        self.has_spell = "spell.type" in places or "spell.type" in self.constants

    def get(self, values: list[Any], target: str) -> Any:
        """The value of the row for a target: its cell, else what is fixed for all rows."""
        at = self.places.get(target)
        value = values[at] if at is not None else None
        return self.constants.get(target) if value is None else value

    def weave(self, number: int, values: list[Any]) -> Facts | Problems:
        """The facts of a row whose cells could all be read, or the problems that show only when cells are put together."""
        code = values[self.code_at]
        if code is None:
            return {self.where["person.register_code"]: _("Falta el código de la persona: sin él no se sabe de quién es la fila.")}
        problems: Problems = {}
        person = dict(self.fixed_person)
        person.update({name: values[at] for at, name in self.person_at if values[at] is not None})
        identity = dict(self.fixed_identity)
        identity.update({name: values[at] for at, name in self.identity_at if values[at] is not None})
        if "birth_date" in identity and "birth_year" not in person:
            person["birth_year"] = identity["birth_date"].year
        starts_on = self.get(values, "enrolment.starts_on")
        if "registered_on" not in person and starts_on is not None:
            person["registered_on"] = starts_on
        if "registered_on" not in person:
            problems[self._column("person.registered_on", "enrolment.starts_on")] = _("Falta la fecha de registro o de entrada.")
        wave = (self.get(values, "moment.wave") or "") if self.long else ""
        if self.long and not wave:
            problems[self._column("moment.wave")] = _("Falta el momento de esta fila: sin él no se sabe de qué medición es.")
        row = Facts(number, code, wave, person, identity)
        first_day = starts_on or person.get("registered_on")
        self._consents(values, row.facts)
        if self.has_enrolment:
            self._enrolment(values, row.facts, first_day, problems)
        self._outcomes(values, row.facts, first_day, wave)
        if self.has_spell:
            self._spell(values, row.facts, problems)
        return problems or row

    def _column(self, *targets: str) -> str:
        return next((self.where[target] for target in targets if target in self.where), self.where["person.register_code"])

    def _consents(self, values: list[Any], facts: dict[Key, tuple[Any, str]]) -> None:
        declared = self.ground.mapping.consent
        for purpose in declared.purposes if declared else ():
            facts["consent", purpose] = (True, "")
        for at, purpose, column in self.consents_at:
            if values[at] is not None:
                facts["consent", purpose] = (values[at], column)

    def _enrolment(self, values: list[Any], facts: dict[Key, tuple[Any, str]], starts_on: dt.date | None, problems: Problems) -> None:
        cohort = self.get(values, "enrolment.cohort")
        if cohort is None or starts_on is None:
            return
        ends_on, reason = self.get(values, "enrolment.ends_on"), self.get(values, "enrolment.exit_reason") or ""
        if ends_on and ends_on < starts_on:
            problems[self._column("enrolment.ends_on")] = _("La salida es anterior a la entrada: revise las dos fechas.")
        if reason and not ends_on:
            problems[self._column("enrolment.exit_reason")] = _("Hay un motivo de salida sin su fecha: escriba la fecha de salida.")
        facts["enrolment", cohort] = ((starts_on, ends_on, reason), self._column("enrolment.ends_on", "enrolment.cohort"))

    def _outcomes(self, values: list[Any], facts: dict[Key, tuple[Any, str]], starts_on: dt.date | None, row_wave: str) -> None:
        row_day = self.get(values, "moment.on")
        for at, slug, wave, column in self.measures_at:
            if (value := values[at]) is not None:
                wave = wave or row_wave
                facts["measurement", slug, wave, row_day or self.waves.get(wave) or starts_on] = (value, column)
        answers: dict[Key, tuple[dict[str, Any], dict[str, Any], str]] = {}
        for at, noun, instrument, part, wave, column in self.asked_at:
            if (value := values[at]) is None:
                continue
            wave = wave or row_wave
            key = ("assessment", instrument, wave, row_day or self.waves.get(wave) or starts_on)
            items, totals, _first = answers.setdefault(key, ({}, {}, column))
            (items if noun == "assessment" else totals)[part] = value
        for key, (items, totals, column) in answers.items():
            facts[key] = ((items, totals), column)

    def _spell(self, values: list[Any], facts: dict[Key, tuple[Any, str]], problems: Problems) -> None:
        sort, starts_on = self.get(values, "spell.type"), self.get(values, "spell.starts_on")
        if sort is None:
            return
        if starts_on is None:
            problems[self._column("spell.starts_on")] = _("Falta la fecha de inicio del empleo, la vivienda o la etapa.")
            return
        kind = self.get(values, "spell.kind") or _kind_of(sort)
        if sort not in TYPES_OF_KIND[kind]:
            problems[self._column("spell.type")] = _("Ese tipo no corresponde a la clase de etapa elegida.")
        ends_on = self.get(values, "spell.ends_on")
        if ends_on and ends_on < starts_on:
            problems[self._column("spell.ends_on")] = _("Termina antes de empezar: revise las dos fechas.")
        said = (ends_on, self.get(values, "spell.hours"), self.get(values, "spell.support"), self.get(values, "spell.end_reason") or "")
        facts["spell", kind, sort, starts_on] = (said, self._column("spell.ends_on", "spell.type"))



def _kind_of(sort: str) -> str:
    """The first kind that has this type: volunteering counts as work unless the register says otherwise."""
    return next(str(kind) for kind, types in TYPES_OF_KIND.items() if sort in types)
