"""Interval and p of a line come of the error that it shows, and of the distribution that the organisations behind it allow."""

import numpy as np
import pandas as pd
import pytest
from django.utils.translation import override
from scipy import stats

from tejido.impact.disclosure.document import protect_figures
from tejido.impact.reading import plots_of
from tejido.impact.tests.studies import ask, line, lines, plan_from
from tejido.stats.tests.cases import case

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}
ADJUSTED = ["inverse_probability_weighting", "standardisation", "doubly_robust"]


@pytest.fixture(scope="module")
def network():
    """600 people of twelve unequal organisations; the programme reaches some of them more than others."""
    random = np.random.default_rng(5)
    organisation = random.choice(12, 600, p=np.arange(3, 15) / np.arange(3, 15).sum())
    treat = (random.random(600) < 0.25 + organisation / 24).astype(float)
    age = random.normal(40 + organisation / 3, 9)
    frame = pd.DataFrame({"person": np.arange(600), "organisation": [f"O{o:02}" for o in organisation], "treat": treat, "age": age})
    return frame.assign(
        score=random.normal(20 + organisation / 2 + 0.5 * treat + age / 20, 5), better=(random.random(600) < 0.4 + 0.1 * treat) * 1.0
    )


def network_answer(frame, method, outcome="score", **more):
    columns = {"organisation": CATEGORY, "treat": YES_NO, "age": NUMBER, "score": NUMBER, "better": YES_NO}
    asked = {"name": "e", "method": method, "outcome": outcome, "covariates": ["age"]} | more
    return ask(plan_from(columns=columns, estimates=[asked]), frame)


def agrees(row, freedom=np.inf):
    """The interval is that many errors wide, and p is of as many."""
    reach = stats.t.ppf(0.975, freedom) * row["se"]
    assert (row["low"], row["high"]) == (pytest.approx(row["estimate"] - reach), pytest.approx(row["estimate"] + reach))
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(row["estimate"]) / row["se"], freedom))
    return True


@pytest.mark.parametrize("outcome", ["score", "better"])
@pytest.mark.parametrize("method", ADJUSTED)
def test_each_line_of_an_adjusted_effect_has_the_p_of_its_own_interval(network, method, outcome):
    alone = lines(network_answer(network, method, outcome), role="exposure")
    assert len(alone) == 2
    assert all(agrees(row) and "df" not in row for row in alone)
    told = lines(network_answer(network, method, outcome, cluster="organisation"), role="exposure")
    assert all(agrees(row, 11) and row["df"] == 11 for row in told)
    assert told[0]["se"] != pytest.approx(alone[0]["se"], rel=1e-3)


def test_the_error_that_takes_people_as_unlike_each_other_is_not_told_with_organisations(network):
    assert [row["errors"] for row in lines(network_answer(network, "standardisation"), role="exposure")] == ["stacked", "model"]
    told = lines(network_answer(network, "standardisation", cluster="organisation"), role="exposure")
    assert [row["errors"] for row in told] == ["stacked"]


@pytest.mark.parametrize("method", ADJUSTED)
def test_an_adjusted_effect_says_how_many_organisations_it_rests_on(network, method):
    def told(frame):
        checks = network_answer(frame, method, cluster="organisation")["checks"]
        return [(check["verdict"], check["statistic"]) for check in checks if check["name"] == "clusters"]

    assert told(network) == [("attention", 12)]
    many = network.assign(organisation=[f"O{i % 25:02}" for i in range(600)])
    assert told(many) == [("ok", 25)]
    assert told(many.assign(organisation=many["organisation"].where(many.index >= 300, "O00"))) == [("attention", 25)]
    assert not any(check["name"] == "clusters" for check in network_answer(network, method)["checks"])


def test_the_p_of_what_goes_through_a_mediator_is_of_the_draws_of_its_interval():
    random = np.random.default_rng(2)
    treat = np.tile([0.0, 1.0], 60)
    between = 0.6 * treat + random.normal(size=120)
    columns = {"treat": YES_NO, "between": NUMBER, "score": NUMBER}
    plan = plan_from(columns=columns, estimates=[{"name": "e", "method": "mediation", "options": {"mediator": "between", "seed": 4}}])
    for slope in (0.1, 0.2, 0.25, 0.3, 0.6):
        frame = pd.DataFrame(
            {"person": np.arange(120), "treat": treat, "between": between, "score": slope * between + np.cos(np.arange(120) * 2.1)}
        )
        found = line(ask(plan, frame, registered=True), term="indirect")
        assert (found["p"] < 0.05) == (found["low"] > 0 or found["high"] < 0)


def released(organisations):
    data, _expected = case("rossi")
    frame = pd.DataFrame({name: data[name] for name in ("week", "arrest", "fin", "race", "prio")})
    return frame.assign(person=np.arange(432), organisation=[f"O{i % organisations:02}" for i in range(432)])


