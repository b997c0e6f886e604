"""Methods as a plan asks for them: the published numbers and those of R come out of the document."""


import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tejido.impact.sentences import sentences_of
from tejido.impact.tests.studies import (
    CATEGORY,
    NUMBER,
    YES_NO,
    ask,
    example,
    housing,
    line,
    lines,
    network_plan,
    plan_from,
    released_plan,
    small_trial,
)
from tejido.stats.tests import nhefs


def close(row, estimate, se, rel=1e-7):
    return (row["estimate"], row["se"]) == (pytest.approx(estimate, rel=rel), pytest.approx(se, rel=rel))


@pytest.mark.parametrize(
    ("link", "fin", "prio"),
    [
        ("cloglog", (-0.402488321420, 0.1901530807943), (0.107369767278, 0.0269214699268)),
        ("logit", (-0.412181903633, 0.198713519626), (0.112453215903, 0.029381295403)),
    ],
)
def test_a_hazard_in_quarters_of_a_year_equals_the_glm_of_r(released, link, fin, prio):
    """glm(event ~ factor(period) + fin + prio, binomial(link)) on person-quarters."""
    plan = released_plan(
        {"method": "discrete_time_hazard", "covariates": ["prio"], "options": {"link": link, "period": 13}, "at": [26, 52]}
    )
    document = ask(plan, released)
    assert close(line(document, term="fin"), *fin)
    assert close(line(document, term="prio"), *prio)
    survival = [line(document, term="survival", group=group, at=52.0)["estimate"] for group in ("0", "1")]
    assert 0.6 < survival[0] < survival[1] < 0.9
    assert [model["periods"] for model in document["models"]] == [int(np.ceil(released["week"] / 13).sum())]
    words = {"cloglog": "llega más tarde en el grupo con «fin»", "logit": "en cada periodo es menos probable en el grupo con «fin»"}
    assert any(words[link] in text for text in document["sentences"])
    assert any("razón de ventajas 0,66" in text for text in document["sentences"]) == (link == "logit")


def test_a_piecewise_rate_equals_poisson_on_split_spells(released):
    """glm(arrest ~ factor(piece) + fin + prio + offset(log(time)), poisson) after survSplit at 13, 26 and 39."""
    document = ask(released_plan({"method": "piecewise_exponential", "covariates": ["prio"], "options": {"cuts": [13, 26, 39]}}), released)
    assert close(line(document, term="fin"), -0.396541375825, 0.1900297640754)
    assert close(line(document, term="prio"), 0.103438104632, 0.0267364386358)
    assert document["models"][0]["deviance"] == pytest.approx(741.2053857330, rel=1e-10)


def test_cox_by_strata_and_with_a_curve_equals_r(released):
    document = ask(
        released_plan(
            {"method": "cox", "covariates": ["prio"], "options": {"strata": ["race"]}},
            {"method": "cox", "covariates": [{"column": "age", "coding": "spline", "df": 3}]},
        ),
        released,
    )
    assert close(line(document, name="e0", term="fin"), -0.415712281843, 0.1905308035354)
    assert close(line(document, name="e1", term="fin"), -0.320926178897, 0.190539887146, rel=1e-6)


def test_the_stratified_log_rank_test_and_the_restricted_mean_equal_r(released):
    plan = released_plan({"method": "log_rank", "options": {"strata": ["race"]}}, {"method": "restricted_mean", "options": {"until": 52}})
    document = ask(plan, released)
    assert line(document, term="log_rank")["estimate"] == pytest.approx(4.04849659774, rel=1e-9)
    for group, mean, error in (("0", 44.8333333333, 0.917671540499), ("1", 46.8750000000, 0.793324895886)):
        assert close(line(document, term="restricted_mean", group=group), mean, error, rel=1e-9)
    found = line(document, term="fin", scale="waiting")
    assert found["estimate"] == pytest.approx(46.875 - 44.83333333333, rel=1e-9)
    assert found["se"] == pytest.approx(np.hypot(0.917671540499, 0.793324895886), rel=1e-9)


def test_longer_without_what_nobody_wishes_is_the_wished_direction(released):
    frame = released.assign(week=lambda f: f["week"] * (1 + f["fin"]))
    document = ask(released_plan({"method": "restricted_mean", "options": {"until": 50}}), frame)
    assert any("pasan de media" in text and text.endswith("Es la dirección deseada.") for text in document["sentences"])


