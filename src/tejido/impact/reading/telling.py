"""What an answer page says first, what it keeps folded, and what it warns of: one order for the desk, the release and the public page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tejido.impact.reading.forest import Forest
from tejido.impact.reading.plots import Plot
from tejido.impact.reading.words import plan_of_document
from tejido.impact.sentences import check_sentence, not_by_lot

MOST_SENTENCES = 3
MOST_FORESTS = 2
MOST_PLOTS = 2
#: A longer finding is not set in large letters, and stands folded where it is not the first.
LARGE = 300
#: Pictures of what an answer rests on; they stand behind those of the answer itself.
GROUNDS = ("ways", "love", "overlap", "e_value", "flows", "fields")


@dataclass(frozen=True)
class Telling:
    """The sentences of an answer: of whom it speaks, what it found, the rest of the findings, and what to mind."""

    whom: str
    found: tuple[str, ...]
    rest: tuple[str, ...]
    minded: tuple[str, ...]

    @property
    def lead(self) -> str:
        """The one finding that stands in large letters, where there is one short enough."""
        return self.found[0] if self.found and len(self.found[0]) <= LARGE else ""


@dataclass(frozen=True)
class CheckGroup:
    """Checks of one kind with one verdict: the first in words, the others under it."""

    verdict: str
    sentence: str
    others: tuple[str, ...]


def telling_of(document: Mapping[str, Any], sentences: Sequence[str]) -> Telling:
    """These sentences of a document, told apart. A check has a place of its own on the page; that no lottery made the groups is said at once."""
    plan = plan_of_document(document)
    checks = {check_sentence(check, plan) for check in document.get("checks", [])}
    speaks = bool(sentences) and (document.get("attrition") or {}).get("analysed") is not None
    findings = [text for text in sentences[1 if speaks else 0 :] if text not in checks and text != not_by_lot()]
    minded = tuple(text for text in sentences if text == not_by_lot())
    found = [text for i, text in enumerate(findings) if i == 0 or len(text) <= LARGE][:MOST_SENTENCES]
    return Telling(sentences[0] if speaks else "", tuple(found), tuple(text for text in findings if text not in found), minded)


def check_groups(document: Mapping[str, Any]) -> list[CheckGroup]:
    """Checks by kind and verdict, those that need attention first; what repeats for another question stands under the first."""
    plan = plan_of_document(document)
    order = {"fails": 0, "attention": 1, "ok": 2}
    found: dict[tuple[str, str], list[str]] = {}
    for check in sorted(document.get("checks", []), key=lambda check: order.get(check["verdict"], 1)):
        if text := check_sentence(check, plan):
            found.setdefault((check["verdict"], check["name"]), []).append(text)
    return [CheckGroup(verdict, texts[0], tuple(dict.fromkeys(texts[1:]))) for (verdict, _name), texts in found.items()]


@dataclass(frozen=True)
class Shelf:
    """Tables of intervals and pictures: those that answer, in sight, and those behind them, folded."""

    forests: tuple[Forest, ...]
    plots: tuple[Plot, ...]
    more_forests: tuple[Forest, ...]
    more_plots: tuple[Plot, ...]


def shelf_of(forests: Sequence[Forest], levels: Sequence[Forest], plots: Sequence[Plot]) -> Shelf:
    """Answers before grounds, in the order of the plan; how each group fares by itself is in sight only where nothing is compared or drawn."""
    answers = [plot for plot in plots if plot.kind not in GROUNDS]
    shown = answers[:MOST_PLOTS]
    first = list(forests[:MOST_FORESTS]) if forests else [] if shown else list(levels[:1])
    behind = [forest for forest in (*forests, *levels) if forest not in first]
    return Shelf(tuple(first), tuple(shown), tuple(behind), tuple(plot for plot in plots if plot not in shown))
