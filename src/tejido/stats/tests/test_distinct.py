"""Equal rows are found as a sort of the rows finds them, whatever the values and however many columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.stats import distinct
from tejido.stats.distinct import distinct_rows


@pytest.mark.parametrize("room", [1 << 62, 40])
@given(seed=st.integers(0, 10_000), n=st.integers(1, 60), p=st.integers(0, 6))
def test_the_rows_come_in_the_order_of_their_values_with_the_first_place_of_each(room, seed, n, p):
    chance = np.random.default_rng(seed)
    rows = np.column_stack([chance.choice(values, n) for values in ([0.0, 1.0], [-2.5, 0.0, 7.0], [3.0])[: p % 4] * 2] or [np.zeros((n, 0))])
    known, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True) if rows.shape[1] else (rows[:1], [0], np.zeros(n, int))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "ROOM", room)
        mine, at = distinct_rows(rows)
    np.testing.assert_array_equal(mine, np.ravel(which))
    np.testing.assert_array_equal(at, first)
    np.testing.assert_array_equal(rows[at][mine], rows)
    assert len(known) == len(at)


@pytest.mark.parametrize("columns", [61, 64, 70, 200])
def test_rows_that_differ_in_the_first_or_the_last_of_many_columns_alone_are_told_apart(columns):
    """Sixty-one columns of yes and no fill a whole number to the last bit, which no fraction holds; more of them no number does."""
    rows = np.ones((5, columns))
    rows[1, -1] = rows[2, 0] = rows[3, columns // 2] = rows[4, -2] = 0
    which, first = distinct_rows(np.vstack([rows, rows[::-1]]))
    assert which[:5].tolist() == which[5:][::-1].tolist() == [4, 3, 0, 1, 2]
    assert first.tolist() == [2, 3, 4, 1, 0]