def test_stretches_of_one_person_give_the_same_ratio_as_one_row(released):
    """Cut at week 20, everybody's covariates unchanged: the partial likelihood is the same."""
    first = released.assign(start=0.0, stop=released["week"].clip(upper=20), arrest=released["arrest"].where(released["week"] <= 20, 0.0))
    later = released[released["week"] > 20].assign(start=20.0, stop=lambda f: f["week"])
    columns = {"start": NUMBER, "stop": NUMBER, "arrest": YES_NO, "fin": YES_NO, "prio": NUMBER}
    plan = plan_from(
        rows="person_period", person="person", columns=columns, exposure={"column": "fin"}, assignment="random",
        outcome={"start": "start", "stop": "stop", "event": "arrest"}, estimates=[{"name": "e", "method": "cox", "covariates": ["prio"]}],
    )  # fmt: skip
    found = line(ask(plan, pd.concat([first, later], ignore_index=True)), term="fin")
    whole = line(ask(released_plan({"method": "cox", "covariates": ["prio"]}), released), term="fin")
    assert (found["estimate"], found["se"], found["n"]) == (pytest.approx(whole["estimate"]), pytest.approx(whole["se"]), 432)


def test_competing_exits_leave_by_one_door_each(released):
    frame = released.assign(exit=np.where(released["arrest"] == 0, "0", np.where(released["prio"] > 3, "again", "first")))
    columns = {"week": NUMBER, "exit": CATEGORY, "fin": YES_NO}
    outcomes = {cause: {"time": "week", "exit": "exit", "cause": cause} for cause in ("again", "first")}
    estimates = [{"name": cause, "method": "cumulative_incidence", "outcome": outcome, "at": [52]} for cause, outcome in outcomes.items()]
    estimates.append(
        {"name": "hazard", "method": "discrete_time_hazard", "outcome": outcomes["again"], "at": [52], "options": {"period": 13}}
    )
    plan = plan_from(columns=columns, exposure={"column": "fin"}, outcome=outcomes["again"], estimates=estimates)
    document = ask(plan, frame)
    waiting = line(ask(released_plan({"method": "kaplan_meier", "at": [52]}), released), term="survival", group="0")["estimate"]
    parts = [line(document, name=cause, term="incidence", group="0")["estimate"] for cause in outcomes]
    assert sum(parts) == pytest.approx(1 - waiting, rel=1e-10)
    assert line(document, name="hazard", term="incidence", group="0")["estimate"] == pytest.approx(parts[0], rel=0.03)
    assert any("en el grupo sin «fin», " in text and " en 52 (de " in text for text in sentences_of(document))


def test_a_life_table_is_that_of_its_definition(released):
    found = lines(ask(released_plan({"method": "life_table", "options": {"period": 13}}), released), term="hazard", group="0")
    own = released[released["fin"] == 0]
    for row, end in zip(found, (13, 26, 39, 52), strict=True):
        there = own[own["week"] > end - 13]
        assert row["estimate"] == pytest.approx(((there["week"] <= end) & (there["arrest"] == 1)).sum() / len(there))


def test_weights_of_smokers_who_quit_give_the_number_of_the_book():
    """Hernán & Robins, What If, ch. 12 and 13: 3.4 kg by weighting (HC0 0.525), 3.5 by standardisation; R 4.2 for the digits."""
    frame = pd.read_csv(nhefs.DATA, dtype={"education": str, "exercise": str, "active": str}).rename(columns={"seqn": "person"})
    numbers = dict.fromkeys(["age", "smokeintensity", "smokeyrs", "wt71", "wt82_71"], NUMBER)
    columns = numbers | dict.fromkeys(["qsmk", "sex", "race"], YES_NO) | dict.fromkeys(["education", "exercise", "active"], CATEGORY)
    squares = ["age", "smokeintensity", "smokeyrs", "wt71"]
    covariates = [
        "sex",
        "race",
        *squares,
        *(f"{name}2" for name in squares),
        *({"column": name} for name in ("education", "exercise", "active")),
    ]
    crossed = [*covariates, {"interaction": ["qsmk", "smokeintensity"]}]
    plan = plan_from(
        columns=columns, derive={f"{name}2": {"square": name} for name in squares}, exposure={"column": "qsmk"}, outcome={"column": "wt82_71"},
        covariates=covariates,
        estimates=[
            {"name": "weighted", "method": "inverse_probability_weighting"},
            {"name": "standardised", "method": "standardisation", "covariates": crossed},
            {"name": "both", "method": "doubly_robust"},
        ],
    )  # fmt: skip
    document = ask(plan, frame)
    assert close(line(document, name="weighted", errors="fixed_weights"), 3.440535, 0.525494, rel=1e-6)
    assert line(document, name="standardised", errors="stacked")["estimate"] == pytest.approx(3.517374, rel=1e-6)
    assert 3.2 < line(document, name="both", errors="stacked")["estimate"] < 3.6
    balance = {one["term"]: one for one in document["models"][0]["balance"]}
    assert abs(balance["age"]["after"]) < 0.02 < abs(balance["age"]["before"])
    assert {check["verdict"] for check in document["checks"] if check["name"] == "overlap"} == {"ok"}


