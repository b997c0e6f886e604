"""Persons with several rows, or events, are as alike as they are: errors go by person where the plan names no organisation.

The numbers are those of R 4.2.2 on these made-up tables: glm with clubSandwich 0.5.8 vcovCR(type = "CR2") by person, whose root for a
generalised linear model is another (apart from ours by about a thousandth of the error).
"""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.methods import ratios
from tejido.impact.tests.studies import ask, line, plan_from

NUMBER, YES_NO = {"kind": "number"}, {"kind": "yes_no"}
COLUMNS = {"treat": YES_NO, "k": NUMBER, "y": NUMBER, "years": NUMBER, "e": YES_NO, "start": NUMBER, "stop": NUMBER}


def counted():
    """48 persons with four rows each, some who count much in all of them."""
    person, k = np.repeat(np.arange(1, 49), 4), np.tile([1, 2, 3, 4], 48)
    treat = person % 2
    y = (person * person % 7) // (1 + treat) + person * k % 3
    return pd.DataFrame({"person": person, "k": k * 1.0, "treat": treat * 1.0, "y": y * 1.0, "years": np.tile([0.5, 1, 1.5, 1], 48)})


def repeating():
    """48 persons with six periods each; the event comes again and again to some, and never to others."""
    person, k = np.repeat(np.arange(1, 49), 6), np.tile(np.arange(1, 7), 48)
    treat = person % 2
    e = (person * person % 5 + person * k % 4) >= 4 + treat
    return pd.DataFrame({"person": person, "k": k * 1.0, "treat": treat * 1.0, "e": e * 1.0, "start": k - 1.0, "stop": k * 1.0})


def plan_of_periods(outcome, **estimate):
    names = {"treat", *(name for name in outcome.values() if name in COLUMNS), *estimate.get("covariates", ())}
    columns = {name: kind for name, kind in COLUMNS.items() if name in names}
    return plan_from(rows="person_period", person="person", columns=columns, outcome=outcome, estimates=[{"name": "e"} | estimate])


COUNTS = {"count": "y", "person_time": "years"}
EVENTS = {"period": "k", "event": "e"}
SPELLS = {"start": "start", "stop": "stop", "event": "e"}


def test_rates_of_persons_with_several_rows_have_errors_by_person():
    document = ask(plan_of_periods(COUNTS, method="counts", covariates=["k"]), counted())
    found = line(document, term="treat")
    assert (found["estimate"], found["errors"]) == (pytest.approx(-0.54113097326, rel=1e-9), "person")
    assert found["se"] == pytest.approx(0.17273622374, rel=2e-3)  # the rows as if independent: .10070544
    assert line(document, term="k")["se"] == pytest.approx(0.00743627436601, rel=2e-3)
    assert 40 < found["df"] < 47  # of 48 persons
    assert any("Errores por persona" in text for text in document["sentences"])


def test_the_dispersion_of_counts_is_that_of_persons_and_not_of_rows():
    """Σ (Y − M)²/M over persons, M the sum of R's fitted(), over 48 − 3; the rows alone would have 1.409894."""
    document = ask(plan_of_periods(COUNTS, method="counts", covariates=["k"]), counted())
    assert document["models"][0]["dispersion"] == pytest.approx(3.14917719097, rel=1e-7)
    assert not [check for check in document["checks"] if check["name"] == "dispersion"]


def test_the_rate_of_a_group_is_as_uncertain_as_its_persons_differ():
    frame = counted()
    sums = frame[frame["treat"] == 0].groupby("person")[["y", "years"]].sum()
    rate = sums["y"].sum() / sums["years"].sum()
    apart = sums["y"] - rate * sums["years"]
    found = line(ask(plan_of_periods(COUNTS, method="counts"), frame), term="rate", group="0")
    assert found["se"] == pytest.approx((24 / 23 * (apart**2).sum()) ** 0.5 / sums["years"].sum())


@pytest.mark.parametrize("dispersion", ["quasi", "negative_binomial"])
def test_a_dispersion_of_rows_is_not_asked_where_persons_have_several(dispersion):
    document = ask(plan_of_periods(COUNTS, method="counts", options={"dispersion": dispersion}), counted())
    assert line(document)["refused"]["code"] == "dispersion_in_persons"


