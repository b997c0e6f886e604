"""Covariates as a plan writes them become columns of numbers: coded, lagged, crossed, and never evaluated."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.lags import lag_columns
from tejido.impact.sentences import lost_sentence
from tejido.impact.spec import PlanError
from tejido.impact.tests.studies import ask, example, line, lines, plan_from, small_trial


def nsw(covariates, **estimate):
    plan, frame = example("nsw-supported-work")
    raw = dict(plan.raw) | {
        "estimates": [{"name": "main", "method": "ancova", "covariates": covariates, "errors": ["classical"]} | estimate]
    }
    raw["derive"] = dict(raw["derive"]) | {"school": {"indicator": {"column": "educ", "above": 10}}}
    from tejido.impact.spec import plan_of

    return ask(plan_of(raw), frame)


def problems(*covariates, **keys):
    with pytest.raises(PlanError) as error:
        plan_from(estimates=[{"name": "main", "method": "ancova", "covariates": list(covariates)}], **keys)
    return "\n".join(error.value.problems)


def test_an_interaction_with_the_exposure_equals_that_of_r():
    """R 4.2: lm(re78 ~ treat + factor(educ > 10) + age * treat)."""
    document = nsw([{"column": "school", "coding": "factor", "reference": 0}, "age", {"interaction": ["treat", "age"]}])
    expected = {
        "treat": (-502.80796587927, 2359.7062511632),
        "school[1]": (751.62212291362, 631.687469040),
        "treat:age": (86.08692823174, 89.1230008534),
    }
    for term, (estimate, error) in expected.items():
        found = line(document, term=term)
        assert (found["estimate"], found["se"]) == (pytest.approx(estimate, rel=1e-9), pytest.approx(error, rel=1e-9))


def test_a_natural_spline_with_given_knots_equals_that_of_r():
    """R 4.2: lm(re78 ~ treat + splines::ns(age, knots = c(20, 25, 30)))."""
    found = line(nsw([{"column": "age", "coding": "spline", "knots": [20, 25, 30]}]), term="treat")
    assert (found["estimate"], found["se"]) == (pytest.approx(1746.644547333, rel=1e-9), pytest.approx(635.311980546, rel=1e-9))


@pytest.mark.parametrize("reference", [None, "este", "norte", "sur"])
def test_the_answer_does_not_depend_on_the_reference_level(reference):
    coded = {"column": "region", "coding": "factor"} | ({"reference": reference} if reference else {})
    frame = small_trial(200)
    plan = plan_from(estimates=[{"name": "main", "method": "ancova", "covariates": [coded, "age"]}])
    found = line(ask(plan, frame), term="treat")
    usual = line(
        ask(plan_from(estimates=[{"name": "main", "method": "ancova", "covariates": [{"column": "region"}, "age"]}]), frame), term="treat"
    )
    assert (found["estimate"], found["se"]) == (pytest.approx(usual["estimate"], rel=1e-10), pytest.approx(usual["se"], rel=1e-10))


def test_a_factor_is_the_same_as_a_derived_category():
    frame, derive = small_trial(200), {"place": {"category": {"column": "region", "reference": "sur"}}}
    estimates = [
        {"name": "derived", "method": "ancova", "covariates": ["place"]},
        {"name": "coded", "method": "ancova", "covariates": [{"column": "region", "reference": "sur"}]},
    ]
    document = ask(plan_from(derive=derive, estimates=estimates), frame)
    for level in ("este", "norte"):
        assert (
            line(document, name="coded", term=f"region[{level}]")["estimate"]
            == line(document, name="derived", term=f"place[{level}]")["estimate"]
        )


def test_standardised_risks_follow_a_product_with_the_exposure():
    """With the interaction the two risks are those of a model for each group: means of each group's own prediction for everybody."""
    frame = small_trial(300)
    estimates = [
        {"name": "crossed", "method": "logistic", "covariates": ["age", {"interaction": ["treat", "age"]}]},
        {"name": "derived", "method": "logistic", "covariates": ["age", "both"]},
    ]
    document = ask(plan_from(derive={"both": {"product": ["treat", "age"]}}, outcome={"column": "better"}, estimates=estimates), frame)
    crossed, derived = (line(document, name=name, term="risk_difference") for name in ("crossed", "derived"))
    assert crossed["estimate"] == pytest.approx(derived["estimate"], rel=1e-10)
    plain = line(
        ask(plan_from(outcome={"column": "better"}, estimates=[{"name": "m", "method": "logistic", "covariates": ["age"]}]), frame),
        term="risk_difference",
    )
    assert crossed["estimate"] != pytest.approx(plain["estimate"], rel=1e-4)


def test_a_column_computed_from_the_exposure_in_another_way_is_refused():
    derive = {"gap": {"difference": ["age", "treat"]}}
    plan = plan_from(derive=derive, outcome={"column": "better"}, estimates=[{"name": "main", "method": "logistic", "covariates": ["gap"]}])
    assert line(ask(plan, small_trial(100)))["refused"] == {"code": "exposure_inside", "values": {"column": "gap"}}


