"""Links and variances against their own derivatives, by differences, in the middle and at the ends of the scale."""

import numpy as np
import pytest
from scipy import special

from tejido.stats.families import CLOGLOG, LOGIT, POISSON, SMALL

EVERY = pytest.mark.parametrize("family", [LOGIT, CLOGLOG, POISSON], ids=lambda family: family.name)
LINES = np.array([-30.0, -12, -9.3, -9.1, -5, -1, 0, 0.5, 1, 1.8, 2.2])


def test_the_means_are_those_of_their_links():
    line = np.array([-2.0, 0.0, 1.5])
    np.testing.assert_allclose(LOGIT.mean(line), 1 / (1 + np.exp(-line)))
    np.testing.assert_allclose(CLOGLOG.mean(line), 1 - np.exp(-np.exp(line)))
    np.testing.assert_allclose(POISSON.mean(line), np.exp(line))


@EVERY
def test_slope_and_parts_are_derivatives_over_variances(family):
    mean, weight, fisher = family.parts(LINES)
    step = 1e-5
    slope = (family.mean(LINES + step) - family.mean(LINES - step)) / (2 * step)
    variance = mean if family is POISSON else mean * (1 - mean)
    np.testing.assert_allclose(mean, family.mean(LINES), rtol=1e-14)
    np.testing.assert_allclose(family.slope(LINES), slope, rtol=1e-6)
    np.testing.assert_allclose(weight * variance, family.slope(LINES), rtol=1e-6)
    np.testing.assert_allclose(fisher * variance, family.slope(LINES) ** 2, rtol=1e-6)


@EVERY
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_score_and_curvature_are_derivatives_of_the_deviance(family, share):
    n = np.full(1, 40.0)
    total = n * share
    for line in (-12.0, -9.3, -9.1, -4, -1, 0.3, 1.2):
        at, step = np.array([line]), 2e-3
        bent = [family.deviance(n, total, family.mean(at + move), at + move) / -2 for move in (-2 * step, -step, 0, step, 2 * step)]
        mean, weight, _ = family.parts(at)
        first = (bent[0] - 8 * bent[1] + 8 * bent[3] - bent[4]) / (12 * step)
        second = (-bent[0] + 16 * bent[1] - 30 * bent[2] + 16 * bent[3] - bent[4]) / (12 * step**2)
        assert (total - n * mean) * weight == pytest.approx(first, rel=1e-6, abs=1e-7)
        assert family.curvature(n, total, at) == pytest.approx(-second, rel=1e-4, abs=1e-5)


def test_deviances_are_twice_the_lost_log_likelihood():
    n, total, line = np.array([10.0, 5, 4]), np.array([4.0, 0, 4]), np.array([-0.3, -1, 0.8])
    for family in (LOGIT, CLOGLOG):
        risk = family.mean(line)
        lost = -2 * (special.xlogy(total, risk) + special.xlogy(n - total, 1 - risk)).sum()
        assert family.deviance(n, total, risk, line) == pytest.approx(lost, rel=1e-12)
    rate = np.exp(line)
    lost = 2 * (special.xlogy(total, total / (n * rate)) - (total - n * rate)).sum()
    assert POISSON.deviance(n, total, rate, line) == pytest.approx(lost, rel=1e-12)


@EVERY
def test_lines_beyond_the_numbers_have_means_slopes_and_deviances_still(family):
    line, n = np.array([-1e5, 1e5]), np.full(2, 3.0)
    with np.errstate(divide="raise", invalid="raise"):
        mean, weight, fisher = family.parts(line)
        family.deviance(n, np.array([1.0, 2]), mean, line)
    for values in (mean, weight, fisher, family.mean(line), family.slope(line), family.curvature(n, np.array([1.0, 2]), line)):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    assert np.isfinite(family.deviance(n, np.array([0.0, 3]), mean, line))
    assert family is LOGIT or (family.mean(line) > 0).all()


@EVERY
def test_the_start_is_the_line_of_the_rate(family):
    assert family.mean(np.array([family.start(0.37)])) == pytest.approx([0.37])


def test_the_expected_curvature_is_the_fisher_weight():
    for family in (LOGIT, CLOGLOG, POISSON):
        mean, _, fisher = family.parts(LINES[:9])
        np.testing.assert_allclose(family.curvature(np.ones(9), mean, LINES[:9]), fisher, rtol=1e-7)


def test_the_series_for_small_hazards_meets_the_closed_form():
    edge = np.log(SMALL)
    n = np.ones(2)
    below, above = CLOGLOG.curvature(n, n, np.array([edge - 1e-9, edge + 1e-9]))
    assert below == pytest.approx(above, rel=1e-6)
    assert CLOGLOG.curvature(n, n, np.array([-20.0, -20.0])) == pytest.approx(np.exp(-20) / 2, rel=1e-6)


@EVERY
@pytest.mark.parametrize("line", [-1e4, -800.0, 800.0, 1e4])
def test_no_line_is_so_far_that_a_number_is_lost(family, line):
    at = np.full(1, line)
    with np.errstate(all="raise", under="ignore"):
        for total in (0.0, 2.0):
            values = [*family.parts(at), family.slope(at), family.mean(at), family.curvature(np.full(1, 2.0), np.full(1, total), at)]
            assert all(np.isfinite(v).all() and (v >= 0).all() for v in values)
            assert not np.isnan(family.deviance(np.full(1, 2.0), np.full(1, total), family.mean(at), at))


def test_names_and_bounds():
    assert [(f.name, f.bounded) for f in (LOGIT, CLOGLOG, POISSON)] == [("logit", True), ("cloglog", True), ("poisson", False)]
