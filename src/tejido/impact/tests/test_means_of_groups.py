"""The mean of each group beside their difference, when people belong to organisations."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tejido.impact.tests.studies import ask, lines, plan_from

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}


@pytest.fixture(scope="module")
def network():
    """600 people of twelve unequal organisations, half of them in the programme."""
    random = np.random.default_rng(5)
    organisation = random.choice(12, 600, p=np.arange(3, 15) / np.arange(3, 15).sum())
    treat = (random.random(600) < 0.5) * 1.0
    score = random.normal(20 + organisation / 2 + 0.5 * treat, 5)
    better = (random.random(600) < 0.2 + organisation / 24) * 1.0
    return pd.DataFrame({"person": np.arange(600), "organisation": [f"O{o:02}" for o in organisation], "treat": treat, "score": score, "better": better})


def answer(frame, outcome="score", **more):
    columns = {"organisation": CATEGORY, "treat": YES_NO, "score": NUMBER, "better": YES_NO}
    asked = {"name": "e", "method": "difference", "outcome": outcome, "cluster": "organisation"} | more
    return ask(plan_from(columns=columns, estimates=[asked]), frame)


@pytest.mark.parametrize("outcome", ["score", "better"])
def test_the_mean_of_a_group_allows_for_likeness_within_organisations_as_the_difference_does(network, outcome):
    """Bell & McCaffrey's error of a mean, by hand: √Σ(Σe)²/(1 − n_g/n) / n."""
    for side, told in enumerate(lines(answer(network, outcome), role="group")):
        mine = network[network["treat"] == side]
        rest = (mine[outcome] - mine[outcome].mean()).groupby(mine["organisation"]).sum()
        share = mine.groupby("organisation").size() / len(mine)
        assert (told["errors"], told["estimate"]) == ("CR2", pytest.approx(mine[outcome].mean()))
        assert told["se"] == pytest.approx(np.sqrt((rest**2 / (1 - share)).sum()) / len(mine))
        reach = stats.t.ppf(0.975, told["df"]) * told["se"]
        assert 1 < told["df"] < 11
        assert (told["low"], told["high"]) == (pytest.approx(told["estimate"] - reach), pytest.approx(told["estimate"] + reach))


@pytest.mark.parametrize(("organisations", "error"), [(1, False), (9, True)])
def test_the_mean_of_a_group_from_few_organisations_has_no_interval(network, organisations, error):
    treated = network["treat"] == 1
    few = network.assign(organisation=network["organisation"].where(~treated, [f"T{i % organisations}" for i in range(600)]))
    reference, told = lines(answer(few), role="group")
    assert reference["low"] < reference["estimate"] < reference["high"]
    assert (told["estimate"], told["low"], told["high"]) == (pytest.approx(few["score"][treated].mean()), None, None)
    assert (told["se"] is not None) == error


@pytest.mark.parametrize(("errors", "explained"), [(2.1, True), (2.4, False)])
def test_what_could_explain_an_answer_away_knows_the_interval_that_is_told(network, errors, explained):
    """With twelve organisations 2.1 errors are not clear yet, though they would be of independent people: nothing is left to explain."""
    first = lines(answer(network, errors=["CR2"]), role="exposure")[0]
    moved = network.assign(score=network["score"] + (errors * first["se"] - first["estimate"]) * network["treat"])
    document = answer(moved, errors=["CR2"])
    told = lines(document, role="exposure")[0]
    assert (told["estimate"], told["low"] < 0) == (pytest.approx(errors * told["se"]), explained)
    assert (told["e_value_limit"] == 1) == explained
    assert any(check["name"] == "unmeasured" for check in document["checks"]) != explained
    ratio = np.exp(0.91 * max(told["low"], 0) / moved["score"].std())
    assert told["e_value_limit"] == pytest.approx(ratio + np.sqrt(ratio * (ratio - 1)))
