"""What one reading of the cells gives a generalised linear model: first the shape of the columns, then score and information."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.families import MOST, Family
from tejido.stats.unfit import Unfit

Chunks = Callable[[], Iterable[Cells]]
BLOCK = 2048  # cells weighed at a time: the weighted copy of them stays in the processor's cache
FAR = 10.0  # a column whose middle is farther from zero than this many half-widths is measured from its middle


@dataclass(frozen=True)
class Frame:
    """Columns as they are reckoned with, (x − shift) / width: no digits are lost to a calendar year or to a column in thousandths."""

    shift: Array
    width: Array

    @property
    def outward(self) -> Array:
        """The matrix that turns coefficients of reckoned columns into those of the columns given."""
        matrix = np.diag(1 / self.width)
        matrix[0] -= self.shift / self.width
        return matrix

    @property
    def inward(self) -> Array:
        matrix = np.diag(self.width)
        matrix[0] += self.shift
        return matrix


@dataclass(frozen=True)
class Block:
    """Some cells with people in them, columns from the frame's middle but not yet divided by its width."""

    design: Array
    n: Array
    total: Array
    offset: Array | None
    cluster: Array | None

    def line(self, slopes: Array) -> Array:
        along = self.design @ slopes
        return along if self.offset is None else along + self.offset


def blocks(chunks: Chunks, shift: Array | None = None) -> Iterator[Block]:
    """Cells without people or person-time carry nothing and are left out."""
    for cells in chunks():
        for first in range(0, len(cells), BLOCK):
            part = slice(first, first + BLOCK)
            given = (cells.design, cells.n, cells.total, cells.offset, cells.cluster)
            design, n, total, offset, cluster = (None if a is None else a[part] for a in given)
            kept = n > 0
            if not kept.all():
                _require_possible(n[~kept], total[~kept], bounded=False)
                design, n, total, offset, cluster = (None if a is None else a[kept] for a in (design, n, total, offset, cluster))
            if len(n):
                yield Block(_widened(design, shift), n, total, offset, cluster)


def _widened(design: Array, shift: Array | None) -> Array:
    return design.astype(float, copy=False) if shift is None or not shift.any() else design - shift


def _require_possible(n: Array, total: Array, *, bounded: bool) -> None:
    """No negative numbers, nothing observed where nobody was, and no more events than persons."""
    if not (np.isfinite(n).all() and np.isfinite(total).all()):
        raise Unfit("infinite")
    if (n < 0).any() or (total < 0).any() or (total[n == 0] > 0).any() or (bounded and (total > n * (1 + 1e-9)).any()):
        raise Unfit("impossible_counts")


@dataclass
class FirstLook:
    """Sums that need no coefficients: (Z'Z, Z'n) weighted by n (for counts, by n·exp(offset)) in the frame, n, events and cells."""

    frame: Frame
    gram: Array
    level: Array
    low: Array
    high: Array
    n: float = 0.0
    total: float = 0.0
    exposed: float = 0.0
    offset: float = 0.0
    cells: int = 0


def first_look(chunks: Chunks, family: Family, *, constant: bool) -> FirstLook:
    """Read everything once; refuse what is not a number, cannot have been counted, or is not there."""
    look: FirstLook | None = None
    for cells in chunks():
        _require_numbers(cells)
    for block in blocks(chunks):
        look = look or _begun(block, constant)
        _add(look, block, family)
    if look is None:
        raise Unfit("too_few")
    look.gram /= np.outer(look.frame.width, look.frame.width)
    look.level /= look.frame.width
    return look


def _require_numbers(cells: Cells) -> None:
    for values in (cells.design, cells.n, cells.total, cells.offset):
        if values is not None and values.dtype.kind not in "biuf":
            raise Unfit("not_a_number")
        if values is not None and not np.isfinite(values).all():
            raise Unfit("infinite")


def _begun(block: Block, constant: bool) -> FirstLook:
    """The frame is taken from the first cells seen: any frame gives the same estimates, a fitting one gives them more digits."""
    low, high = block.design.min(axis=0), block.design.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2
    far = np.abs(middle) > FAR * half
    moved = far & (half > 0) & constant & bool(low[0] == high[0] == 1)
    width = np.where(moved, half, np.maximum(np.abs(low), np.abs(high)))
    size = len(low)
    frame = Frame(np.where(moved, middle, 0.0), np.where(width > 0, width, 1.0))
    return FirstLook(frame, np.zeros((size, size)), np.zeros(size), low, high)


def _add(look: FirstLook, block: Block, family: Family) -> None:
    _require_possible(block.n, block.total, bounded=family.bounded)
    look.low, look.high = np.minimum(look.low, block.design.min(axis=0)), np.maximum(look.high, block.design.max(axis=0))
    design = _widened(block.design, look.frame.shift)
    if block.offset is not None and np.abs(block.offset).max() > MOST:
        raise Unfit("infinite")
    exposed = block.n if block.offset is None or family.bounded else block.n * np.exp(block.offset)
    root = np.sqrt(exposed)[:, None] * design
    look.gram += root.T @ root
    look.level += exposed @ design
    look.n, look.total = look.n + float(block.n.sum()), look.total + float(block.total.sum())
    look.exposed, look.cells = look.exposed + float(exposed.sum()), look.cells + len(block.n)
    if block.offset is not None and family.bounded:
        look.offset += float(block.n @ block.offset)


@dataclass
class Reading:
    """Score and information (in the frame) at one place, its deviance, the farthest linear predictor, and how near to certainty the
    model comes in the cells where all outcomes are alike: the smallest number of persons it still gets wrong there."""

    information: Array
    score: Array
    deviance: float = 0.0
    farthest: float = 0.0
    nearest: float = np.inf
    cluster_scores: Array | None = field(default=None)


def read(chunks: Chunks, family: Family, frame: Frame, here: Array, *, last: bool = False) -> Reading:
    """One pass. On the way the information is the observed one, which climbs fastest; the last pass takes the expected one."""
    size, slopes = len(here), here / frame.width
    at = Reading(np.zeros((size, size)), np.zeros(size))
    for block in blocks(chunks, frame.shift):
        line = block.line(slopes)
        mean, weight, fisher = family.parts(line)
        missed = block.total - block.n * mean
        rest = missed * weight
        curved = block.n * fisher if last else family.curvature(block.n, block.total, line)
        root = np.sqrt(curved)[:, None] * block.design
        at.information += root.T @ root
        at.score += rest @ block.design
        at.deviance += family.deviance(block.n, block.total, mean, line)
        at.farthest = max(at.farthest, float(np.abs(line).max()))
        alike = (block.total <= 0) | (block.total >= block.n) if family.bounded else block.total <= 0
        at.nearest = min(at.nearest, float(np.abs(missed[alike]).min(initial=np.inf)))
        if last and block.cluster is not None:
            at.cluster_scores = _add_scores(at.cluster_scores, block, rest)
    at.information /= np.outer(frame.width, frame.width)
    at.score /= frame.width
    return at


def _add_scores(so_far: Array | None, block: Block, rest: Array) -> Array:
    """Scores (of columns in the frame's middle) summed by cluster; the table grows with the clusters seen."""
    assert block.cluster is not None
    groups = int(block.cluster.max()) + 1
    found = np.zeros((max(groups, 0 if so_far is None else len(so_far)), block.design.shape[1]))
    if so_far is not None:
        found[: len(so_far)] = so_far
    np.add.at(found, block.cluster, block.design * rest[:, None])
    return found
