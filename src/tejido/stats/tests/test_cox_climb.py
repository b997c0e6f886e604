"""The way up the partial likelihood: its steps, its end and the columns that it names."""

import numpy as np
import pytest

from tejido.stats.baseline_hazard import predicted_survival
from tejido.stats.cox import cox
from tejido.stats.cox_climb import _halved, _runaways, _step
from tejido.stats.partial_likelihood import partial_likelihood
from tejido.stats.tests.generated import people
from tejido.stats.unfit import Unfit


def test_where_nothing_pulls_the_first_step_is_the_last():
    time, event, x = np.repeat([1.0, 2.0, 3.0, 4.0], 2), np.repeat([1.0, 1, 0, 1], 2), np.tile([0.0, 1.0], 4)
    fit = cox(time, event, x[:, None], ties="breslow")
    assert (fit.coefficients[0], fit.rounds) == (0.0, 1)
    assert fit.log_likelihood == fit.null_log_likelihood


@pytest.mark.parametrize("far", [30.0, 1e3, 1e5])
def test_what_is_the_same_for_a_whole_stratum_changes_nothing_however_large(far):
    """Only differences within strata count, so columns that lie far apart between them neither run away nor take more rounds."""
    p = people()
    between = far * (p.stratum[:, None] + 1) * np.array([12.0, -0.5, 3.0])
    plain, shifted = (cox(p.stop, p.event, x, strata=p.stratum) for x in (p.design, p.design + between))
    np.testing.assert_allclose(shifted.coefficients, plain.coefficients, rtol=1e-9)
    np.testing.assert_allclose(shifted.standard_errors, plain.standard_errors, rtol=1e-9)
    assert shifted.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)
    assert shifted.rounds == plain.rounds
    curves = [
        predicted_survival(plain, [40.0, 1.0, 5.0], stratum=1.0),
        predicted_survival(shifted, between[p.stratum == 1][0] + [40.0, 1.0, 5.0], stratum=1.0),
    ]
    np.testing.assert_allclose(curves[1].survival, curves[0].survival, rtol=1e-8)
    np.testing.assert_allclose(curves[1].standard_error, curves[0].standard_error, rtol=1e-8)


@pytest.mark.parametrize("unit", [1e-9, 0.1, 1e9])
def test_a_column_that_is_the_same_for_every_whole_stratum_is_refused_in_any_unit(unit):
    p = people()
    with pytest.raises(Unfit) as refused:
        cox(p.stop, p.event, np.column_stack([p.age, unit * (p.stratum + 0.7)]), strata=p.stratum)
    assert (refused.value.reason, refused.value.columns) == ("unvarying", (1,))


def pairs(far):
    """Sixty pairs, one after the other; in half of them the exposed has the event, so the coefficient is log(30/30), with information 60/4."""
    pair, exposed = np.repeat(np.arange(60.0), 2), np.tile([0.0, 1.0], 60)
    event = (exposed == pair % 2).astype(float)
    return pair + 1 - event / 2, event, (far * pair + exposed)[:, None], pair


def test_a_column_that_hardly_varies_among_those_at_risk_together_still_tells_and_below_that_is_refused():
    time, event, design, entry = pairs(2000.0)
    fit = cox(time, event, design, entry=entry)
    assert fit.coefficients[0] == pytest.approx(0.0, abs=1e-6)
    assert fit.standard_errors[0] == pytest.approx(15**-0.5, rel=1e-4)
    time, event, design, entry = pairs(20_000.0)
    with pytest.raises(Unfit) as refused:
        cox(time, event, np.column_stack([(event + entry) % 2, design]), entry=entry)
    assert (refused.value.reason, refused.value.columns) == ("unvarying", (1,))


def test_columns_that_went_at_least_half_as_far_as_the_farthest_run_away():
    assert _runaways(np.array([0.0, -4.0, 2.0, 1.99, 3.0])) == [1, 2, 4]
    assert _runaways(np.array([0.01])) == [0]


def test_a_step_is_newtons_in_any_units():
    information, score = np.array([[4.0, 1.0], [1.0, 9.0]]), np.array([1.0, -2.0])
    scale = np.array([1e-6, 1e5])
    expected = np.linalg.solve(information, score)
    np.testing.assert_allclose(_step(information, score, np.zeros(2)), expected, rtol=1e-14)
    np.testing.assert_allclose(_step(information * np.outer(scale, scale), score * scale, np.zeros(2)), expected / scale, rtol=1e-12)


@pytest.mark.parametrize(
    "information", [[[0.0, 0.0], [0.0, 1.0]], [[-1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]], [[np.inf, 0.0], [0.0, 1.0]]]
)
def test_where_no_information_is_left_the_columns_that_ran_away_are_named(information):
    with pytest.raises(Unfit) as refused:
        _step(np.array(information), np.ones(2), np.array([1.0, -30.0]))
    assert (refused.value.reason, refused.value.columns) == ("separated", (1,))


@pytest.mark.parametrize("far", [0.5, 3.0, 40.0, 1e4])
def test_as_much_of_a_step_is_taken_as_does_not_lose(far):
    p = people()
    sets = cox(p.stop, p.event, p.design, entry=p.entry).at.sets
    null = partial_likelihood(sets, np.zeros(3))
    step = far * np.linalg.solve(null.information(), null.scores().sum(axis=0))
    here, at = _halved(sets, np.zeros(3), null, step, np.ptp(sets.design, axis=0))
    np.testing.assert_allclose(at.line, sets.design @ here, rtol=1e-12)
    assert at.log_likelihood > null.log_likelihood
    halves = np.log2(step / here)
    np.testing.assert_allclose(halves, np.round(halves[0]), atol=1e-9)
    assert halves[0] == 0 or partial_likelihood(sets, 2 * here).log_likelihood < null.log_likelihood


def test_a_step_down_is_not_taken_at_all():
    p = people()
    sets = cox(p.stop, p.event, p.design).at.sets
    null = partial_likelihood(sets, np.zeros(3))
    down = -1e9 * np.linalg.solve(null.information(), null.scores().sum(axis=0))
    with pytest.raises(Unfit) as refused:
        _halved(sets, np.zeros(3), null, down, np.ptp(sets.design, axis=0))
    assert (refused.value.reason, refused.value.columns) == ("not_converged", ())
