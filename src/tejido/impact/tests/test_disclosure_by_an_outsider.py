"""Somebody who has the release alone, and a linear programme: no hidden number of few people is pinned below what the rule promises.

Nothing of the ledger or of its attacker is used here. The outsider writes down the printed tables with what everybody knows of such
tables (parts add up, everybody is the groups together, whoever moved was there before), the printed shares, and asks for the least and
the greatest value of each hidden cell. A linear programme lets halves of people through, so its range is the wider one: what it pins
down is pinned down.
"""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tejido.impact.disclosure import CountTable, protect, protect_figures
from tejido.impact.tests.studies import ask, plan_from

THRESHOLD = 10


class Outsider:
    """Unknown numbers of people by name, and what is known of them as equations and as differences that are not negative."""

    def __init__(self):
        self.names, self.equal, self.more = {}, [], []

    def number(self, *name):
        return self.names.setdefault(name, len(self.names))

    def read(self, name, rows, columns, table):
        """A table of a release: its cells, and the sums of its rows, columns and all."""
        lines, sides, whole = table["row_totals"], table["column_totals"], table["total"]
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                self.see((name, row, column), table["counts"][i][j])
            self.add((name, row, None), [(name, row, column) for column in columns], lines[i] if lines else None)
        for j, column in enumerate(columns):
            self.add((name, None, column), [(name, row, column) for row in rows], sides[j] if sides else None)
        self.add((name, None, None), [(name, row, None) for row in rows], whole)

    def see(self, name, value):
        self.number(*name)
        if value is not None:
            self.equal.append(({name: 1}, value))

    def add(self, whole, parts, value=None):
        self.see(whole, value)
        for part in parts:
            self.number(*part)
        self.equal.append(({whole: -1} | dict.fromkeys(parts, 1), 0))

    def hold(self, whole, part):
        """Whoever is in the part is in the whole."""
        self.more.append({whole: -1, part: 1})

    def _rows(self, terms):
        matrix = np.zeros((len(terms), len(self.names)))
        for i, term in enumerate(terms):
            for name, sign in term.items():
                matrix[i, self.names[name]] += sign
        return matrix

    def range_of(self, name):
        goal = np.zeros(len(self.names))
        goal[self.names[name]] = 1
        known = {"A_eq": self._rows([term for term, _ in self.equal]), "b_eq": [value for _, value in self.equal]}
        known |= {"A_ub": self._rows(self.more), "b_ub": np.zeros(len(self.more))} if self.more else {}
        low, high = (linprog(sign * goal, **known, bounds=(0, 10_000), method="highs") for sign in (1, -1))
        assert low.status == high.status == 0
        return low.fun, -high.fun


def pinned(outsider, true):
    """Hidden numbers of few people (or of nobody) whose range is narrower than the rule."""
    found = []
    for name, value in true.items():
        low, high = outsider.range_of(name)
        assert low - 1e-6 <= value <= high + 1e-6
        if high - low < THRESHOLD - 1e-6:
            found.append((name, value, low, high))
    return found


# tables by themselves


def tables(draw, number, rows, columns):
    """Tables of one population with common rows, so that the sums of their rows are the same numbers."""
    sums = [draw(st.integers(0, 90)) for _ in range(rows)]
    for k in range(number):
        counts = []
        for total in sums:
            cuts = sorted(draw(st.integers(0, total)) for _ in range(columns - 1))
            counts.append(tuple(b - a for a, b in itertools.pairwise([0, *cuts, total])))
        yield CountTable(
            f"t{k}", tuple(f"r{i}" for i in range(rows)), tuple(f"{k}c{j}" for j in range(columns)), tuple(counts), population="p"
        )


def outsider_of(protected):
    found = Outsider()
    for table in protected.tables:
        printed = {
            "counts": [[cell.value for cell in row] for row in table.cells],
            "row_totals": [cell.value for cell in table.row_totals],
            "column_totals": [cell.value for cell in table.column_totals],
            "total": table.grand_total.value,
        }
        found.read(table.name, table.row_labels, table.column_labels, printed)
        for row in table.row_labels if table.name != "t0" else ():
            found.add((table.name, row, None), [("t0", row, None)])
    return found


def few_of(given_tables, protected):
    """The hidden cells of the tables that a rule protects for their own sake, with their values."""
    return {
        (table.name, row, column): table.counts[i][j]
        for table in given_tables
        for i, row in enumerate(table.row_labels)
        for j, column in enumerate(table.column_labels)
        if protected.table(table.name).cells[i][j].status == "primary"
    }


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_outsider_with_a_linear_programme_pins_down_no_hidden_cell_of_linked_tables(data):
    asked = list(tables(data.draw, data.draw(st.integers(1, 3)), data.draw(st.integers(2, 5)), data.draw(st.integers(2, 5))))
    protected = protect(asked)

    assert pinned(outsider_of(protected), few_of(asked, protected)) == []