@pytest.mark.parametrize(
    ("outcome", "asked", "estimate", "error"),
    [
        (EVENTS, {"method": "discrete_time_hazard", "options": {"link": "cloglog"}}, -0.209270433683, 0.455893364392),
        (EVENTS, {"method": "discrete_time_hazard", "options": {"link": "logit"}}, -0.302575041541, 0.579760115894),
        (SPELLS, {"method": "piecewise_exponential", "options": {"cuts": [3]}}, -0.182321556108, 0.348903884641),
    ],
)
def test_an_event_that_comes_again_has_errors_by_person(outcome, asked, estimate, error):
    document = ask(plan_of_periods(outcome, **asked), repeating())
    found = line(document, term="treat")
    assert (found["estimate"], found["errors"]) == (pytest.approx(estimate, rel=1e-5), "person")
    assert found["se"] == pytest.approx(error, rel=2e-3)
    assert any("Errores por persona" in text for text in document["sentences"])


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        (EVENTS, {"method": "discrete_time_hazard", "options": {"time": "factor"}}),
        (SPELLS, {"method": "piecewise_exponential", "options": {"cuts": [1, 2, 3, 4, 5]}}),
    ],
)
def test_more_persons_than_their_errors_have_room_for_are_refused_with_what_to_ask_instead(outcome, asked, monkeypatch):
    monkeypatch.setattr(ratios, "MOST_OF_PERSONS", 48 * 4**2)
    refused = line(ask(plan_of_periods(outcome, **asked), repeating()))
    assert refused["refused"] == {"code": "many_persons", "values": {"n": 48, "columns": 7}}
    assert "«cluster»" in refused["note"]
    fewer = {"time": "linear"} if "time" in asked["options"] else {"cuts": [3]}
    assert line(ask(plan_of_periods(outcome, **(asked | {"options": fewer})), repeating()))["errors"] == "person"


def test_the_deviance_of_rates_is_that_of_people_alike_whatever_the_errors():
    """glm of R on the 288 rows, each in one piece: those of group × piece together would have less."""
    organisations = repeating().assign(org=lambda rows: "o" + (rows["person"] % 12).astype(str))
    asked = {"method": "piecewise_exponential", "options": {"cuts": [3]}}
    plan = plan_from(
        rows="person_period", person="person", columns={**{name: COLUMNS[name] for name in ("treat", *SPELLS.values())}, "org": {"kind": "category"}},
        outcome=SPELLS, estimates=[{"name": "e"} | asked, {"name": "o", "cluster": "org"} | asked],
    )  # fmt: skip
    document = ask(plan, organisations)
    assert [row["errors"] for row in document["estimates"]] == ["person", "CR2"]
    assert [model["deviance"] for model in document["models"]] == pytest.approx([209.9249306389] * 2, rel=1e-7)


@pytest.mark.parametrize(
    ("outcome", "asked", "estimate", "error"),
    [
        (EVENTS, {"method": "discrete_time_hazard"}, -0.159918419203, 0.371363210026),
        (SPELLS, {"method": "piecewise_exponential", "options": {"cuts": [3]}}, 0.00864964687524, 0.36005402639849),
    ],
)
def test_with_one_event_at_most_the_rows_of_a_person_are_a_product_and_errors_stay(outcome, asked, estimate, error):
    """glm of R on the rows, as they are."""
    frame = repeating()
    last = frame["person"] // 4 % 6 + 1
    frame = frame.assign(treat=(frame["person"] % 5 < 2) * 1.0, e=((frame["k"] == last) & (frame["person"] % 3 != 0)) * 1.0)
    document = ask(plan_of_periods(outcome, **asked), frame[frame["k"] <= last])
    found = line(document, term="treat")
    assert (found["estimate"], found["se"]) == (pytest.approx(estimate, rel=1e-5), pytest.approx(error, rel=1e-5))
    assert found["errors"] is None
    assert not any("Errores por persona" in text for text in document["sentences"])


@pytest.mark.parametrize(
    ("ties", "estimate", "error"),
    [("efron", -0.202312345381, 0.434871560928), ("breslow", -0.182321556794, 0.341565025532)],
)
def test_cox_with_an_event_that_comes_again_has_the_sandwich_of_persons(ties, estimate, error):
    """coxph(Surv(start, stop, e) ~ treat, cluster = person) of survival 3.5, times G/(G − 1) for 48 persons."""
    document = ask(plan_of_periods(SPELLS, method="cox", ties=ties), repeating())
    found = line(document, role="exposure")
    assert (found["estimate"], found["errors"], found["df"]) == (pytest.approx(estimate, rel=1e-7), "person", 47)
    assert found["se"] == pytest.approx(error * (48 / 47) ** 0.5, rel=1e-7)
    assert any("Errores por persona" in text for text in document["sentences"])
    assert not [check for check in document["checks"] if check["name"] == "clusters"]


def test_a_column_that_is_one_persons_alone_has_a_ratio_and_no_error():
    """By person, as by organisation: one does not show how they vary. The rows as if independent, or one score summed, would say they did."""
    frame = repeating()
    frame["years"] = (frame["person"] == 17) * 1.0
    found = line(ask(plan_of_periods(SPELLS, method="cox", covariates=["years"]), frame), term="years")
    assert (found["errors"], found["ratio"] > 0) == ("person", True)
    assert [found.get(key) for key in ("se", "low", "high", "p", "ratio_low", "df")] == [None] * 6


def test_the_log_rank_refuses_events_that_repeat_and_names_what_to_ask():
    """Each event would count as one more person's; with one each at the most it is given."""
    frame = repeating()
    found = line(ask(plan_of_periods(SPELLS, method="log_rank"), frame))
    assert (found["estimate"], found["p"], found["refused"]) == (None, None, {"code": "repeated_events", "values": {}})
    assert "Use «cox»" in found["note"]
    once = frame[frame.groupby("person")["e"].cumsum() - frame["e"] == 0]
    assert line(ask(plan_of_periods(SPELLS, method="log_rank"), once), term="log_rank")["p"] is not None
