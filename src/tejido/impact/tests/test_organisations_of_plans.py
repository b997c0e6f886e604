"""Organisations in a plan: errors that allow for likeness within them, and each of them beside the others."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tejido.impact.tests.studies import (
    NUMBER,
    ask,
    line,
    lines,
    network_plan,
    plan_from,
)


def test_errors_by_organisation_and_the_wild_bootstrap_stand_beside_each_other(network):
    asked = {"method": "ancova", "cluster": "organisation", "errors": ["CR2", "CR1", "HC3"], "options": {"wild_bootstrap": 999, "seed": 7}}
    document = ask(network_plan(asked), network)
    rows = {row["errors"]: row for row in lines(document, term="treat")}
    assert list(rows) == ["CR2", "CR1", "HC3", "wild_bootstrap"]
    assert len({row["estimate"] for row in rows.values()}) == 1
    assert rows["wild_bootstrap"]["low"] < rows["CR2"]["estimate"] < rows["wild_bootstrap"]["high"]
    assert rows["wild_bootstrap"] == next(row for row in lines(ask(network_plan(asked), network), errors="wild_bootstrap"))
    assert document["models"][0]["intraclass"] > 0.05


def test_yes_or_no_in_organisations_has_errors_by_organisation_in_odds_and_in_people(network):
    asked = {"method": "logistic", "outcome": "better", "covariates": ["before"], "cluster": "organisation"}
    document, plain = ask(network_plan(asked), network), ask(network_plan({**asked, "cluster": None}), network)
    odds, alone = line(document, term="treat"), line(plain, term="treat")
    assert (odds["estimate"], odds["errors"]) == (alone["estimate"], "CR2")
    assert 5 < odds["df"] < 11
    assert odds["high"] == pytest.approx(odds["estimate"] + stats.t.ppf(0.975, odds["df"]) * odds["se"])
    for term in ("risk_difference", "risk_ratio"):
        one, other = line(document, term=term), line(plain, term=term)
        assert (one["estimate"], one["errors"]) == (pytest.approx(other["estimate"]), "CR2")
        assert 0.5 < one["se"] / other["se"] != 1
        assert (one["high"] - one["estimate"]) / one["se"] > 2.2
    needed, difference = line(document, term="number_needed"), line(document, term="risk_difference")
    assert (needed["low"], needed["high"]) == (pytest.approx(1 / difference["high"]), pytest.approx(1 / difference["low"]))
    assert [check["verdict"] for check in document["checks"] if check["name"] == "clusters"] == ["attention"]


def test_yes_or_no_in_nine_organisations_has_neither_interval_nor_p(network):
    few = network[network["organisation"] < "O09"]
    document = ask(network_plan({"method": "logistic", "outcome": "better", "cluster": "organisation"}), few)
    assert [check["verdict"] for check in document["checks"] if check["name"] == "clusters"] == ["fails"]
    told = lines(document, name="e0")
    assert len(told) == 7
    for row in told:
        assert row["estimate"] is not None
        assert (row["low"], row["high"], row["p"], row.get("ratio_low"), row.get("disjoint")) == (None,) * 5
        assert (row["se"] is None) == (row["term"] == "number_needed")
    assert document["sentences"]


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "logistic", "outcome": "better"},
        {"method": "counts", "outcome": {"count": "visits", "person_time": "years"}},
        {"method": "discrete_time_hazard", "outcome": {"time": "years", "event": "better"}, "options": {"period": 1}, "at": [1]},
    ],
    ids=lambda asked: asked["method"],
)
@pytest.mark.parametrize("organisations", [9, 12])
def test_a_programme_of_one_organisation_alone_has_no_error_by_organisation(network, asked, organisations):
    frame = network.assign(treat=(network["organisation"] == "O04").astype(float))
    frame = frame[frame["organisation"] < f"O{organisations:02}"]
    document = ask(network_plan(asked | {"cluster": "organisation"}), frame)
    assert lines(document, role="exposure")
    for row in [*lines(document, role="exposure"), *lines(document, role="group", group="1")]:
        assert row["estimate"] is not None
        assert (row["se"], row["low"], row["high"], row["p"]) == (None,) * 4
    json.dumps(document, allow_nan=False)
    assert document["sentences"]


def test_a_group_in_which_all_say_the_same_has_a_mean_without_an_error_and_the_difference_stands(network):
    frame = network.assign(better=network["better"].where(network["treat"] > 0, 0.0))
    for cluster in ({}, {"cluster": "organisation"}):
        document = ask(network_plan({"method": "difference", "outcome": "better"} | cluster), frame)
        assert line(document, role="exposure")["low"] > 0
        nobody = line(document, role="group", group="0")
        assert (nobody["estimate"], nobody["se"], nobody["low"]) == (0.0, None, None)


def test_organisations_are_pooled_and_drawn_together_and_named_without_a_rank(network):
    document = ask(
        network_plan(
            {"method": "meta_analysis", "cluster": "organisation"},
            {"method": "shrinkage", "cluster": "organisation", "exposure": "none"},
            {"method": "funnel", "cluster": "organisation", "outcome": "better"},
        ),
        network,
    )
    pooled, ahead = line(document, role="exposure"), line(document, term="prediction")
    assert ahead["low"] < pooled["low"] < 2 < pooled["high"] < ahead["high"]
    names = [row["group"] for row in lines(document, name="e1", role="organisation")]
    assert names == sorted(names)
    raw = network.groupby("organisation")["score"].mean()
    centre = line(document, term="centre")["estimate"]
    for row in lines(document, term="shrunken"):
        assert abs(row["estimate"] - centre) < abs(raw[row["group"]] - centre)
    funnel = lines(document, term="funnel")
    assert all(row["limit_998"][0] < row["limit_95"][0] < row["limit_95"][1] < row["limit_998"][1] for row in funnel)


def test_a_small_organisation_counts_but_is_not_named(network):
    small = network[(network["organisation"] != "O03") | (network.groupby("organisation").cumcount() < 20)]
    document = ask(
        network_plan(
            {"method": "meta_analysis", "cluster": "organisation"}, {"method": "funnel", "cluster": "organisation", "outcome": "better"}
        ),
        small,
    )
    assert line(document, role="exposure")["organisations"] == 12
    assert "O03" not in {row["group"] for row in document["estimates"]} | set(document["tables"][1]["rows"])


def test_eight_schools_are_pooled_as_published():
    """Rubin 1981: 7.69 (standard error 4.07), no variance between schools by the moments."""
    frame = pd.DataFrame(
        {"effect": [28, 8, -3, 7, -1, 1, 18, 12], "error": [15, 10, 16, 11, 9, 11, 10, 18], "person": np.arange(8)}
    ).astype(float)
    plan = plan_from(
        rows="organisation", columns={"effect": NUMBER, "error": NUMBER}, exposure=None, outcome={"effect": "effect", "error": "error"},
        estimates=[{"name": "e", "method": "meta_analysis", "options": {"between": "DL", "interval": "wald"}}],
    )  # fmt: skip
    found = line(ask(plan, frame), role="exposure")
    assert (found["estimate"], found["se"], found["n"]) == (pytest.approx(7.68561672, rel=1e-8), pytest.approx(4.07191916, rel=1e-8), None)


def test_the_rate_of_a_group_is_as_uncertain_as_its_persons_or_organisations_differ(network):
    outcome = {"outcome": {"count": "visits", "person_time": "years"}, "method": "counts"}
    alike = network.assign(years=2.0)
    few = alike[alike["organisation"].isin(sorted(alike["organisation"].unique())[:9])]
    own = alike[alike["treat"] == 0]
    plain, spread, whole = (
        line(ask(network_plan(outcome | more), alike), term="rate", group="0")
        for more in ({}, {"options": {"dispersion": "quasi"}}, {"cluster": "organisation"})
    )
    assert plain["se"] == pytest.approx(own["visits"].sum() ** 0.5 / own["years"].sum())
    assert spread["se"] == pytest.approx(own["visits"].std() / len(own) ** 0.5 / 2)  # in the same time for all: that of a mean
    assert spread["high"] / spread["estimate"] == pytest.approx(np.exp(1.959964 * spread["se"] / spread["estimate"]))
    sums = own.groupby("organisation")[["visits", "years"]].sum()
    apart = sums["visits"] - sums["years"] * plain["estimate"]
    assert whole["se"] == pytest.approx((len(sums) / (len(sums) - 1) * (apart**2).sum()) ** 0.5 / own["years"].sum())
    bare = line(ask(network_plan(outcome | {"cluster": "organisation"}), few), term="rate", group="0")
    assert (bare["se"], bare["low"]) == (None, None)


@pytest.mark.parametrize("dispersion", ["quasi", "negative_binomial"])
def test_errors_by_organisation_and_a_dispersion_are_not_asked_together(network, dispersion):
    asked = {"outcome": {"count": "visits", "person_time": "years"}, "method": "counts", "cluster": "organisation"}
    assert line(ask(network_plan(asked | {"options": {"dispersion": dispersion}}), network))["refused"]["code"] == "dispersion_in_clusters"
    assert line(ask(network_plan(asked), network), term="treat")["estimate"] is not None
