"""Effects where nobody drew lots: what has nothing to vary, too few events, or a covariate far from zero."""

import numpy as np
import pytest
from scipy import stats

from tejido.impact.spec import PlanError
from tejido.impact.tests.studies import NUMBER, YES_NO, ask, line, lines, plan_from, small_trial

ADJUSTED = ("inverse_probability_weighting", "standardisation", "doubly_robust")
COLUMNS = {"treat": YES_NO, "score": NUMBER, "age": NUMBER, "better": YES_NO}


def adjusted(method, frame, outcome="score", **keys):
    estimate = {"name": "e", "method": method, "outcome": outcome, "covariates": ["age"]}
    return ask(plan_from(columns=COLUMNS, estimates=[estimate], **keys), frame)


@pytest.mark.parametrize("assignment", ["random", "not_random"])
@pytest.mark.parametrize("method", ADJUSTED)
def test_an_outcome_that_does_not_vary_or_is_determined_is_refused_as_elsewhere(method, assignment):
    """Before, the error of rounding was told as if it were an error, or the E-value divided by zero."""
    frame = small_trial(200)
    for outcome, code in ((0.0, "one_outcome"), (5.1, "one_outcome"), (frame["treat"], "perfect"), (3 + 2 * frame["age"], "perfect")):
        found = line(adjusted(method, frame.assign(score=outcome), assignment=assignment))
        assert (found["refused"]["code"], found["estimate"]) == (code, None)
    assert lines(adjusted(method, frame, assignment=assignment), term="treat")[0]["se"] > 0


@pytest.mark.parametrize(("events", "method", "refused"), [(4, "doubly_robust", True), (5, "doubly_robust", False), (4, "standardisation", False)])
def test_fewer_than_five_events_for_each_column_of_a_regression_are_refused(events, method, refused):
    """Doubly robust has a regression in each group, and the smaller counts; standardisation has one of both."""
    frame = small_trial(240)
    better = frame["better"].where(frame["treat"] == 1, (frame["treat"].eq(0).cumsum() <= events).astype(float))
    document = adjusted(method, frame.assign(better=better), "better")
    assert (document["estimates"][0]["refused"] is not None) == refused
    if refused:
        assert line(document)["refused"] == {"code": "few_events", "values": {"n": events, "columns": 1, "least": 5}}
    else:
        found = next(check for check in document["checks"] if check["name"] == "events_per_column")
        assert found["statistic"] == (events if method == "doubly_robust" else (events + frame.loc[frame.treat == 1, "better"].sum()) / 2)


def test_standardisation_refuses_few_events_of_both_groups():
    frame = small_trial(240)
    document = adjusted("standardisation", frame.assign(better=(np.arange(240) % 30 == 1).astype(float)), "better")
    assert line(document)["refused"]["values"] == {"n": 8, "columns": 2, "least": 5}


@pytest.mark.parametrize("method", ADJUSTED)
def test_a_covariate_far_from_zero_gives_the_same_answer(method):
    """A date written as a number was said to be the same for all: its variation was lost in the square of its size."""
    frame = small_trial(200)
    plain, far = (lines(adjusted(method, frame.assign(age=age)), term="treat")[0] for age in (frame["age"], frame["age"] + 20_260_101))
    assert (far["estimate"], far["se"]) == (pytest.approx(plain["estimate"], rel=1e-7), pytest.approx(plain["se"], rel=1e-7))


@pytest.mark.parametrize("exposure", [{"column": "treat", "reference": 1, "compared": 1}, {"column": "region", "reference": "sur", "compared": "sur"}])
def test_a_group_is_not_compared_with_itself(exposure):
    with pytest.raises(PlanError, match=r"plan\.exposure\.compared: .*consigo mismo"):
        plan_from(exposure=exposure)


@pytest.mark.parametrize(
    ("control", "said"), [("region", "es una categoría"), ("score", "no sirve de control"), ("treat", "no sirve de control")]
)
def test_what_can_be_no_control_is_refused_with_its_name(control, said):
    estimate = {"name": "e", "method": "negative_control", "options": {"controls": [control]}}
    with pytest.raises(PlanError, match=rf"plan\.estimates\[0\]\.options\.controls: «{control}».*{said}"):
        plan_from(estimates=[estimate])


def test_an_outcome_does_not_explain_itself():
    with pytest.raises(PlanError, match=r"plan\.estimates\[0\]\.covariates: «score» es el resultado"):
        plan_from(estimates=[{"name": "e", "method": "ancova", "covariates": ["age", "score"]}])


def test_a_negative_control_counts_among_the_tests():
    """Its answer has an interval, so it has the p of that interval, and multiplicity sees it."""
    estimates = [{"name": "main", "method": "difference"}, {"name": "e", "method": "negative_control", "options": {"controls": ["age"]}}]
    document = ask(plan_from(estimates=estimates), small_trial(200))
    for found in (line(document, name="e", term="treat"), line(document, name="e", term="control[age]")):
        assert found["p"] == pytest.approx(2 * stats.norm.sf(abs(found["estimate"] / found["se"])), rel=1e-12)
    assert next(check for check in document["checks"] if check["name"] == "multiplicity")["statistic"] == 2


def test_odds_say_what_the_missing_could_do_to_the_risks_beside_them():
    frame = small_trial(400)
    frame.loc[frame["treat"].eq(1) & (np.arange(400) % 4 == 1), "better"] = np.nan
    for method in ("logistic", "difference"):
        document = ask(plan_from(outcome={"column": "better"}, estimates=[{"name": "e", "method": method}]), frame)
        bounds = next(check for check in document["checks"] if check["name"] == "attrition_bounds")["values"]
        seen = [frame.loc[frame["treat"] == side, "better"] for side in (0, 1)]
        ends = [100 * (seen[1].fillna(worst).mean() - seen[0].mean()) for worst in (0, 1)]
        assert [bounds["low"], bounds["high"]] == pytest.approx(ends, rel=1e-12)
