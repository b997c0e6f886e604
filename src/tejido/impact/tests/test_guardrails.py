"""Each guard-rail on data made for it: what it lets pass, what it tells, and what it refuses."""

import numpy as np
import pandas as pd
import pytest
from django.utils.translation import override

from tejido.impact.sentences import check_sentence, sentences_of
from tejido.impact.sentences.checks import SENTENCES
from tejido.impact.tests.studies import ask, check, line, lines, plan_from, small_trial

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}


def logistic(frame, *covariates, **keys):
    return ask(
        plan_from(outcome={"column": "better"}, estimates=[{"name": "e", "method": "logistic", "covariates": list(covariates)}], **keys),
        frame,
    )


@pytest.mark.parametrize(("events", "verdict"), [(20, "ok"), (19, "attention"), (10, "attention"), (9, None)])
def test_ten_events_per_column_are_enough_and_fewer_than_five_refused(events, verdict):
    better = np.zeros(300)
    better[np.linspace(0, 299, events).astype(int)] = 1
    frame = small_trial(300).assign(better=better)
    document = logistic(frame, "age")
    if verdict:
        assert check(document, "events_per_column")["verdict"] == verdict
    else:
        assert line(document)["refused"] == {"code": "few_events", "values": {"n": 9, "columns": 2, "least": 5}}
        assert "sucesos: 9." in line(document)["note"].lower()


def nearly_parted():
    """Nobody far below zero and everybody far above it; of eight who stand beside it, those a little lower rather more often."""
    x = np.concatenate([np.linspace(-1, -0.9, 36), np.repeat([-0.01, 0.01], 4), np.linspace(0.9, 1, 36)])
    better = np.concatenate([np.zeros(36), [1, 1, 1, 0, 1, 0, 0, 0], np.ones(36)])
    return small_trial(80).assign(age=x, better=better)


@pytest.mark.parametrize("unit", [1e-4, 1.0, 1e5])
def test_what_hardly_bounds_a_figure_is_refused_in_any_unit(unit):
    frame = nearly_parted()
    found = logistic(frame.assign(age=frame["age"] * unit), "age")
    assert line(found)["refused"]["code"] == "nearly_separated"
    assert line(found)["refused"]["values"]["column"] == "age"


@pytest.mark.parametrize("of", [lambda age: age, lambda age: age / 1e5, lambda age: 1986 - age, lambda age: age * 1e4], ids=["age", "small", "year", "large"])
def test_the_unit_of_a_covariate_and_where_its_zero_lies_change_no_answer(of):
    frame = small_trial(300)
    plain, other = (line(logistic(frame.assign(age=f(frame["age"])), "age"), term="treat") for f in (lambda age: age, of))
    assert (other["estimate"], other["se"]) == (pytest.approx(plain["estimate"], rel=1e-8), pytest.approx(plain["se"], rel=1e-8))


def lone_groups(difference):
    """Two groups whose age hardly (or does not) overlap."""
    random = np.random.default_rng(8)
    treat = np.repeat([0.0, 1.0], 300)
    age = random.normal(40, 8, 600) + difference * treat
    return pd.DataFrame({"person": np.arange(600), "treat": treat, "age": age, "score": random.normal(50, 5, 600) + age / 10})


def weighted(frame):
    columns = {"treat": YES_NO, "age": NUMBER, "score": NUMBER}
    return ask(plan_from(columns=columns, covariates=["age"], estimates=[{"name": "e", "method": "inverse_probability_weighting"}]), frame)


def test_groups_that_overlap_pass_those_that_hardly_do_are_told_and_those_that_do_not_are_refused():
    assert check(weighted(lone_groups(2)), "overlap")["verdict"] == "ok"
    near = check(weighted(lone_groups(10)), "overlap")
    assert near["verdict"] == "attention"
    assert "los dos grupos se parecen poco" in near["sentence"]
    apart = line(weighted(lone_groups(30)))
    assert apart["refused"]["code"] == "no_overlap"
    assert "Hacen falta 50" in apart["note"]


