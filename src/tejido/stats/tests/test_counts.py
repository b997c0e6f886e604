"""Counts per time at risk: rates, their spread and their pieces, against R (glm, MASS::glm.nb 7.3, survival::survSplit)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.counts import poisson_rates, quasi_poisson
from tejido.stats.tests.published import BREAKS, CHILD, DAYS, TENSION, WOOL, dummies
from tejido.stats.unfit import Unfit


def looms():
    tension = dummies(TENSION)
    return np.column_stack([np.ones(54), WOOL, tension, tension * WOOL[:, None]])


def children():
    return np.column_stack([np.ones(146), CHILD[:, 0], CHILD[:, 1], dummies(CHILD[:, 2]), CHILD[:, 3]])


@pytest.mark.parametrize("compress", [True, False])
def test_the_spread_of_breaks_of_warp_is_that_of_rs_quasipoisson_on_cells_as_on_rows(compress):
    fit = quasi_poisson(cells_from_rows(looms(), BREAKS, compress=compress))
    errors = [0.09688259765807709, 0.15557849517031164, 0.16374252426814359, 0.16253422705903192, 0.23698608615094238, 0.25200653275667928]
    assert fit.dispersion == pytest.approx(3.763881329344485, rel=1e-10)
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=1e-9)
    assert (fit.degrees_of_freedom, fit.pearson) == (48, pytest.approx(48 * 3.763881329344485))
    assert fit.poisson.standard_errors[0] == pytest.approx(0.04993761694372791, rel=1e-9)
    assert fit.coefficients[1] == pytest.approx(-0.4566271602880324, rel=1e-9)


def test_days_away_from_school_by_quasipoisson_as_in_r():
    fit = quasi_poisson([cells_from_rows(children()[:70], DAYS[:70]), cells_from_rows(children()[70:], DAYS[70:])])
    assert fit.dispersion == pytest.approx(13.16684262777125, rel=1e-9)
    assert fit.coefficients[1] == pytest.approx(-0.5336043252474507, rel=1e-9)
    assert fit.standard_errors[1] == pytest.approx(0.1519776419476368, rel=1e-8)
    assert fit.p_values(fit.degrees_of_freedom)[1] == pytest.approx(6.021982965231349e-04, rel=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_with_an_offset_cells_have_the_spread_of_their_rows(seed):
    random = np.random.default_rng(seed)
    design = np.column_stack([np.ones(80), random.integers(0, 2, 80)])
    offset = np.log(random.choice([0.5, 1.0, 2.0], 80))
    outcome = random.poisson(3 * np.exp(offset) * random.gamma(2, 0.5, 80)).astype(float)
    cells = quasi_poisson(cells_from_rows(design, outcome, offset=offset))
    rows = quasi_poisson(cells_from_rows(design, outcome, offset=offset, compress=False))
    mean = np.exp(design @ rows.coefficients + offset)
    assert rows.pearson == pytest.approx(((outcome - mean) ** 2 / mean).sum())
    assert cells.pearson == pytest.approx(rows.pearson, rel=1e-9)
    np.testing.assert_allclose(cells.covariance, rows.covariance, rtol=1e-8)


def test_rates_are_events_over_time():
    fit = poisson_rates(Cells(np.eye(2), np.array([200.0, 50]), np.array([10.0, 5])), constant=False)
    np.testing.assert_allclose(np.exp(fit.coefficients), [0.05, 0.1])
    np.testing.assert_allclose(fit.standard_errors, [10**-0.5, 5**-0.5])
    assert quasi_poisson(Cells(np.eye(2), np.full(2, 3.0), np.full(2, 6.0), np.full(2, 15.0)), constant=False).dispersion == pytest.approx(
        0.75
    )


def test_spread_needs_squares_and_more_rows_than_columns():
    with pytest.raises(ValueError, match="sums of squares"):
        quasi_poisson(Cells(np.eye(2), np.full(2, 3.0), np.full(2, 6.0)), constant=False)
    with pytest.raises(Unfit, match="too_few"):
        quasi_poisson(Cells(np.eye(2), np.ones(2), np.full(2, 6.0), np.full(2, 36.0)), constant=False)


def test_columns_without_a_constant_among_them_are_judged_as_they_are():
    x = np.array([1.0, 2, 3, 4])
    counts = np.array([2.0, 3, 9, 4])
    for model in (poisson_rates, quasi_poisson):
        with pytest.raises(Unfit) as refusal:
            model(Cells(np.column_stack([x, 2 * x]), np.full(4, 3.0), counts, counts**2), constant=False)
        assert (refusal.value.reason, refusal.value.columns) == ("collinear", (1,))
        with pytest.raises(Unfit) as refusal:
            model(Cells(np.column_stack([x, 2 * x]), np.full(4, 3.0), counts, counts**2))
        assert (refusal.value.reason, refusal.value.columns) == ("constant", (1,))
