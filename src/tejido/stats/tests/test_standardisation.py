"""Standardisation against R 4.2.2: risks over cells (glm of datasets::infert, delta method by numDeriv 2016.8), everybody quitting against
nobody (`glm`, sandwich and delta method by numDeriv; published: What If, ch. 13: 3.5), and against arithmetic."""

import numpy as np
import pytest
from scipy.stats import norm, t

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.cluster_sums import glm_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.effect import Effect
from tejido.stats.families import CLOGLOG, LOGIT
from tejido.stats.glm import glm
from tejido.stats.standardisation import (
    g_formula,
    number_needed,
    standardised_risk,
    standardised_risk_difference,
    standardised_risk_ratio,
)
from tejido.stats.tests.firms import investors
from tejido.stats.tests.nhefs import covariates, nhefs
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

# Trichopoulos et al. 1976 (Br. J. Obstet. Gynaecol. 83:645): spontaneous abortion before, induced abortions, parity, women, cases.
INFERT = np.array(
    [
        (0, 0, 1, 43, 4), (1, 0, 1, 33, 21), (0, 1, 1, 23, 8), (0, 0, 2, 19, 2), (1, 0, 2, 25, 14), (0, 1, 2, 19, 4), (1, 1, 2, 6, 3),
        (0, 2, 2, 12, 4), (0, 0, 3, 5, 1), (1, 0, 3, 10, 4), (0, 1, 3, 3, 0), (1, 1, 3, 8, 5), (0, 2, 3, 8, 1), (1, 2, 3, 2, 1),
        (1, 0, 4, 5, 0), (1, 1, 4, 5, 1), (0, 2, 4, 4, 3), (1, 2, 4, 4, 2), (1, 0, 5, 1, 0), (1, 1, 5, 3, 1), (1, 2, 5, 2, 1),
        (1, 0, 6, 2, 1), (1, 1, 6, 1, 1), (0, 2, 6, 5, 1),
    ],
    float,
)  # fmt: skip
WOMEN = INFERT[:, 3]


def sides():
    design = np.column_stack([np.ones(len(INFERT)), INFERT[:, :3]])
    exposed, reference = design.copy(), design.copy()
    exposed[:, 1], reference[:, 1] = 1, 0
    return design, exposed, reference


REFERENCE = [
    (
        LOGIT,
        [0.5725931008428258, 0.1719741008494404, 0.4006189999933854, 1.2028314547475250],
        [0.04896786572010271, 0.03054192623867621, 0.05997803900592936, 0.20386857819120460],
    ),
    (
        CLOGLOG,
        [0.5795421092996361, 0.1759959798488125, 0.4035461294508236, 1.1917771720135701],
        [0.05114110991796747, 0.03083044548987538, 0.06212481160390451, 0.20335222498988295],
    ),
]


@pytest.mark.parametrize(("family", "estimates", "errors"), REFERENCE, ids=["logit", "cloglog"])
def test_risks_their_difference_and_their_ratio_over_cells_are_those_of_the_women(family, estimates, errors):
    design, exposed, reference = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), family)
    high = standardised_risk(fit, exposed, WOMEN, family=family)
    low = standardised_risk(fit, reference, WOMEN, family=family)
    difference = standardised_risk_difference(fit, exposed, reference, WOMEN, family=family)
    ratio = standardised_risk_ratio(fit, exposed, reference, WOMEN, family=family)
    assert [high.estimate, low.estimate, difference.estimate, np.log(ratio.estimate)] == pytest.approx(estimates, rel=1e-8)
    found = [high.standard_error, low.standard_error, difference.standard_error, ratio.log_standard_error]
    assert found == pytest.approx(errors, rel=1e-7)
    assert [difference.low, difference.high] == pytest.approx(estimates[2] + np.array([-1, 1]) * 1.959963984540054 * errors[2], rel=1e-7)
    assert [ratio.low, ratio.high] == pytest.approx(np.exp(estimates[3] + np.array([-1, 1]) * 1.959963984540054 * errors[3]), rel=1e-7)
    assert difference.p == pytest.approx(2 * norm.sf(estimates[2] / errors[2]), rel=1e-5)
    assert ratio.p == pytest.approx(2 * norm.sf(estimates[3] / errors[3]), rel=1e-5)


