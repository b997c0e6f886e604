"""Separated data: a direction in which the likelihood never falls, so that no estimate exists."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import optimize

from tejido.stats.blocks import Block, Chunks, Frame, blocks
from tejido.stats.design import Array
from tejido.stats.families import Family

SEEN = 1e-9  # rounding of a sum of products of unit columns
WORST = 50  # cells that each block adds to the programme at a time
CONCERNED = 1e-6


def separated_columns(chunks: Chunks, family: Family, frame: Frame) -> list[int]:
    """Columns of a direction d ≠ 0 with x'd ≥ 0 where all had the event, ≤ 0 where nobody had, = 0 where some had (none: no separation).

    Albert & Anderson 1984 (Biometrika 71:1); the linear programme of Konis 2007 (Oxford, DPhil thesis): maximise the sum of the signed
    distances. Cells in which some had the event and some had not leave d no way out, so where they span the columns the answer is known
    at once; otherwise cells enter the programme only as they are found violated, and the cells are read again rather than kept.
    For counts, cells with any event count as mixed: a rate may go to zero but not to infinity.
    """
    gram, aim = _sums(chunks, family, frame)
    if np.linalg.eigvalsh(gram)[0] > SEEN:
        return []
    direction = separating_direction(aim, lambda found: _violated(chunks, family, frame, found))
    return [] if direction is None else [int(j) for j in np.flatnonzero(np.abs(direction) > CONCERNED)]


def separating_direction(aim: Array, violated: Callable[[Array], Array]) -> Array | None:
    """The d within a unit box that maximises aim'd while r'd ≥ 0 for every row r; none where that is zero.

    `violated(d)` gives rows with r'd < 0, none if d satisfies all: rows enter the programme only as they are found to stand against it.
    """
    rows = np.zeros((0, len(aim)))
    while True:
        found = optimize.linprog(-aim, A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs")
        if found.status != 0 or -found.fun <= CONCERNED:
            return None
        more = violated(found.x)
        if not len(more):
            return np.asarray(found.x)
        rows = np.vstack([rows, more])


def _signs(block: Block, family: Family) -> Array:
    """+1 where all had the event, −1 where nobody had, 0 where some had."""
    none, all_ = block.total <= 0, block.total >= block.n * (1 - 1e-12)
    return np.where(none, -1.0, np.where(all_ & family.bounded, 1.0, 0.0))


def _sums(chunks: Chunks, family: Family, frame: Frame) -> tuple[Array, Array]:
    """Cross-products of the mixed cells, as shares of those of all cells, and the sum of the signed others."""
    size = len(frame.width)
    gram, whole, aim = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    for block in blocks(chunks, frame.shift):
        design, signs = block.design / frame.width, _signs(block, family)
        mixed = design[signs == 0]
        gram += mixed.T @ mixed
        whole += np.square(design).sum(axis=0)
        aim += signs @ design
    root = np.sqrt(np.maximum(np.diag(gram), SEEN * whole))
    return gram / np.outer(root, root), aim


def _violated(chunks: Chunks, family: Family, frame: Frame, direction: Array) -> Array:
    """The cells that stand most against this direction, as rows that must not be negative along it."""
    found = []
    for block in blocks(chunks, frame.shift):
        design, signs = block.design / frame.width, _signs(block, family)
        along = design @ direction
        turned = np.where(signs == 0, -np.sign(along), signs)
        against = -turned * along
        worst = np.argsort(-against, kind="stable")[:WORST]
        worst = worst[against[worst] > CONCERNED]
        found.append(turned[worst, None] * design[worst])
    return np.unique(np.vstack(found), axis=0)
