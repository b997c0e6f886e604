"""From the covariates of a plan to columns of numbers: coding, reference level, spline and interaction, never by evaluating text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.derive import MOST_LEVELS, levels_of
from tejido.impact.lags import behind, exposed_column, lagged, own_lines
from tejido.impact.refusals import Refused
from tejido.impact.spec import Estimate, Plan, Term

if TYPE_CHECKING:
    import pandas as pd


def needed_columns(estimate: Estimate, frame: pd.DataFrame, plan: Plan) -> list[str]:
    """The columns that must not be empty for the covariates of this estimate; the exposure is looked at apart."""
    found = [lagged(column, lag) for name, lag in covariates_of(estimate) for column in behind(name, frame, plan)]
    return list(dict.fromkeys(found))


def covariates_of(estimate: Estimate) -> list[tuple[str, int]]:
    """Each covariate with its lag, those of an interaction too; the exposure is not one."""
    exposure = estimate.exposure.column if estimate.exposure else None
    own = own_lines(estimate)
    found = [(name, own[name].lag if name in own else 0) for term in estimate.terms if len(term.columns) > 1 for name in term.columns]
    single = [(term.columns[0], term.lag) for term in estimate.terms if len(term.columns) == 1]
    return [(name, lag) for name, lag in dict.fromkeys([*single, *found]) if name != exposure]


def expand(estimate: Estimate, table: pd.DataFrame, plan: Plan, times: Any = None) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """The complete rows with every column of the design, their names in order, and for each product with the exposure its other column.

    `times` (n,) how often each row was found, where that is not once: knots lie where the facts are.
    """
    found = table.copy()
    names: list[str] = []
    crossed: dict[str, str] = {}
    for term in estimate.terms:
        if len(term.columns) == 1:
            names += _main(found, term, plan, times)
        else:
            mine, products = _interaction(found, term, estimate, plan, times)
            names += mine
            crossed |= products
    return found, list(dict.fromkeys(names)), crossed


def _main(table: pd.DataFrame, term: Term, plan: Plan, times: Any) -> list[str]:
    """The columns of one covariate, added to the table where they are not yet there."""
    if term.coding == "linear":
        return [lagged(column, term.lag) for column in behind(term.columns[0], table, plan)]
    return _factor(table, term) if term.coding == "factor" else _spline(table, term, times)


def _factor(table: pd.DataFrame, term: Term) -> list[str]:
    """One 0/1 column per level besides the reference: the one named, else the first in order."""
    text = levels_of(table[term.name])
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


def _spline(table: pd.DataFrame, term: Term, times: Any) -> list[str]:
    basis = spline_columns(np.asarray(table[term.name], dtype=float), term.knots, term.df, term.name, times)
    names = [f"{term.name}[s{j + 1}]" for j in range(basis.shape[1])]
    for j, name in enumerate(names):
        table[name] = basis[:, j]
    return names


def spline_columns(values: Any, knots: Sequence[float], df: int, column: str, times: Any = None) -> Any:
    """A natural cubic spline; too few distinct values for its knots is said with the name of the column."""
    from tejido.stats.splines import NaturalSpline, natural_spline
    from tejido.stats.unfit import Unfit

    try:
        basis = NaturalSpline(tuple(knots), (float(values.min()), float(values.max()))) if knots else natural_spline(values, df, times)
        return basis.columns(values)
    except Unfit as unfit:
        raise Refused("few_values", column=column) from unfit


def _interaction(
    table: pd.DataFrame, term: Term, estimate: Estimate, plan: Plan, times: Any
) -> tuple[list[str], dict[str, str]]:
    """Products of the columns of the two, each coded as its own line in the plan says."""
    exposure = estimate.exposure.column if estimate.exposure else None
    known = own_lines(estimate)
    first, second = term.columns
    if second == exposure:
        first, second = second, first
    sides = [[name] if name == exposure else _main(table, known.get(name) or _usual(name, plan), plan, times) for name in (first, second)]
    names, crossed = [], {}
    for one in sides[0]:
        for other in sides[1]:
            name = f"{one}:{other}"
            left = table[one] if one != exposure else table[SIDE] if table[SIDE].notna().all() else table[exposed_column(estimate)]
            table[name] = left.astype(float) * table[other]
            names.append(name)
            if one == exposure:
                crossed[name] = other
    return names, crossed


def _usual(name: str, plan: Plan) -> Term:
    return Term((name,), coding="factor" if plan.kind_of(name) == "category" else "linear")