def test_rows_without_weights_give_what_their_cells_give():
    design, exposed, reference = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), LOGIT)
    times = WOMEN.astype(int)
    for function in (standardised_risk_difference, standardised_risk_ratio):
        cells = function(fit, exposed, reference, WOMEN)
        rows = function(fit, exposed.repeat(times, axis=0), reference.repeat(times, axis=0))
        assert vars(rows) == pytest.approx(vars(cells), rel=1e-9)


def test_the_level_widens_every_interval():
    design, exposed, reference = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), LOGIT)
    wide = standardised_risk_difference(fit, exposed, reference, WOMEN, level=0.99)
    assert wide.high - wide.estimate == pytest.approx(2.5758293035489 * wide.standard_error)
    ratio = standardised_risk_ratio(fit, exposed, reference, WOMEN, level=0.99)
    assert np.log(ratio.high / ratio.estimate) == pytest.approx(2.5758293035489 * ratio.log_standard_error)
    risk = standardised_risk(fit, exposed, WOMEN, level=0.99)
    assert risk.estimate - risk.low == pytest.approx(2.5758293035489 * risk.standard_error)


def test_a_comparison_of_everybody_with_themselves_is_refused():
    design, exposed, _ = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), LOGIT)
    with pytest.raises(Unfit, match="no_spread"):
        standardised_risk_difference(fit, exposed, exposed, WOMEN)
    with pytest.raises(Unfit, match="no_spread"):
        standardised_risk(Wald(np.zeros(4), np.full((4, 4), np.nan)), exposed)


def difference(estimate, low, high):
    return Effect(estimate, 0.1, low, high, 0.5)


def test_a_number_needed_turns_the_ends_of_the_interval_round():
    found = number_needed(difference(0.25, 0.125, 0.5))
    assert vars(found) == {"estimate": 4, "low": 2, "high": 8, "disjoint": False}
    fewer = number_needed(difference(-0.25, -0.5, -0.125))
    assert vars(fewer) == {"estimate": -4, "low": -8, "high": -2, "disjoint": False}


def test_a_difference_that_may_be_zero_gives_two_ranges_through_infinity():
    found = number_needed(difference(0.1, -0.05, 0.25))
    assert vars(found) == {"estimate": pytest.approx(10), "low": -20, "high": 4, "disjoint": True}
    assert vars(number_needed(difference(0.0, -0.5, 0.25))) == {"estimate": None, "low": -2, "high": 4, "disjoint": True}
    assert vars(number_needed(difference(0.1, 0.0, 0.2))) == {"estimate": 10, "low": None, "high": 5, "disjoint": True}
    assert vars(number_needed(difference(-0.1, -0.2, 0.0))) == {"estimate": -10, "low": -5, "high": None, "disjoint": True}


# R 4.2.2, clubSandwich 0.5.8: m <- glm(invest > 100 ~ (year > 1944) + (capital > 200), binomial, epsilon = 1e-15) of AER::Grunfeld;
# w <- mu*(1 - mu); l <- lm(sqrt(w)*(eta + (y - mu)/w) ~ 0 + sqrt(w)*X), its working model; V <- vcovCR(l, firm, "CR2"); slopes s of the
# risks by hand; sqrt(s V s'), linear_contrast(l, V, s, test = "Satterthwaite")$df. Late and early years, difference, log ratio.
# (vcovCR(m) takes the root in the units of the outcome: its errors are .0978, .1340, .0647, .2864.)
BY_FIRM = {
    "risks": [0.25941683963548, 0.23717475828402, 0.02224208135146, 0.08963894128170],
    "errors": [0.09751851774389, 0.13454187665780, 0.06538524505978, 0.28952273782744],
    "df": [9.022487996755, 6.782748193143, 8.035005053929, 7.926302986639],
}