def released_answer(organisations, **more):
    columns = {"week": NUMBER, "arrest": YES_NO, "fin": YES_NO, "race": YES_NO, "prio": NUMBER, "organisation": CATEGORY}
    asked = {"name": "e", "method": "cox", "covariates": ["prio"], "cluster": "organisation"} | more
    plan = plan_from(columns=columns, exposure={"column": "fin"}, outcome={"time": "week", "event": "arrest"}, estimates=[asked])
    return ask(plan, released(organisations))


@pytest.mark.parametrize(
    ("options", "estimate", "error"),
    [({}, -0.39880449788925, 0.2175452752027), ({"strata": ["race"]}, -0.41571228184264, 0.215017261290478)],
)
def test_a_hazard_ratio_by_organisation_has_the_error_of_r_times_the_factor_of_few_and_its_t(options, estimate, error):
    """R 4.2.2, coxph(Surv(week, arrest) ~ fin + prio [+ strata(race)], cluster = 0:431 %% 20): robust errors, which have no factor."""
    found = line(released_answer(20, options=options), term="fin")
    assert (found["estimate"], found["errors"], found["df"]) == (pytest.approx(estimate, rel=1e-8), "cluster", 19)
    assert found["se"] == pytest.approx(error * (20 / 19) ** 0.5, rel=1e-8)
    assert agrees(found, 19)
    assert (found["ratio_low"], found["ratio_high"]) == (pytest.approx(np.exp(found["low"])), pytest.approx(np.exp(found["high"])))


def changing(organisations=12):
    """People whose ratio turns round on the way, in unequal organisations and two regions."""
    random = np.random.default_rng(11)
    treat = np.repeat([0.0, 1.0], 200)
    organisation = random.integers(0, organisations, 400)
    days = np.ceil(np.where(treat == 1, random.weibull(3.0, 400), random.weibull(0.8, 400)) * 100 * (1 + organisation / 20))
    region = np.array(["norte", "sur"])[(random.random(400) < 0.3 + 0.02 * organisation).astype(int)]
    names = [f"O{o:02}" for o in organisation]
    return pd.DataFrame({"person": np.arange(400), "treat": treat, "days": days, "found": 1.0, "organisation": names, "region": region})


def halves(frame):
    columns = {"treat": YES_NO, "days": NUMBER, "found": YES_NO, "organisation": CATEGORY, "region": CATEGORY}
    asked = {"name": "e", "method": "cox", "cluster": "organisation", "options": {"strata": ["region"]}}
    return lines(ask(plan_from(columns=columns, outcome={"time": "days", "event": "found"}, estimates=[asked]), frame), role="period")


def test_the_halves_of_a_ratio_that_changes_keep_strata_and_organisations():
    """R 4.2.2, coxph(Surv(tstart, days, found) ~ treat + strata(region), cluster = organisation) on each half of survSplit(cut = 95)."""
    early, late = halves(changing())
    factor = (12 / 11) ** 0.5
    assert (early["estimate"], early["se"]) == (
        pytest.approx(-0.8931116296766, rel=1e-8),
        pytest.approx(0.085655570027196 * factor, rel=1e-8),
    )
    assert (late["estimate"], late["se"]) == (pytest.approx(1.8198033596815, rel=1e-8), pytest.approx(0.27075409501419 * factor, rel=1e-8))
    assert [(row["errors"], row["df"], row["events"], agrees(row, 11)) for row in (early, late)] == [
        ("cluster", 11, n, True) for n in (202, 198)
    ]


def test_the_halves_of_nine_organisations_have_neither_interval_nor_p():
    told = halves(changing(9))
    assert [row["period"] for row in told] == ["early", "late"]
    for row in told:
        assert row["se"] > 0
        assert (row["low"], row["high"], row["p"], row["ratio_low"], row["ratio_high"], row["df"]) == (None,) * 6


def exits(reference, compared):
    """Twenty people each side, so many of them to a home of their own by day 30; of the others two to hospital, and the rest stay."""
    doors = [(["home"] * n + ["hospital"] * 2 + ["sigue"] * 18)[:20] for n in (reference, compared)]
    days = [np.concatenate([np.arange(n) + 5.0, [3.0, 40.0], np.full(18, 60.0)])[:20] for n in (reference, compared)]
    treat = np.repeat([0.0, 1.0], 20)
    return pd.DataFrame({"person": np.arange(40), "treat": treat, "days": np.concatenate(days), "exit": [*doors[0], *doors[1]]})


def by_day_30(frame):
    plan = plan_from(
        columns={"treat": YES_NO, "days": NUMBER, "exit": CATEGORY}, outcome={"time": "days", "exit": "exit", "cause": "home", "censored": "sigue"},
        estimates=[{"name": "e", "method": "cumulative_incidence", "at": [30]}],
    )  # fmt: skip
    return ask(plan, frame)


