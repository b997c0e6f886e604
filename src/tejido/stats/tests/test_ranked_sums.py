"""Sums by rank over a stretch: the same as looking at every item."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some_values

from tejido.stats.ranked_sums import ranked_sums


@settings(max_examples=60, deadline=None)
@given(some_values.lists(some_values.tuples(some_values.integers(0, 9), some_values.integers(0, 5)), max_size=20), some_values.data())
def test_it_is_what_a_look_at_every_item_gives(items, data):
    rank, weight = np.array([i[0] for i in items], int), np.array([i[1] for i in items], float)
    spot = some_values.integers(0, len(items))
    asked = data.draw(some_values.lists(some_values.tuples(spot, spot, some_values.integers(0, 12)), max_size=8))
    begin, end, ask = (np.array([a[k] for a in asked], int) for k in range(3))
    before = begin.copy(), end.copy(), rank.copy()
    below, same = ranked_sums(rank, weight, begin, end, ask)
    for q, (b, e, a) in enumerate(asked):
        assert below[q] == sum(w for r, w in zip(rank[b:e], weight[b:e], strict=True) if r < a)
        assert same[q] == sum(w for r, w in zip(rank[b:e], weight[b:e], strict=True) if r == a)
    for kept, now in zip(before, (begin, end, rank), strict=True):
        np.testing.assert_array_equal(kept, now)
