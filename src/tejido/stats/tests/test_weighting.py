"""Inverse-probability weighting against R: estimates of `lm`, errors of stacked estimating equations (numDeriv), HC0 of sandwich.

R 4.2.2 on NHEFS, `glm(epsilon = 1e-15)`; the published numbers are those of Hernán & Robins, What If, ch. 12 (3.44, interval 2.4 to 4.5).
"""

import numpy as np
import pytest

from tejido.stats.comparison import comparison_from_rows
from tejido.stats.tests.cases import case
from tejido.stats.tests.nhefs import covariates, nhefs
from tejido.stats.unfit import Unfit
from tejido.stats.weighting import weighted_difference

# estimate, mean exposed, mean reference, stacked error, HC0
REFERENCE = {
    ("wt82_71", "ATE"): (3.4405354296461295, 5.2205136201792897, 1.7799781905331602, 0.4870726071241112, 0.5254935530143484),
    ("wt82_71", "ATT"): (3.3362579127716785, 4.5250789897022372, 1.1888210769305585, 0.4909591173201638, 0.5154910847904609),
    ("wt82_71", "ATO"): (3.4611485591227824, 4.8708648477676553, 1.4097162886448724, 0.4675004255444966, 0.5008243802022824),
    ("death", "ATE"): (0.004562632714691539, 0.188416714267184177, 0.183854081552492638, 0.02070966025004475, 0.023944356951535663),
    ("death", "ATT"): (0.007599025185183073, 0.225806451612903220, 0.218207426427720147, 0.022104715523704778, 0.025977198086830373),
    ("death", "ATO"): (0.000568202438400639, 0.206152450876302462, 0.205584248437901823, 0.020211959869764769, 0.024140567721587701),
}


def compared(outcome="wt82_71", **more):
    return comparison_from_rows(covariates(), nhefs()["qsmk"], nhefs()[outcome], **more)


@pytest.mark.parametrize(("outcome", "estimand"), list(REFERENCE))
def test_quitting_and_weight_or_death_are_those_of_r(outcome, estimand):
    estimate, exposed, reference, error, plain = REFERENCE[outcome, estimand]
    found = weighted_difference(compared(outcome), estimand)
    assert found.estimate == pytest.approx(estimate, rel=1e-9, abs=1e-11)
    assert (found.exposed_mean, found.reference_mean) == pytest.approx((exposed, reference), rel=1e-10)
    assert found.standard_error == pytest.approx(error, rel=1e-8)
    assert found.standard_error_fixed == pytest.approx(plain, rel=1e-9)
    assert found.high - found.estimate == pytest.approx(1.959963984540054 * error, rel=1e-7)
    assert (found.persons, found.estimand) == (1566, estimand)


def test_the_published_interval_is_that_of_the_weighted_regression():
    found = weighted_difference(compared())
    assert round(found.estimate, 1) == 3.4
    assert round(found.estimate - 1.96 * found.standard_error_fixed, 1) == 2.4
    assert round(found.estimate + 1.96 * found.standard_error_fixed, 1) == 4.5


def test_what_stands_behind_it_comes_along():
    found = weighted_difference(compared())
    assert found.overlap.exposed_size == pytest.approx(325.9747289575201, rel=1e-9)
    assert found.overlap.reference_size == pytest.approx(1128.609863133118, rel=1e-9)
    assert (found.overlap.low, found.overlap.high) == pytest.approx((0.05987990121483543, 0.6814955166380273))
    assert found.overlap.outside == pytest.approx(0.005747126436781609)
    assert weighted_difference(compared(), "ATT").overlap.outside == pytest.approx(0.007444168734491315)
    assert found.weights.weight.max() == pytest.approx(16.7000943507276, rel=1e-9)
    exposed = weighted_difference(compared(), "ATT")
    assert exposed.balance.difference_before[0] == pytest.approx(0.27713869379767669, rel=1e-9)
    assert np.abs(found.balance.difference_after).max() < 0.1 < np.abs(found.balance.difference_before).max()


def test_stabilised_weights_give_the_same_answer():
    plain, scaled = weighted_difference(compared()), weighted_difference(compared(), stabilise=True)
    assert (scaled.estimate, scaled.standard_error, scaled.standard_error_fixed) == pytest.approx(
        (plain.estimate, plain.standard_error, plain.standard_error_fixed), rel=1e-10
    )
    assert scaled.weights.weight.max() < plain.weights.weight.max()


def test_cut_weights_are_those_of_r():
    found = weighted_difference(compared(), keep=0.95)
    assert found.estimate == pytest.approx(3.3497028349897247, rel=1e-9)
    assert found.weights.cap == pytest.approx(4.959507815098222, rel=1e-9)
    assert found.weights.cut == 78
    assert found.standard_error_fixed == pytest.approx(0.5012920725754557, rel=1e-9)
    assert found.standard_error == pytest.approx(0.4702305962876877, rel=2e-4)  # R differentiates across the cut of one person


def test_organisations_have_their_own_error_and_t():
    found = weighted_difference(compared(cluster=nhefs()["seqn"] % 23))
    assert found.standard_error == pytest.approx(0.4910331241306188, rel=1e-8)
    assert (found.high - found.estimate) / found.standard_error == pytest.approx(2.073873067904, rel=1e-9)


def test_the_order_of_the_people_is_of_no_account():
    order = np.random.default_rng(1).permutation(1566)
    mixed = comparison_from_rows(covariates()[order], nhefs()["qsmk"][order], nhefs()["wt82_71"][order])
    assert weighted_difference(mixed).standard_error == pytest.approx(weighted_difference(compared()).standard_error, rel=1e-10)


def test_without_covariates_it_is_the_plain_difference():
    data, _ = case("nsw")
    found = weighted_difference(comparison_from_rows(np.ones((445, 1)), data["treat"], data["re78"]), level=0.9)
    assert found.estimate == pytest.approx(1794.34238185009, rel=1e-10)
    assert found.standard_error == pytest.approx(669.315322396805, rel=1e-9)
    assert (found.high - found.estimate) / found.standard_error == pytest.approx(1.6448536269514722)


def test_groups_that_could_not_change_places_are_refused_unless_asked():
    random = np.random.default_rng(5)
    x = random.normal(size=600)
    exposed = (random.random(600) < 1 / (1 + np.exp(-4 * x))).astype(float)
    far = comparison_from_rows(np.column_stack([np.ones(600), x]), exposed, x)
    with pytest.raises(Unfit, match="no_overlap"):
        weighted_difference(far)
    assert weighted_difference(far, guarded=False).overlap.outside > 0.1
    assert weighted_difference(far, "ATO").overlap.outside > 0.1
