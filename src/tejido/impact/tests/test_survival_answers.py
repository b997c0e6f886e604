"""Times to an event: curves, Cox regression, its check, and what a failing check means in words."""

import numpy as np
import pandas as pd
import pytest
from django.utils.translation import override

from tejido.impact.flatfile import read_flatfile
from tejido.impact.sentences import sentences_of
from tejido.impact.spec import load_plan
from tejido.impact.tests.studies import EXAMPLES, ask, line, lines, plan_from
from tejido.stats.tests.cases import EVENT, GROUP, TIME, case

NAMES = ["age", "race", "wexp", "mar", "paro", "prio"]


def survival_plan(covariates=(), **estimate):
    columns = {
        "treat": {"kind": "yes_no"},
        "days": {"kind": "number", "unit": "días"},
        "found": {"kind": "yes_no", "label": "Encontrar empleo"},
    }
    return plan_from(
        columns=columns | {name: {"kind": "number"} for name in covariates},
        outcome={"time": "days", "event": "found", "direction": "higher_is_better"},
        covariates=list(covariates),
        assignment="random",
        estimates=[{"name": "main"} | estimate],
    )


def remission():
    return pd.DataFrame({"person": np.arange(42), "treat": GROUP, "days": TIME, "found": EVENT})


@pytest.fixture(scope="module")
def rossi():
    data, expected = case("rossi")
    frame = pd.DataFrame({name: data[name] for name in NAMES})
    frame = frame.assign(person=np.arange(432), treat=data["fin"], days=data["week"], found=data["arrest"])
    return ask(survival_plan(NAMES, method="cox"), frame), expected


def test_cox_gives_the_reference_of_r_for_every_term(rossi):
    document, expected = rossi
    for term, reference in expected["cox_efron"]["coef"].items():
        found = line(document, term="treat" if term == "fin" else term)
        assert found["estimate"] == pytest.approx(reference, rel=1e-6)
        assert found["ratio"] == pytest.approx(np.exp(reference), rel=1e-6)


def test_the_check_is_given_for_every_term_and_for_all(rossi):
    document, expected = rossi
    checks = {check["term"]: check for check in document["checks"] if check["name"] == "proportional_hazards"}
    assert checks["treat"]["p"] == pytest.approx(expected["cox_zph"]["p"]["fin"], rel=1e-5)
    assert checks["age"]["p"] == pytest.approx(expected["cox_zph"]["p"]["age"], rel=1e-5)
    assert (checks["treat"]["verdict"], checks["age"]["verdict"], checks[None]["verdict"]) == ("ok", "attention", "fails")


def test_a_covariate_that_changes_with_time_is_told_but_does_not_fail_the_answer(rossi):
    document, _expected = rossi
    assert any("«age» cambia a lo largo del tiempo (p = 0,015)" in text for text in document["sentences"])
    assert line(document, term="treat")["note"] == ""


def test_a_failing_check_of_the_exposure_says_what_that_means():
    random = np.random.default_rng(11)
    group = np.repeat([0.0, 1.0], 200)
    days = np.where(group == 1, random.weibull(3.0, 400), random.weibull(0.8, 400)) * 100
    frame = pd.DataFrame({"person": np.arange(400), "treat": group, "days": days, "found": 1.0})
    document = ask(survival_plan(method="cox"), frame)
    check = next(check for check in document["checks"] if check["term"] == "treat")
    assert check["verdict"] == "fails"
    assert "no es el mismo todo el tiempo (p < 0,001)" in check["sentence"]
    assert "como un promedio de todo el periodo" in check["sentence"]
    assert line(document, term="treat")["note"] == check["sentence"]
    assert check["sentence"] in document["sentences"]


def test_ties_by_breslow_when_the_plan_says_so():
    found = line(ask(survival_plan(method="cox", ties="breslow"), remission()), term="treat")
    assert (found["estimate"], found["se"], found["ties"]) == (pytest.approx(1.5092, abs=5e-5), pytest.approx(0.4096, abs=5e-5), "breslow")


