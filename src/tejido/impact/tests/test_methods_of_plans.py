"""Methods as a plan asks for them: the published numbers and those of R come out of the document."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tejido.impact.sentences import sentences_of
from tejido.impact.tests.studies import ask, example, housing, line, lines, plan_from, small_trial
from tejido.stats.tests import nhefs
from tejido.stats.tests.cases import case

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}


@pytest.fixture(scope="module")
def released():
    """432 people released from prison (Rossi, Berk & Lenihan 1980); the reference is R 4.2 with survival 3.5."""
    data, _expected = case("rossi")
    return pd.DataFrame({name: data[name] for name in ("week", "arrest", "fin", "age", "race", "prio")}).assign(person=np.arange(432))


def released_plan(*estimates, **keys):
    columns = {"week": NUMBER | {"unit": "semanas"}, "arrest": YES_NO, "fin": YES_NO, "age": NUMBER, "race": YES_NO, "prio": NUMBER}
    given = {
        "columns": columns,
        "exposure": {"column": "fin"},
        "outcome": {"time": "week", "event": "arrest", "direction": "lower_is_better"},
    }
    return plan_from(**given | keys, assignment="random", estimates=[{"name": f"e{i}"} | one for i, one in enumerate(estimates)])


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


@pytest.fixture(scope="module")
def network():
    """900 people of twelve organisations, a programme that adds 2 points to a score and 15 of a hundred to an outcome."""
    random = np.random.default_rng(3)
    organisation, treat = random.integers(0, 12, 900), random.integers(0, 2, 900).astype(float)
    between = random.normal(1.5 * treat, 1)
    frame = pd.DataFrame({"person": np.arange(900), "organisation": [f"O{o:02}" for o in organisation], "treat": treat, "between": between})
    frame["score"] = random.normal(10 + 0.5 * treat + 0.5 * organisation, 4) + between
    frame["better"] = (random.random(900) < 0.3 + 0.15 * treat).astype(float)
    frame["cost"] = random.gamma(4, 100, 900) + 200 * treat
    frame["before"] = random.normal(20, 6, 900)
    frame["after"] = frame["before"] + random.normal(3, 5, 900)
    frame["other"] = random.normal(0, 1, 900)
    frame["visits"], frame["years"] = random.poisson(2 + treat).astype(float), random.uniform(0.5, 2, 900)
    frame["reached"] = frame["score"].where(random.random(900) < 0.85)
    return frame


def network_plan(*estimates, **keys):
    numbers = dict.fromkeys(["between", "score", "cost", "before", "after", "other", "visits", "years", "reached"], NUMBER)
    columns = numbers | {"organisation": CATEGORY, "treat": YES_NO, "better": YES_NO}
    return plan_from(**{"columns": columns} | keys, estimates=[{"name": f"e{i}"} | one for i, one in enumerate(estimates)])


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
    ],
)
def test_a_programme_of_one_organisation_alone_has_no_error_by_organisation(network, asked):
    frame = network.assign(treat=(network["organisation"] == "O04").astype(float))
    document = ask(network_plan(asked | {"cluster": "organisation"}), frame)
    for row in lines(document, role="exposure"):
        assert row["estimate"] is not None
        assert (row["se"], row["low"], row["high"], row["p"]) == (None,) * 4
    json.dumps(document, allow_nan=False)
    assert document["sentences"]


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


def test_the_programme_is_worth_its_price_half_the_time_at_the_cost_of_an_outcome(network):
    document = ask(network_plan({"method": "cost_per_outcome", "outcome": "better", "options": {"cost": "cost", "willing": [500, 6000]}}), network)
    model, price = document["models"][0], line(document, term="cost_per_outcome")["estimate"]
    assert (min(model["willing"]), max(model["willing"]), len(model["willing"])) == (500, 6000, 31)
    assert np.interp(price, model["willing"], model["acceptable"]) == pytest.approx(0.5, abs=0.05)
    assert sorted(row["term"] for row in document["estimates"] if row["term"].startswith("net_benefit")) == ["net_benefit[500]", "net_benefit[6000]"]


def test_counts_of_people_seen_for_as_long_need_no_time(network):
    timed, plain = ({"count": "visits", "person_time": "years"}, {"count": "visits"})
    document = ask(network_plan(*({"outcome": outcome, "method": "counts"} for outcome in (timed, plain))), network.assign(years=1.0))
    assert line(document, name="e0", term="treat")["estimate"] == line(document, name="e1", term="treat")["estimate"]
    assert line(document, name="e0", term="rate", group="1")["low"] == line(document, name="e1", term="rate", group="1")["low"]


@pytest.mark.parametrize("dispersion", ["quasi", "negative_binomial"])
def test_errors_by_organisation_and_a_dispersion_are_not_asked_together(network, dispersion):
    asked = {"outcome": {"count": "visits", "person_time": "years"}, "method": "counts", "cluster": "organisation"}
    assert line(ask(network_plan(asked | {"options": {"dispersion": dispersion}}), network))["refused"]["code"] == "dispersion_in_clusters"
    assert line(ask(network_plan(asked), network), term="treat")["estimate"] is not None


def test_change_of_persons_is_counted_in_four_groups_that_add_up(network):
    options = {"sd": 6, "reliability": 0.85, "cut_off": 22}
    asked = {
        "method": "reliable_change",
        "outcome": {"before": "before", "after": "after", "direction": "higher_is_better", "mid": 3},
        "options": options,
    }
    document = ask(network_plan(asked), network)
    for group in ("0", "1"):
        shares = [line(document, term=term, group=group)["estimate"] for term in ("recovered", "improved", "unchanged", "deteriorated")]
        assert sum(shares) == pytest.approx(1)
    assert {row.get("mid") for row in document["estimates"]} == {None, 3}
    assert line(document, term="beyond_mid", group="0")["count"] == (network["after"] - network["before"] >= 3)[network["treat"] == 0].sum()
    gain = (network["after"] - network["before"])[network["treat"] == 1] / (6 * np.sqrt(2 * 0.15))
    assert line(document, term="deteriorated", group="1")["count"] == (gain < -1.959964).sum()
    assert any("empeoran" in text for text in document["sentences"])


def test_change_without_a_wished_direction_is_refused(network):
    asked = {
        "method": "reliable_change",
        "outcome": {"before": "before", "after": "after"},
        "options": {"sd": 6, "reliability": 0.8, "cut_off": 22},
    }
    assert line(ask(network_plan(asked), network))["refused"]["code"] == "no_direction"


def test_what_goes_through_something_between_is_only_answered_when_it_was_registered(network):
    plan = network_plan({"method": "mediation", "options": {"mediator": "between"}})
    assert line(ask(plan, network))["refused"]["code"] == "registered_only"
    document = ask(plan, network, registered=True)
    parts = {term: line(document, term=term)["estimate"] for term in ("indirect", "direct", "total")}
    assert parts["indirect"] + parts["direct"] == pytest.approx(parts["total"], rel=1e-9)
    assert 1 < parts["indirect"] < 2.5
    assert any("lo que pasa por «between»" in text for text in document["sentences"])


def test_cost_and_social_return_name_what_they_are_compared_with_and_what_they_assume(network):
    assumed = {name: {"low": low, "high": high, "source": "presupuesto"} for name, low, high in (
        ("investment", 80_000, 90_000), ("value", 1_000, 5_000), ("attribution", 0.5, 1), ("drop_off", 0, 0.3), ("discount", 0.03, 0.03))}  # fmt: skip
    document = ask(
        network_plan(
            {"method": "cost_per_outcome", "outcome": "better", "options": {"cost": "cost", "willing": [1000]}},
            {"method": "social_return", "outcome": "better", "options": assumed | {"years": 2}},
        ),
        network,
    )
    cost = line(document, term="cost_per_outcome")
    means = network.groupby("treat")[["cost", "better"]].mean().diff().iloc[1]
    assert cost["estimate"] == pytest.approx(means["cost"] / means["better"])
    assert cost["low"] < cost["estimate"] < cost["high"]
    low, high = (line(document, term=f"social_return_{end}")["estimate"] for end in ("low", "high"))
    assert 0 < low < high
    assert {entry["source"] for entry in document["models"][1]["ledger"]} >= {"presupuesto"}


def test_a_cost_whose_gain_may_be_nothing_has_no_interval(network):
    document = ask(network_plan({"method": "cost_per_outcome", "outcome": "other", "options": {"cost": "cost"}}), network)
    assert line(document, term="cost_per_outcome")["low"] is None
    assert any("porque la ganancia puede ser nula" in text for text in document["sentences"])


def test_a_negative_control_sees_no_difference_where_there_is_none(network):
    document = ask(network_plan({"method": "negative_control", "options": {"controls": ["other"]}}), network)
    (check,) = [check for check in document["checks"] if check["name"] == "negative_control"]
    assert check["verdict"] == "ok"
    tainted = ask(
        network_plan({"method": "negative_control", "options": {"controls": ["other"]}}),
        network.assign(other=network["other"] + network["treat"]),
    )
    assert next(check for check in tainted["checks"] if check["name"] == "negative_control")["verdict"] == "fails"


def test_who_was_not_reached_bounds_the_answer(network):
    document = ask(network_plan({"method": "missing_outcomes", "outcome": "reached", "options": {"smallest": -20, "largest": 60}}), network)
    lee, manski = line(document, term="lee_bounds"), line(document, term="manski_bounds")
    assert manski["low"] < lee["low"] < line(document, role="exposure")["estimate"] < lee["high"] < manski["high"]
    assert document["models"][0]["tipping_point"]["at"] is None or document["models"][0]["tipping_point"]["at"] < 0
    narrow = ask(network_plan({"method": "missing_outcomes", "outcome": "reached", "options": {"smallest": 0, "largest": 1}}), network)
    assert line(narrow)["refused"]["code"] == "outside_limits"


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