def test_lines_of_a_mixed_model_say_the_degrees_of_freedom_behind_interval_and_p():
    """R 4.2.2, lmerTest, REML: summary(lmer(depression ~ months + (months | id))); df to R's own five digits."""
    plan, frame = example("unemployment-depression")
    from tejido.impact.spec import plan_of

    asked = {"name": "e", "method": "mixed_model", "exposure": "none", "covariates": ["months"], "random": ["months"]}
    document = ask(plan_of(dict(plan.raw) | {"estimates": [asked | {"options": {"likelihood": "REML"}}]}), frame)
    months = line(document, term="months")
    assert months["df"] == pytest.approx(216.984342679, rel=1e-5)
    reach = stats.t.ppf(0.975, months["df"]) * months["se"]
    assert (months["low"], months["high"]) == (pytest.approx(months["estimate"] - reach), pytest.approx(months["estimate"] + reach))
    assert months["p"] == pytest.approx(2 * stats.t.sf(-months["estimate"] / months["se"], months["df"]))


def test_a_logistic_answer_says_ratio_of_risks_and_people_for_one_more():
    """R 4.2: predictions of glm(re78 > 0 ~ treat + age, binomial) for everybody, treated and not."""
    plan, frame = example("nsw-supported-work")
    from tejido.impact.spec import plan_of

    document = ask(
        plan_of(dict(plan.raw) | {"estimates": [{"name": "e", "method": "logistic", "outcome": "employed78", "covariates": ["age"]}]}),
        frame,
    )
    ratio, needed = line(document, term="risk_ratio"), line(document, term="number_needed")
    assert ratio["estimate"] == pytest.approx(0.159141457737, rel=1e-8)
    assert ratio["ratio"] == pytest.approx(0.757179488962 / 0.645779990134, rel=1e-9)
    assert needed["estimate"] == pytest.approx(8.976701067008, rel=1e-8)
    assert needed["low"] < needed["estimate"] < needed["high"]


def test_people_for_one_more_have_no_interval_where_there_may_be_no_difference():
    document = ask(plan_from(outcome={"column": "better"}, estimates=[{"name": "e", "method": "logistic"}]), small_trial(60))
    needed = line(document, term="number_needed")
    assert (needed["low"], needed["disjoint"]) == (None, True)


def test_a_rate_ratio_widens_where_counts_vary_more_than_chance(network):
    outcome = {"outcome": {"count": "visits", "person_time": "years"}, "method": "counts"}
    document = ask(
        network_plan(outcome, outcome | {"options": {"dispersion": "quasi"}}, outcome | {"options": {"dispersion": "negative_binomial"}}),
        network,
    )
    plain, quasi, wide = (line(document, name=f"e{i}", term="treat") for i in range(3))
    assert plain["estimate"] == quasi["estimate"] == pytest.approx(wide["estimate"], abs=0.05)
    assert quasi["se"] == pytest.approx(plain["se"] * document["models"][1]["dispersion"] ** 0.5, rel=1e-10)
    own = network[network["treat"] == 0]
    assert line(document, name="e0", term="rate", group="0")["estimate"] == pytest.approx(own["visits"].sum() / own["years"].sum())
    assert any("en el mismo tiempo ocurre 1," in text for text in document["sentences"])


def test_counts_of_people_seen_for_as_long_need_no_time(network):
    timed, plain = ({"count": "visits", "person_time": "years"}, {"count": "visits"})
    document = ask(network_plan(*({"outcome": outcome, "method": "counts"} for outcome in (timed, plain))), network.assign(years=1.0))
    assert line(document, name="e0", term="treat")["estimate"] == line(document, name="e1", term="treat")["estimate"]
    assert line(document, name="e0", term="rate", group="1")["low"] == line(document, name="e1", term="rate", group="1")["low"]


