"""The shift at which a conclusion falls."""

import numpy as np
import pytest

from tejido.stats.least_squares import least_squares
from tejido.stats.multiple_imputation import draw_normal, rubin
from tejido.stats.tipping_point import tipping_point
from tejido.stats.unfit import Unfit


def trial(sign=1.0):
    random = np.random.default_rng(2)
    exposed, before = np.tile([0.0, 1.0], 100), random.normal(size=200)
    outcome = sign * (1.0 * exposed + 0.5 * before + random.normal(size=200))
    observed = (random.random(200) < 0.8).astype(float)
    return np.column_stack([np.ones(200), before]), exposed, np.where(observed == 1, outcome, np.nan), observed


GRID = [2.0, -12.0, -6.0, 0.0]


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_interval_just_holds_zero_at_the_tipping_point(sign):
    found = tipping_point(*trial(sign), [sign * d for d in GRID], seed=1, imputations=20)
    assert -6 < sign * found.at < -2
    nearest = tipping_point(*trial(sign), [found.at, 0.0], seed=1, imputations=20)
    place = int(np.argmin(np.abs(nearest.deltas - found.at)))
    edge = nearest.effects.low if sign > 0 else nearest.effects.high
    assert edge[place] == pytest.approx(0, abs=1e-7)


def test_the_shift_moves_the_effect_by_the_share_of_the_missing():
    design, exposed, outcome, observed = trial()
    found = tipping_point(design, exposed, outcome, observed, GRID, seed=1, imputations=10)
    np.testing.assert_array_equal(found.deltas, [-12, -6, 0, 2])
    assert found.missing_exposed == int(((exposed == 1) & (observed == 0)).sum())
    shifted = ((exposed == 1) & (observed == 0)).astype(float)
    step = least_squares(np.column_stack([design, exposed]), shifted).coefficients[-1]
    np.testing.assert_allclose(np.diff(found.effects.estimates), step * np.diff(found.deltas), rtol=1e-9)
    assert found.effects.estimates[2] == pytest.approx(1.0, abs=0.35)
    for name in ("standard_errors", "degrees_of_freedom", "low", "high", "p", "missing"):
        assert getattr(found.effects, name).shape == (4,)
    assert (found.effects.degrees_of_freedom < 197).all()


def test_shifts_too_small_to_matter_have_no_tipping_point():
    assert tipping_point(*trial(), [-0.5, 0.5], seed=1, imputations=5).at is None


def test_both_directions_are_tried():
    found = tipping_point(*trial(-1.0), [-6.0, 6.0], seed=1, imputations=10)
    assert 2 < found.at < 6


def test_a_conclusion_that_never_stood_falls_at_once():
    design, exposed, outcome, observed = trial()
    found = tipping_point(design, exposed, outcome - exposed, observed, [-1.0, 1.0], seed=1, imputations=5)
    assert found.at == 0


def test_the_seed_and_the_level_matter():
    once, again, other = (tipping_point(*trial(), GRID, seed=s, imputations=5) for s in (1, 1, 2))
    np.testing.assert_array_equal(once.effects.estimates, again.effects.estimates)
    assert once.effects.estimates[0] != other.effects.estimates[0]
    wide = tipping_point(*trial(), GRID, seed=1, imputations=5, level=0.99)
    assert wide.effects.low[2] < once.effects.low[2]
    assert abs(wide.at) < abs(once.at)


@pytest.mark.parametrize("change", ["all", "binary", "nan", "group"])
def test_what_has_no_tipping_point_is_refused(change):
    design, exposed, outcome, observed = trial()
    reason = {"all": "none_missing", "binary": "not_yes_no", "nan": "infinite", "group": "one_group"}[change]
    outcome = np.where(np.isnan(outcome), 0.0, outcome)
    if change == "all":
        observed = np.where(exposed == 1, 1.0, observed)
    if change == "binary":
        observed[1] = 2
    if change == "nan":
        outcome[np.flatnonzero(observed == 1)[0]] = np.nan
    if change == "group":
        exposed = np.ones(200)
    with pytest.raises(Unfit, match=reason):
        tipping_point(design, exposed, outcome, observed, GRID, seed=1)


def test_the_effect_is_least_squares_and_rubins_rules():
    design, exposed, outcome, observed = trial()
    found = tipping_point(design, exposed, outcome, observed, [-3.0], seed=5, imputations=4)
    full, known = np.column_stack([design, exposed]), observed == 1
    fits = []
    for number in range(4):
        filled = outcome.copy()
        filled[~known] = draw_normal(full[known], outcome[known], full[~known], np.random.default_rng([5, number]))
        fits.append(least_squares(full, filled - 3 * (exposed * (1 - observed))))
    pooled = rubin([[fit.coefficients[-1]] for fit in fits], [[fit.covariances["classical"][-1, -1]] for fit in fits], complete_freedom=197)
    for name in ("estimates", "standard_errors", "degrees_of_freedom", "low", "high", "p", "missing"):
        assert getattr(found.effects, name) == pytest.approx(getattr(pooled, name), rel=1e-8), name


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_unit_of_the_outcome_moves_the_point_alike(sign):
    design, exposed, outcome, observed = trial(sign)
    deltas = -sign * np.array([1.0, 2, 4, 6, 8, 12])
    plain = tipping_point(design, exposed, outcome, observed, deltas, seed=1, imputations=10)
    small = tipping_point(design, exposed, outcome / 100, observed, deltas / 100, seed=1, imputations=10)
    assert 1 < abs(plain.at) < 12
    assert small.at == pytest.approx(plain.at / 100, rel=1e-6)


def test_fifty_sets_are_drawn_unless_said_and_a_hole_may_be_none():
    design, exposed, outcome, observed = trial()
    holes = [None if np.isnan(value) else value for value in outcome]
    found = tipping_point(design, exposed, holes, observed, [-1.0], seed=1)
    fifty = tipping_point(design, exposed, outcome, observed, [-1.0], seed=1, imputations=50)
    assert found.effects.estimates[0] == fifty.effects.estimates[0]
