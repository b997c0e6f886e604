"""Sums over a stretch of a list of those who rank below: counts of pairs without looking at every pair."""

from __future__ import annotations

import numpy as np

from tejido.stats.design import Array
from tejido.stats.survival_times import Indices


def ranked_sums(rank: Indices, weight: Array, begin: Indices, end: Indices, ask: Indices) -> tuple[Array, Array]:
    """For each question: weight of the items at positions [begin, end) whose rank is below `ask`, and of those whose rank is `ask`.

    rank (n,) whole numbers from 0, weight (n,); begin, end, ask (q,). A wavelet matrix (Claude, Navarro & Ordóñez 2015, Inf. Syst. 47:15):
    bit by bit the items are parted, zeros before ones, and every question follows its own bits; (n + q)·log(ranks) steps, all in numpy.
    """
    begin, end = begin.copy(), np.maximum(end, begin)
    below = np.zeros(len(ask))
    top = int(max(rank.max(initial=0), ask.max(initial=0)))
    for bit in range(top.bit_length() - 1, -1, -1):
        one = (rank >> bit & 1).astype(bool)
        zeros = np.concatenate([[0], np.cumsum(~one)])
        sums = np.concatenate([[0.0], np.cumsum(np.where(one, 0.0, weight))])
        high = (ask >> bit & 1).astype(bool)
        below += np.where(high, sums[end] - sums[begin], 0.0)
        begin = np.where(high, zeros[-1] + begin - zeros[begin], zeros[begin])
        end = np.where(high, zeros[-1] + end - zeros[end], zeros[end])
        order = np.argsort(one, kind="stable")
        rank, weight = rank[order], weight[order]
    total = np.concatenate([[0.0], np.cumsum(weight)])
    return below, total[end] - total[begin]
