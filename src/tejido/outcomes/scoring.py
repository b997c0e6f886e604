"""Answers → scores. Pure: no Django, no database.

A blank answer counts as the mean of the others, as far as the manual allows; beyond that there is no score, only the number of
answers. A value that the instrument does not offer is refused: it is a typing error, not an opinion.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tejido.outcomes.packs import Pack, Scale


class AnswersWrong(ValueError):
    """An answer to an item that the instrument does not have, or a value that it does not offer."""

    def __init__(self, problems: list["Problem"]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.item}: {p.reason}" for p in problems))


@dataclass(frozen=True)
class Problem:
    item: str
    reason: str  # "unknown_item" or "not_offered"


@dataclass(frozen=True)
class Scored:
    """`value` is None when more is missing than the manual allows."""

    scale: str
    value: float | None
    answered: int
    of: int


def problems_of(pack: Pack, answers: Mapping[str, float]) -> list[Problem]:
    """What is wrong with these answers, item by item."""
    known = {item.id for item in pack.items}
    offered = {response.value for response in pack.responses}
    problems = [] if pack.own_words else [Problem(item, "unknown_item") for item in answers if item not in known]
    return problems + [Problem(item, "not_offered") for item, value in answers.items() if value not in offered]


def score(pack: Pack, answers: Mapping[str, float]) -> list[Scored]:
    """Every scale of `pack`. Items in own words (goals) give one scale each beside the pack's own."""
    if problems := problems_of(pack, answers):
        raise AnswersWrong(problems)
    reversed_items = {item.id for item in pack.items if item.reversed}
    turn = pack.lowest + pack.highest
    points = {item: turn - value if item in reversed_items else value for item, value in answers.items()}
    scored = [score_scale(scale, points, tuple(answers) if pack.own_words else scale.items) for scale in pack.scales]
    if pack.own_words:
        scored += [Scored(item, float(value), 1, 1) for item, value in points.items()]
    return scored


def score_scale(scale: Scale, points: Mapping[str, float], items: tuple[str, ...]) -> Scored:
    """One scale from points that are already turned the right way round."""
    given = [points[item] for item in items if item in points]
    if not given or len(items) - len(given) > scale.allowed:
        return Scored(scale.id, None, len(given), len(items))
    mean = math.fsum(given) / len(given)
    value = math.fsum(given) if len(given) == len(items) else mean * len(items)
    return Scored(scale.id, scale.times * (value if scale.method == "sum" else mean), len(given), len(items))


def change(scale: Scale, before: float, after: float, language: str) -> str:
    """What a difference between two scores of one person says: "better", "worse", "within_chance" or "unknown"."""
    bound = scale.bound_in(language)
    if bound is None:
        return "unknown"
    gain = after - before if scale.direction == "higher" else before - after
    if gain >= bound:
        return "better"
    return "worse" if -gain >= bound else "within_chance"


def margin(scale: Scale, value: float, language: str) -> tuple[float, float] | None:
    """Between which values a single score lies with 95 % confidence, from the reliable change: points / √2, inside the scale."""
    bound = scale.bound_in(language)
    if bound is None:
        return None
    half = bound / math.sqrt(2)
    return max(scale.lowest, value - half), min(scale.highest, value + half)
