"""An answer that would mislead is refused, with the reason and what to do; the others of the plan are still given."""

import ast
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from django.utils.translation import override

from tejido.impact.refusals import MESSAGES, refusal_of, refusal_text
from tejido.impact.tests.studies import ask, housing, line, plan_from, small_trial
from tejido.stats.unfit import Unfit


def refusal(frame, **keys):
    return line(ask(plan_from(**keys), frame))


def logistic(*covariates, **keys):
    return {"outcome": {"column": "better"}, "estimates": [{"name": "main", "method": "logistic", "covariates": list(covariates)}]} | keys


def test_fewer_than_ten_people_in_a_group_are_not_compared():
    frame = small_trial(60)
    frame["treat"] = (np.arange(60) < 9).astype(float)
    found = refusal(frame)
    assert found["estimate"] is None
    assert found["note"] == "Personas en el grupo «1»: 9. Hacen falta al menos 10 para comparar con prudencia."


def test_ten_people_in_a_group_are_compared():
    frame = small_trial(60)
    frame["treat"] = (np.arange(60) < 10).astype(float)
    assert line(ask(plan_from(), frame), role="exposure")["estimate"] is not None


def test_an_arm_is_counted_in_people_and_not_in_interviews():
    plan = plan_from(
        rows="person_wave", person="person", wave="wave",
        columns={"sec": {"kind": "yes_no"}, "y": {"kind": "number"}}, derive={"home": {"indicator": {"column": "y", "equals": 2}}},
        exposure={"column": "sec"}, outcome={"column": "home"}, estimates=[{"name": "main", "method": "proportions_by_wave"}],
    )  # fmt: skip
    frame = housing()
    few = frame[(frame["sec"] == 0) | frame["person"].isin([f"1-{i}" for i in range(100, 109)])]
    assert len(few[few["sec"] == 1].dropna()) > 10
    assert line(ask(plan, few))["refused"]["code"] == "few_people"


def test_separated_data_are_refused():
    frame = small_trial(60)
    frame["better"] = (frame["age"] > 40).astype(float)
    assert refusal(frame, **logistic("age"))["refused"]["code"] == "separated"


def test_a_constant_column_is_refused_by_name():
    assert "«age» vale lo mismo" in refusal(small_trial().assign(age=40.0), **logistic("age"))["note"]


def test_a_repeated_column_is_refused_by_name():
    derive = {"twice": {"minus": {"column": "age", "value": 18}}}
    keys = {"derive": derive, "estimates": [{"name": "main", "method": "ancova", "covariates": ["age", "twice"]}]}
    assert "«twice» repite" in refusal(small_trial(), **keys)["note"]


def test_infinite_values_are_refused_by_name():
    frame = small_trial()
    frame.loc[4, "score"] = np.inf
    assert "«score» tiene valores infinitos" in refusal(frame)["note"]


def test_an_empty_population_is_refused():
    document = ask(plan_from(where=[{"column": "age", "above": 200}]), small_trial())
    assert line(document)["refused"]["code"] == "empty"
    assert document["attrition"]["analysed"] == 0


def test_no_rows_at_all_are_refused_and_the_enrolled_are_still_counted():
    document = ask(plan_from(), small_trial().iloc[:0], attrition={"enrolled": 12, "without_consent": 12})
    assert line(document)["refused"]["code"] == "empty"
    assert document["attrition"]["lost"] == [{"reason": "without_consent", "column": None, "n": 12}]


def test_a_column_that_is_not_there_is_named_with_the_nearest():
    found = refusal(small_trial().rename(columns={"score": "scores"}))
    assert "«score»" in found["note"]
    assert "«scores»" in found["note"]


def test_text_where_numbers_are_asked_is_named_with_its_rows():
    frame = small_trial().astype({"score": object})
    frame.loc[[3, 8], "score"] = "mucho"
    assert "en las filas 4, 9" in refusal(frame)["note"]


def test_only_one_group_is_refused():
    assert refusal(small_trial().assign(treat=1.0))["refused"]["code"] == "one_group"


def test_three_groups_without_a_choice_are_refused():
    found = refusal(small_trial(), exposure={"column": "region", "reference": "norte"})
    assert "este, norte, sur" in found["note"]


def test_nobody_complete_is_refused_naming_the_emptiest_column():
    assert "«score»" in refusal(small_trial().assign(score=np.nan))["note"]


def test_an_outcome_equal_for_all_is_refused():
    assert refusal(small_trial().assign(better=1.0), **logistic())["refused"]["code"] == "one_outcome"