@pytest.mark.parametrize(("reference", "compared", "alike"), [(0, 4, "0"), (4, 0, "1"), (4, 20, "1")])
def test_a_group_of_which_none_or_all_left_gives_no_difference(reference, compared, alike):
    document = by_day_30(exits(reference, compared))
    shares = [line(document, term="incidence", group=group) for group in "01"]
    assert [row["estimate"] for row in shares] == pytest.approx([reference / 20, compared / 20])
    certain = shares[int(alike)]
    assert (certain["se"], certain["low"], certain["high"]) == (None, None, None)
    found = line(document, role="exposure")
    assert [found[key] for key in ("estimate", "se", "low", "high", "p")] == [None] * 5
    assert found["refused"] == {"code": "all_alike", "values": {"group": alike, "at": "30"}}
    assert any("no se puede saber cuánto variaría la diferencia" in text for text in document["sentences"])
    whole = "a todas las personas" if compared == 20 else "a nadie"
    assert any(f"{whole} en 30" in text for text in document["sentences"]), document["sentences"]


def test_the_drawn_curve_of_a_group_that_left_whole_has_no_limits_at_its_end():
    (model,) = by_day_30(exits(4, 20))["models"]
    whole = next(one for one in model["curves"] if (one["group"], one["cause"]) == ("1", "home"))
    assert (whole["incidence"][-1], whole["low"][-1], whole["high"][-1]) == (pytest.approx(1), None, None)
    assert 0 < whole["low"][-2] < whole["incidence"][-2] < whole["high"][-2] < 1


@pytest.mark.parametrize(
    ("language", "home", "hospital"),
    [("es", "Exit «home»,", "Exit «hospital»,"), ("en", "Exit “home”,", "Exit “hospital”,"), ("hu", "Exit: „home”,", "Exit: „hospital”,")],
)
def test_each_way_out_is_called_by_its_own_word(language, home, hospital):
    asked = {"time": "days", "exit": "exit", "censored": "sigue"}
    doors = [{"name": cause, "method": "cumulative_incidence", "at": [50], "outcome": asked | {"cause": cause}} for cause in ("home", "hospital")]
    labelled = [{"name": "own", "method": "cumulative_incidence", "at": [50], "outcome": asked | {"cause": "home", "label": "Salir"}}]
    plan = plan_from(columns={"treat": YES_NO, "days": NUMBER, "exit": CATEGORY}, outcome=asked | {"cause": "home"}, estimates=[*doors, *labelled])
    with override(language):
        sentences = ask(plan, exits(4, 6))["sentences"]
    for beginning in (home, hospital, "Salir,"):
        assert any(text.startswith(beginning) for text in sentences), sentences


def test_a_group_that_nobody_left_by_any_door_still_has_its_line():
    staying = exits(0, 4)
    staying.loc[staying["treat"] == 0, "exit"] = "sigue"
    document = by_day_30(staying)
    shares = [line(document, term="incidence", group=group) for group in "01"]
    assert [(row["estimate"], row["at_risk"]) for row in shares] == [(0, 19), (pytest.approx(0.2), 15)]
    assert line(document, role="exposure")["refused"]["code"] == "all_alike"
    assert [curve["times"] for curve in document["models"][0]["curves"] if curve["group"] == "0"] == [[], []]
    assert protect_figures(document)["estimates"]
    assert [plot.kind for plot in plots_of(document)] == ["events", "doors"]


def test_groups_that_can_both_vary_give_a_difference():
    found = line(by_day_30(exits(4, 9)), role="exposure")
    assert found["estimate"] == pytest.approx(0.25)
    assert found["se"] == pytest.approx(np.sqrt((0.2 * 0.8 + 0.45 * 0.55) / 20))
    assert agrees(found)


def test_a_group_in_which_it_happened_to_nobody_has_no_certain_mean_of_time():
    columns = {"treat": YES_NO, "days": NUMBER, "found": YES_NO}
    asked = {"name": "e", "method": "restricted_mean", "options": {"until": 30}}
    plan = plan_from(columns=columns, outcome={"time": "days", "event": "found"}, estimates=[asked])
    frame = exits(0, 4).assign(found=lambda f: (f["exit"] == "home").astype(float))
    document = ask(plan, frame)
    assert line(document, role="exposure")["refused"]["code"] == "all_alike"
    still, moving = (line(document, term="restricted_mean", group=group) for group in "01")
    assert (still["estimate"], still["se"], still["low"], still["high"]) == (30, None, None, None)
    assert moving["se"] > 0
    assert document["sentences"]
    both = line(ask(plan, frame.assign(found=(np.arange(40) % 5 == 0) * 1.0, days=np.arange(40) % 20 + 11.0)), role="exposure")
    assert both["se"] > 0
    assert agrees(both)
