"""Multinomial logit against nnet::multinom 7.3 (R 4.2.2, reltol 1e-15) and against itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.cells import Cells
from tejido.stats.families import LOGIT
from tejido.stats.glm import glm
from tejido.stats.multinomial import multinomial
from tejido.stats.tests.published import HOUSING, dummies
from tejido.stats.unfit import Unfit


def housing(origin):
    """Cells by certificate and month: the constant, certificate, months 6 and 12; persons by next state."""
    rows = HOUSING[HOUSING[:, 2] == origin]
    keys = np.array([(sec, month) for sec in (0.0, 1) for month in (0.0, 6, 12)])
    counts = np.array([[rows[(rows[:, :2] == key).all(axis=1) & (rows[:, 3] == to), 4].sum() for to in range(3)] for key in keys])
    return np.column_stack([np.ones(6), keys[:, 0], dummies(keys[:, 1])]), counts


def test_moves_from_the_community_are_those_of_r():
    fit = multinomial(*housing(1))
    coefficients = [2.03301654547268296, -0.62598673809884331, -0.07751614172887032, 0.17978668166251086]
    more = [1.28406322013455587, 0.87837152035696187, -0.50758659071898149, -0.36380437691840678]
    errors = [0.4165297482077654, 0.4401600677440734, 0.4836696836777134, 0.5346692172128036]
    np.testing.assert_allclose(fit.table, [coefficients, more], atol=2e-6)
    np.testing.assert_allclose(fit.errors_table[0], errors, rtol=2e-6)
    np.testing.assert_allclose(
        fit.errors_table[1], [0.4322843839570861, 0.4453541425816004, 0.4976226248387022, 0.5593366792377897], rtol=2e-6
    )
    assert fit.deviance == pytest.approx(564.5023320538922, rel=1e-10)
    assert (fit.n, fit.categories, fit.reference) == (HOUSING[HOUSING[:, 2] == 1, 4].sum(), 3, 0)
    assert 3 < fit.rounds < 10


def test_moves_from_independence_rare_as_some_are_too():
    fit = multinomial(*housing(2))
    assert fit.table[1] == pytest.approx([3.37079176021207827, -1.05318536636373561, 1.12310970959397016, 0.96978636805294527], abs=2e-4)
    assert fit.errors_table[0] == pytest.approx([1.1932662084670753, 1.1000155877332110, 1.0030922731253198, 0.9524549320766373], rel=1e-4)
    assert fit.deviance == pytest.approx(342.4903714099306, rel=1e-9)


def test_two_categories_are_logistic_regression():
    random = np.random.default_rng(2)
    design = np.column_stack([np.ones(40), random.normal(size=(40, 2))])
    n = random.integers(1, 9, 40).astype(float)
    total = random.binomial(n.astype(int), 0.4).astype(float)
    fit, other = multinomial(design, np.column_stack([n - total, total])), glm(Cells(design, n, total), LOGIT)
    np.testing.assert_allclose(fit.coefficients, other.coefficients, rtol=1e-9)
    np.testing.assert_allclose(fit.covariance, other.covariance, rtol=1e-8)
    assert fit.deviance == pytest.approx(other.deviance, rel=1e-12)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_cells_rows_order_and_reference_are_one_model(seed):
    random = np.random.default_rng(seed)
    design = np.column_stack([np.ones(150), random.integers(0, 2, 150), random.integers(0, 3, 150) * 50.0])
    counts = np.eye(3)[random.choice(3, 150, p=[0.5, 0.3, 0.2])]
    rows = multinomial(design, counts)
    keys, place = np.unique(design, axis=0, return_inverse=True)
    summed = np.array([counts[np.ravel(place) == k].sum(axis=0) for k in range(len(keys))])
    cells = multinomial(np.vstack([keys, np.full((1, 3), 9.0)])[::-1], np.vstack([summed, np.zeros((1, 3))])[::-1])
    np.testing.assert_allclose(cells.coefficients, rows.coefficients, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(cells.covariance, rows.covariance, rtol=1e-7, atol=1e-10)
    assert cells.n == rows.n == 150
    other = multinomial(design, counts, reference=2)
    np.testing.assert_allclose(other.table[0], -rows.table[1], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.table[1], rows.table[0] - rows.table[1], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.probabilities(design), rows.probabilities(design), rtol=1e-8)
    assert other.reference == 2


def test_the_scores_vanish_and_the_gradients_are_derivatives():
    design, counts = housing(0)
    for reference in (0, 1):
        fit = multinomial(design, counts, reference=reference)
        probability = fit.probabilities(design)
        np.testing.assert_allclose((counts - counts.sum(axis=1, keepdims=True) * probability).T @ design, 0, atol=1e-8)
        np.testing.assert_allclose(probability.sum(axis=1), 1)
        gradient = fit.gradients(design)
        for q in range(8):
            step = np.zeros(8)
            step[q] = 1e-6
            up = type(fit)(fit.coefficients + step, fit.covariance, 0, 0, 3, reference, 0).probabilities(design)
            down = type(fit)(fit.coefficients - step, fit.covariance, 0, 0, 3, reference, 0).probabilities(design)
            np.testing.assert_allclose(gradient[:, :, q], (up - down) / 2e-6, atol=1e-8)


def refused(design, counts, **more):
    with pytest.raises(Unfit) as refusal:
        multinomial(np.asarray(design, float), np.asarray(counts, float), **more)
    return refusal.value.reason, refusal.value.columns


GROUPS = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1]])


def test_a_group_that_never_reaches_a_category_is_refused_by_its_column():
    assert refused(GROUPS, [[5, 4, 3], [5, 0, 3], [2, 4, 4]]) == ("separated", (1,))
    assert refused(GROUPS, [[5, 0, 3], [5, 2, 3], [2, 4, 4]]) == ("separated", (0, 1, 2))


def test_a_threshold_between_two_categories_is_refused():
    x = np.arange(30.0)
    counts = np.eye(3)[np.where(x < 15, 0, np.where(np.arange(30) % 2 == 0, 1, 2))]
    assert refused(np.column_stack([np.ones(30), x]), counts)[0] == "separated"
    counts[20] = [1, 0, 0]
    multinomial(np.column_stack([np.ones(30), x]), counts)


def test_what_cannot_be_estimated_is_refused():
    good = [[5, 4, 3], [5, 2, 3], [2, 4, 4]]
    assert refused(GROUPS, [[5, 0, 3], [5, 0, 3], [2, 0, 4]]) == ("one_outcome", (1,))
    assert refused(GROUPS, [[5, 4, -3], [5, 2, 3], [2, 4, 4]]) == ("impossible_counts", ())
    assert refused(GROUPS, [[5, 4, np.inf], [5, 2, 3], [2, 4, 4]]) == ("infinite", ())
    assert refused(GROUPS * np.nan, good) == ("infinite", ())
    assert refused(GROUPS, np.zeros((3, 3))) == ("too_few", ())
    assert refused(GROUPS, np.eye(3)) == ("too_few", ())
    assert refused(np.column_stack([GROUPS, GROUPS[:, 1] * 2]), good) == ("collinear", (3,))
    assert refused(np.column_stack([GROUPS[:, :2], np.full(3, 4.0)]), good) == ("constant", (2,))
    assert refused(np.column_stack([GROUPS[:, :2], np.zeros(3)]), good) == ("constant", (2,))
    assert refused(np.zeros((3, 1)), good, constant=False) == ("constant", (0,))


def test_a_search_without_end_is_said_to_have_no_answer(monkeypatch):
    monkeypatch.setattr("tejido.stats.multinomial.MOST_ROUNDS", 2)
    assert refused(*housing(1)) == ("not_converged", ())


def test_the_last_round_allowed_is_made_and_its_step_taken(monkeypatch):
    whole = multinomial(*housing(1))
    monkeypatch.setattr("tejido.stats.multinomial.MOST_ROUNDS", whole.rounds)
    assert multinomial(*housing(1)).rounds == whole.rounds
    monkeypatch.setattr("tejido.stats.multinomial.MOST_ROUNDS", whole.rounds - 1)
    assert refused(*housing(1)) == ("not_converged", ())
    monkeypatch.setattr("tejido.stats.multinomial.CONVERGED", 0.05)
    early = multinomial(*housing(1))
    assert early.rounds < whole.rounds
    np.testing.assert_allclose(early.coefficients, whole.coefficients, atol=0.02)