def test_curves_give_the_share_at_the_asked_moments_with_those_at_risk():
    document = ask(survival_plan(method="kaplan_meier", at=[6, 13]), remission())
    found = line(document, term="survival", group="0", at=13.0)
    assert found["estimate"] == pytest.approx(0.6902, abs=5e-5)
    assert found["se"] == pytest.approx(0.1068, abs=5e-5)
    assert (found["at_risk"], found["n"]) == (12, 21)
    assert line(document, term="log_rank")["estimate"] == pytest.approx(16.79, abs=5e-3)
    curve = next(curve for curve in document["models"][0]["curves"] if curve["group"] == "0")
    assert curve["at_risk"] == [21, 17, 15, 12, 11, 7, 6]


def test_curves_take_the_usual_moments_within_the_follow_up():
    document = ask(survival_plan(method="kaplan_meier"), remission().assign(days=TIME * 10))
    assert sorted({row["at"] for row in lines(document, term="survival")}) == [30, 90, 180]


def test_a_hazard_ratio_is_told_as_a_pace_in_each_language():
    document = ask(survival_plan(method="cox"), remission())
    assert any("llega antes" in text and "4,82 veces" in text for text in document["sentences"])
    with override("en"):
        assert any("4.82" in text for text in sentences_of(document))


def test_negative_times_are_refused_naming_the_column():
    document = ask(survival_plan(method="cox"), remission().assign(days=TIME - 10))
    assert "«days»" in line(document)["note"]


def test_no_event_at_all_is_refused():
    document = ask(survival_plan(method="kaplan_meier"), remission().assign(found=0.0))
    assert line(document)["refused"]["code"] == "no_events"


def test_a_moment_that_nobody_was_followed_to_is_not_answered():
    document = ask(survival_plan(method="kaplan_meier", at=[24, 36]), remission())
    assert line(document, term="survival", group="0", at=36.0)["refused"]["code"] == "beyond_follow_up"
    assert line(document, term="survival", group="0", at=24.0)["estimate"] == pytest.approx(0.448, abs=5e-4)


def test_where_it_has_happened_to_everybody_it_stays_so():
    document = ask(survival_plan(method="kaplan_meier", at=[23, 30], options={"cumulative_hazard": True}), remission())
    for at in (23.0, 30.0):
        found = line(document, term="survival", group="1", at=at)
        assert (found["estimate"], found["se"], found["low"], found["at_risk"], found["refused"]) == (0.0, None, None, int(at == 23.0), None)
    assert line(document, term="cumulative_hazard", group="1", at=30.0)["refused"]["code"] == "beyond_follow_up"
    (curve,) = [one for one in document["models"][0]["curves"] if one["group"] == "1"]
    assert (curve["survival"][-1], curve["low"][-1], curve["high"][-1]) == (0.0, None, None)
    assert any("a todas las personas en 30" in text for text in document["sentences"])


def test_a_group_without_events_still_has_its_flat_curve():
    document = ask(survival_plan(method="kaplan_meier", at=[6]), remission().assign(found=EVENT * (1 - GROUP)))
    found = line(document, term="survival", group="1")
    assert (found["estimate"], found["low"]) == (1.0, None)
    assert any("a nadie" in text for text in document["sentences"])


def test_who_goes_from_one_side_to_the_other_has_a_curve_on_neither():
    """The ratio of the periods stands; two curves would count the same person in both."""
    plan, data = EXAMPLES / "discrete_time_hazard" / "plan.yaml", EXAMPLES / "data" / "months.csv"
    text = plan.read_text(encoding="utf-8")
    found = ask(load_plan(text), read_flatfile(data, load_plan(text)))
    assert line(found, name="job", role="exposure")["estimate"] is not None
    assert not any("curves" in model for model in found["models"])
    asked = load_plan(text.replace("cluster: organisation}", "cluster: organisation, at: [6]}"))
    assert line(ask(asked, read_flatfile(data, asked)), name="job")["refused"]["code"] == "changing_curve"
