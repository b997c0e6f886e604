"""Instruments as data: one YAML file each in `packs/`, with its own licence, wording, scoring, missing rule and worked examples.

A pack is read once, checked whole, and frozen: a wrong pack stops the start with a sentence that says which file and which field.
The format is documented in docs/guides/instrument-packs.md. A language whose wording may not be shipped is a slot: the organisation
uploads its own (`InstrumentWording`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("packs")
FIELDS = {"id", "version", "name", "title", "about", "licence", "stem", "responses", "items", "scales", "examples", "own_words", "languages"}
SCALE_FIELDS = {"id", "title", "items", "method", "times", "lowest", "highest", "direction", "threshold", "missing", "reliable_change"}
FALLBACK = ("es", "en")


class PackWrong(ValueError):
    """A pack does not say something that it must, or says it wrongly."""


Text = Mapping[str, str]


def in_language(text: Text, language: str) -> str:
    """`text` in `language`, else in the first fallback that has it."""
    return next((text[code] for code in (language[:2], *FALLBACK) if text.get(code)), "")


@dataclass(frozen=True)
class Response:
    value: float
    label: Text


@dataclass(frozen=True)
class Item:
    id: str
    text: Text
    reversed: bool = False


@dataclass(frozen=True)
class Threshold:
    """From here on a conversation is due. It is never a diagnosis."""

    at: float
    side: str  # "at_least" or "at_most"
    source: str

    def reached_by(self, value: float) -> bool:
        return value >= self.at if self.side == "at_least" else value <= self.at


@dataclass(frozen=True)
class Scale:
    """One number made from the answers. `allowed` is how many blanks the manual lets pass; they count as the mean of the others."""

    id: str
    title: Text
    items: tuple[str, ...]
    method: str
    times: float
    lowest: float
    highest: float
    direction: str  # "higher" or "lower": which end is better
    allowed: int
    missing_source: str
    threshold: Threshold | None = None
    reliable_points: float | None = None
    reliable_source: str = ""
    reliable_languages: tuple[str, ...] = ()  # a bound holds for the version it was found in; empty: for every language


    def bound_in(self, language: str) -> float | None:
        """How many points are more than chance, in this language version; None where nobody has published it."""
        known = not self.reliable_languages or language[:2] in self.reliable_languages
        return self.reliable_points if known else None


@dataclass(frozen=True)
class Example:
    answers: Mapping[str, float]
    scores: Mapping[str, float | None]
    source: str


@dataclass(frozen=True)
class Pack:
    id: str
    version: str
    name: str
    title: Text
    about: Text
    licence: Text
    licence_source: str
    stem: Text
    responses: tuple[Response, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    examples: tuple[Example, ...]
    own_words: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which the whole wording is in the pack; the others are slots."""
        codes = [code for code in ("es", "en", "hu") if self.stem.get(code) and all(r.label.get(code) for r in self.responses)]
        return tuple(code for code in codes if all(item.text.get(code) for item in self.items))

    @property
    def lowest(self) -> float:
        return min(r.value for r in self.responses)

    @property
    def highest(self) -> float:
        return max(r.value for r in self.responses)

    def scale(self, scale_id: str) -> Scale:
        return next(s for s in self.scales if s.id == scale_id)


