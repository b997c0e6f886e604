"""Two groups in cells, and the middle of the sandwich that is the same from cells as from people."""

import numpy as np
import pytest

from tejido.stats.comparison import Comparison, comparison_from_rows, freedom, spread_of_sums
from tejido.stats.unfit import Unfit

X = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
EXPOSED, Y = [1, 1, 0, 0, 1, 0], [2.0, 3.0, 5.0, 7.0, 11.0, 13.0]


def test_people_alike_in_one_group_share_a_cell():
    found = comparison_from_rows(X, EXPOSED, Y)
    assert found.covariates.tolist() == [[1, 0], [1, 0], [1, 1], [1, 1]]
    assert found.exposed.tolist() == [0, 1, 0, 1]
    assert found.n.tolist() == [1, 2, 2, 1]
    assert found.total.tolist() == [5, 5, 20, 11]
    assert found.squares.tolist() == [25, 13, 218, 121]
    assert found.persons == 6
    assert found.cluster is None


def test_weights_count_as_equal_people():
    found = comparison_from_rows(X, EXPOSED, Y, weights=[2, 1, 1, 1, 1, 3])
    assert found.n.tolist() == [1, 3, 4, 1]
    assert found.total.tolist() == [5, 7, 46, 11]


def test_the_uptake_has_the_exposure_as_outcome():
    cells = comparison_from_rows(X, EXPOSED, Y).uptake()
    assert cells.total.tolist() == [0, 2, 0, 1] == cells.squares.tolist()
    assert cells.n.tolist() == [1, 2, 2, 1]
    assert cells.design.shape == (4, 2)


def test_an_arm_is_one_group():
    found = comparison_from_rows(X, EXPOSED, Y)
    assert (found.arm(True).total.tolist(), found.arm(True).n.tolist()) == ([5, 11], [2, 1])
    assert found.arm(True).squares.tolist() == [13, 121]
    assert found.arm(False).design.tolist() == [[1, 0], [1, 1]]


def test_organisations_keep_their_cells_apart():
    found = comparison_from_rows(X, EXPOSED, Y, cluster=["a", "b", "a", "a", "b", "b"])
    assert len(found.n) == 6
    assert sorted(found.cluster.tolist()) == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(("exposed", "reason"), [([0, 1, 2, 0, 1, 0], "not_yes_no"), ([1] * 6, "one_group"), (["a"] * 6, "not_a_number")])
def test_what_is_not_two_groups_is_refused(exposed, reason):
    with pytest.raises(Unfit, match=reason):
        comparison_from_rows(X, exposed, Y)


def test_the_middle_of_the_sandwich_is_that_of_the_people():
    found = comparison_from_rows(X, EXPOSED, Y)
    fixed, slope = np.arange(8.0).reshape(4, 2), np.array([[1.0, -1.0], [0.5, 2.0], [3.0, 0.0], [-1.0, 1.0]])
    place = {(0, 0): 0, (0, 1): 1, (1, 0): 2, (1, 1): 3}
    each = [place[int(x), int(a)] for x, a in zip(X[:, 1], EXPOSED, strict=True)]
    psi = fixed[each] + slope[each] * np.array(Y)[:, None]
    np.testing.assert_allclose(spread_of_sums(found, fixed, slope), psi.T @ psi)
    assert freedom(found) == np.inf


def test_organisations_are_summed_before_they_are_squared():
    rows, groups = 40, np.arange(40) % 10
    random = np.random.default_rng(0)
    x, a, y = random.integers(0, 2, rows).astype(float), np.tile([0.0, 1.0], 20), random.normal(size=rows)
    a[:10] = 1 - a[:10]
    found = comparison_from_rows(np.column_stack([np.ones(rows), x]), a, y, cluster=groups)
    fixed, slope = found.covariates * 2, found.covariates + found.exposed[:, None]
    psi = np.column_stack([np.ones(rows), x]) * 2 + (np.column_stack([np.ones(rows), x]) + a[:, None]) * y[:, None]
    sums = np.array([psi[groups == g].sum(axis=0) for g in range(10)])
    np.testing.assert_allclose(spread_of_sums(found, fixed, slope), sums.T @ sums * 10 / 9)
    assert freedom(found) == 9


def test_fewer_than_ten_organisations_have_no_error():
    found = comparison_from_rows(X, EXPOSED, Y, cluster=[0, 1, 2, 3, 4, 5])
    with pytest.raises(Unfit, match="few_clusters"):
        spread_of_sums(found, np.ones((6, 1)), np.ones((6, 1)))


@pytest.mark.parametrize("weight", [0.0, -1.0])
def test_a_person_who_counts_for_none_is_refused(weight):
    with pytest.raises(Unfit, match="not_positive"):
        comparison_from_rows(X, EXPOSED, Y, weights=[1, 1, 1, 1, 1, weight])


def test_an_empty_cell_adds_nothing():
    found = comparison_from_rows(X, EXPOSED, Y)
    emptied = Comparison(
        np.vstack([found.covariates, [[1, 2]]]),
        np.append(found.exposed, 1),
        *(np.append(v, 0.0) for v in (found.n, found.total, found.squares)),
    )
    ones = np.ones((5, 1))
    np.testing.assert_allclose(spread_of_sums(emptied, ones, ones), spread_of_sums(found, ones[:4], ones[:4]))
