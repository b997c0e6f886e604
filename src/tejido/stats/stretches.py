"""Sums over everybody who is there at a position, for stretches that begin and end anywhere, without ever subtracting."""

from __future__ import annotations

import numpy as np

from tejido.stats.design import Array
from tejido.stats.survival_times import Indices


def width(count: int) -> int:
    """The positions of a tree with `count` leaves: a power of two. Node 1 is all of them, node n is parted into 2n and 2n + 1."""
    return 1 << max(count - 1, 0).bit_length()


def stretches(first: Indices, last: Indices, count: int) -> tuple[Indices, Indices]:
    """The few nodes that together are [first, last), at most two of each size: nodes, and the row of each.

    Bentley 1977 (unpublished; segment tree, see de Berg et al. 2008, Computational Geometry, 3rd ed., § 10.3).
    """
    low, high, row = first + width(count), last + width(count), np.arange(len(first))
    nodes: list[Indices] = []
    rows: list[Indices] = []
    while len(row):
        at_low, at_high = low & 1 == 1, high & 1 == 1
        nodes += [low[at_low], high[at_high] - 1]
        rows += [row[at_low], row[at_high]]
        low, high = (low + 1) >> 1, high >> 1
        open_ = low < high
        low, high, row = low[open_], high[open_], row[open_]
    return np.concatenate([*nodes, row]), np.concatenate([*rows, row])


def over_stretches(nodes: Array, count: int) -> Array:
    """What lies over each of the `count` positions: the sum of the nodes that it is part of. The nodes are used up."""
    size = 1
    while 2 * size < len(nodes):
        nodes[2 * size : 4 * size] += np.repeat(nodes[size : 2 * size], 2, axis=0)
        size *= 2
    return nodes[size : size + count]


def node_sums(values: Array) -> Array:
    """Of each node the sum of the positions below it, from values at the positions (K, …): what stretches are added up from."""
    size = width(len(values))
    nodes = np.zeros((2 * size, *values.shape[1:]))
    nodes[size : size + len(values)] = values
    while size > 1:
        size //= 2
        nodes[size : 2 * size] = nodes[2 * size : 4 * size : 2] + nodes[2 * size + 1 : 4 * size : 2]
    return nodes