def test_a_lag_takes_the_value_of_the_interview_before_and_the_first_has_none():
    frame = pd.DataFrame({"person": np.repeat(np.arange(40), 3), "wave": np.tile([0.0, 10.0, 6.0], 40)})
    random = np.random.default_rng(5)
    frame["x"] = random.normal(size=120)
    before = frame.pivot_table(index="person", columns="wave", values="x")
    truth = {6.0: before[0.0], 10.0: before[6.0]}
    frame["y"] = [np.nan if w == 0 else 3 * truth[w][p] for p, w in zip(frame["person"], frame["wave"], strict=True)]
    frame["y"] += random.normal(0, 0.01, 120)
    plan = plan_from(
        rows="person_wave", person="person", wave="wave", columns={"x": {"kind": "number"}, "y": {"kind": "number"}}, exposure=None,
        outcome={"column": "y"}, estimates=[{"name": "main", "method": "mixed_model", "covariates": [{"column": "x", "lag": 1}]}],
    )  # fmt: skip
    document = ask(plan, frame)
    assert line(document, term="x[lag 1]")["estimate"] == pytest.approx(3, abs=0.01)
    assert document["models"][0]["interviews"] == 80


def interviews(people=60, waves=(0.0, 6.0, 12.0), seed=5):
    frame = pd.DataFrame({"person": np.repeat(np.arange(people), len(waves)), "wave": np.tile(waves, people)})
    random = np.random.default_rng(seed)
    return frame.assign(x=random.normal(size=len(frame)), z=random.normal(size=len(frame)), y=random.normal(0, 0.01, len(frame)))


def lag_plan(**estimate):
    keys = {"rows": "person_wave", "person": "person", "wave": "wave", "outcome": {"column": "y"}}
    kinds = {name: {"kind": "number"} for name in "xyz"}
    exposure = {"exposure": estimate.pop("exposure", None)}
    return plan_from(**keys, **exposure, columns=kinds, estimates=[{"name": "main", "method": "mixed_model"} | estimate])


def test_a_missed_interview_leaves_a_gap_and_not_the_value_of_an_older_one():
    frame = lag_columns(interviews().drop(index=1), lag_plan(covariates=[{"column": "x", "lag": 1}]))
    first, second = (frame[frame["person"] == person].set_index("wave") for person in (0, 1))
    assert first["x[lag 1]"].isna().all()  # seen at 0 and 12 only
    assert second["x[lag 1]"].tolist()[1:] == second["x"].tolist()[:2]


def test_interviews_with_names_have_no_earlier_values_and_are_refused():
    names = {0.0: "inicio", 6.0: "6 meses", 12.0: "salida"}
    frame = interviews().assign(wave=lambda f: f["wave"].map(names))
    found = line(ask(lag_plan(covariates=[{"column": "x", "lag": 1}]), frame))
    assert found["refused"] == {"code": "unordered_waves", "values": {"waves": "6 meses, inicio, salida"}}
    assert line(ask(lag_plan(covariates=["x"]), frame), term="x")["refused"] is None


def test_no_move_is_told_from_the_last_interview_to_the_first_of_the_alphabet():
    frame = pd.DataFrame({"person": np.repeat(np.arange(40), 2), "wave": ["inicio", "final"] * 40, "place": ["calle", "piso"] * 40})
    keys = {"rows": "person_wave", "person": "person", "wave": "wave", "outcome": {"state": "place"}, "exposure": None}
    plan = plan_from(**keys, columns={"place": {"kind": "category"}}, estimates=[{"name": "main", "method": "transitions"}])
    assert line(ask(plan, frame))["refused"] == {"code": "unordered_waves", "values": {"waves": "final, inicio"}}
    moved = line(ask(plan, frame.assign(wave=[0, 6] * 40)), term="calle→piso")
    assert (moved["wave"], moved["estimate"]) == ("0→6", 1)


def test_shares_at_interviews_with_names_are_refused_since_no_last_one_is_known_and_a_single_one_is_told():
    frame = pd.DataFrame({"person": np.repeat(np.arange(80), 2), "wave": ["inicio", "final"] * 80, "work": [0, 1, 1, 1, 0, 0, 1, 0] * 20})
    frame["treat"] = (frame["person"] < 40).astype(float)
    keys = {"rows": "person_wave", "person": "person", "wave": "wave", "outcome": {"column": "work"}, "exposure": {"column": "treat"}}
    kinds = {"work": {"kind": "yes_no"}, "treat": {"kind": "yes_no"}}
    plan = plan_from(**keys, columns=kinds, estimates=[{"name": "main", "method": "proportions_by_wave"}])
    assert line(ask(plan, frame))["refused"]["code"] == "unordered_waves"
    assert {row["wave"] for row in ask(plan, frame[frame["wave"] == "final"])["estimates"]} == {"final"}