def by_firm(working, **options):
    design, outcome, firm = investors()
    cells = cells_from_rows(design, outcome, cluster=firm)
    fit = cluster_robust(glm_cluster_sums(cells, LOGIT, glm(cells, LOGIT).coefficients), working=working)
    late, early = (np.column_stack([design[:, 0], np.full(220, side), design[:, 2]]) for side in (1.0, 0.0))
    return [
        standardised_risk(fit, late, **options), standardised_risk(fit, early, **options),
        standardised_risk_difference(fit, late, early, **options), standardised_risk_ratio(fit, late, early, **options),
    ]  # fmt: skip


def test_risks_of_people_in_clusters_have_the_errors_and_degrees_of_freedom_of_clubsandwich():
    high, low, difference, ratio = by_firm("independent")
    assert [high.estimate, low.estimate, difference.estimate, np.log(ratio.estimate)] == pytest.approx(BY_FIRM["risks"], rel=1e-9)
    errors = [high.standard_error, low.standard_error, difference.standard_error, ratio.log_standard_error]
    assert errors == pytest.approx(BY_FIRM["errors"], rel=1e-8)
    reaches = [
        high.high - high.estimate,
        low.high - low.estimate,
        difference.estimate - difference.low,
        np.log(ratio.high / ratio.estimate),
    ]
    assert reaches == pytest.approx(t.ppf(0.975, BY_FIRM["df"]) * errors, rel=1e-7)
    assert difference.p == pytest.approx(2 * t.sf(BY_FIRM["risks"][2] / BY_FIRM["errors"][2], BY_FIRM["df"][2]), rel=1e-7)


def test_likeness_within_clusters_costs_degrees_of_freedom():
    for alone, together in zip(by_firm("independent"), by_firm("exchangeable"), strict=True):
        assert together.estimate == alone.estimate
        assert together.high > alone.high


def test_risks_of_people_in_nine_clusters_have_no_interval():
    design, outcome, firm = (part[: 9 * 20] for part in investors())
    cells = cells_from_rows(design, outcome, cluster=firm)
    fit = cluster_robust(glm_cluster_sums(cells, LOGIT, glm(cells, LOGIT).coefficients))
    with pytest.raises(Unfit, match="few_clusters"):
        standardised_risk(fit, design)
    risk = standardised_risk(fit.errors_alone(), design)
    assert 0 < risk.standard_error < 0.3
    assert np.isnan([risk.low, risk.high, risk.p]).all()


@pytest.mark.parametrize("firms", [9, 11])
def test_a_risk_that_rests_on_one_cluster_alone_is_told_without_error(firms):
    design, outcome, firm = (part[: firms * 20] for part in investors())
    cells = cells_from_rows(np.column_stack([design[:, :2], firm == 3]), outcome, cluster=firm)
    fit = cluster_robust(glm_cluster_sums(cells, LOGIT, glm(cells, LOGIT).coefficients))
    of = fit if firms > 9 else fit.errors_alone()
    there, elsewhere = (np.column_stack([design[:, :2], np.full(len(design), value)]) for value in (1.0, 0.0))
    of_one, of_others = standardised_risk(of, there), standardised_risk(of, elsewhere)
    difference, ratio = (compare(of, there, elsewhere) for compare in (standardised_risk_difference, standardised_risk_ratio))
    assert difference.estimate == pytest.approx(of_one.estimate - of_others.estimate, rel=1e-12)
    assert np.isfinite(of_others.standard_error)
    for error in (of_one.standard_error, difference.standard_error, ratio.log_standard_error):
        assert np.isnan(error)
    assert np.isnan([difference.low, difference.p, ratio.low]).all()
    assert np.isfinite(of_others.low) == (firms > 9)


# estimate, mean exposed, mean reference, sandwich, delta
QUITTERS_GAIN = (3.5173742008854916, 5.2735873163529989, 1.7562131154675071, 0.4775823192715998, 0.4402815597892452)
QUITTERS_DIE = (-0.003175899462182497, 0.182868313678454408, 0.186044213140636905, 0.018696873366914654, 0.018933429719862133)