class Reader:
    """Reads one pack and says where it is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wrong(self, where: str, what: str) -> PackWrong:
        return PackWrong(f"{self.path.name}: {where}: {what}")

    def need(self, data: Mapping[str, Any], key: str, where: str) -> Any:
        if data.get(key) in (None, "", [], {}):
            raise self.wrong(f"{where}{key}", "is missing")
        return data[key]

    def text(self, value: Any, where: str) -> Text:
        if not isinstance(value, dict) or not all(isinstance(v, str) and v for v in value.values()):
            raise self.wrong(where, "must be a text per language, such as {es: …, en: …}")
        return dict(value)

    def pack(self) -> Pack:
        data = yaml.safe_load(self.path.read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise self.wrong("file", "must be a mapping")
        if unknown := set(data) - FIELDS:
            raise self.wrong(", ".join(sorted(unknown)), "is not a field of a pack")
        if self.need(data, "id", "") != self.path.stem:
            raise self.wrong("id", f"must be the name of the file, {self.path.stem!r}")
        own_words = bool(data.get("own_words", False))
        items = self.items(data, own_words)
        licence = self.need(data, "licence", "")
        pack = Pack(
            id=data["id"],
            version=str(self.need(data, "version", "")),
            name=self.need(data, "name", ""),
            title=self.text(self.need(data, "title", ""), "title"),
            about=self.text(self.need(data, "about", ""), "about"),
            licence=self.text(self.need(licence, "note", "licence."), "licence.note"),
            licence_source=self.need(licence, "source", "licence."),
            stem=self.text(data.get("stem") or {}, "stem"),
            responses=tuple(self.response(r, n) for n, r in enumerate(self.need(data, "responses", ""))),
            items=items,
            scales=tuple(self.scale(s, items, n) for n, s in enumerate(self.need(data, "scales", ""))),
            examples=(),
            own_words=own_words,
        )
        examples = tuple(self.example(e, pack, n) for n, e in enumerate(self.need(data, "examples", "")))
        return Pack(**{**pack.__dict__, "examples": examples})

    def items(self, data: Mapping[str, Any], own_words: bool) -> tuple[Item, ...]:
        if own_words:
            return ()
        items = tuple(
            Item(self.need(i, "id", f"items[{n}]."), self.text(i.get("text") or {}, f"items[{n}].text"), bool(i.get("reversed", False)))
            for n, i in enumerate(self.need(data, "items", ""))
        )
        if len({i.id for i in items}) != len(items):
            raise self.wrong("items", "two items have the same id")
        return items

    def response(self, data: Mapping[str, Any], number: int) -> Response:
        if not isinstance(data.get("value"), int | float):
            raise self.wrong(f"responses[{number}].value", "must be a number")
        return Response(float(data["value"]), self.text(data.get("label") or {}, f"responses[{number}].label"))

    def scale(self, data: Mapping[str, Any], items: tuple[Item, ...], number: int) -> Scale:
        where = f"scales[{number}]."
        if unknown := set(data) - SCALE_FIELDS:
            raise self.wrong(where + ", ".join(sorted(unknown)), "is not a field of a scale")
        known = tuple(i.id for i in items)
        chosen = known if data.get("items", "all") == "all" else tuple(data["items"])
        if stray := set(chosen) - set(known):
            raise self.wrong(f"{where}items", f"names items that do not exist: {', '.join(sorted(stray))}")
        if self.need(data, "method", where) not in ("sum", "mean"):
            raise self.wrong(f"{where}method", "must be sum or mean")
        if self.need(data, "direction", where) not in ("higher", "lower"):
            raise self.wrong(f"{where}direction", "must be higher or lower: which end is better")
        missing, threshold, change = self.need(data, "missing", where), data.get("threshold"), data.get("reliable_change") or {}
        return Scale(
            id=self.need(data, "id", where),
            title=self.text(self.need(data, "title", where), f"{where}title"),
            items=chosen,
            method=data["method"],
            times=float(data.get("times", 1)),
            lowest=float(data.get("lowest", 0)),
            highest=float(self.need(data, "highest", where)),
            direction=data["direction"],
            allowed=int(missing.get("allowed", 0)),
            missing_source=self.need(missing, "source", f"{where}missing."),
            threshold=self.threshold(threshold, where) if threshold else None,
            reliable_points=float(self.need(change, "points", f"{where}reliable_change.")) if change else None,
            reliable_source=self.need(change, "source", f"{where}reliable_change.") if change else "",
            reliable_languages=tuple(change.get("languages", ())),
        )

    def threshold(self, data: Mapping[str, Any], where: str) -> Threshold:
        if data.get("side") not in ("at_least", "at_most"):
            raise self.wrong(f"{where}threshold.side", "must be at_least or at_most")
        return Threshold(float(self.need(data, "at", f"{where}threshold.")), data["side"], self.need(data, "source", f"{where}threshold."))

    def example(self, data: Mapping[str, Any], pack: Pack, number: int) -> Example:
        where = f"examples[{number}]."
        answers = self.need(data, "answers", where)
        if isinstance(answers, list):
            if len(answers) != len(pack.items):
                raise self.wrong(f"{where}answers", f"has {len(answers)} answers for {len(pack.items)} items")
            answers = {item.id: a for item, a in zip(pack.items, answers, strict=True) if a is not None}
        return Example(answers, self.need(data, "scores", where), str(data.get("source", "")))


def read_pack(path: Path) -> Pack:
    """Read and check one file."""
    return Reader(path).pack()


@cache
def packs() -> dict[str, Pack]:
    """Every instrument that is shipped, by id."""
    return {path.stem: read_pack(path) for path in sorted(FOLDER.glob("*.yaml"))}


def pack_of(slug: str) -> Pack | None:
    return packs().get(slug)