def test_what_the_weights_leave_unequal_is_told_by_the_column_that_is_furthest_apart():
    even = check(weighted(lone_groups(2)), "balance")
    assert (even["verdict"], even["values"]) == ("ok", {"column": "age"})
    assert even["statistic"] < 0.1
    document = weighted(lone_groups(10))
    left = next(one for one in document["models"][0]["balance"] if one["term"] == "age")["after"]
    told = check(document, "balance")
    assert told["statistic"] == pytest.approx(abs(left), rel=1e-12)
    assert told["verdict"] == ("ok" if abs(left) < 0.1 else "attention" if abs(left) < 0.25 else "fails")


@pytest.mark.parametrize(("left", "verdict"), [(0.0999, "ok"), (-0.1, "attention"), (0.2499, "attention"), (-0.25, "fails")])
def test_a_tenth_of_a_standard_deviation_asks_for_attention_and_a_quarter_fails(left, verdict):
    from types import SimpleNamespace

    from tejido.impact.guardrails import balance_check

    question = SimpleNamespace(estimate=SimpleNamespace(name="e"), terms=("age", "woman"))
    found = balance_check(question, SimpleNamespace(difference_after=np.array([0.01, left])))
    assert (found["verdict"], found["statistic"], found["values"]) == (verdict, abs(left), {"column": "woman"})


def comes_and_goes():
    """Whoever stays longer has more periods in which to be exposed; the exposure itself does nothing."""
    random = np.random.default_rng(4)
    rows = []
    for person in range(400):
        exposed = 0.0
        for period in range(1, 11):
            event = float(random.random() < 0.12)
            exposed = float(exposed or (not event and random.random() < 0.3))
            rows.append({"person": person, "period": float(period), "event": event, "exposed": exposed})
            if event:
                break
    return pd.DataFrame(rows)


def hazard_of(frame, **exposure):
    return ask(
        plan_from(
            rows="person_period", person="person", columns={"period": NUMBER, "event": YES_NO, "exposed": YES_NO},
            exposure={"column": "exposed"} | exposure, outcome={"period": "period", "event": "event"},
            estimates=[{"name": "e", "method": "discrete_time_hazard", "options": {"time": "linear"}}],
        ),
        frame,
    )  # fmt: skip


def test_an_exposure_looked_at_in_the_same_period_fails_and_one_from_before_does_not_see_what_is_not_there():
    frame = comes_and_goes()
    now, before = hazard_of(frame), hazard_of(frame, lag=1)
    assert check(now, "immortal_time")["verdict"] == "fails"
    assert "«lag: 1»" in check(now, "immortal_time")["sentence"]
    assert line(now, term="exposed")["high"] < 0
    assert line(now, term="exposed")["note"] == check(now, "immortal_time")["sentence"]
    assert check(before, "immortal_time")["verdict"] == "ok"
    assert line(before, term="exposed")["low"] < 0 < line(before, term="exposed")["high"]


def test_an_exposure_that_stays_needs_no_such_check():
    frame = comes_and_goes()
    frame["exposed"] = (frame["person"] % 2).astype(float)
    assert [one for one in hazard_of(frame)["checks"] if one["name"] == "immortal_time"] == []


@pytest.mark.parametrize("derived", [{"square": "year"}, {"product": ["treat", "year"]}])
def test_a_year_and_its_square_or_product_are_no_separation(derived):
    """A covariate far from zero leaves its square hardly anything of its own; R's glm answers (treat and age alone decide nothing here)."""
    random = np.random.default_rng(3)
    frame = small_trial(500).assign(year=1940 + random.integers(0, 60, 500) * 1.0, better=lambda f: (random.random(500) < 0.3 + 0.1 * f["treat"]) * 1.0)
    columns = {"treat": {"kind": "yes_no"}, "better": {"kind": "yes_no"}, "year": {"kind": "number"}}
    plan = plan_from(columns=columns, derive={"more": derived}, outcome={"column": "better"}, estimates=[{"name": "e", "method": "logistic", "covariates": ["year", "more"]}])
    assert line(ask(plan, frame), term="treat", role="exposure")["estimate"] is not None


def lossy(reference, compared):
    """A trial of 200 in which so many of each group lack the outcome."""
    frame = small_trial(200)
    for side, lost in ((0, reference), (1, compared)):
        frame.loc[frame.index[frame["treat"] == side][:lost], "score"] = np.nan
    return ask(plan_from(), frame)