def designs():
    quit_, heavy = nhefs()["qsmk"], nhefs()["smokeintensity"]
    return [np.column_stack([covariates(), a, a * heavy]) for a in (quit_, np.ones(1566), np.zeros(1566))]


@pytest.mark.parametrize(("outcome", "family", "reference"), [("wt82_71", "linear", QUITTERS_GAIN), ("death", "logit", QUITTERS_DIE)])
def test_everybody_quitting_against_nobody_is_as_in_r(outcome, family, reference):
    seen, on, off = designs()
    found = g_formula(cells_from_rows(seen, nhefs()[outcome], compress=False), on, off, family)
    ours = (found.estimate, found.exposed_mean, found.reference_mean, found.standard_error, found.standard_error_here)
    assert ours == pytest.approx(reference, rel=1e-8)
    assert found.high - found.estimate == pytest.approx(1.959963984540054 * reference[3], rel=1e-8)
    assert found.persons == 1566
    assert found.model.family == family


def small():
    random = np.random.default_rng(3)
    x, a = random.integers(0, 3, 200).astype(float), np.tile([0.0, 1.0], 100)
    y = (random.random(200) < 0.2 + 0.1 * x + 0.2 * a).astype(float)
    return x, a, y


def set_to(x, a):
    return np.column_stack([np.ones(len(x)), x, a, a * x])


def test_cells_and_rows_are_one():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y)
    lines = cells.design[:, 1]
    few = g_formula(cells, set_to(lines, lines * 0 + 1), set_to(lines, lines * 0), "logit", level=0.9)
    rows = g_formula(cells_from_rows(set_to(x, a), y, compress=False), set_to(x, a * 0 + 1), set_to(x, a * 0), "logit")
    assert few.standard_error == pytest.approx(rows.standard_error, rel=1e-9)
    assert few.estimate == pytest.approx(rows.estimate, rel=1e-9)
    assert few.high - few.estimate == pytest.approx(1.6448536269514722 * few.standard_error)


def test_among_those_exposed_it_is_their_effect():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y, compress=False)
    found = g_formula(cells, set_to(x, a * 0 + 1), set_to(x, a * 0), "linear", among=a)
    assert found.persons == 100
    assert found.exposed_mean == pytest.approx(y[a == 1].mean())
    b = found.model.coefficients
    assert found.estimate == pytest.approx(b[2] + b[3] * x[a == 1].mean())
    swap = set_to(x, a * 0 + 1)[a == 1].mean(axis=0) - set_to(x, a * 0)[a == 1].mean(axis=0)
    assert found.standard_error_here == pytest.approx(np.sqrt(swap @ found.model.covariance @ swap))


def test_organisations_have_their_own_error():
    x, a, y = small()
    groups = np.arange(200) // 20
    found = g_formula(cells_from_rows(set_to(x, a), y, cluster=groups, compress=False), set_to(x, a * 0 + 1), set_to(x, a * 0), "linear")
    assert (found.high - found.estimate) / found.standard_error == pytest.approx(2.2621571628)


def test_designs_of_another_shape_and_nobody_are_refused():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y, compress=False)
    good = set_to(x, a)
    for on, off in ((good[:, :2], good), (good, good[:50])):
        with pytest.raises(Unfit, match="unequal_lengths"):
            g_formula(cells, on, off, "linear")
    with pytest.raises(Unfit, match="too_few"):
        g_formula(cells, good, good, "linear", among=a * 0)


def test_less_than_a_whole_person_can_be_spoken_of():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y, weights=np.full(200, 0.25), compress=False)
    one = np.zeros(200)
    one[7] = 1
    found = g_formula(cells, set_to(x, a * 0 + 1), set_to(x, a * 0), "linear", among=one)
    assert found.persons == 0.25
    assert found.estimate == pytest.approx(found.model.coefficients[2] + found.model.coefficients[3] * x[7])
