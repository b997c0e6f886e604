"""Counts that stand in no table, but that a reader works out from what a model prints with all its digits."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tejido.impact.disclosure import figures_audit, protect_figures
from tejido.impact.tests.studies import ask, lines, network_plan, plan_from

YES_NO, NUMBER = {"kind": "yes_no"}, {"kind": "number"}
WAITING = {"time": "time", "event": "event"}


def two_groups(yes, sizes=(130, 120), seed=5):
    """People of two groups, so many of each with a yes; a cost, a score, and times that end with the event in those with a yes."""
    random = np.random.default_rng(seed)
    treat = np.repeat([0.0, 1.0], sizes)
    better = np.concatenate([(np.arange(n) < had).astype(float) for n, had in zip(sizes, yes, strict=True)])
    frame = pd.DataFrame({"person": np.arange(sum(sizes)), "treat": treat, "better": better, "event": better})
    frame["score"], frame["cost"] = random.normal(50, 8, len(frame)) + treat, random.gamma(4, 100, len(frame))
    frame["other"], frame["time"] = random.normal(0, 1, len(frame)), random.uniform(1, 300, len(frame)).round() + 1
    return frame


def asked_of(frame, **asked):
    columns = {"treat": YES_NO, "better": YES_NO, "event": YES_NO, **dict.fromkeys(["score", "cost", "other", "time"], NUMBER)}
    return ask(plan_from(columns=columns, outcome={"column": "better"}, estimates=[{"name": "e0"} | asked]), frame)


def shown(published):
    return [row for row in published["estimates"] if row["estimate"] is not None]


ASSUMED = {"low": 1, "high": 2, "source": "supuesto"}
OF_SHARES = {
    "ancova": {"method": "ancova"},
    "cost_per_outcome": {"method": "cost_per_outcome", "options": {"cost": "cost", "willing": [1000], "seed": 1}},
    "social_return": {
        "method": "social_return",
        "options": {"years": 1, "investment": ASSUMED | {"low": 1000, "high": 2000}, "value": ASSUMED}
        | {name: {"low": 0.1, "high": 0.2, "source": "supuesto"} for name in ("attribution", "drop_off", "discount")},
    },
    "negative_control": {"method": "negative_control", "options": {"controls": ["other"]}},
    "control": {"method": "negative_control", "outcome": "score", "options": {"controls": ["better"]}},
}


@pytest.mark.parametrize("name", OF_SHARES)
def test_few_with_a_yes_on_one_side_cannot_be_read_from_a_model_that_prints_no_table(name):
    few, many = (asked_of(two_groups(yes), **OF_SHARES[name]) for yes in ((4, 3), (40, 30)))
    assert shown(few)
    assert not shown(protect_figures(few))
    assert len(shown(protect_figures(many))) == len(shown(many))


def test_the_constant_of_an_ancova_gives_the_two_counts_back_and_so_it_stays_inside():
    """What an attacker does: the constant times the people of one side, and with the exposure's coefficient those of the other."""
    few = asked_of(two_groups((4, 3)), **OF_SHARES["ancova"])
    constant, gap = lines(few, role="constant")[0]["estimate"], lines(few, role="exposure")[0]["estimate"]
    assert (constant * 130, (constant + gap) * 120) == (pytest.approx(4), pytest.approx(3))
    published = protect_figures(few)
    assert all(row[key] is None for row in published["estimates"] for key in ("estimate", "se", "low", "high", "p"))
    assert figures_audit(few).is_clean


def test_a_number_that_is_only_ever_one_of_two_counts_people_as_a_yes_or_no_does():
    frame = two_groups((4, 3)).assign(score=lambda frame: 5 + 10 * frame["better"])
    assert not shown(protect_figures(asked_of(frame, method="ancova", outcome="score")))


def test_few_without_a_yes_are_few_too():
    assert not shown(protect_figures(asked_of(two_groups((126, 60)), method="ancova")))


OF_TIMES = {
    "cox": {"method": "cox"},
    "piecewise_exponential": {"method": "piecewise_exponential", "options": {"cuts": [100]}},
    "discrete_time_hazard": {"method": "discrete_time_hazard", "options": {"period": 60, "time": "linear"}},
    "log_rank": {"method": "log_rank"},
}


@pytest.mark.parametrize("name", OF_TIMES)
def test_few_events_on_one_side_cannot_be_read_from_the_error_of_a_ratio_of_hazards(name):
    few, many = (asked_of(two_groups(yes), **OF_TIMES[name], outcome=WAITING) for yes in ((40, 3), (40, 30)))
    assert lines(few, role="exposure") or lines(few, role="test")
    assert not shown(protect_figures(few))
    assert len(shown(protect_figures(many))) == len(shown(many))


