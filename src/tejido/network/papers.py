"""A paper made from the catalogue: parts with lines, read on screen and taken away as CSV, JSON or Markdown."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from tejido.core.spreadsheet import as_csv

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One subject with what is said of it; an answer left empty is for people to write."""

    title: Words
    facts: tuple[tuple[Words, Words], ...] = ()


@dataclass(frozen=True)
class Part:
    title: Words
    lead: Words = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Paper:
    kind: str
    title: str
    place: str
    day: dt.date
    lead: Words = ""
    parts: list[Part] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As JSON carries it; no word depends on the reader's machine."""
        return {
            "kind": self.kind, "title": self.title, "place": self.place, "day": self.day.isoformat(), "lead": str(self.lead),
            "parts": [
                {"title": str(part.title), "lead": str(part.lead),
                 "lines": [{"title": str(line.title), "facts": [{"what": str(what), "says": str(says)} for what, says in line.facts]} for line in part.lines]}
                for part in self.parts
            ],
        }  # fmt: skip


def json_of(paper: Paper) -> str:
    return json.dumps(paper.plain(), ensure_ascii=False, indent=2)


def csv_of(paper: Paper) -> str:
    """One fact a row."""
    rows = ([str(cell) for cell in (part.title, line.title, what, says)] for part in paper.parts for line in part.lines for what, says in line.facts)
    return "".join(as_csv(rows, ";"))


def markdown_of(paper: Paper) -> str:
    said = [f"# {paper.title}", f"{paper.place} · {paper.day.isoformat()}", str(paper.lead)]
    for part in paper.parts:
        said += [f"## {part.title}", str(part.lead)]
        for line in part.lines:
            said += [f"### {line.title}", "\n".join(f"- **{what}**: {says or '__________'}" for what, says in line.facts)]
    return "\n\n".join(text for text in said if text) + "\n"


FORMATS = {"csv": ("text/csv; charset=utf-8", csv_of), "json": ("application/json", json_of), "md": ("text/markdown; charset=utf-8", markdown_of)}
