"""What one reading of the cells gives a generalised linear model at one place: score, information and deviance."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tejido.stats.blocks import Block, Chunks, Frame, blocks
from tejido.stats.design import Array
from tejido.stats.families import Family


@dataclass
class Reading:
    """Score and information (in the frame) at one place, its deviance, the farthest linear predictor, and how near to certainty the
    model comes in the cells where all outcomes are alike (or, of counts, at least one a person): the smallest number it still gets wrong
    there."""

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
        alike = (block.total <= 0) | (block.total >= block.n)
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