def test_with_a_single_rate_the_error_is_of_one_pair_of_events():
    few = asked_of(two_groups((40, 3)), method="piecewise_exponential", outcome=WAITING, options={"cuts": []})
    square = lines(few, role="exposure")[0]["se"] ** 2
    pairs = [(a, b) for a, b in itertools.product(range(1, 43), repeat=2) if a + b == 43 and abs(1 / a + 1 / b - square) < 1e-9]
    assert sorted(pairs) == [(3, 40), (40, 3)]
    assert not shown(protect_figures(few))


def test_all_but_few_with_the_event_speak_of_those_few():
    assert not shown(protect_figures(asked_of(two_groups((125, 60)), method="cox", outcome=WAITING)))


# organisations side by side


def with_one_of_few(network, side=3, yes=(1, 2)):
    """The network with one more organisation of three people on one side and thirty on the other."""
    small = network.head(30 + side).copy()
    small["person"], small["organisation"] = np.arange(10_000, 10_000 + len(small)), "Z"
    small["treat"] = (np.arange(len(small)) < side).astype(float)
    small["better"] = ((np.arange(len(small)) < yes[0]) | (np.arange(len(small)) >= len(small) - yes[1])).astype(float)
    return pd.concat([network, small], ignore_index=True)


def fitting_pairs(effect, error, sizes):
    """Every pair of counts of the compared and the other side with this difference of shares and this classical error."""
    found = []
    for a, b in itertools.product(*(range(n + 1) for n in sizes)):
        p, q = a / sizes[0], b / sizes[1]
        square = (sizes[0] * p * (1 - p) + sizes[1] * q * (1 - q)) / (sum(sizes) - 2) * (1 / sizes[0] + 1 / sizes[1])
        if abs(p - q - effect) < 1e-9 and abs(square**0.5 - error) < 1e-9:
            found.append((a, b))
    return found


@pytest.mark.parametrize("outcome", ["better", "score"])
def test_an_organisation_of_three_on_one_side_is_in_the_pool_but_has_no_name(network, outcome):
    asked = {"method": "meta_analysis", "cluster": "organisation", "outcome": outcome}
    document = ask(network_plan(asked), with_one_of_few(network))
    whole = lines(document, role="exposure")[0]
    assert whole["organisations"] == 13
    assert whole["n"] == 933
    for told in (document, protect_figures(document)):
        assert "Z" not in {row["group"] for row in lines(told, role="organisation")}


def test_the_pair_of_counts_that_an_effect_with_its_error_gives_back_is_of_ten_at_least(network):
    assert fitting_pairs(1 / 3 - 2 / 30, 0.1731, (3, 30)) == []
    assert len(fitting_pairs(1 / 3 - 2 / 30, (((2 / 3 + 56 / 30) / 31) * (1 / 3 + 1 / 30)) ** 0.5, (3, 30))) == 1
    frame = with_one_of_few(network)
    published = protect_figures(ask(network_plan({"method": "meta_analysis", "cluster": "organisation", "outcome": "better"}), frame))
    told = [row["group"] for row in lines(published, role="organisation") if row["estimate"] is not None]
    cells = frame.groupby(["organisation", "treat", "better"]).size()
    assert told
    assert all(cells[name].min() >= 10 for name in told)


def test_a_pooled_effect_less_the_named_ones_is_not_the_effect_of_one_or_two(network):
    published = protect_figures(ask(network_plan({"method": "meta_analysis", "cluster": "organisation"}), with_one_of_few(network)))
    whole = lines(published, role="exposure")[0]
    told = [row for row in lines(published, role="organisation") if row["estimate"] is not None]
    assert whole["estimate"] is not None
    assert whole["organisations"] - len(told) == 3
    assert not any("fewest" in row for row in published["estimates"])


# last days


def waiting_until(last):
    """Two groups followed for days that nobody shares, the last of them one person's."""
    frame = two_groups((60, 60))
    days = 2 + np.random.default_rng(4).permutation(len(frame)) / 10.7
    days[[129, 249]] = last, last + 0.31
    return frame.assign(time=days)


@pytest.mark.parametrize("name", ["restricted_mean", "kaplan_meier"])
def test_the_last_day_of_one_person_is_no_moment_of_an_answer(name):
    """Two studies that differ only in how long the last of each group was followed: moments and sentences are the same."""
    one, other = (asked_of(waiting_until(last), method=name, outcome=WAITING) for last in (27.13, 28.46))
    moments = [{row["at"] for row in document["estimates"] if row.get("at") is not None} for document in (one, other)]
    assert moments[0] == moments[1]
    assert moments[0]
    assert not moments[0] & set(waiting_until(27.13)["time"])
    published = protect_figures(one)
    assert published["models"][0].get("horizon") == next((row["at"] for row in one["estimates"] if row.get("scale") == "waiting"), None)


