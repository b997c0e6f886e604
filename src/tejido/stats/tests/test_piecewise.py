"""Follow-up cut into pieces: the cuts of survival::survSplit and the rates of R's glm on them."""

import numpy as np
import pytest

from tejido.stats.counts import poisson_rates
from tejido.stats.piecewise import pieces
from tejido.stats.tests.published import LUNG_DAYS, LUNG_DIED, LUNG_WOMAN
from tejido.stats.unfit import Unfit


def test_lung_cancer_by_piecewise_exponential_as_in_r():
    cut = pieces(np.zeros(228), LUNG_DAYS, LUNG_DIED, (100, 250, 500))
    assert len(cut.spell) == 580
    assert np.bincount(cut.piece, weights=cut.time).tolist() == [21325, 23968, 17287, 7013]
    assert np.bincount(cut.piece, weights=cut.event).tolist() == [31, 58, 49, 27]
    cells = cut.cells((1 + LUNG_WOMAN)[:, None])
    fit = poisson_rates(cells, constant=False)
    coefficients = [-5.8297644933643307, -5.3058345087410697, -5.1299836012828290, -4.8428237183807674, -0.5217449679148376]
    errors = [0.2805695769352336, 0.2560019415843895, 0.2665713841806660, 0.2918195793447206, 0.1668765568840673]
    np.testing.assert_allclose(fit.coefficients, coefficients, rtol=1e-9)
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=1e-8)
    assert (len(cells), fit.n, fit.total) == (8, 69593, 165)


def test_without_covariates_the_rates_are_events_over_time():
    cut = pieces(np.zeros(228), LUNG_DAYS, LUNG_DIED, (100, 250, 500))
    fit = poisson_rates(cut.cells(np.zeros((228, 0))), constant=False)
    np.testing.assert_allclose(np.exp(fit.coefficients), np.array([31, 58, 49, 27]) / [21325, 23968, 17287, 7013])


def test_an_event_at_a_cut_belongs_to_the_piece_that_ends_there():
    cut = pieces(np.array([0.0, 2, 0.5]), np.array([2.0, 5, 6]), np.array([1.0, 1, 0]), (2, 4))
    assert cut.spell.tolist() == [0, 1, 1, 2, 2, 2]
    assert cut.piece.tolist() == [0, 1, 2, 0, 1, 2]
    assert cut.time.tolist() == [2, 2, 1, 1.5, 2, 2]
    assert cut.event.tolist() == [1, 0, 1, 0, 0, 0]
    assert cut.cuts == (2.0, 4.0)


def test_no_cut_is_one_piece():
    cut = pieces(np.zeros(2), np.array([3.0, 4]), np.array([1.0, 0]), ())
    assert (cut.piece.tolist(), cut.time.tolist(), cut.event.tolist()) == ([0, 0], [3, 4], [1, 0])
    assert cut.cells(np.zeros((2, 0))).design.tolist() == [[1]]


@pytest.mark.parametrize(
    ("start", "stop", "event", "cuts", "reason"),
    [
        ([-1, 0], [3, 4], [1, 0], [2], "negative_time"),
        ([0, 5], [3, 4], [1, 0], [2], "negative_time"),
        ([0, 4], [3, 4], [1, 0], [2], "zero_time"),
        ([0, 0], [3, 4], [1, 3], [2], "not_yes_no"),
        ([0, 0], [3, np.inf], [1, 0], [2], "infinite"),
        ([0, np.nan], [3, 4], [1, 0], [2], "infinite"),
        ([0, 0], [3, 4], [1, np.nan], [2], "infinite"),
        ([0, 0], [3, 4], [1, 0], [2, 2], "knots"),
        ([0, 0], [3, 4], [1, 0], [np.inf], "knots"),
    ],
)
def test_times_events_and_cuts_that_cannot_be_are_refused(start, stop, event, cuts, reason):
    with pytest.raises(Unfit, match=reason):
        pieces(np.array(start, float), np.array(stop, float), np.array(event, float), cuts)


def test_a_piece_without_events_is_refused_by_its_column():
    cut = pieces(np.zeros(4), np.array([1.0, 2, 6, 7]), np.array([1.0, 1, 0, 1]), (3, 6))
    with pytest.raises(Unfit) as refusal:
        poisson_rates(cut.cells(np.zeros((4, 0))), constant=False)
    assert (refusal.value.reason, refusal.value.columns) == ("separated", (1,))
