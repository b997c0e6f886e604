"""Moves between street, community and independent housing (San Diego homeless project)."""

import numpy as np
import pytest

from tejido.stats.proportion import wilson
from tejido.stats.tests.published import HOUSING, dummies
from tejido.stats.tests.test_multinomial import housing
from tejido.stats.transitions import move_error, occupancy, transition_model, transition_table
from tejido.stats.unfit import Unfit

FROM, TO, PERSONS = HOUSING[:, 2].astype(int), HOUSING[:, 3].astype(int), HOUSING[:, 4]


def cells():
    design, _ = housing(0)
    return design, np.stack([housing(origin)[1] for origin in range(3)], axis=1)


def test_the_table_counts_moves_and_gives_each_share_wilsons_interval():
    table = transition_table(FROM, TO, 3, PERSONS)
    assert table.counts.tolist() == [[70, 91, 71], [29, 191, 119], [9, 51, 264]]
    assert table.origin.tolist() == [232, 339, 324]
    for i in range(3):
        for j in range(3):
            share = wilson(int(table.counts[i, j]), int(table.origin[i]))
            assert (table.probability[i, j], table.low[i, j], table.high[i, j]) == pytest.approx(
                (share.estimate, share.low, share.high), rel=1e-12
            )
    rows = transition_table(np.repeat(FROM, PERSONS.astype(int)), np.repeat(TO, PERSONS.astype(int)), 3, level=0.8)
    np.testing.assert_array_equal(rows.counts, table.counts)
    assert rows.low[0, 0] == pytest.approx(wilson(70, 232, 0.8).low)


def test_a_state_in_which_nobody_was_has_no_shares():
    with np.errstate(all="raise"):
        table = transition_table(np.array([0, 0]), np.array([0, 2]), 3)
    assert table.counts.tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert np.isnan(table.probability[1:]).all()
    assert np.isnan(table.high[1:]).all()
    assert (table.low[0, 1], table.probability[0, 1]) == (0, 0)
    sure = transition_table(np.array([0, 0]), np.array([1, 1]), 2)
    assert sure.high[0, 1] == 1


@pytest.mark.parametrize(
    ("origin", "destination", "weights", "reason"),
    [
        ([0, 3], [1, 1], None, "unknown_state"),
        ([0, 1], [1, -1], None, "unknown_state"),
        ([0, 1], [1, 1], [1, -1], "impossible_counts"),
        ([0, 1], [1, 1], [1, np.nan], "infinite"),
        ([], [], None, "too_few"),
    ],
)
def test_pairs_that_cannot_be_are_refused(origin, destination, weights, reason):
    with pytest.raises(Unfit, match=reason):
        transition_table(np.array(origin, int), np.array(destination, int), 3, None if weights is None else np.array(weights, float))


def test_each_origin_has_its_own_model_with_staying_as_reference():
    fit = transition_model(*cells())
    assert [model.reference for model in fit.fits] == [0, 1, 2]
    assert fit.reached == ((0, 1, 2),) * 3
    # nnet::multinom from the street: against staying there, to the community and to independence.
    street = [0.8505235065417056, -0.2222769850509125, -1.1346296126037072, -1.8737927815007787]
    other = [0.1283335899910079, 0.7905613873385983, -1.0833894690364714, -2.2367218253774377]
    np.testing.assert_allclose(fit.fits[0].table, [street, other], atol=2e-5)
    probability = fit.probabilities(cells()[0])
    np.testing.assert_allclose(probability.sum(axis=2), 1)
    np.testing.assert_allclose(probability[:, 1], fit.fits[1].probabilities(cells()[0]))


def test_without_covariates_the_model_is_the_table():
    _, counts = cells()
    whole = counts.sum(axis=0, keepdims=True)
    fit = transition_model(np.ones((1, 1)), whole)
    np.testing.assert_allclose(fit.probabilities(np.ones((1, 1)))[0], transition_table(FROM, TO, 3, PERSONS).probability, rtol=1e-9)


def test_states_that_are_kept_or_never_entered_need_no_model():
    counts = np.array([[[5.0, 3, 0], [0, 9, 0], [0, 0, 0]]])
    fit = transition_model(np.ones((1, 1)), counts)
    assert fit.fits[1:] == (None, None)
    assert fit.reached == ((0, 1), (1,), ())
    np.testing.assert_allclose(fit.probabilities(np.ones((2, 1)))[1], [[5 / 8, 3 / 8, 0], [0, 1, 0], [0, 0, 1]], atol=1e-10)


def test_where_nobody_stayed_the_first_state_reached_is_the_reference():
    lost = transition_model(np.ones((1, 1)), np.array([[[0.0, 3, 5], [1, 1, 1], [2, 2, 2]]]))
    assert (lost.fits[0].reference, lost.reached[0]) == (0, (1, 2))
    np.testing.assert_allclose(lost.probabilities(np.ones((1, 1)))[0, 0], [0, 3 / 8, 5 / 8], rtol=1e-9)