@pytest.mark.parametrize(
    ("lost", "verdict"), [((0, 0), "ok"), ((5, 5), "ok"), ((6, 5), "attention"), ((0, 6), "attention"), ((10, 40), "fails")]
)
def test_missing_people_are_told_and_unequal_losses_fail(lost, verdict):
    document = lossy(*lost)
    found = check(document, "missing")
    assert (found["verdict"], found["statistic"]) == (verdict, sum(lost) / 200)


@pytest.mark.parametrize("language", ["es", "en", "hu"])
def test_where_there_are_no_two_groups_no_words_are_of_groups(language):
    frame = small_trial(100)
    frame.loc[:9, "score"] = np.nan
    with override(language):
        document = ask(plan_from(exposure={"column": "age"}, estimates=[{"name": "main", "method": "ancova"}]), frame)
    found = check(document, "missing")
    assert (found["verdict"], found["values"]["gap"]) == ("attention", None)
    assert {"es": "falta el 10,0 % de las personas: quienes", "en": "10.0 % of the people", "hu": "10,0%-a hiányzik: a"}[language] in found["sentence"]
    assert not any(word in found["sentence"] for word in ("grupo", "group", "csoport"))


def test_the_gap_of_people_whose_group_nobody_knows_is_not_told_as_none():
    frame = small_trial(100)
    frame.loc[:9, "treat"] = np.nan
    found = check(ask(plan_from(), frame), "missing")
    assert (found["verdict"], found["values"]["gap"]) == ("attention", None)
    assert "grupo" not in found["sentence"]