def test_a_group_that_changes_between_interviews_is_refused():
    plan = plan_from(
        rows="person_wave", person="person", wave="wave", columns={"sec": {"kind": "yes_no"}, "y": {"kind": "yes_no"}},
        exposure={"column": "sec"}, outcome={"column": "y"}, estimates=[{"name": "main", "method": "proportions_by_wave"}],
    )  # fmt: skip
    frame = housing().assign(y=1.0)
    frame.loc[(frame["person"] == "0-3") & (frame["wave"] > 0), "sec"] = 1.0
    assert line(ask(plan, frame))["refused"]["code"] == "changing_group"


def test_the_other_answers_of_the_plan_are_still_given():
    estimates = [{"name": "main", "method": "logistic", "outcome": "better"}, {"name": "second", "method": "difference"}]
    document = ask(plan_from(estimates=estimates), small_trial().assign(better=0.0))
    assert line(document, name="main")["estimate"] is None
    assert line(document, name="second", role="exposure")["estimate"] is not None
    assert any(text.startswith("Better: no se da esta respuesta.") for text in document["sentences"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "Calidad de vida: no se da esta respuesta. Personas en el grupo «quienes van al taller»: 9."),
        ("en", "Quality of life: this answer is not given. People in the group “those of the workshop”: 9."),
        ("hu", "„a műhelybe járók”"),
    ],
)
def test_a_refusal_calls_outcome_and_group_by_the_words_of_the_plan(language, words):
    labels = {"compared": {"es": "quienes van al taller", "en": "those of the workshop", "hu": "a műhelybe járók"}}
    outcome = {"column": "score", "label": {"es": "Calidad de vida", "en": "Quality of life", "hu": "Életminőség"}}
    frame = small_trial(60)
    frame["treat"] = (np.arange(60) < 9).astype(float)
    with override(language):
        document = ask(plan_from(exposure={"column": "treat", "labels": labels}, outcome=outcome), frame)
    assert any(words in text for text in document["sentences"])


@pytest.mark.parametrize(("language", "names"), [("es", "Score («a»):|Score («b»):"), ("en", "Score (“a”):|Score (“b”):"), ("hu", "Score („a”):|Score („b”):")])
def test_refused_questions_about_the_same_are_told_apart_by_name(language, names):
    frame = small_trial(60)
    frame["treat"] = (np.arange(60) < 9).astype(float)
    with override(language):
        told = ask(plan_from(estimates=[{"name": name, "method": "difference"} for name in "ab"]), frame)["sentences"]
    assert all(any(text.startswith(name) for text in told) for name in names.split("|"))


def test_too_few_organisations_with_both_groups_are_told_as_such():
    found = refusal_text("few_organisations", {"n": 0, "least": 2})
    assert "si hay dos grupos, tres de cada uno): 0. Hacen falta al menos 2." in found


def test_few_events_for_the_columns_are_noted_but_answered():
    frame = small_trial(200)
    frame["better"] = (np.arange(200) % 17 == 0).astype(float)
    document = ask(plan_from(**logistic("age")), frame)
    check = next(check for check in document["checks"] if check["name"] == "events_per_column")
    assert (check["verdict"], check["statistic"]) == ("attention", 6.0)
    assert check["sentence"] in document["sentences"]


def test_a_refusal_writes_its_decimals_as_its_reader_does():
    with override("es"):
        assert "un 1,6 % no tiene" in refusal_text("no_overlap", {"size": "37", "outside": "1.6"})
    with override("en"):
        assert "1.6" in refusal_text("no_overlap", {"size": "37", "outside": "1.6"})


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_refusal_has_its_words_in_every_language(code):
    values = dict.fromkeys(
        [
            "column",
            "df",
            "periods",
            "pieces",
            "cuts",
            "door",
            "columns",
            "hint",
            "rows",
            "group",
            "n",
            "least",
            "levels",
            "reference",
            "errors",
            "at",
            "size",
            "outside",
            "start",
            "cause",
            "most",
            "low",
            "high",
            "longest",
            "width",
            "waves",
        ],
        "Ω",
    )
    for language in ("es", "en", "hu"):
        with override(language):
            assert "%(" not in refusal_text(code, values)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_whoever_brought_a_file_is_sent_to_its_rows_and_never_to_the_record_alone(code):
    values = dict.fromkeys(re.findall(r"%\((\w+)\)", str(MESSAGES[code])), "Ω")
    from_file, from_record = refusal_text(code, values | {"lines": "3, 5"}), refusal_text(code, values)
    assert "3, 5" in from_file
    assert "en el registro" not in from_file or "en el archivo" in from_file
    assert "3, 5" not in from_record
    assert "en el archivo" not in from_record or "en el registro" in from_record