def test_a_state_that_all_leave_for_the_same_other_is_refused():
    with pytest.raises(Unfit) as refusal:
        transition_model(np.ones((1, 1)), np.array([[[0.0, 3], [1, 1]]]))
    assert (refusal.value.reason, refusal.value.columns) == ("one_outcome", (1,))
    with pytest.raises(Unfit, match="infinite"):
        transition_model(np.ones((1, 1)), np.full((1, 2, 2), np.nan))


def path(certificate):
    return np.column_stack([np.ones(3), np.full(3, certificate), dummies(np.array([0.0, 6, 12]))])


def test_occupancy_follows_the_moves_step_after_step():
    fit = transition_model(*cells())
    found = occupancy(fit, path(1.0), [0.5, 0.4, 0.1])
    share = np.array([0.5, 0.4, 0.1])
    for step, matrix in enumerate(fit.probabilities(path(1.0))):
        np.testing.assert_allclose(found.share[step], share)
        share = share @ matrix
    np.testing.assert_allclose(found.share[3], share)
    assert found.share[3, 2] > occupancy(fit, path(0.0), [0.5, 0.4, 0.1]).share[3, 2] + 0.1


def test_errors_of_occupancy_are_those_of_differences_through_all_coefficients():
    fit = transition_model(*cells())
    found = occupancy(fit, path(1.0), [0.5, 0.4, 0.1])
    variance = np.zeros((4, 3))
    for origin, model in enumerate(fit.fits):
        slopes = np.zeros((4, 3, 8))
        for q in range(8):
            sides = []
            for move in (1e-5, -1e-5):
                step = np.zeros(8)
                step[q] = move
                moved = type(model)(model.coefficients + step, model.covariance, 0, 0, 3, model.reference, 0)
                models = [*fit.fits[:origin], moved, *fit.fits[origin + 1 :]]
                sides.append(occupancy(type(fit)(tuple(models), fit.reached), path(1.0), [0.5, 0.4, 0.1]).share)
            slopes[:, :, q] = (sides[0] - sides[1]) / 2e-5
        variance += np.einsum("tsp,pq,tsq->ts", slopes, model.covariance, slopes)
    np.testing.assert_allclose(found.standard_error, np.sqrt(variance), rtol=1e-5, atol=1e-9)
    assert (found.standard_error[0] == 0).all()


def test_intervals_of_occupancy_lie_on_the_logit_scale_and_known_shares_are_their_own():
    fit = transition_model(*cells())
    for level, z in ((0.95, 1.959963984540054), (0.8, 1.2815515655446004)):
        found = occupancy(fit, path(0.0), [1.0, 0, 0], level=level)
        np.testing.assert_array_equal(found.low[0], [1, 0, 0])
        np.testing.assert_array_equal(found.high[0], [1, 0, 0])
        share, error = found.share[1:], found.standard_error[1:]
        line, spread = np.log(share / (1 - share)), z * error / (share * (1 - share))
        np.testing.assert_allclose(found.low[1:], 1 / (1 + np.exp(-(line - spread))))
        np.testing.assert_allclose(found.high[1:], 1 / (1 + np.exp(-(line + spread))))
    np.testing.assert_array_equal(occupancy(fit, path(0.0), [1.0, 0, 0]).low, occupancy(fit, path(0.0), [1.0, 0, 0], level=0.95).low)


@pytest.mark.parametrize("initial", [[0.5, 0.4, 0.2], [1.2, -0.2, 0.0]])
def test_initial_shares_are_shares(initial):
    with pytest.raises(ValueError, match="add up to one"):
        occupancy(transition_model(*cells()), path(0.0), initial)


@pytest.mark.parametrize("n", [17, 45, 89, 146])
def test_a_way_that_nobody_or_everybody_went_stands_at_the_very_end_of_its_interval(n):
    table = transition_table(np.zeros(n, dtype=np.intp), np.ones(n, dtype=np.intp), 2)
    assert (table.low[0, 0], table.high[0, 1]) == (0.0, 1.0)
    assert np.isnan(table.low[1]).all()


def test_who_leaves_a_state_twice_counts_as_one_person_in_the_error():
    """R 4.2.2: vcovCL(glm(dest ~ side, binomial, epsilon = 1e-15), person, type = "HC0", cadjust = FALSE), sandwich 3.0-2."""
    i = np.arange(60)
    person, moved = i % 25, ((i * i + 3 * i) % 7 < 3).astype(float)
    assert move_error(person, person % 2, moved, 1 - moved) == pytest.approx(0.646933884454743, rel=1e-12)
    assert move_error(i, person % 2, moved, 1 - moved) == pytest.approx((1 / 22 + 1 / 9 + 1 / 21 + 1 / 8) ** 0.5, rel=1e-12)


@pytest.mark.parametrize("moved", [0.0, 1.0])
def test_a_group_in_which_nobody_or_everybody_moved_has_no_odds(moved):
    with pytest.raises(Unfit, match="separated"):
        move_error(np.arange(4), np.array([0, 0, 1, 1]), np.array([0.0, 1, moved, moved]), 1 - np.array([0.0, 1, moved, moved]))
