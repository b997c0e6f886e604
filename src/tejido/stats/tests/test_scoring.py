"""One reading of the cells: score, information and deviance at one place."""

import numpy as np
import pytest

from tejido.stats.blocks import BLOCK
from tejido.stats.cells import Cells
from tejido.stats.families import CLOGLOG, LOGIT
from tejido.stats.first_look import first_look
from tejido.stats.scoring import read, read_level
from tejido.stats.tests.cases import with_constant

RISKS = pytest.mark.parametrize("family", [LOGIT, CLOGLOG], ids=lambda family: family.name)


def some(size=BLOCK + 7, clusters=5):
    """A calendar year, a column in thousandths and one yes or no, in more cells than are read at a time."""
    random = np.random.default_rng(11)
    n = random.integers(1, 9, size).astype(float)
    design = with_constant(random.integers(2001, 2026, size), random.normal(0, 0.001, size), random.integers(0, 2, size))
    return Cells(design, n, random.binomial(n.astype(int), 0.2).astype(float), cluster=random.integers(0, clusters, size))


@RISKS
def test_where_everybody_has_the_overall_rate_the_first_look_is_a_reading(family):
    cells = some()
    look = first_look(lambda: [cells], family, constant=True)
    rate = look.total / look.n
    level = np.array([family.start(rate), 0, 0, 0])
    ours, theirs = read_level(look, family, rate), read(lambda: [cells], family, look.frame, level, last=True)
    np.testing.assert_allclose(ours.score, theirs.score, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.information, theirs.information, rtol=1e-10)
    assert ours.deviance == pytest.approx(theirs.deviance, rel=1e-12)
    assert np.abs(ours.score[1:]).max() > 1 > abs(ours.score[0])


@RISKS
def test_scores_by_cluster_are_those_of_its_cells_however_the_cells_come(family):
    cells = some()
    pieces = [Cells(cells.design[at], cells.n[at], cells.total[at], cluster=cells.cluster[at]) for at in np.array_split(np.arange(len(cells)), 9)]
    look = first_look(lambda: pieces, family, constant=True)
    here = np.array([family.start(0.2), 0.1, 0.2, -0.1])
    found = read(lambda: pieces, family, look.frame, here, clusters=look.clusters)
    assert look.clusters == len(found.cluster_scores) == 5
    line = (cells.design - look.frame.shift) / look.frame.width @ here
    mean, weight, _ = family.parts(line)
    gap = (cells.total - cells.n * mean) * weight
    for cluster in range(5):
        mine = cells.cluster == cluster
        np.testing.assert_allclose(found.cluster_scores[cluster], gap[mine] @ (cells.design - look.frame.shift)[mine], rtol=1e-9, atol=1e-9)
    assert read(lambda: pieces, family, look.frame, here).cluster_scores is None
