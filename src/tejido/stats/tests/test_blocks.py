"""Cells read block by block, in columns measured from where they lie."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.blocks import BLOCK, Frame, blocks
from tejido.stats.cells import Cells
from tejido.stats.families import LOGIT, POISSON
from tejido.stats.first_look import first_look
from tejido.stats.unfit import Unfit


def look(design, n=None, total=None, family=LOGIT, *, constant=True, **more):
    design = np.asarray(design, float)
    n = np.full(len(design), 5.0) if n is None else np.asarray(n, float)
    total = np.ones(len(design)) if total is None else np.asarray(total, float)
    return first_look(lambda: iter([Cells(design, n, total, **more)]), family, constant=constant)


def test_blocks_hold_every_cell_with_people_once_and_in_order():
    size = BLOCK + 3
    n = np.ones(size)
    n[[0, BLOCK + 1]] = 0
    cells = Cells(np.arange(size, dtype=np.int32)[:, None], n, n * 2, offset=np.arange(size) / 2, cluster=np.arange(size))
    found = list(blocks(lambda: iter([cells])))
    assert [len(block.n) for block in found] == [BLOCK - 1, 2]
    kept = np.flatnonzero(n > 0)
    for key, values in (("design", kept[:, None]), ("offset", kept / 2), ("cluster", kept), ("total", np.full(len(kept), 2.0))):
        np.testing.assert_array_equal(np.concatenate([getattr(block, key) for block in found]), values)
    assert found[0].design.dtype == float
    np.testing.assert_array_equal(found[1].line(np.array([3.0])), found[1].design[:, 0] * 3.5)
    moved = next(iter(blocks(lambda: iter([cells]), np.array([10.0]))))
    assert moved.design[0, 0] == -9


def test_the_frame_turns_coefficients_out_and_in():
    frame = Frame(np.array([0, 2000.0, 0]), np.array([1, 5.0, 2]))
    x = np.array([1.0, 2013, 7])
    inner = np.array([0.3, -1.2, 2.0])
    reckoned = (x - frame.shift) / frame.width
    assert x @ (frame.outward @ inner) == pytest.approx(reckoned @ inner)
    np.testing.assert_allclose(frame.inward @ frame.outward, np.eye(3), atol=1e-12)


def test_only_columns_far_from_zero_are_moved_and_only_beside_a_constant():
    design = np.column_stack([np.ones(4), [2000, 2001, 2002, 2003], [0, 1, 0, 1], [-5, 3, 2, 1], [0.001, 0.004, 0, 0], np.full(4, 7.0)])
    frame = look(design).frame
    np.testing.assert_array_equal(frame.shift, [0, 2001.5, 0, 0, 0, 0])
    np.testing.assert_array_equal(frame.width, [1, 1.5, 1, 5, 0.004, 7])
    assert not look(design, constant=False).frame.shift.any()
    assert not look(design[:, 1:]).frame.shift.any()
    assert look(np.column_stack([np.ones(2), [9.0, 11]])).frame.shift[1] == 0
    assert look(np.column_stack([np.ones(2), [9.2, 11]])).frame.shift[1] == pytest.approx(10.1)
    assert look(np.zeros((2, 1))).frame.width.tolist() == [1]


def test_the_first_look_sums_what_needs_no_coefficients():
    design = np.array([[1.0, 2], [1, 4], [1, -4], [1, 9]])
    found = look(design, [5, 3, 2, 0], [1, 2, 0, 0])
    assert (found.n, found.total, found.exposed, found.offset, found.cells) == (10, 3, 10, 0, 3)
    width = found.frame.width
    np.testing.assert_allclose(found.gram, (design[:3].T * [5, 3, 2]) @ design[:3] / np.outer(width, width))
    np.testing.assert_allclose(found.level, np.array([5, 3, 2]) @ design[:3] / width)


@pytest.mark.parametrize("family", [LOGIT, POISSON], ids=lambda family: family.name)
def test_the_first_look_sums_over_all_chunks(family):
    design, n, total, offset = (
        np.array([[1.0, 2], [1, -4], [1, 4], [1, 3]]),
        np.array([5.0, 3, 2, 7]),
        np.array([1.0, 2, 0, 4]),
        np.arange(4.0),
    )
    whole = look(design, n, total, family, offset=offset)
    parts = [Cells(design[p], n[p], total[p], offset=offset[p]) for p in (slice(2), slice(2, 4))]
    found = first_look(lambda: iter(parts), family, constant=True)
    np.testing.assert_allclose(found.gram, whole.gram, rtol=1e-14)
    np.testing.assert_allclose(found.level, whole.level, rtol=1e-14)
    for key in ("n", "total", "exposed", "offset", "cells"):
        assert getattr(found, key) == pytest.approx(getattr(whole, key), rel=1e-14), key


def test_an_offset_is_exposure_for_counts_and_a_level_for_risks():
    design, n, offset = np.ones((2, 1)), [5.0, 3], np.log([2.0, 10])
    counts = look(design, n, family=POISSON, offset=offset)
    assert (counts.exposed, counts.offset, counts.gram[0, 0]) == (pytest.approx(40), 0, pytest.approx(40))
    risks = look(design, n, offset=offset)
    assert (risks.exposed, risks.offset) == (8, pytest.approx(5 * np.log(2) + 3 * np.log(10)))
    for far in (-701.0, 701.0):
        with pytest.raises(Unfit, match="infinite"):
            look(design, n, offset=np.array([0, far]))
    look(design, n, offset=np.array([0, 700.0]))


def test_the_sums_are_those_of_the_columns_as_they_are_reckoned_with():
    design = np.column_stack([np.ones(4), [2000.0, 2001, 2002, 2003]])
    found = look(design, [5, 3, 2, 1])
    reckoned = (design - found.frame.shift) / found.frame.width
    np.testing.assert_array_equal(reckoned[[0, 3], 1], [-1, 1])
    np.testing.assert_allclose(found.gram, (reckoned.T * [5, 3, 2, 1]) @ reckoned)
    np.testing.assert_allclose(found.level, np.array([5, 3, 2, 1]) @ reckoned)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_frame_is_the_same_however_the_cells_come(data):
    rows = data.draw(st.lists(st.tuples(st.integers(1980, 2030), st.integers(-3, 3), st.integers(0, 2)), min_size=2, max_size=30))
    year, x, n = np.array(rows, float).T
    n[0] = 1.0
    cells = Cells(np.column_stack([np.ones(len(x)), year, x]), n, np.zeros(len(x)))
    order = np.array(data.draw(st.permutations(range(len(x)))))
    cut = data.draw(st.integers(1, len(x)))
    parts = [Cells(cells.design[i], cells.n[i], cells.total[i]) for i in np.array_split(order, cut)]
    whole = first_look(lambda: iter([cells]), LOGIT, constant=True)
    found = first_look(lambda: iter(parts), LOGIT, constant=True)
    np.testing.assert_array_equal(found.frame.shift, whole.frame.shift)
    np.testing.assert_array_equal(found.frame.width, whole.frame.width)
    np.testing.assert_allclose(found.gram, whole.gram, rtol=1e-12, atol=1e-12)