def test_a_category_of_one_person_has_no_hc3_error_but_has_hc1():
    frame = small_trial()
    frame["region"] = ["este", *np.random.default_rng(2).choice(["norte", "sur"], 59)]
    estimates = [{"name": name, "method": "ancova", "covariates": ["place"], "errors": [name]} for name in ("HC3", "HC1")]
    document = ask(plan_from(derive={"place": {"category": {"column": "region", "reference": "norte"}}}, estimates=estimates), frame)
    assert line(document, name="HC3")["refused"]["code"] == "alone"
    assert line(document, name="HC1", role="exposure")["se"] > 0


def test_a_yes_or_no_with_other_values_is_refused():
    assert refusal(small_trial().assign(better=2.0), **logistic())["refused"]["code"] == "not_yes_no"


def test_a_score_equal_for_all_is_refused():
    assert refusal(small_trial().assign(score=5.0))["refused"]["code"] == "one_outcome"


def test_one_interview_per_person_is_too_little_for_a_repeated_score():
    plan = plan_from(
        rows="person_wave", person="person", wave="wave", columns={"sec": {"kind": "yes_no"}, "y": {"kind": "number"}},
        exposure={"column": "sec"}, outcome={"column": "y"}, estimates=[{"name": "main", "method": "mixed_model"}],
    )  # fmt: skip
    frame = housing()
    assert line(ask(plan, frame[frame["wave"] == 6]))["refused"]["code"] == "few_repeats"
    assert line(ask(plan, frame), role="exposure")["estimate"] is not None


def test_a_random_effect_that_never_varies_is_refused_by_its_own_name():
    """Not by that of the column in the same place among the fixed effects."""
    plan = plan_from(
        rows="person_wave", person="person", wave="wave",
        columns={"sec": {"kind": "yes_no"}, "y": {"kind": "number"}, "same": {"kind": "number"}},
        exposure={"column": "sec"}, outcome={"column": "y"}, estimates=[{"name": "main", "method": "mixed_model", "random": ["same"]}],
    )  # fmt: skip
    found = line(ask(plan, housing().assign(same=3.0)))
    assert (found["refused"]["code"], found["refused"]["values"]["column"]) == ("random_constant", "same")


def test_when_nothing_can_be_computed_everybody_is_counted_as_lost():
    attrition = ask(plan_from(), small_trial(60).drop(columns="score"), attrition={"enrolled": 70, "without_consent": 8})["attrition"]
    assert [(item["reason"], item["n"]) for item in attrition["lost"]] == [("without_consent", 8), ("no_record", 2), ("refused", 60)]


def test_when_every_question_is_refused_nobody_is_said_to_be_analysed():
    frame = small_trial(60).assign(score=lambda rows: rows["score"].where(rows.index > 3))
    columns = {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}, "same": {"kind": "number"}}
    estimates = [{"name": name, "method": "ancova", "covariates": ["same"]} for name in ("first", "second")]
    document = ask(plan_from(columns=columns, estimates=estimates), frame.assign(same=1.0))
    assert {row["refused"]["code"] for row in document["estimates"]} == {"constant"}
    for counted in (document["attrition"], *document["attrition"]["arms"]):
        assert counted["analysed"] == 0
        assert counted["enrolled"] == sum(item["n"] for item in counted["lost"])
    assert {item["reason"]: item["n"] for item in document["attrition"]["lost"]} == {"missing": 4, "refused": 56}
    assert [row[0] for row in document["tables"][0]["counts"]] == [0, 0]
    assert document["sentences"][0] == "De 60 personas inscritas no se analizaron los datos de ninguna."


STATS = Path(__file__).parents[2] / "stats"


def reasons_of_statistics():
    """Every reason that an estimator may give, read from its source: the text that `Unfit` is called with, whichever branch it takes."""
    found = set()
    for path in STATS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unfit" and node.args:
                found |= set(texts(node.args[0]))
    return found


def texts(node):
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.JoinedStr):  # the reason of another refusal with a word before it
        yield from (node.values[0].value + reason for reason in ("constant", "collinear"))


@pytest.mark.parametrize("reason", sorted(reasons_of_statistics()))
def test_every_reason_of_an_estimator_has_its_sentence(reason):
    refused = refusal_of(Unfit(reason, [1]), ["constant", "age"])
    for language in ("es", "en", "hu"):
        with override(language):
            assert "%(" not in str(refused)
            assert len(str(refused)) > 20


def survival(frame, **estimate):
    columns = {"treat": {"kind": "yes_no"}, "days": {"kind": "number"}, "found": {"kind": "yes_no"}}
    plan = plan_from(columns=columns, outcome={"time": "days", "event": "found"}, estimates=[{"name": "main"} | estimate])
    return line(ask(plan, frame))["refused"]


