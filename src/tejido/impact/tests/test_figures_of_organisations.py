"""What is said of organisations side by side: widened limits, errors too small to count with, groups that not all of them have."""

import pandas as pd

from tejido.impact.tests.studies import CATEGORY, NUMBER, YES_NO, ask, lines, plan_from


def in_organisations(shares, people=200):
    """As many people in each organisation, of whom this share says yes."""
    found = [(f"O{j}", float(i < share * people)) for j, share in enumerate(shares) for i in range(people)]
    return pd.DataFrame(found, columns=["place", "better"]).assign(person=range(len(found)))


def funnel(shares):
    columns = {"place": CATEGORY, "better": YES_NO}
    plan = plan_from(
        columns=columns, exposure=None, outcome={"column": "better"}, cluster="place", estimates=[{"name": "f", "method": "funnel"}]
    )
    return ask(plan, in_organisations(shares))


def test_a_funnel_with_widened_limits_says_that_organisations_differ_by_more_than_chance():
    document = funnel([0.65, 0.63, 0.35, 0.34, 0.25, 0.06])
    spread = document["models"][0]["overdispersion"]
    assert document["models"][0]["widened"]
    assert spread > 10
    assert {row["position"] for row in lines(document, role="organisation")} == {"inside"}
    assert {row["overdispersion"] for row in lines(document, role="organisation")} == {spread}
    said = " ".join(document["sentences"])
    assert "difieren entre sí más de lo que explica el azar (φ = " in said
    assert "ninguna entidad se aparta" not in said


def test_a_funnel_of_chance_alone_says_that_none_departs():
    document = funnel([0.38, 0.40, 0.37, 0.39, 0.41, 0.36])
    assert "ninguna entidad se aparta" in " ".join(document["sentences"])
    assert not [row for row in lines(document, role="organisation") if "overdispersion" in row]


def pooled(frame, **options):
    columns = {"study": CATEGORY, "y": NUMBER, "e": NUMBER}
    estimate = {"name": "m", "method": "meta_analysis", "options": options}
    outcome = {"effect": "y", "error": "e"}
    return ask(plan_from(columns=columns, rows="organisation", exposure=None, outcome=outcome, cluster="study", estimates=[estimate]), frame)


def effects(smallest=0.1):
    frame = pd.DataFrame({"study": list("abcdef"), "y": [0.2, 0.5, -0.1, 0.4, 0.9, 0.3], "e": [0.1, 0.2, 0.3, 0.2, 0.25, smallest]})
    return frame.assign(person=frame["study"])


def test_an_error_too_small_to_be_squared_is_refused():
    found = lines(pooled(effects(1e-200)))
    assert [row["refused"]["code"] for row in found] == ["no_number"]
    assert lines(pooled(effects()), role="exposure")[0]["se"] > 0


def test_where_none_differ_no_other_interval_is_told_of_one_more():
    more = "en una entidad más como estas"
    assert more in " ".join(pooled(effects(), between="REML")["sentences"])
    assert more not in " ".join(pooled(effects(), between="fixed")["sentences"])