def earlier(frame, column):
    return frame.groupby("person")[column].shift(1)


def test_an_interaction_multiplies_the_earlier_value_that_the_plan_asks_for():
    frame = interviews(200)
    frame["y"] += 2 * earlier(frame, "x") * frame["z"]
    covariates = [{"column": "x", "lag": 1}, "z", {"interaction": ["z", "x"]}]
    assert line(ask(lag_plan(covariates=covariates), frame), term="z:x[lag 1]")["estimate"] == pytest.approx(2, abs=0.01)


def test_an_interaction_with_an_earlier_exposure_multiplies_the_earlier_value():
    frame = interviews(200)
    frame["y"] += 2 * earlier(frame, "x") * frame["z"]
    plan = lag_plan(exposure={"column": "x", "lag": 1}, covariates=["z", {"interaction": ["x", "z"]}])
    assert line(ask(plan, frame), term="x:z")["estimate"] == pytest.approx(2, abs=0.01)


def test_whoever_has_no_earlier_value_is_lost_for_that_and_not_counted_as_analysed():
    frame = interviews(50)
    frame = frame[(frame["person"] < 30) | (frame["wave"] == 0)]
    plan = lag_plan(covariates=[{"column": "x", "lag": 1}])
    document = ask(plan, frame)
    assert document["attrition"]["analysed"] == line(document, term="x[lag 1]")["n"] == 30
    assert document["attrition"]["lost"] == [{"reason": "missing", "column": "x[lag 1]", "n": 20}]
    assert lost_sentence(document["attrition"]["lost"][0], plan) == "falta «x: lag 1»"


def test_a_level_that_nobody_has_and_too_many_levels_are_refused_by_name():
    frame = small_trial(100)
    plan = plan_from(estimates=[{"name": "main", "method": "ancova", "covariates": [{"column": "region", "reference": "oeste"}]}])
    assert "«oeste»" in line(ask(plan, frame))["note"]
    many = ask(plan_from(estimates=[{"name": "main", "method": "ancova", "covariates": [{"column": "age", "coding": "factor"}]}]), frame)
    assert line(many)["refused"]["code"] == "many_levels"


def test_a_column_with_two_values_makes_no_curve():
    frame = small_trial(100).assign(age=lambda f: (f["age"] > 40).astype(float))
    plan = plan_from(estimates=[{"name": "main", "method": "ancova", "covariates": [{"column": "age", "coding": "spline", "df": 3}]}])
    assert line(ask(plan, frame))["refused"] == {"code": "few_values", "values": {"column": "age"}}


@pytest.mark.parametrize(
    ("covariate", "said"),
    [
        ({"column": "region", "coding": "spline"}, "no admite «spline»"),
        ({"column": "age", "coding": "cubic"}, "linear, factor, spline"),
        ({"column": "age", "interaction": ["age", "score"]}, "una de las dos"),
        ({"interaction": ["age"]}, "dos columnas"),
        ({"interaction": ["age", "score"], "coding": "factor"}, "no se usa con «interaction»"),
        ({"column": "age", "coding": "spline", "df": 3, "knots": [30]}, "«knots» o «df»"),
        ({"column": "age", "coding": "spline", "knots": [40, 30]}, "de menor a mayor"),
        ({"column": "age", "coding": "spline", "df": 40}, "de 1 a 12"),
        ({"column": "age", "knots": [40]}, "solo se usa con «coding: spline»"),
        ({"column": "age", "lag": 1}, "varias filas"),
        ({"column": "age", "formula": "log(age)"}, "formula"),
        ({"column": "__import__('os')"}, "no hay ninguna columna"),
        ("treat", "ya es la exposición"),
    ],
)
def test_a_covariate_that_makes_no_sense_is_refused_with_its_key(covariate, said):
    assert said in problems(covariate)


def test_a_covariate_is_written_once():
    assert "aparece dos veces" in problems("age", {"column": "age", "coding": "spline"})


def test_weights_that_count_people_twice_move_the_estimate_but_nobody_weighs_less_than_nothing():
    frame = small_trial(60)
    columns = {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}, "w": {"kind": "number"}}
    plan = plan_from(columns=columns, weights="w", estimates=[{"name": "main", "method": "ancova", "errors": ["HC0"]}])
    twice = pd.concat([frame, frame[frame["age"] > 40]], ignore_index=True).assign(person=lambda f: np.arange(len(f)), w=1.0)
    weighted = line(ask(plan, frame.assign(w=1.0 + (frame["age"] > 40))), term="treat")
    assert weighted["estimate"] == pytest.approx(line(ask(plan, twice), term="treat")["estimate"], rel=1e-12)
    assert line(ask(plan, frame.assign(w=-1.0)))["refused"]["code"] == "negative_weight"
    assert len(lines(ask(plan, frame.assign(w=1.0)), term="treat")) == 1
