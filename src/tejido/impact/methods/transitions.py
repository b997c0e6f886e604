"""From state to state between two interviews: who moved where, and whether one group moves more."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from tejido.impact.canonical import SIDE
from tejido.impact.derive import level_of, levels_of
from tejido.impact.design import level_order
from tejido.impact.lags import require_order
from tejido.impact.methods.people_tables import people_table
from tejido.impact.methods.proportions_by_wave import refuse_changing_group, wave_text, waves_of
from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import FEWEST, Refused, refusal_text
from tejido.impact.rows import row
from tejido.stats.transitions import TransitionTable, move_error, transition_model, transition_table

MOST_STATES = 8
NORMAL = 1.959963984540054


def state_transitions(question: Question) -> Found:
    """Share of each origin in each destination at every pair of interviews, and odds of moving by group where two are compared."""
    states = sorted({level_of(value) for value in question.table[question.estimate.outcome.state]}, key=level_order)
    require_order(question.table["wave"], question.plan.wave)
    if len(states) > MOST_STATES:
        raise Refused("many_levels", column=question.estimate.outcome.state, n=len(states))
    if question.arms:
        refuse_changing_group(question)
    moves = _moves(question, states)
    if moves.empty:
        raise Refused("no_pairs")
    found = Found(model={"states": states, "moves": len(moves)})
    for step in dict.fromkeys(moves["step"]):
        for arm in question.arms or (Arm("all", 0),):
            mine = moves[(moves["step"] == step) & ((moves[SIDE] == arm.side) if question.arms else True)]
            if len(mine):
                _add_step(question, found, states, step, arm, mine)
    found.tables += _states_seen(question, states)
    if question.arms:
        found.rows += _odds(question, states, moves)
    return found


def _states_seen(question: Question, states: list[str]) -> list[dict[str, Any]]:
    """Where the people seen at each interview were."""
    waves = waves_of(question.table["wave"].dropna().unique().tolist())
    place = levels_of(question.table[question.estimate.outcome.state])
    arms = question.arms or (Arm("all", 0),)
    side = question.values(SIDE) if question.arms else np.zeros(len(place))
    tables = []
    for wave in waves:
        here = (question.table["wave"] == wave).to_numpy()
        counts = [[int((here & (side == arm.side) & (place == state)).sum()) for state in states] for arm in arms]
        name, rows = f"{question.estimate.name}.states.{wave_text(wave)}", [arm.level for arm in arms]
        tables.append(people_table(name, rows, states, counts, estimate=question.estimate.name, kind="states", wave=wave_text(wave)))
    return tables


def _moves(question: Question, states: list[str]) -> pd.DataFrame:
    """One line per person and pair of interviews that follow on each other in the plan."""
    place = {state: j for j, state in enumerate(states)}
    table = question.table.assign(state=levels_of(question.table[question.estimate.outcome.state]).map(place))
    waves = waves_of(table["wave"].dropna().unique().tolist())
    parts = []
    for before, after in pairwise(waves):
        left, right = (table[table["wave"] == wave].set_index("person") for wave in (before, after))
        both = left.join(right[["state"]], rsuffix="_after", how="inner")
        parts.append(both.assign(step=f"{wave_text(before)}→{wave_text(after)}").reset_index())
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _add_step(question: Question, found: Found, states: list[str], step: str, arm: Arm, mine: pd.DataFrame) -> None:
    table = transition_table(mine["state"].to_numpy(np.intp), mine["state_after"].to_numpy(np.intp), len(states))
    for i in range(len(states)):
        if table.origin[i]:
            found.rows += [_share_row(question, table, states, i, j, step, arm) for j in range(len(states))]
    name, kept = f"{question.estimate.name}.{step}.{arm.level}", [i for i in range(len(states)) if table.origin[i]]
    counts = [[int(n) for n in table.counts[i]] for i in kept]
    found.tables.append(
        people_table(
            name, [states[i] for i in kept], states, counts, estimate=question.estimate.name, kind="transition", wave=step, group=arm.level
        )
    )


def _share_row(question: Question, table: TransitionTable, states: list[str], i: int, j: int, step: str, arm: Arm) -> dict[str, Any]:
    people = int(table.origin[i])
    term = f"{states[i]}→{states[j]}"
    line = row(
        question, term, scale="proportion", role="group", estimate=table.probability[i, j], low=table.low[i, j], high=table.high[i, j],
        n=people, count=int(table.counts[i, j]), group=arm.level, wave=step, category=term,
    )  # fmt: skip
    if people < FEWEST:
        values = {"group": states[i], "n": people, "least": FEWEST}
        refused = {"code": "few_people", "values": values}
        return line | {
            "estimate": None,
            "low": None,
            "high": None,
            "count": None,
            "note": refusal_text("few_people", values),
            "refused": refused,
        }
    return line


def _odds(question: Question, states: list[str], moves: pd.DataFrame) -> list[dict[str, Any]]:
    """A multinomial logit of the destination for each origin: log-odds of each move against staying, with errors by person."""
    found = []
    for i, origin in enumerate(states):
        own = moves[moves["state"] == i]
        sides = [own[own[SIDE] == arm.side] for arm in question.arms]
        if min(side["person"].nunique() for side in sides) < FEWEST or own["state_after"].nunique() < 2:
            continue
        design = np.array([[1.0, float(arm.side)] for arm in question.arms])
        counts = np.zeros((2, len(states), len(states)))
        for k, side in enumerate(sides):
            counts[k, i] = np.bincount(side["state_after"].to_numpy(np.intp), minlength=len(states))
        if (counts[:, i][:, counts[:, i].sum(axis=0) > 0] == 0).any():
            continue  # nobody of one group moved there: no ratio exists
        model = transition_model(design, counts)
        fit, reached = model.fits[i], model.reached[i]
        if fit is None:
            continue
        stayed = np.asarray(own["state_after"] == reached[fit.reference], dtype=float)
        others = [state for k, state in enumerate(reached) if k != fit.reference]
        for k, state in enumerate(others):
            moved = np.asarray(own["state_after"] == state, dtype=float)
            told = fit.coefficients[2 * k + 1]
            error = move_error(own["person"].to_numpy(), own[SIDE].to_numpy(), moved, stayed)
            low, high = told - NORMAL * error, told + NORMAL * error
            found.append(
                row(
                    question, f"{question.exposure}[{origin}→{states[state]}]", scale="log_odds", role="move", estimate=told, se=error, low=low,
                    high=high, p=float(2 * stats.norm.sf(abs(told / error))), ratio=np.exp(told), ratio_low=np.exp(low), ratio_high=np.exp(high),
                    n=int(own["person"].nunique()),
                )
            )  # fmt: skip
    return found