def followed(people=60):
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "person": np.arange(people),
            "treat": np.arange(people) % 2.0,
            "days": random.integers(1, 300, people) * 1.0,
            "found": np.arange(people) // 2 % 2.0,
        }
    )


@pytest.mark.parametrize(
    ("change", "method", "code"),
    [
        ({"days": lambda f: f["days"].where(f["person"] != 7, 0.0)}, "cox", "zero_time"),
        ({"days": lambda f: f["days"].where(f["person"] != 7, -1.0)}, "kaplan_meier", "negative_time"),
        ({"days": lambda f: f["days"].where(f["person"] != 7, np.inf)}, "cox", "infinite"),
        ({"found": 0.0}, "cox", "no_events"),
        ({"found": 0.0}, "log_rank", "no_events"),
        ({"found": lambda f: (f["person"] == 7).astype(float)}, "cox", "few_events"),
        ({"found": lambda f: (f["person"] == 7).astype(float)}, "discrete_time_hazard", "few_events"),
        ({"found": lambda f: f["found"] * f["treat"]}, "cox", "separated"),
        ({"days": lambda f: f["days"] * 1e4}, "life_table", "many_periods"),
        ({"days": lambda f: f["days"] * 1e4}, "discrete_time_hazard", "many_periods"),
        ({"days": lambda f: f["days"] / 30.0}, "life_table", "one_period"),
        ({"days": lambda f: f["days"] / 30.0}, "discrete_time_hazard", "one_period"),
    ],
)
def test_times_and_events_that_cannot_be_are_refused_with_the_reason(change, method, code):
    found = survival(followed().assign(**change), method=method)
    assert found["code"] == code


def stretched(**change):
    frame = pd.concat([followed().assign(start=0.0, stop=10.0), followed().assign(start=10.0, stop=20.0)], ignore_index=True).assign(
        **change
    )
    columns = {"treat": {"kind": "yes_no"}, "start": {"kind": "number"}, "stop": {"kind": "number"}, "found": {"kind": "yes_no"}}
    plan = plan_from(
        rows="person_period", person="person", columns=columns, outcome={"start": "start", "stop": "stop", "event": "found"},
        estimates=[{"name": "main", "method": "cox"}],
    )  # fmt: skip
    return line(ask(plan, frame))["refused"]["code"]


def test_people_followed_backwards_or_twice_at_once_are_refused():
    assert stretched(stop=0.0) == "ends_before"
    assert stretched(start=lambda f: f["start"] - 5) == "negative_time"
    assert stretched(stop=lambda f: f["stop"] + 5) == "overlapping"


def test_a_million_levels_and_an_organisation_of_one_person_are_refused():
    frame = small_trial(60).assign(region=[f"R{i}" for i in range(60)])
    coded = [{"name": "main", "method": "ancova", "covariates": [{"column": "region"}]}]
    assert refusal(frame, estimates=coded)["refused"] == {"code": "many_levels", "values": {"column": "region", "n": 60}}
    alone = [{"name": "main", "method": "funnel", "cluster": "region"}]
    assert refusal(frame, estimates=alone, exposure=None)["refused"]["code"] == "lone_person"


def test_counts_that_are_no_counts_and_nobody_followed_are_refused():
    columns = {"treat": {"kind": "yes_no"}, "visits": {"kind": "number"}, "years": {"kind": "number"}}
    plan = plan_from(columns=columns, outcome={"count": "visits", "person_time": "years"}, estimates=[{"name": "main", "method": "counts"}])
    frame = small_trial(60).assign(visits=np.arange(60) % 4.0, years=1.0)
    codes = [
        line(ask(plan, frame.assign(**change)))["refused"]["code"]
        for change in ({"visits": 1.5}, {"visits": -1.0}, {"years": 0.0}, {"years": -1.0})
    ]
    assert codes == ["not_counts", "not_counts", "zero_time", "negative_time"]


def test_an_exit_that_nobody_took_is_refused_naming_those_there_are():
    frame = followed().assign(exit=np.where(np.arange(60) % 3 == 0, "job", "0"))
    columns = {"treat": {"kind": "yes_no"}, "days": {"kind": "number"}, "exit": {"kind": "category"}}
    outcome = {"time": "days", "exit": "exit", "cause": "home"}
    found = line(ask(plan_from(columns=columns, outcome=outcome, estimates=[{"name": "main", "method": "cumulative_incidence"}]), frame))
    assert "«home» no aparece en «exit». Hay: 0, job" in found["note"]
