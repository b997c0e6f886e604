"""Stretches as nodes of a tree: the same sums as looking at every position."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some_values

from tejido.stats.stretches import node_sums, over_stretches, stretches, width


def test_the_tree_has_room_for_all_positions():
    assert [width(n) for n in (0, 1, 2, 3, 4, 5, 8, 9)] == [1, 1, 2, 4, 4, 8, 8, 16]


@settings(max_examples=60, deadline=None)
@given(some_values.integers(1, 17), some_values.data())
def test_each_position_has_the_sum_of_the_stretches_over_it(count, data):
    spot = some_values.integers(0, count)
    ends = data.draw(some_values.lists(some_values.tuples(spot, spot).filter(lambda pair: pair[0] < pair[1]), max_size=8))
    first, last = (np.array([e[k] for e in ends], int) for k in (0, 1))
    place, row = stretches(first, last, count)
    nodes = np.zeros((2 * width(count), 2))
    np.add.at(nodes, place, np.column_stack([2.0**row, np.ones(len(row))]))
    found = over_stretches(nodes, count)
    there = (first[None, :] <= np.arange(count)[:, None]) & (np.arange(count)[:, None] < last[None, :])
    np.testing.assert_array_equal(found, np.column_stack([there @ 2.0 ** np.arange(len(ends)), there.sum(axis=1)]))
    assert len(place) <= 2 * 5 * len(ends)


@settings(max_examples=60, deadline=None)
@given(some_values.integers(1, 17), some_values.data())
def test_each_stretch_has_the_sum_of_its_positions(count, data):
    spot = some_values.integers(0, count)
    ends = data.draw(some_values.lists(some_values.tuples(spot, spot).filter(lambda pair: pair[0] < pair[1]), max_size=8))
    first, last = (np.array([e[k] for e in ends], int) for k in (0, 1))
    place, row = stretches(first, last, count)
    values = np.column_stack([2.0 ** np.arange(count), np.ones(count)])
    found = np.zeros((len(ends), 2))
    np.add.at(found, row, node_sums(values)[place])
    np.testing.assert_array_equal(found, np.array([values[b:e].sum(axis=0) for b, e in ends]).reshape(-1, 2))
    assert node_sums(values)[1].tolist() == [2.0**count - 1, count]
    assert node_sums(values).shape == (2 * width(count), 2)
