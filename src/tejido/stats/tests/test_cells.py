"""Rows put together as cells: the same sums, each distinct row once, and no cell that cannot be."""

import numpy as np
import pytest

from tejido.stats.cells import Cells, cells_from_rows, chunks_of

DESIGN = np.array([[1.0, 0], [1, 1], [1, 0], [1, 1], [1, 0]])
OUTCOME = np.array([1.0, 2, 3, 0, 5])


def test_equal_rows_share_a_cell_with_their_sums():
    cells = cells_from_rows(DESIGN, OUTCOME)
    np.testing.assert_array_equal(cells.design, [[1, 0], [1, 1]])
    assert (cells.n.tolist(), cells.total.tolist(), cells.squares.tolist()) == ([3, 2], [9, 2], [35, 4])
    assert (cells.offset, cells.cluster, len(cells)) == (None, None, 2)


def test_weights_count_in_every_sum():
    cells = cells_from_rows(DESIGN, OUTCOME, weights=np.array([1, 2, 0.5, 1, 2]))
    assert (cells.n.tolist(), cells.total.tolist(), cells.squares.tolist()) == ([3.5, 3], [12.5, 4], [55.5, 8])


@pytest.mark.parametrize("compress", [True, False])
def test_weights_of_yes_and_no_are_counted_as_numbers(compress):
    cells = cells_from_rows(DESIGN, OUTCOME, weights=np.array([True, False, True, True, True]), compress=compress)
    assert (cells.n.dtype, cells.n.sum(), cells.total.sum()) == (float, 4, 9)


def test_rows_of_different_clusters_or_offsets_stay_apart():
    cells = cells_from_rows(DESIGN, OUTCOME, cluster=np.array([0, 0, 1, 0, 0]))
    assert sorted(zip(cells.design[:, 1], cells.cluster, cells.n, strict=True)) == [(0, 0, 2), (0, 1, 1), (1, 0, 2)]
    cells = cells_from_rows(DESIGN, OUTCOME, offset=np.array([0.5, 0, 0, 0, 0.5]))
    assert sorted(zip(cells.design[:, 1], cells.offset, cells.total, strict=True)) == [(0, 0, 3), (0, 0.5, 6), (1, 0, 2)]


def test_rows_may_stay_rows():
    offset, cluster = np.arange(5.0), np.arange(5)
    cells = cells_from_rows(DESIGN, OUTCOME, weights=np.full(5, 2.0), offset=offset, cluster=cluster, compress=False)
    assert (cells.n.tolist(), cells.total.tolist(), cells.squares.tolist()) == ([2] * 5, [2, 4, 6, 0, 10], [2, 8, 18, 0, 50])
    assert cells.design is DESIGN
    assert cells.offset is offset
    assert cells.cluster is cluster


def test_a_source_of_any_kind_can_be_read_again():
    cells = cells_from_rows(DESIGN, OUTCOME)
    for source in (cells, [cells], lambda: iter([cells])):
        chunks = chunks_of(source)
        assert [list(chunks()), list(chunks())] == [[cells], [cells]]


@pytest.mark.parametrize("key", ["n", "total", "squares", "offset", "cluster"])
def test_every_cell_has_one_number_of_each_kind(key):
    arrays = {"n": np.ones(5), "total": np.ones(5), "squares": np.ones(5), "offset": np.ones(5), "cluster": np.zeros(5, int)}
    Cells(DESIGN, **arrays)
    arrays[key] = arrays[key][:4]
    with pytest.raises(ValueError, match="one number of each kind"):
        Cells(DESIGN, **arrays)


def test_a_design_is_a_table_and_clusters_count_from_zero():
    with pytest.raises(ValueError, match="rows and columns"):
        Cells(np.ones(5), np.ones(5), np.ones(5))
    with pytest.raises(ValueError, match="numbered from 0"):
        Cells(DESIGN, np.ones(5), np.ones(5), cluster=np.array([0, 1, -1, 0, 0]))
    assert len(Cells(np.zeros((0, 2)), np.zeros(0), np.zeros(0), cluster=np.zeros(0, int))) == 0