def test_moves_between_street_community_and_home_are_those_of_the_interviews():
    """Hedeker 2003's counts; who moved is not published, so states are dealt out in order within each group and interview."""
    frame = housing().assign(y=lambda f: f["y"].map(lambda v: None if v != v else f"{v:g}"))
    plan = plan_from(
        rows="person_wave", person="person", wave="wave", columns={"sec": YES_NO, "y": CATEGORY}, exposure={"column": "sec"},
        outcome={"state": "y"}, estimates=[{"name": "e", "method": "transitions"}],
    )  # fmt: skip
    document = ask(plan, frame)
    wide = frame[frame["sec"] == 1].pivot_table(index="person", columns="wave", values="y", aggfunc="first")
    moved = wide[[0.0, 6.0]].dropna()
    for origin in "01":
        own = moved[moved[0.0] == origin]
        for row in lines(document, wave="0→6", group="1"):
            if row["term"].startswith(f"{origin}→") and row["estimate"] is not None:
                assert row["count"] == (own[6.0] == row["term"][-1]).sum()
    assert {table["wave"] for table in document["tables"] if table["kind"] == "transition"} == {"0→6", "6→12", "12→24"}


def test_restricted_likelihood_gives_larger_variances_than_likelihood():
    plan, frame = example("unemployment-depression")
    from tejido.impact.spec import plan_of

    first = dict(plan.raw["estimates"][0])
    listed = [first | {"name": "ml"}, first | {"name": "reml", "options": {"likelihood": "REML"}}]
    models = {model["name"]: model for model in ask(plan_of(dict(plan.raw) | {"estimates": listed}), frame)["models"]}
    assert models["reml"]["random_variance"]["constant"] > models["ml"]["random_variance"]["constant"]


def test_a_column_may_be_called_as_the_engine_calls_things_itself():
    frame = small_trial(60).assign(arm=np.arange(60) % 3, n=np.arange(60) * 1.0, row=1.0 + np.arange(60) % 4)
    columns = {"treat": YES_NO, "score": NUMBER, "arm": CATEGORY, "n": NUMBER, "row": NUMBER}
    estimates = [{"name": "e", "method": "ancova", "covariates": [{"column": "arm", "coding": "factor"}, "n", "row"]}]
    plan = plan_from(columns=columns, estimates=estimates)
    other = {"arm": "third", "n": "number", "row": "turn"}
    estimates = [{"name": "e", "method": "ancova", "covariates": [{"column": "third", "coding": "factor"}, "number", "turn"]}]
    renamed = plan_from(columns={other.get(name, name): kind for name, kind in columns.items()}, estimates=estimates)
    found, expected = line(ask(plan, frame), term="treat"), line(ask(renamed, frame.rename(columns=other)), term="treat")
    assert close(found, expected["estimate"], expected["se"], rel=1e-12)


def test_a_curve_is_of_people_as_they_began_whichever_way_the_file_is_laid_out():
    random = np.random.default_rng(4)
    people = pd.DataFrame({"person": np.arange(240), "treat": np.arange(240) % 2 * 1.0, "age": random.integers(20, 60, 240) * 1.0})
    people["week"] = np.minimum(1 + random.geometric(0.1 + 0.004 * (people["age"] - 20)), 8) * 1.0
    people["job"] = (people["week"] < 8) * 1.0
    months = people.loc[people.index.repeat(people["week"].astype(int))].assign(month=lambda f: f.groupby("person").cumcount() + 1.0)
    months["job"] *= months["month"] == months["week"]
    asked = [{"name": "e", "method": "discrete_time_hazard", "covariates": ["age"], "options": {"time": "linear", "period": 1}, "at": [5]}]
    columns = {"treat": YES_NO, "age": NUMBER, "job": YES_NO}
    short = plan_from(columns=columns | {"week": NUMBER}, outcome={"time": "week", "event": "job"}, estimates=asked)
    long = plan_from(
        rows="person_period", person="person", columns=columns | {"month": NUMBER}, outcome={"period": "month", "event": "job"}, estimates=asked
    )
    one, other = ask(short, people), ask(long, months)
    for group in "01":
        found, expected = (line(document, term="survival", group=group) for document in (one, other))
        assert close(found, expected["estimate"], expected["se"], rel=1e-9)
        assert found["n"] == expected["n"] == 120
