"""Who was lost, as sums: enrolled = analysed + everyone lost for each reason, for the whole and for each arm."""

from collections.abc import Iterator, Mapping
from typing import Any

from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import DIFFERENCE, SMALL, Rules

WHOLE = ""
CONSENT = ("lost", "without_consent", "")
STAGES = ("enrolled", "without_consent", "with_baseline", "analysed")
#: A reader loses most with the number of people enrolled; the number analysed is stated by every estimate.
STAGE_WEIGHT = {"enrolled": 20.0, "with_baseline": 10.0}


def scopes(attrition: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The whole and each arm: (name, its stages)."""
    yield WHOLE, attrition
    yield from ((str(arm["group"]), arm) for arm in attrition.get("arms", []))


def lost_key(one: Mapping[str, Any]) -> tuple[str, str, str]:
    """People are lost for a reason and, where something is missing, by the column that misses it."""
    return "lost", str(one["reason"]), str(one.get("column") or "")


def arms_large_enough(attrition: Mapping[str, Any], rules: Rules) -> bool:
    """Whether every arm has enough people for estimates to state how many they rest on."""
    return not any(rules.is_too_few(int(stages["analysed"])) for _, stages in scopes(attrition) if stages.get("analysed") is not None)


def add_attrition(ledger: Ledger, attrition: Mapping[str, Any], rules: Rules) -> None:
    """Enter every stage and reason. Numbers that are zero are plain to see and describe nobody, so they stay."""
    stated = arms_large_enough(attrition, rules)
    for scope, stages in scopes(attrition):
        cells = {stage: _enter(ledger, scope, stage, int(stages[stage]), rules) for stage in STAGES if stages.get(stage) is not None}
        lost = [_enter(ledger, scope, lost_key(one), int(one["n"]), rules) for one in stages.get("lost", [])]
        if stated and "analysed" in cells:
            ledger.known.add(cells["analysed"])
        _tie_stages(ledger, scope, cells, lost, rules)
        if "without_consent" in cells and ("attrition", scope, CONSENT) in ledger.index:
            ledger.total(cells["without_consent"], [ledger.index["attrition", scope, CONSENT]])
    _tie_arms(ledger, [scope for scope, _ in scopes(attrition)][1:], rules)


def _enter(ledger: Ledger, scope: str, stage: Any, n: int, rules: Rules) -> int:
    cell = ledger.cell(("attrition", scope, stage), n, weight=STAGE_WEIGHT.get(stage, 1.0) * (1 + n), floor=int(stage not in STAGES))
    if rules.is_small(n):
        ledger.mark(cell, SMALL)
    return cell


def _tie_stages(ledger: Ledger, scope: str, cells: dict[str, int], lost: list[int], rules: Rules) -> None:
    """The sums inside the whole or one arm, whichever of them hold, and the steps that a reader works out by subtraction."""
    if "enrolled" in cells and "analysed" in cells:
        parts = [cells["analysed"], *lost]
        consent = cells.get("without_consent")
        if (
            consent is not None
            and ("attrition", scope, CONSENT) not in ledger.index
            and _adds_up(ledger, cells["enrolled"], [*parts, consent])
        ):
            parts.append(consent)
        remainder(ledger, cells["enrolled"], parts, ("attrition", scope, "other losses"), rules)
    for earlier, later in (("enrolled", "with_baseline"), ("with_baseline", "analysed")):
        if earlier in cells and later in cells:
            remainder(ledger, cells[earlier], [cells[later]], ("attrition", scope, "between", earlier, later), rules)


def _tie_arms(ledger: Ledger, arms: list[str], rules: Rules) -> None:
    """Each stage and reason of the whole is the sum of its arms, with the people of no arm as the rest."""
    for key in [key for key in ledger.index if isinstance(key, tuple) and key[:2] == ("attrition", WHOLE) and len(key) == 3]:
        stage = key[2]
        parts = [ledger.index["attrition", arm, stage] for arm in arms if ("attrition", arm, stage) in ledger.index]
        if parts and stage != "other losses":
            remainder(ledger, ledger.index[key], parts, ("attrition", "no arm", stage), rules)


def _adds_up(ledger: Ledger, whole: int, parts: list[int]) -> bool:
    return ledger.values[whole] == sum(ledger.values[part] for part in parts)


def remainder(ledger: Ledger, whole: int, parts: list[int], key: Any, rules: Rules) -> None:
    """Tie parts to their whole through whatever is left over; a leftover of few people is protected although unprinted."""
    left = ledger.values[whole] - sum(ledger.values[part] for part in parts)
    if left < 0:
        return
    if left:
        rest = ledger.cell(key, left, printed=False)
        if rules.is_small(left):
            ledger.mark(rest, DIFFERENCE)
        parts = [*parts, rest]
    ledger.total(whole, parts)


def publishable_attrition(ledger: Ledger, hidden: frozenset[int], attrition: Mapping[str, Any]) -> dict[str, Any]:
    """The attrition with None for what is hidden, and nothing in it that the ledger has not seen."""

    def shown(scope: str, stage: Any, n: Any) -> Any:
        return None if n is None or ledger.index["attrition", scope, stage] in hidden else n

    def block(scope: str, stages: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {key: stages[key] for key in ("group",) if key in stages}
        found.update({stage: shown(scope, stage, stages[stage]) for stage in STAGES if stage in stages})
        if "lost" in stages:
            found["lost"] = [{**reason_of(one), "n": shown(scope, lost_key(one), one["n"])} for one in stages["lost"]]
        return found

    def reason_of(one: Mapping[str, Any]) -> dict[str, Any]:
        return {key: one[key] for key in ("reason", "column") if key in one}

    blocks = [(scope, block(scope, stages)) for scope, stages in scopes(attrition)]
    result = blocks[0][1]
    if "interviews" in attrition:
        secret = any(isinstance(key, tuple) and key[0] == "attrition" and cell in hidden for key, cell in ledger.index.items())
        result["interviews"] = None if secret else attrition["interviews"]
    if "arms" in attrition:
        result["arms"] = [arm for _, arm in blocks[1:]]
    return result
