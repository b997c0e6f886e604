"""Mediation against R 4.2.2: `lm`, Monte Carlo of 4 million draws, and for the sensitivity the maximum likelihood with the correlation held."""

import numpy as np
import pytest

from tejido.stats.least_squares import least_squares
from tejido.stats.mediation import mediation, mediation_sensitivity
from tejido.stats.tests.nhefs import nhefs
from tejido.stats.unfit import Unfit


def columns():
    c = nhefs()
    return c["exercise"], c["smokeintensity"], c["wt82_71"], np.column_stack([np.ones(1566), c["age"], c["sex"]])


def test_every_path_is_that_of_r():
    found = mediation(*columns(), seed=3)
    paths = [(e.estimate, e.standard_error) for e in (found.a, found.b, found.direct, found.total, found.indirect)]
    expected = [
        (0.398268422253197, 0.404570932708109),
        (0.00773601598338983, 0.0169645090188645),
        (0.0234929676905675, 0.271338341278684),
        (0.0265739785707977, 0.271185427397445),
        (0.00308101088023018, 0.00744612418086172),
    ]
    for ours, reference in zip(paths, expected, strict=True):
        assert ours == pytest.approx(reference, rel=1e-9)
    assert found.rho_at_zero == pytest.approx(0.0115410596796484, rel=1e-9)
    assert found.n == 1566
    assert found.monte_carlo == pytest.approx((-0.0154535406928785, 0.0276686753580765), rel=0.05)


def test_the_total_is_the_sum_and_its_t_knows_the_people():
    found = mediation(*columns(), seed=3)
    assert found.total.estimate == pytest.approx(found.direct.estimate + found.indirect.estimate)
    assert (found.direct.high - found.direct.estimate) / found.direct.standard_error == pytest.approx(1.9614848560, abs=1e-9)


def test_a_share_of_an_effect_that_may_be_none_is_not_given():
    found = mediation(*columns(), seed=3)
    assert (found.proportion, found.proportion_interval) == (None, None)


def clear(sign=1.0):
    random = np.random.default_rng(11)
    x = np.tile([0.0, 1.0], 200)
    m = 0.8 * x + random.normal(size=400)
    y = sign * (0.5 * x + 0.6 * m + random.normal(size=400))
    return x, m, y, np.ones((400, 1))


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_clear_effect_has_a_share_with_its_interval(sign):
    found = mediation(*clear(sign), seed=1)
    assert found.proportion == pytest.approx(found.indirect.estimate / found.total.estimate)
    low, high = found.proportion_interval
    assert 0.2 < low < found.proportion < high < 0.8
    assert (found.indirect.estimate > 0) == (sign > 0)


def test_the_seed_alone_decides_the_draws_and_the_level_their_ends():
    once, again, other = (mediation(*clear(), seed=seed) for seed in (1, 1, 2))
    assert once.monte_carlo == again.monte_carlo != other.monte_carlo
    narrow = mediation(*clear(), seed=1, level=0.8)
    assert once.monte_carlo[0] < narrow.monte_carlo[0] < narrow.monte_carlo[1] < once.monte_carlo[1]
    assert once.proportion_interval[0] < narrow.proportion_interval[0]
    assert narrow.a.low > once.a.low
    assert narrow.indirect.low > once.indirect.low
    spread = (once.monte_carlo[1] - once.monte_carlo[0]) / (once.indirect.high - once.indirect.low)
    assert spread == pytest.approx(1, abs=0.1)


def test_correlated_errors_move_the_indirect_effect_as_likelihood_says():
    found = mediation_sensitivity(*columns(), [-0.3, -0.05, 0.4])
    np.testing.assert_allclose(found.indirect, [0.0870303539651621, 0.0164448329377295, -0.113422052498003], rtol=1e-5)
    # R's errors are of maximum likelihood: n where ours have the degrees of freedom
    np.testing.assert_allclose((found.high - found.indirect) / 1.959963984540054, [0.08857767, 0.01799904, 0.11530528], rtol=2e-3)
    np.testing.assert_allclose(found.low, 2 * found.indirect - found.high)
    np.testing.assert_array_equal(found.rho, [-0.3, -0.05, 0.4])


def test_without_correlation_it_is_the_product_and_at_its_own_it_is_nothing():
    whole = mediation(*clear(), seed=1)
    found = mediation_sensitivity(*clear(), [0.0, whole.rho_at_zero], level=0.9)
    assert found.indirect[0] == pytest.approx(whole.indirect.estimate)
    assert found.indirect[1] == pytest.approx(0, abs=1e-12)
    reach = (found.high[0] - found.indirect[0]) / 1.6448536269514722
    assert reach == pytest.approx(whole.indirect.standard_error, rel=1e-6)


@pytest.mark.parametrize("rho", [0.99, -1.0])
def test_a_correlation_of_one_is_refused(rho):
    with pytest.raises(Unfit, match="outside_range"):
        mediation_sensitivity(*clear(), [rho])


def test_a_mediator_that_is_the_exposure_is_refused():
    x, _, y, ones = clear()
    with pytest.raises(Unfit):
        mediation(x, x, y, ones, seed=1)


def test_the_interval_of_the_share_is_that_of_draws_of_the_three_paths():
    x, m, y, ones = clear()
    found = mediation(x, m, y, ones, seed=1)
    fit = least_squares(np.column_stack([ones, x, m]), y)
    random = np.random.default_rng(99)
    a = random.normal(found.a.estimate, found.a.standard_error, 20_000)
    direct, b = random.multivariate_normal(fit.coefficients[1:], fit.covariances["classical"][1:, 1:], 20_000).T
    assert found.proportion_interval == pytest.approx(np.quantile(a * b / (a * b + direct), [0.025, 0.975]), rel=0.03)


def faint(slope):
    x, m, _, ones = clear()
    return x, m, slope * m + np.random.default_rng(12).normal(size=400), ones


@pytest.mark.parametrize("slope", [0.0, -0.08, 0.12])
def test_the_p_of_the_indirect_effect_is_that_of_its_draws(slope):
    columns = faint(slope)
    found = mediation(*columns, seed=1)
    random = np.random.default_rng(99)
    drawn = random.normal(found.a.estimate, found.a.standard_error, 20_000) * random.normal(
        found.b.estimate, found.b.standard_error, 20_000
    )
    assert found.monte_carlo_p == pytest.approx(2 * min((drawn < 0).mean(), (drawn > 0).mean()), abs=0.015)
    for level in (0.5, 0.8, 0.95, 0.99):
        low, high = mediation(*columns, seed=1, level=level).monte_carlo
        assert (low > 0 or high < 0) == (found.monte_carlo_p < 1 - level)


def test_a_p_of_draws_is_never_less_than_they_can_tell():
    assert mediation(*clear(), seed=1).monte_carlo_p == pytest.approx(2 / 20_001)
