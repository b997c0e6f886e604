"""What a model may say of itself: its fit, the assumptions of its plan, and the numbers behind its pictures, coarsened or masked.

A number with all its digits is a fingerprint of the people behind it: that of a share among a known number of people is the share's
count, that of a mean its sum. Whatever is let out here was read as an attacker would, and says beside it why it may leave.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.pictures import EVERYBODY, FIELDS, OVERLAP, SEEN, shown_count, sides_of, table_name
from tejido.impact.disclosure.rules import Rules

Model = Mapping[str, Any]
Parts = dict[str, Any]

#: Measures of a fitted model that may stand beside its estimates.
FIT = (
    "deviance", "log_likelihood", "residual_variance", "random_variance", "df", "ties", "interviews", "persons", "estimand", "horizon",
    "period", "tau2", "i2", "target", "of_named",
)  # fmt: skip
#: Prices that the plan names with how often the programme is worth them (a share of draws, not of people), and a ledger of assumptions
#: with what each sways: functions of the plan, the effect and the number of people, which the rows say themselves.
MONEY = ("willing", "acceptable", "ledger", "tornado")
#: Of the instrument, not of the people who filled it in.
INSTRUMENT = ("reliable", "cut_off")
MODEL_PARTS = ("name", "method", *FIT, *MONEY, *INSTRUMENT, "balance", "overlap", "fields", "means", "deciles", "tipping_point")
#: Where a tenth of a group is as many people as the threshold, a decile is no single person's score.
TENTHS = 10
FIGURES_KEPT = 3


def models_out(
    document: Mapping[str, Any], models: Sequence[Model], silent: set[str], ledger: Ledger, hidden: frozenset[int], rules: Rules
) -> list[Parts]:
    """Every model with what may leave. Of one with a hidden figure only the parts that have a protection of their own stay."""
    found = []
    for model in models:
        name = str(model["name"])
        parts = {key: model[key] for key in ("name", "method") if key in model}
        kept = _own_protection(document, model, ledger, hidden, rules)
        if name not in silent:
            parts |= _fit(model) | {key: model[key] for key in MONEY if key in model} | _balance(document, model, rules) | _tipping(model, rules)
            found.append(parts | kept)
        elif kept:
            found.append(parts | kept)
    return found


def _fit(model: Model) -> Parts:
    """Counts in a nested form stay inside."""
    return {key: model[key] for key in FIT if key in model and not (key == "interviews" and isinstance(model[key], Mapping))}


def _own_protection(document: Mapping[str, Any], model: Model, ledger: Ledger, hidden: frozenset[int], rules: Rules) -> Parts:
    found = _overlap(document, model, ledger, hidden) | _fields(model, ledger, hidden) | _course(model, ledger, hidden, rules)
    if "fields" in found:
        found |= {key: model[key] for key in INSTRUMENT if key in model}
    return found


def _balance(document: Mapping[str, Any], model: Model, rules: Rules) -> Parts:
    """Standardised differences, to no more places than leave every count of the groups possible.

    With all its digits the difference of a yes or no is that of two shares a/n and b/m over their spread, and only one pair (a, b) fits
    it. A step as wide as one person makes where half the threshold of the smaller group have the trait (the spread is then √(k/2n)) lets
    every a find its b, also for a reader who knows that it is rare. What is also asked as an outcome is left out: its total beside
    the difference would say how it divides.
    """
    people = _smaller_group(document, str(model["name"]))
    if not model.get("balance") or people is None or rules.is_too_few(people):
        return {}
    asked = _outcomes(document.get("plan", {}))
    step = _round_step(max(0.01, 1 / math.sqrt(rules.threshold / 2 * people)))
    told = [
        {"term": one["term"], "before": _to_step(one["before"], step), "after": _to_step(one["after"], step)}
        for one in model["balance"]
        if not any(str(one["term"]).startswith(name) for name in asked)
    ]
    return {"balance": told} if told else {}


def _tipping(model: Model, rules: Rules) -> Parts:
    """How the answer falls with a shift of those who are missing: a line as steep as the share of its group that is missing, which times
    the people of the group is their number. It leaves where those missing are enough people on both sides."""
    missing = model.get("missing")
    if not model.get("tipping_point") or not missing or any(rules.is_too_few(int(n)) for n in missing.values()):
        return {}
    return {"tipping_point": model["tipping_point"]}


def _smaller_group(document: Mapping[str, Any], name: str) -> int | None:
    sizes = [row["n"] for row in document["estimates"] if row.get("name") == name and row.get("group") is not None and row.get("n")]
    return min(sizes, default=None)


def _outcomes(plan: Mapping[str, Any]) -> set[str]:
    """Every column that the plan asks about."""
    given = [plan.get("outcome"), *(one.get("outcome") for one in plan.get("estimates", []))]
    names = [[one] if isinstance(one, str) else [text for text in one.values() if isinstance(text, str)] for one in given if one]
    return {name for found in names for name in found}


def _overlap(document: Mapping[str, Any], model: Model, ledger: Ledger, hidden: frozenset[int]) -> Parts:
    """The histogram with its small bins masked; the ends of the common support are single people's scores and go to the edge of their bin."""
    sides, name = sides_of(document, str(model["name"])), table_name(str(model["name"]), OVERLAP)
    if not model.get("overlap") or sides is None or (name, sides[0], None) not in ledger.index:
        return {}
    given = model["overlap"]
    edges, bins = given["edges"], range(len(given["exposed"]))
    heaps = [[shown_count(ledger, hidden, name, side, str(i)) for i in bins] for side in sides]
    if all(n is None for heap in heaps for n in heap):
        return {}
    low, high = max(e for e in edges if e <= given["low"]), min(e for e in edges if e >= given["high"])
    return {"overlap": {"edges": edges, "exposed": heaps[0], "reference": heaps[1], "low": low, "high": high}}


