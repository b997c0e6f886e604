"""The first reading of the cells: what needs no coefficients, and what makes any of them impossible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tejido.stats.blocks import Block, Chunks, Frame, blocks, widened
from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.families import MOST, Family
from tejido.stats.unfit import Unfit

FAR = 10.0  # a column whose middle is farther from zero than this many half-widths is measured from its middle


@dataclass
class FirstLook:
    """Sums that need no coefficients, in the frame: Z'Z and Z'n weighted by n (for counts, by n·exp(offset)), Z's of the events s; n,
    events, cells, and clusters by the highest number of one. `plain`: no cell has an offset."""

    frame: Frame
    gram: Array
    level: Array
    met: Array
    n: float = 0.0
    total: float = 0.0
    exposed: float = 0.0
    offset: float = 0.0
    cells: int = 0
    clusters: int = 0
    plain: bool = True


def first_look(chunks: Chunks, family: Family, *, constant: bool) -> FirstLook:
    """Read everything twice, for the frame and for the sums; refuse what is not a number, cannot have been counted, or is not there."""
    reach: tuple[Array, Array] | None = None
    for cells in chunks():
        _require_numbers(cells)
        _require_possible(cells.n, cells.total, bounded=family.bounded)
        reach = _reached(reach, cells)
    if reach is None:
        raise Unfit("too_few")
    look = _begun(*reach, constant)
    for block in blocks(chunks):
        _add(look, block, family)
    look.gram /= np.outer(look.frame.width, look.frame.width)
    look.level /= look.frame.width
    look.met /= look.frame.width
    return look


def _reached(reach: tuple[Array, Array] | None, cells: Cells) -> tuple[Array, Array] | None:
    """The lowest and highest of each column so far, where there are people."""
    peopled = cells.n > 0
    if not peopled.any():
        return reach
    design = cells.design if peopled.all() else cells.design[peopled]
    low, high = design.min(axis=0).astype(float), design.max(axis=0).astype(float)
    return (low, high) if reach is None else (np.minimum(reach[0], low), np.maximum(reach[1], high))


def _require_numbers(cells: Cells) -> None:
    for values in (cells.design, cells.n, cells.total, cells.offset):
        if values is not None and values.dtype.kind not in "biuf":
            raise Unfit("not_a_number")
        if values is not None and not np.isfinite(values).all():
            raise Unfit("infinite")


def _begun(low: Array, high: Array, constant: bool) -> FirstLook:
    """The frame is taken from the ends of all columns: any frame gives the same estimates, a fitting one gives them more digits, and one
    that looks at everything is the same however the cells come."""
    middle, half = (low + high) / 2, (high - low) / 2
    far = np.abs(middle) > FAR * half
    moved = far & (half > 0) & constant & bool(low[0] == high[0] == 1)
    width = np.where(moved, half, np.maximum(np.abs(low), np.abs(high)))
    size = len(low)
    frame = Frame(np.where(moved, middle, 0.0), np.where(width > 0, width, 1.0))
    return FirstLook(frame, np.zeros((size, size)), np.zeros(size), np.zeros(size))


def _add(look: FirstLook, block: Block, family: Family) -> None:
    design = widened(block.design, look.frame.shift)
    if block.offset is not None and np.abs(block.offset).max() > MOST:
        raise Unfit("infinite")
    exposed = block.n if block.offset is None or family.bounded else block.n * np.exp(block.offset)
    root = np.sqrt(exposed)[:, None] * design
    look.gram += root.T @ root
    look.level += exposed @ design
    look.met += block.total @ design
    look.n, look.total = look.n + float(block.n.sum()), look.total + float(block.total.sum())
    look.exposed, look.cells = look.exposed + float(exposed.sum()), look.cells + len(block.n)
    if block.cluster is not None:
        look.clusters = max(look.clusters, int(block.cluster.max()) + 1)
    look.plain = look.plain and block.offset is None
    if block.offset is not None and family.bounded:
        look.offset += float(block.n @ block.offset)


def _require_possible(n: Array, total: Array, *, bounded: bool) -> None:
    """No negative numbers, nothing observed where nobody was, and no more events than persons."""
    if (n < 0).any() or (total < 0).any() or (total[n == 0] > 0).any() or (bounded and (total > n * (1 + 1e-9)).any()):
        raise Unfit("impossible_counts")
