"""Periods at risk of many different people are counted and fitted piece by piece: the same answer as all at once."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.methods import periods
from tejido.impact.tests.studies import ask, plan_from

COLUMNS = {
    "treat": {"kind": "yes_no"}, "age": {"kind": "number"}, "org": {"kind": "category"},
    "t": {"kind": "number"}, "e": {"kind": "yes_no"}, "door": {"kind": "category"},
}  # fmt: skip
TIMES, DOORS = {"time": "t", "event": "e"}, {"time": "t", "exit": "door", "cause": "job"}


def people(number=300):
    chance = np.random.default_rng(8)
    treat, time = chance.integers(0, 2, number), np.ceil(chance.exponential(5, number)).clip(max=8)
    left = (time < 8) & (chance.random(number) < 0.8)
    return pd.DataFrame({
        "person": np.arange(number), "treat": treat * 1.0, "age": chance.normal(40, 9, number), "org": [f"o{i % 15}" for i in range(number)],
        "t": time, "e": left * 1.0, "door": np.where(left, chance.choice(["job", "out"], number), "0"),
    })  # fmt: skip


@pytest.mark.parametrize("outcome", [TIMES, DOORS], ids=["one door", "two doors"])
@pytest.mark.parametrize("cluster", [{}, {"cluster": "org"}], ids=["persons", "organisations"])
def test_pieces_give_the_answer_of_the_whole(outcome, cluster, monkeypatch):
    columns = {name: kind for name, kind in COLUMNS.items() if name in ("treat", "age", "org", *outcome.values())}
    estimate = {
        "name": "e",
        "method": "discrete_time_hazard",
        "covariates": ["age"],
        "at": [4],
        "options": {"period": 1, "time": "linear"},
    } | cluster
    plan = plan_from(
        rows="person", person="person", columns=columns, exposure={"column": "treat", "reference": 0}, outcome=outcome, estimates=[estimate]
    )
    whole = ask(plan, people())
    monkeypatch.setattr(periods, "MOST_AT_ONCE", 64)
    monkeypatch.setattr(periods, "CHUNK", 100)
    pieces = ask(plan, people())
    assert not any(row["refused"] for row in whole["estimates"])
    for one, other in zip(pieces["estimates"], whole["estimates"], strict=True):
        for key, value in other.items():
            assert one[key] == (pytest.approx(value, rel=1e-8) if isinstance(value, float) else value), key
    for key in ("at_risk", "events", "times"):
        assert [curve[key] for curve in pieces["models"][0]["curves"]] == [curve[key] for curve in whole["models"][0]["curves"]]