def test_at_the_moment_taken_from_the_data_ten_people_of_each_group_are_still_followed():
    frame = waiting_until(27.13)
    horizon = lines(asked_of(frame, method="restricted_mean", outcome=WAITING), role="exposure")[0]["at"]
    assert [int((frame.loc[frame["treat"] == side, "time"] >= horizon).sum()) >= 10 for side in (0, 1)] == [True, True]
    assert float(f"{horizon:.2g}") == horizon


def test_a_horizon_that_the_plan_asks_for_is_taken_as_it_is():
    asked = asked_of(waiting_until(27.13), method="restricted_mean", outcome=WAITING, options={"until": 10.5})
    assert {row["at"] for row in asked["estimates"]} == {10.5}


# nearly the same people


def twice(*estimates, left_out=3, frame=None):
    """One score asked about twice, the second time with a column that some people lack."""
    frame = two_groups((40, 30), sizes=(76, 74)) if frame is None else frame
    frame["place"] = [f"O{i % 12}" for i in range(len(frame))]
    frame.loc[frame.index[:left_out], "place"] = None
    columns = {"treat": YES_NO, "better": YES_NO, "score": NUMBER, "place": {"kind": "category"}}
    return ask(plan_from(columns=columns, estimates=[{"name": f"e{i}"} | one for i, one in enumerate(estimates)]), frame)


ONCE, AGAIN = {"method": "difference"}, {"method": "difference", "cluster": "place", "errors": ["CR2"]}


def test_two_means_of_nearly_the_same_people_do_not_leave_together():
    document = twice(ONCE, AGAIN)
    sums = [sum(row["n"] * row["estimate"] for row in lines(document, name=name, role="group")) for name in ("e0", "e1")]
    frame = two_groups((40, 30), sizes=(76, 74))
    assert sums[0] - sums[1] == pytest.approx(frame["score"][:3].sum())
    published = protect_figures(document)
    assert all(row["estimate"] is not None for row in lines(published, name="e0"))
    assert all(row["estimate"] is None and row["n"] is None for row in lines(published, name="e1"))
    assert "e1" not in {model["name"] for model in published["models"]}


@pytest.mark.parametrize("left_out", [0, 24])
def test_two_means_of_the_same_people_or_of_far_fewer_both_leave(left_out):
    published = protect_figures(twice(ONCE, AGAIN, left_out=left_out))
    assert all(row["estimate"] is not None for row in published["estimates"])


def test_two_outcomes_of_nearly_the_same_people_both_leave():
    published = protect_figures(twice(ONCE, AGAIN | {"outcome": "better"}))
    assert all(row["estimate"] is not None for row in published["estimates"])


@pytest.mark.parametrize(("missing", "is_shown"), [(8, False), (40, True)])
def test_few_without_the_outcome_are_not_counted_by_taking_those_analysed_from_all(missing, is_shown):
    frame = two_groups((60, 60))
    frame.loc[::int(len(frame) / missing), "score"] = np.nan
    document = asked_of(frame, method="missing_outcomes", outcome="score", options={"seed": 1})
    n, analysed = document["estimates"][0]["n"], document["attrition"]["analysed"]
    assert n - analysed == frame["score"].isna().sum()
    published = protect_figures(document)
    assert (published["estimates"][0]["n"] is not None) == is_shown
    assert bool(shown(published)) == is_shown


def test_few_events_of_one_side_in_one_half_cannot_be_read_from_the_ratio_of_that_half():
    """Of thirty events of one side three come in the early half, and of forty of the other eight in the late one."""
    frame = two_groups((40, 30))
    had = [frame.index[(frame["treat"] == side) & (frame["event"] == 1)] for side in (0, 1)]
    frame["time"] = 400.0
    frame.loc[had[0], "time"] = np.concatenate([np.arange(1, 36), np.arange(201, 206)]) + 0.0
    frame.loc[had[1], "time"] = np.concatenate([np.arange(1, 4), np.arange(211, 238)]) + 0.5
    document = asked_of(frame, method="cox", outcome=WAITING)
    halves = lines(document, role="period")
    assert [row["fewest"] for row in halves] == [3, 8]
    assert not [row for row in shown(protect_figures(document)) if row["role"] == "period"]
