"""What one reading of the cells gives a generalised linear model at one place: score, information and deviance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tejido.stats.blocks import Chunks, Frame, blocks
from tejido.stats.cluster_sums import add_by_cluster
from tejido.stats.design import Array
from tejido.stats.families import Family
from tejido.stats.first_look import FirstLook


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
    cluster_scores: Array | None = None


def read(chunks: Chunks, family: Family, frame: Frame, here: Array, *, last: bool = False, clusters: int = 0) -> Reading:
    """One pass. On the way the information is the observed one, which climbs fastest; the last pass takes the expected one, and the scores
    (of columns in the frame's middle) summed by cluster where there are any."""
    size, slopes = len(here), here / frame.width
    at = Reading(np.zeros((size, size)), np.zeros(size), cluster_scores=np.zeros((clusters, size)) if clusters else None)
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
        if at.cluster_scores is not None and block.cluster is not None:
            at.cluster_scores = add_by_cluster(at.cluster_scores, block.design * rest[:, None], block.cluster)
    at.information /= np.outer(frame.width, frame.width)
    at.score /= frame.width
    return at


def read_level(look: FirstLook, family: Family, rate: float) -> Reading:
    """What `read` finds where everybody has the overall rate of a bounded outcome, from the sums of the first look; the information is
    the expected one."""
    line = np.array([family.start(rate)])
    mean, weight, fisher = family.parts(line)
    deviance = family.deviance(np.array([look.n]), np.array([look.total]), mean, line)
    return Reading(fisher * look.gram, weight * (look.met - mean * look.level), deviance)