def test_a_difference_that_the_missing_could_undo_says_so():
    frame = small_trial(400).assign(better=lambda f: (np.arange(400) // 2 % 10 < 3 + 3 * f["treat"]).astype(float))
    estimates = [{"name": "e", "method": "difference", "errors": ["HC3"]}]
    sure = ask(
        plan_from(outcome={"column": "better"}, estimates=estimates), frame.assign(better=lambda f: f["better"].where(np.arange(400) > 9))
    )
    unsure = ask(
        plan_from(outcome={"column": "better"}, estimates=estimates), frame.assign(better=lambda f: f["better"].where(np.arange(400) > 120))
    )
    assert check(sure, "attrition_bounds")["verdict"] == "ok"
    found = check(unsure, "attrition_bounds")
    assert found["verdict"] == "attention"
    assert found["values"]["low"] < 0 < found["values"]["high"]


def test_the_bounds_are_the_two_extremes():
    frame = small_trial(100).assign(better=(np.arange(100) % 4 < 2).astype(float))
    frame.loc[[1, 3, 5], "better"] = np.nan
    frame.loc[[0, 2], "better"] = np.nan
    document = ask(plan_from(outcome={"column": "better"}, estimates=[{"name": "e", "method": "difference"}]), frame)
    seen = frame.dropna(subset=["better"]).groupby("treat")["better"].sum()
    found = check(document, "attrition_bounds")["values"]
    assert found["low"] == pytest.approx(100 * (seen[1.0] / 50 - (seen[0.0] + 2) / 50))
    assert found["high"] == pytest.approx(100 * ((seen[1.0] + 3) / 50 - seen[0.0] / 50))


def test_without_a_lottery_the_answer_says_how_strong_an_unseen_cause_would_have_to_be():
    """A risk ratio of 3.9 (1.8 to 8.7) has an E-value of 7.26, its limit one of 3.00 (VanderWeele & Ding 2017)."""
    from tejido.impact.guardrails.unmeasured import _SCALES

    row = {"scale": "log_rate", "ratio": 3.9, "ratio_low": 1.8, "ratio_high": 8.7}
    found = _SCALES["log_rate"](None, row)
    assert (found.estimate, found.limit) == (pytest.approx(7.26, abs=5e-3), pytest.approx(3.0, abs=5e-3))
    frame = small_trial(400).assign(score=lambda f: f["score"] + 5 * f["treat"])
    document = ask(plan_from(), frame)
    assert check(document, "unmeasured")["verdict"] == "ok"
    assert line(document, term="treat")["e_value_limit"] == check(document, "unmeasured")["statistic"]
    assert [one for one in ask(plan_from(assignment="random"), frame)["checks"] if one["name"] == "unmeasured"] == []


def test_the_engine_counts_its_own_tests_and_holds_each_family_to_its_rule():
    frame = small_trial(300)
    estimates = [
        {"name": f"e{i}", "method": "difference", "outcome": name, "errors": ["HC3", "HC0"]}
        for i, name in enumerate(["score", "age", "better"])
    ]
    estimates.append({"name": "c", "method": "ancova", "outcome": "age", "family": "confirmatory"})
    document = ask(plan_from(estimates=estimates), frame)
    firsts = {name: lines(document, name=name, role="exposure")[0] for name in ("e0", "e1", "e2", "c")}
    assert {name: row["family"] for name, row in firsts.items()} == {
        "e0": "confirmatory",
        "e1": "exploratory",
        "e2": "exploratory",
        "c": "confirmatory",
    }
    low, high = sorted((firsts["e0"], firsts["c"]), key=lambda row: row["p"])
    assert (low["p_adjusted"], high["p_adjusted"]) == (pytest.approx(2 * low["p"]), pytest.approx(max(2 * low["p"], high["p"])))
    low, high = sorted((firsts["e1"], firsts["e2"]), key=lambda row: row["p"])
    assert (low["p_adjusted"], high["p_adjusted"]) == (pytest.approx(min(2 * low["p"], high["p"])), pytest.approx(high["p"]))
    found = check(document, "multiplicity")
    assert (found["statistic"], found["values"]["confirmatory"], found["values"]["exploratory"]) == (4, 2, 2)
    assert "p_adjusted" not in lines(document, name="e0", errors="HC0")[0]


def test_what_only_chance_made_clear_is_told():
    frame = small_trial(60, seed=2)
    random = np.random.default_rng(0)
    columns = {"treat": YES_NO, "score": NUMBER} | {f"y{i}": NUMBER for i in range(29)}
    for i in range(29):
        frame[f"y{i}"] = random.normal(size=60)
    estimates = [{"name": "main", "method": "difference"}] + [
        {"name": f"y{i}", "method": "difference", "outcome": f"y{i}"} for i in range(29)
    ]
    document = ask(plan_from(columns=columns, estimates=estimates), frame)
    found = check(document, "multiplicity")
    lost = [row for row in document["estimates"] if row.get("p_adjusted", 0) >= 0.05 > (row["p"] or 1)]
    assert found["values"]["lost"] == len(lost) > 0
    assert found["sentence"] in document["sentences"]


def test_a_ratio_that_changes_over_time_is_given_for_each_half_of_the_events():
    random = np.random.default_rng(11)
    group = np.repeat([0.0, 1.0], 200)
    days = np.where(group == 1, random.weibull(3.0, 400), random.weibull(0.8, 400)) * 100
    frame = pd.DataFrame({"person": np.arange(400), "treat": group, "days": days, "found": 1.0})
    columns = {"treat": YES_NO, "days": NUMBER, "found": YES_NO}
    document = ask(
        plan_from(columns=columns, outcome={"time": "days", "event": "found"}, estimates=[{"name": "e", "method": "cox"}]), frame
    )
    early, late = lines(document, role="period")
    assert early["estimate"] < line(document, role="exposure")["estimate"] < late["estimate"]
    assert early["events"] + late["events"] == 400
    assert early["term"] == f"treat[0–{np.median(days):g}]"


def test_counts_that_vary_more_than_chance_ask_for_another_error():
    random = np.random.default_rng(1)
    frame = small_trial(300).assign(visits=random.negative_binomial(1, 0.3, 300).astype(float), years=1.0)
    columns = {"treat": YES_NO, "visits": NUMBER, "years": NUMBER}
    plan = plan_from(columns=columns, outcome={"count": "visits", "person_time": "years"}, estimates=[{"name": "e", "method": "counts"}])
    assert check(ask(plan, frame), "dispersion")["verdict"] == "attention"
    calm = frame.assign(visits=random.poisson(2, 300).astype(float))
    assert check(ask(plan, calm), "dispersion")["verdict"] == "ok"


@pytest.mark.parametrize("name", sorted(SENTENCES))
@pytest.mark.parametrize("verdict", ["ok", "attention", "fails"])
def test_every_check_has_its_words_in_every_language_with_and_without_its_numbers(name, verdict):
    values = dict.fromkeys(["least", "share", "size", "weight", "outside", "gap", "low", "high", "lost", "left_out"], 7.0) | {
        "column": "age"
    }
    plan = plan_from()
    said = set()
    for language in ("es", "en", "hu"):
        with override(language):
            full = {"name": name, "estimate": "main", "term": "age", "verdict": verdict, "statistic": 3.0, "p": 0.03, "values": values}
            said.add(check_sentence(full, plan))
            needs = name in ("proportional_hazards", "events_per_column", "unmeasured", "multiplicity")
            bare = check_sentence(full if needs else full | {"statistic": None, "p": None, "values": {}}, plan)
            assert bare
            assert "%(" not in bare + check_sentence(full, plan)
    assert len(said) == 3


def test_checks_can_be_told_again_in_another_language():
    document = lossy(10, 40)
    with override("en"):
        assert any("the comparison is no longer between equal groups" in text for text in sentences_of(document))


def test_counts_and_the_log_rank_look_for_immortal_time_as_well():
    frame = comes_and_goes().assign(start=lambda rows: rows["period"] - 1, years=1.0)
    columns = {"period": NUMBER, "event": YES_NO, "exposed": YES_NO, "start": NUMBER, "years": NUMBER, "n": NUMBER}
    plan = {"rows": "person_period", "person": "person", "columns": columns, "exposure": {"column": "exposed"}}
    spells = plan | {"outcome": {"start": "start", "stop": "period", "event": "event"}, "estimates": [{"name": "e", "method": "log_rank"}]}
    counts = plan | {"outcome": {"count": "n", "person_time": "years"}, "estimates": [{"name": "e", "method": "counts"}]}
    frame["n"] = frame["event"]
    exact = check(ask(plan_from(**spells), frame), "immortal_time")
    assert (exact["verdict"], "pártala en el momento del cambio" in exact["sentence"], "lag" in exact["sentence"]) == ("attention", True, False)
    before = spells | {"exposure": {"column": "exposed", "lag": 1}}
    assert check(ask(plan_from(**before), frame), "immortal_time")["verdict"] == "ok"
    found = check(ask(plan_from(**counts), frame), "immortal_time")
    assert (found["verdict"], "no se sabe si lleva el valor de antes" in found["sentence"]) == ("attention", True)
    frame["exposed"] = (frame["person"] % 2).astype(float)
    assert not [one for one in ask(plan_from(**counts), frame)["checks"] if one["name"] == "immortal_time"]


def test_an_exposure_derived_from_one_of_before_is_one_of_before():
    from tejido.impact.spec import load_plan
    from tejido.impact.tests.waiting import PLAN

    plan = load_plan(PLAN.replace("estimates:", "derive:\n  doble: {product: [casa, edad]}\n  suceso: {product: [casa, trabajo]}\nestimates:", 1))
    assert (plan.lag_of("casa"), plan.lag_of("doble"), plan.lag_of("suceso"), plan.lag_of("edad")) == (1, 1, 0, 0)


def test_weights_of_the_plan_that_a_method_does_not_use_fail_on_its_answer():
    """The same figure as without them: it must not pass for one of the people that the weights stand for."""
    frame = small_trial(120).assign(w=np.linspace(1, 3, 120))
    columns = {"treat": YES_NO, "score": NUMBER, "better": YES_NO, "age": NUMBER, "w": NUMBER}
    told = [{"name": name, "method": name} for name in ("difference", "ancova", "standardisation")]
    told += [{"name": "logistic", "method": "logistic", "outcome": "better"}]
    plan = {"columns": columns, "covariates": ["age"], "estimates": told}
    document = ask(plan_from(weights="w", **plan), frame)
    found = {one["estimate"]: one["verdict"] for one in document["checks"] if one["name"] == "weights_left_out"}
    assert found == dict.fromkeys(["standardisation", "logistic"], "fails")
    assert any("el método de «better» no los usa" in text for text in document["sentences"])
    for without in (plan, plan | {"weights": "none"}):
        assert not [one for one in ask(plan_from(**without), frame)["checks"] if one["name"] == "weights_left_out"]