@pytest.mark.parametrize("seed", range(3))
def test_nor_of_a_table_of_more_cells_than_are_looked_at_together_at_first(seed):
    draw = np.random.default_rng(seed)
    counts = draw.negative_binomial(0.7, 0.7 / (0.7 + draw.choice([12, 40], (14, 1))), size=(14, 13))
    asked = CountTable("t0", tuple(f"r{i}" for i in range(14)), tuple(f"c{j}" for j in range(13)), tuple(map(tuple, counts.tolist())))
    protected = protect([asked])
    few = few_of([asked], protected)
    some = dict(list(few.items())[:: max(1, len(few) // 25)])

    assert len(few) > 60
    assert pinned(outsider_of(protected), some) == []


# a release of moves between states


def moves(people, waves, seed):
    """People in four states who mostly stay, some of them not seen now and then."""
    draw = np.random.default_rng(seed)
    chance = 0.75 * np.eye(4) + 0.25 * draw.dirichlet(np.ones(4) * 0.6, size=4)
    rows = []
    for i in range(people):
        state = draw.integers(4)
        for wave in range(waves):
            if wave == 0 or draw.random() > 0.1:
                rows.append({"person": f"P{i}", "wave": float(wave), "treat": float(i % 2), "place": "abcd"[state]})
            state = draw.choice(4, p=chance[state])
    plan = plan_from(
        rows="person_wave",
        person="person",
        wave="wave",
        columns={"treat": {"kind": "yes_no"}, "place": {"kind": "category"}},
        outcome={"state": "place"},
        estimates=[{"name": "places", "method": "transitions"}, {"name": "whole", "method": "transitions", "exposure": "none"}],
    )
    return json.loads(json.dumps(ask(plan, pd.DataFrame(rows))))


def place_of(table, row, column):
    """One name for a number of people wherever it stands: who, when, from where, to where."""
    if table["kind"] == "states":
        return ("state", table["wave"], row, column)
    return (table["kind"], table.get("wave"), table.get("group"), row, column)


def outsider_at(release):
    found = Outsider()
    for table in release["tables"]:
        if not table["row_totals"] and all(n is None for row in table["counts"] for n in row):
            continue
        found.read(table["name"], table["rows"], table["columns"], table)
        for row, column in itertools.product([*table["rows"], None], [*table["columns"], None]):
            found.add((table["name"], row, column), [place_of(table, row, column)])
    steps = {table["wave"] for table in release["tables"] if table["kind"] == "transition"}
    states = next(table["columns"] for table in release["tables"] if table["kind"] == "states")
    for step in steps:
        before, after = step.split("→")
        for one, other in itertools.product([*states, None], repeat=2):
            found.add(("transition", step, "all", one, other), [("transition", step, group, one, other) for group in ("0", "1")])
        for state, group in itertools.product(states, ("0", "1", "all")):
            found.hold(("state", before, group, state), ("transition", step, group, state, None))
            found.hold(("state", after, group, state), ("transition", step, group, None, state))
    for wave, state in itertools.product({wave for step in steps for wave in step.split("→")}, states):
        found.add(("state", wave, "all", state), [("state", wave, group, state) for group in ("0", "1")])
    return found


def read_shares(found, release):
    """A share with its base is a count."""
    for row in release["estimates"]:
        if row.get("scale") == "proportion" and row.get("category") and row.get("estimate") is not None and row.get("n") is not None:
            one, other = row["category"].split("→")
            group = row["group"] or "all"
            found.see(("transition", row["wave"], group, one, other), round(row["estimate"] * row["n"]))
            found.see(("transition", row["wave"], group, one, None), row["n"])


@pytest.mark.parametrize("seed", [1, 2])
def test_an_outsider_with_a_linear_programme_pins_down_no_hidden_move_between_states(seed):
    exact = moves(400, 4, seed)
    release = protect_figures(exact)
    outsider = outsider_at(release)
    read_shares(outsider, release)
    hidden = {
        place_of(table, row, column): table["counts"][i][j]
        for table, told in zip(exact["tables"], release["tables"], strict=True)
        if table["kind"] in ("states", "transition")
        for i, row in enumerate(table["rows"])
        for j, column in enumerate(table["columns"])
        if told["counts"][i][j] is None and table["counts"][i][j] < THRESHOLD
    }
    some = dict(list(hidden.items())[:: max(1, len(hidden) // 30)])

    assert len(hidden) > 60
    assert pinned(outsider, some) == []
