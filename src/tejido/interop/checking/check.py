"""Rows in, facts and problems out; a chunk at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tejido.interop.checking.cells import Cell, cells_of
from tejido.interop.checking.facts import Facts, Problems, Weaver
from tejido.interop.checking.ground import Ground
from tejido.interop.checking.known import KnownPerson, compare, compare_person, known_persons
from tejido.interop.checking.seen import Seen
from tejido.interop.reading import Row, read_rows
from tejido.interop.reading.values import Problem

CHUNK = 2000
MOST_CELL = 4000  # letters kept of one cell of a bad row


@dataclass(frozen=True)
class BadRow:
    number: int
    cells: dict[str, str]
    problems: Problems


@dataclass
class Checked:
    """One chunk: `good` rows hold only what is new."""

    read: int = 0
    good: list[Facts] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)  # noun → how many would be made
    unchanged: int = 0


class Checker:
    """Checks the rows of one file for one organisation. Writes nothing."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.header = ground, ground.reading.header
        self.cells: list[Cell] = cells_of(ground)
        self.weaver = Weaver(ground, self.cells)
        self.seen = Seen()
        self.long = ground.mapping.rows == "person_wave"

    def chunks(self, path: Path, size: int = CHUNK) -> Iterator[Checked]:
        """All of the file, in constant memory."""
        rows = read_rows(path, self.ground.reading)
        while chunk := list(islice(rows, size)):
            yield self.check(chunk)

    def check(self, rows: list[Row], *, alone: bool = False) -> Checked:
        """`alone`: a row corrected by hand, which its own first version must not forbid."""
        checked = Checked(read=len(rows))
        woven: list[Facts] = []
        raw = {}
        for row in rows:
            facts = self._read(row)
            if isinstance(facts, Facts):
                woven.append(facts)
                raw[row.number] = row
            else:
                checked.bad.append(self._bad(row, facts))
        known = known_persons(self.ground, {facts.code for facts in woven})
        passed = {} if alone else self._passed_before(woven)
        for facts in woven:
            problems = self._compare(facts, known, passed)
            if problems:
                checked.bad.append(self._bad(raw[facts.number], problems))
            else:
                self._accept(facts, known, checked, is_new=not self.long or f"{facts.code}\0" not in passed)
        if not alone:
            self._remember(woven)
        checked.bad.sort(key=lambda row: row.number)
        return checked

    def _read(self, row: Row) -> Facts | Problems:
        texts = row.cells
        problems: Problems = {}
        if len(texts) != len(self.header):
            return self._wrong_width(texts)
        values: list[Any] = []
        for cell in self.cells:
            text = texts[cell.at]
            try:
                value = cell.known[text]
            except KeyError:
                value = cell.value(text)
            if value.__class__ is Problem:
                problems[cell.column.name] = str(value)
            values.append(value)
        return problems or self.weaver.weave(row.number, values)

    def _wrong_width(self, texts: list[str]) -> Problems:
        if len(texts) < len(self.header):
            return {self.header[len(texts)]: _("La fila se corta aquí: faltan %(n)d celdas. Complétela o quítela.") % {"n": len(self.header) - len(texts)}}
        return {self.header[-1]: _("La fila tiene %(n)d celdas de más: quizá un texto lleva el separador sin comillas.") % {"n": len(texts) - len(self.header)}}

    def _key(self, facts: Facts) -> str:
        return f"{facts.code}\0{facts.wave}"

    def _passed_before(self, woven: list[Facts]) -> dict[str, int]:
        """Key → first row, for what stood in an earlier chunk; this chunk adds to it as it goes."""
        return self.seen.rows_of({self._key(facts) for facts in woven} | {f"{facts.code}\0" for facts in woven})

    def _remember(self, woven: list[Facts]) -> None:
        rows = {f"{facts.code}\0": facts.number for facts in reversed(woven)}
        if self.long:
            rows |= {self._key(facts): facts.number for facts in reversed(woven)}
        self.seen.add(rows)

    def _compare(self, facts: Facts, known: dict[str, KnownPerson], passed: dict[str, int]) -> Problems:
        key = self._key(facts)
        first = passed.setdefault(key, facts.number)
        if first != facts.number:
            where = self.weaver.where["moment.wave" if self.long and "moment.wave" in self.weaver.where else "person.register_code"]
            return {where: _("Repite la fila %(row)d. Deje una de las dos, o corrija el código si es otra persona.") % {"row": first}}
        person = known.get(facts.code)
        if person is None:
            return {}
        if person.is_restricted:
            where = self.weaver.where["person.register_code"]
            return {where: _("Esta ficha no admite cambios por ahora. Pregunte a la persona de protección de datos de su entidad.")}
        return compare_person(facts, person, self.weaver.where) | compare(facts, person)

    def _accept(self, facts: Facts, known: dict[str, KnownPerson], checked: Checked, *, is_new: bool) -> None:
        checked.good.append(facts)
        person = known.get(facts.code)
        if person is None:
            checked.new["person"] += is_new
            checked.new["identity"] += is_new and bool(facts.identity)
            if self.long:
                person = known[facts.code] = KnownPerson(None, {"kind": "served", "sex": "not_stated", "birth_year": None, **facts.person}, facts.identity)
        elif not facts.facts:
            checked.unchanged += 1
        for key in facts.facts:
            checked.new[key[0]] += 1
        if person is not None:
            person.facts.update({key: said for key, (said, _column) in facts.facts.items()})

    def _bad(self, row: Row, problems: Problems) -> BadRow:
        texts = [text[:MOST_CELL].replace("\0", "") for text in row.cells]
        extra = texts[len(self.header) :]
        cells = dict(zip(self.header, texts + [""] * len(self.header), strict=False))
        if extra:
            cells[self.header[-1]] = " | ".join([cells[self.header[-1]], *extra])[:MOST_CELL]
        return BadRow(row.number, cells, problems)