def _fields(model: Model, ledger: Ledger, hidden: frozenset[int]) -> Parts:
    """Fields of enough people. Of the others not even the place is told: it is the score of few."""
    name = table_name(str(model["name"]), FIELDS)
    if not model.get("fields") or (name, EVERYBODY, None) not in ledger.index:
        return {}
    cells = [[x, y, shown_count(ledger, hidden, name, EVERYBODY, str(i))] for i, (x, y, _n) in enumerate(model["fields"]["cells"])]
    kept = [cell for cell in cells if cell[2] is not None]
    return {"fields": {"size": model["fields"]["size"], "cells": kept}} if kept else {}


def _course(model: Model, ledger: Ledger, hidden: frozenset[int], rules: Rules) -> Parts:
    """Means of enough people, to three figures: with more, the fraction says how many people it is of where that is hidden.

    Deciles are scores of people; they leave where each tenth holds the threshold, and as round as the means.
    """
    means, deciles = [], []
    for point in model.get("means", []):
        table = table_name(str(model["name"]), SEEN, point["at"])
        if not rules.is_too_few(int(point["n"])) and (table, str(point["group"]), "seen") in ledger.index:
            n = shown_count(ledger, hidden, table, str(point["group"]), "seen")
            means.append(
                {"group": point["group"], "at": point["at"], "n": n} | {key: _rounded(point[key]) for key in ("mean", "low", "high")}
            )
    for point in model.get("deciles", []):
        if not rules.is_too_few(int(point["n"]) // TENTHS):
            deciles.append({key: point[key] for key in ("group", "at")} | {key: _rounded(point[key]) for key in ("low", "high")})
    return {key: found for key, found in (("means", means), ("deciles", deciles)) if found}


def _rounded(value: float) -> float:
    """To three figures."""
    return round(value, FIGURES_KEPT - 1 - math.floor(math.log10(abs(value)))) if value else 0.0


def _round_step(least: float) -> float:
    """The smallest of 1, 2 or 5 times a power of ten that is not below this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))


def _to_step(value: float | None, step: float) -> float | None:
    return None if value is None else round(round(value / step) * step, 6)
