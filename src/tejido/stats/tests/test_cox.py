"""Cox regression and its check against R's survival package on the recidivism study (MIT copy of lifelines)."""

import numpy as np
import pytest

from tejido.stats.cox import cox, proportional_hazards_check
from tejido.stats.tests.cases import case
from tejido.stats.unfit import Unfit

NAMES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


@pytest.fixture(scope="module")
def rossi():
    data, expected = case("rossi")
    return data["week"], data["arrest"], np.column_stack([data[name] for name in NAMES]), expected


def test_coefficients_and_errors_are_those_of_r(rossi):
    time, event, design, expected = rossi
    fit = cox(time, event, design)
    np.testing.assert_allclose(fit.coefficients, [expected["cox_efron"]["coef"][name] for name in NAMES], rtol=1e-6)
    np.testing.assert_allclose(fit.standard_errors, [expected["cox_efron"]["se"][name] for name in NAMES], rtol=1e-6)
    assert (fit.n, fit.events) == (432, 114)


def test_the_check_is_the_score_test_of_cox_zph(rossi):
    time, event, design, expected = rossi
    check = proportional_hazards_check(cox(time, event, design))
    reference = expected["cox_zph"]
    np.testing.assert_allclose(check.chi_square, [reference["chisq"][name] for name in NAMES], rtol=1e-5)
    np.testing.assert_allclose(check.p, [reference["p"][name] for name in NAMES], rtol=1e-5)
    assert check.overall_chi_square == pytest.approx(reference["chisq"]["GLOBAL"], rel=1e-6)
    assert check.overall_p == pytest.approx(reference["p"]["GLOBAL"], rel=1e-5)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_the_order_of_the_people_changes_nothing(rossi, ties):
    time, event, design, _expected = rossi
    order = np.random.default_rng(4).permutation(len(time))
    one, other = cox(time, event, design, ties=ties), cox(time[order], event[order], design[order], ties=ties)
    np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-9)
    np.testing.assert_allclose(proportional_hazards_check(one).p, proportional_hazards_check(other).p, atol=1e-8)


def test_the_check_sees_an_effect_that_turns_round():
    random = np.random.default_rng(11)
    group = np.repeat([0.0, 1.0], 400)
    time = np.where(group == 1, random.weibull(3.0, 800), random.weibull(0.8, 800))
    crossing = proportional_hazards_check(cox(time, np.ones(800), group[:, None]))
    steady = proportional_hazards_check(cox(random.exponential(1 / (1 + group)), np.ones(800), group[:, None]))
    assert crossing.p[0] < 1e-6
    assert steady.p[0] > 0.05


def test_a_group_in_which_nothing_happened_is_refused():
    time, group = np.arange(1.0, 41.0), np.repeat([0.0, 1.0], 20)
    with pytest.raises(Unfit, match="separated"):
        cox(time, (group == 0).astype(float), group[:, None])


def test_a_number_that_tells_the_order_of_the_events_is_refused():
    time = np.arange(1.0, 41.0)
    with pytest.raises(Unfit, match="separated"):
        cox(time, np.ones(40), -time[:, None])
