"""What the people who are missing could do to an answer, clear or not, whichever group lost them."""

import numpy as np
import pandas as pd
import pytest
from django.utils.translation import override

from tejido.impact.sentences import check_sentence
from tejido.impact.tests.studies import ask, line, plan_from, small_trial


def told(document, name):
    (found,) = [check for check in document["checks"] if check["name"] == name]
    return found


def trial(lost, effect):
    """A trial of 400 with an outcome of deviation 1 and a known difference, in which so many of each group lack it."""
    frame = small_trial(400)
    random = np.random.default_rng(9)
    noise = random.normal(0, 1, 400)
    for side in (0, 1):
        mine = (frame["treat"] == side).to_numpy()
        noise[mine] -= noise[mine].mean()
    frame["score"] = noise + effect * frame["treat"]
    for side in (0, 1):
        frame.loc[random.choice(frame.index[frame["treat"] == side], lost[side], replace=False), "score"] = np.nan
    return plan_from(estimates=[{"name": "e", "method": "difference"}]), frame


@pytest.mark.parametrize("lost", [(60, 0), (0, 60), (60, 20)])
def test_the_shift_that_undoes_a_clear_answer_does_so_whichever_group_lost_more(lost):
    plan, frame = trial(lost, 0.3)
    document = ask(plan, frame)
    first, found = line(document, term="treat"), told(document, "tipping_point")
    assert (first["low"] > 0, found["verdict"], found["values"]["decided"]) == (True, "attention", True)
    more = int(lost[1] > lost[0])
    seen = frame["score"].std()
    assert found["statistic"] * seen * lost[more] / 200 == pytest.approx(first["low"])
    assert "dejara de estar claro" in found["sentence"]


def test_an_answer_that_is_not_clear_says_how_little_of_the_missing_would_make_it_so():
    document = ask(*trial((0, 60), 0.17))
    first, found = line(document, term="treat"), told(document, "tipping_point")
    assert first["low"] < 0 < first["high"]
    assert (found["verdict"], found["values"]["decided"]) == ("attention", False)
    assert 0 < found["statistic"] < 0.5
    assert "quedara claro" in found["sentence"]
    with override("en"):
        assert "to become clear" in check_sentence(found, plan_from())
    with override("hu"):
        assert "egyértelművé válna" in check_sentence(found, plan_from())


def test_few_missing_leave_an_unclear_answer_as_unclear_and_say_by_how_much():
    found = told(ask(*trial((1, 1), 0.0)), "tipping_point")
    assert found["verdict"] == "ok"
    assert found["statistic"] > 10


def test_shares_wave_by_wave_have_the_extremes_of_each_wave():
    """Of 60 people in each group all were seen at first; a year later 30 of one group only, where all missing might be as any."""
    one = pd.DataFrame({"person": np.arange(120), "treat": np.arange(120) % 2 * 1.0, "wave": 0, "better": np.arange(120) // 2 % 2 * 1.0})
    later = one.assign(wave=12, better=((np.arange(120) % 2 == 1) | (np.arange(120) // 2 % 4 == 0)) * 1.0)
    frame = pd.concat([one, later[(later["treat"] == 0) | (later["person"] < 60)]])
    plan = plan_from(
        rows="person_wave", person="person", wave="wave", columns={"treat": {"kind": "yes_no"}, "better": {"kind": "yes_no"}},
        outcome={"column": "better"}, estimates=[{"name": "e", "method": "proportions_by_wave"}],
    )  # fmt: skip
    document = ask(plan, frame)
    found = told(document, "attrition_bounds")  # nobody is missing at the start: nothing to say of it
    assert (found["term"], found["verdict"]) == ("12", "ok")
    assert found["values"] == pytest.approx({"low": 100 * (30 / 60 - 15 / 60), "high": 100 * (60 / 60 - 15 / 60)})
    assert "entrevista 12" in found["sentence"]


@pytest.mark.parametrize(("lost", "verdict"), [(2, "ok"), (80, "attention")])
def test_extremes_of_the_missing_may_make_clear_what_is_not(lost, verdict):
    frame = small_trial(400).assign(better=lambda f: (np.arange(400) // 2 % 2).astype(float))
    frame.loc[frame.index[frame["treat"] == 1][:lost], "better"] = np.nan
    document = ask(plan_from(outcome={"column": "better"}, estimates=[{"name": "e", "method": "difference"}]), frame)
    assert line(document, term="treat")["low"] < 0 < line(document, term="treat")["high"]
    assert told(document, "attrition_bounds")["verdict"] == verdict


def test_an_extreme_that_leaves_a_clear_difference_unclear_asks_for_care_though_it_stays_above_zero():
    """Of 100 and 100, 40 and 60 got better; five of each were not seen. At the lower extreme 10 of 100 are left, and the interval reaches 14 below."""
    frame = small_trial(200).sort_values("treat").assign(better=np.repeat([0.0, 1, 0, 1], [60, 40, 40, 60]))
    frame.loc[frame.index[np.r_[0:5, 195:200]], "better"] = np.nan
    document = ask(plan_from(outcome={"column": "better"}, estimates=[{"name": "e", "method": "difference"}]), frame)
    found = told(document, "attrition_bounds")
    assert line(document, term="treat")["low"] > 0
    assert found["values"]["low"] > 0
    assert found["verdict"] == "attention"


def test_who_has_no_outcome_is_left_to_the_bounds_of_the_method_that_is_about_them():
    frame = small_trial(400).assign(better=lambda f: (np.arange(400) // 2 % 3 == 0) * 1.0)
    frame.loc[frame.index % 7 == 3, "better"] = np.nan
    frame.loc[frame.index % 11 == 3, "age"] = np.nan
    asked = {"name": "e", "method": "missing_outcomes", "covariates": ["age"]}
    document = ask(plan_from(outcome={"column": "better"}, estimates=[asked]), frame)
    assert line(document, term="manski_bounds")["low"] < 0
    assert [one for one in document["checks"] if one["name"] in ("attrition_bounds", "tipping_point")] == []


def test_where_the_first_kind_of_error_does_not_exist_words_and_checks_are_of_the_next():
    """One person alone has the category, so HC3 exists for no column."""
    frame = small_trial(200).assign(place=["single" if i == 7 else "ab"[i // 2 % 2] for i in range(200)], score=lambda f: f["score"].where(np.arange(200) % 9 > 0))
    columns = {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}, "place": {"kind": "category"}}
    asked = {"name": "e", "method": "ancova", "errors": ["HC3", "classical"], "covariates": [{"column": "place", "coding": "factor"}]}
    document = ask(plan_from(columns=columns, estimates=[asked]), frame)
    assert line(document, term="treat", errors="HC3")["low"] is None
    assert told(document, "tipping_point")["statistic"] > 0
    assert any("en el grupo" in text and "%" in text for text in document["sentences"])
