"""From the covariates of a plan to columns of numbers: coding, reference level, spline, lag and interaction, never by evaluating text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tejido.impact.derive import MOST_LEVELS, level_of
from tejido.impact.refusals import Refused
from tejido.impact.spec import Estimate, Plan, Term

if TYPE_CHECKING:
    import pandas as pd


def lag_columns(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The values of earlier interviews or periods that the covariates ask for; the first rows of each person have none."""
    wanted = {(term.columns[0], term.lag): estimate for estimate in plan.estimates for term in estimate.terms if term.lag}
    wanted |= {(e.exposure.column, e.exposure.lag): e for e in plan.estimates if e.exposure and e.exposure.lag}
    if not wanted:
        return frame
    found = frame.copy()
    for (name, lag), estimate in wanted.items():
        clock = "wave" if plan.wave else estimate.outcome.start or estimate.outcome.period
        ordered = found.sort_values(["person", clock], kind="stable")
        for column in behind(name, found, plan):
            found[f"{column}[lag {lag}]"] = ordered.groupby("person", sort=False)[column].shift(lag)
    return found


def behind(name: str, frame: pd.DataFrame, plan: Plan) -> list[str]:
    """A column, or the 0/1 columns of a derived category."""
    derived = plan.derived(name)
    if derived is not None and derived.operation == "category":
        return [str(column) for column in frame.columns if str(column).startswith(f"{name}[") and "[lag " not in str(column)]
    return [name]


def needed_columns(estimate: Estimate, frame: pd.DataFrame, plan: Plan) -> list[str]:
    """The columns that must not be empty for the covariates of this estimate; the exposure is looked at apart."""
    exposure = estimate.exposure.column if estimate.exposure else None
    found: list[str] = []
    for term in estimate.terms:
        ending = f"[lag {term.lag}]" if term.lag else ""
        found += [f"{column}{ending}" for name in term.columns if name != exposure for column in behind(name, frame, plan)]
    return list(dict.fromkeys(found))


def expand(estimate: Estimate, table: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """The complete rows with every column of the design, their names in order, and for each product with the exposure its other column."""
    found = table.copy()
    names: list[str] = []
    crossed: dict[str, str] = {}
    for term in estimate.terms:
        if len(term.columns) == 1:
            names += _main(found, term, plan)
        else:
            mine, products = _interaction(found, term, estimate, plan)
            names += mine
            crossed |= products
    return found, list(dict.fromkeys(names)), crossed


def _main(table: pd.DataFrame, term: Term, plan: Plan) -> list[str]:
    """The columns of one covariate, added to the table where they are not yet there."""
    if term.coding == "linear":
        return [f"{column}[lag {term.lag}]" if term.lag else column for column in behind(term.columns[0], table, plan)]
    return _factor(table, term) if term.coding == "factor" else _spline(table, term)


def _factor(table: pd.DataFrame, term: Term) -> list[str]:
    """One 0/1 column per level besides the reference: the one named, else the first in order."""
    text = table[term.name].map(level_of)
    levels = sorted(set(text), key=level_order)
    reference = term.reference or levels[0]
    if reference not in levels:
        raise Refused("no_reference", reference=reference, column=term.name, levels=", ".join(levels[:MOST_LEVELS]))
    if len(levels) > MOST_LEVELS:
        raise Refused("many_levels", column=term.name, n=len(levels))
    if len(levels) < 2:
        raise Refused("constant", column=term.name)
    others = [level for level in levels if level != reference]
    for level in others:
        table[f"{term.name}[{level}]"] = (text == level).astype(float)
    return [f"{term.name}[{level}]" for level in others]


def level_order(level: str) -> tuple[int, float, str]:
    """Levels in their order: by number where they are numbers."""
    try:
        return 0, float(level), level
    except ValueError:
        return 1, 0.0, level


def _spline(table: pd.DataFrame, term: Term) -> list[str]:
    basis = spline_columns(np.asarray(table[term.name], dtype=float), term.knots, term.df, term.name)
    names = [f"{term.name}[s{j + 1}]" for j in range(basis.shape[1])]
    for j, name in enumerate(names):
        table[name] = basis[:, j]
    return names


def spline_columns(values: Any, knots: Sequence[float], df: int, column: str) -> Any:
    """A natural cubic spline; too few distinct values for its knots is said with the name of the column."""
    from tejido.stats.splines import NaturalSpline, natural_spline
    from tejido.stats.unfit import Unfit

    try:
        basis = NaturalSpline(tuple(knots), (float(values.min()), float(values.max()))) if knots else natural_spline(values, df)
        return basis.columns(values)
    except Unfit as unfit:
        raise Refused("few_values", column=column) from unfit


def _interaction(table: pd.DataFrame, term: Term, estimate: Estimate, plan: Plan) -> tuple[list[str], dict[str, str]]:
    """Products of the columns of the two, each coded as its own line in the plan says."""
    exposure = estimate.exposure.column if estimate.exposure else None
    known: Mapping[str, Term] = {other.columns[0]: other for other in estimate.terms if len(other.columns) == 1 and not other.lag}
    first, second = term.columns
    if second == exposure:
        first, second = second, first
    sides = [[name] if name == exposure else _main(table, known.get(name) or _usual(name, plan), plan) for name in (first, second)]
    names, crossed = [], {}
    for one in sides[0]:
        for other in sides[1]:
            name = f"{one}:{other}"
            left = table["arm"] if one == exposure and table["arm"].notna().all() else table[one]
            table[name] = left.astype(float) * table[other]
            names.append(name)
            if one == exposure:
                crossed[name] = other
    return names, crossed


def _usual(name: str, plan: Plan) -> Term:
    return Term((name,), coding="factor" if plan.kind_of(name) == "category" else "linear")
