"""What changed, through what, at what price, and what would undo the answer: as a plan asks for them."""


import numpy as np
import pytest

from tejido.impact.tests.studies import (
    ask,
    line,
    network_plan,
)


def test_the_programme_is_worth_its_price_half_the_time_at_the_cost_of_an_outcome(network):
    document = ask(network_plan({"method": "cost_per_outcome", "outcome": "better", "options": {"cost": "cost", "willing": [500, 6000]}}), network)
    model, price = document["models"][0], line(document, term="cost_per_outcome")["estimate"]
    assert (min(model["willing"]), max(model["willing"]), len(model["willing"])) == (500, 6000, 31)
    assert np.interp(price, model["willing"], model["acceptable"]) == pytest.approx(0.5, abs=0.05)
    assert sorted(row["term"] for row in document["estimates"] if row["term"].startswith("net_benefit")) == ["net_benefit[500]", "net_benefit[6000]"]


def test_change_of_persons_is_counted_in_four_groups_that_add_up(network):
    options = {"sd": 6, "reliability": 0.85, "cut_off": 22}
    asked = {
        "method": "reliable_change",
        "outcome": {"before": "before", "after": "after", "direction": "higher_is_better", "mid": 3},
        "options": options,
    }
    document = ask(network_plan(asked), network)
    for group in ("0", "1"):
        shares = [line(document, term=term, group=group)["estimate"] for term in ("recovered", "improved", "unchanged", "deteriorated")]
        assert sum(shares) == pytest.approx(1)
    assert {row.get("mid") for row in document["estimates"]} == {None, 3}
    assert line(document, term="beyond_mid", group="0")["count"] == (network["after"] - network["before"] >= 3)[network["treat"] == 0].sum()
    gain = (network["after"] - network["before"])[network["treat"] == 1] / (6 * np.sqrt(2 * 0.15))
    assert line(document, term="deteriorated", group="1")["count"] == (gain < -1.959964).sum()
    assert any("empeoran" in text for text in document["sentences"])


def test_change_without_a_wished_direction_is_refused(network):
    asked = {
        "method": "reliable_change",
        "outcome": {"before": "before", "after": "after"},
        "options": {"sd": 6, "reliability": 0.8, "cut_off": 22},
    }
    assert line(ask(network_plan(asked), network))["refused"]["code"] == "no_direction"


def test_what_goes_through_something_between_is_only_answered_when_it_was_registered(network):
    plan = network_plan({"method": "mediation", "options": {"mediator": "between"}})
    assert line(ask(plan, network))["refused"]["code"] == "registered_only"
    document = ask(plan, network, registered=True)
    parts = {term: line(document, term=term)["estimate"] for term in ("indirect", "direct", "total")}
    assert parts["indirect"] + parts["direct"] == pytest.approx(parts["total"], rel=1e-9)
    assert 1 < parts["indirect"] < 2.5
    assert any("lo que pasa por «between»" in text for text in document["sentences"])


def test_cost_and_social_return_name_what_they_are_compared_with_and_what_they_assume(network):
    assumed = {name: {"low": low, "high": high, "source": "presupuesto"} for name, low, high in (
        ("investment", 80_000, 90_000), ("value", 1_000, 5_000), ("attribution", 0.5, 1), ("drop_off", 0, 0.3), ("discount", 0.03, 0.03))}  # fmt: skip
    document = ask(
        network_plan(
            {"method": "cost_per_outcome", "outcome": "better", "options": {"cost": "cost", "willing": [1000]}},
            {"method": "social_return", "outcome": "better", "options": assumed | {"years": 2}},
        ),
        network,
    )
    cost = line(document, term="cost_per_outcome")
    means = network.groupby("treat")[["cost", "better"]].mean().diff().iloc[1]
    assert cost["estimate"] == pytest.approx(means["cost"] / means["better"])
    assert cost["low"] < cost["estimate"] < cost["high"]
    low, high = (line(document, term=f"social_return_{end}")["estimate"] for end in ("low", "high"))
    assert 0 < low < high
    assert {entry["source"] for entry in document["models"][1]["ledger"]} >= {"presupuesto"}


def test_a_cost_whose_gain_may_be_nothing_has_no_interval(network):
    document = ask(network_plan({"method": "cost_per_outcome", "outcome": "other", "options": {"cost": "cost"}}), network)
    assert line(document, term="cost_per_outcome")["low"] is None
    assert any("porque la ganancia puede ser nula" in text for text in document["sentences"])


def test_a_negative_control_sees_no_difference_where_there_is_none(network):
    document = ask(network_plan({"method": "negative_control", "options": {"controls": ["other"]}}), network)
    (check,) = [check for check in document["checks"] if check["name"] == "negative_control"]
    assert check["verdict"] == "ok"
    tainted = ask(
        network_plan({"method": "negative_control", "options": {"controls": ["other"]}}),
        network.assign(other=network["other"] + network["treat"]),
    )
    assert next(check for check in tainted["checks"] if check["name"] == "negative_control")["verdict"] == "fails"


def test_who_was_not_reached_bounds_the_answer(network):
    document = ask(network_plan({"method": "missing_outcomes", "outcome": "reached", "options": {"smallest": -20, "largest": 60}}), network)
    lee, manski = line(document, term="lee_bounds"), line(document, term="manski_bounds")
    assert manski["low"] < lee["low"] < line(document, role="exposure")["estimate"] < lee["high"] < manski["high"]
    assert document["models"][0]["tipping_point"]["at"] is None or document["models"][0]["tipping_point"]["at"] < 0
    narrow = ask(network_plan({"method": "missing_outcomes", "outcome": "reached", "options": {"smallest": 0, "largest": 1}}), network)
    assert line(narrow)["refused"]["code"] == "outside_limits"
