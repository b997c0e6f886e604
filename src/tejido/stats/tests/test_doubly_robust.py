"""Augmented weighting against R 4.2.2 (`glm` within groups, errors of the influence function and of numDeriv's stacked equations)."""

import numpy as np
import pytest

from tejido.stats.comparison import comparison_from_rows
from tejido.stats.doubly_robust import doubly_robust
from tejido.stats.tests.nhefs import covariates, nhefs
from tejido.stats.unfit import Unfit

# estimate, mean exposed, mean reference, influence function, stacked
LINEAR = (3.3732646319016171, 5.1454960816514532, 1.7722314497498359, 0.4726933969586485, 0.4801573234972742)
LOGIT = (-0.0001395436774643578, 0.1856040480598213915, 0.1857435917372857459, 0.0207514072893802415, 0.0207982869670762273)


@pytest.mark.parametrize(("outcome", "family", "reference"), [("wt82_71", "linear", LINEAR), ("death", "logit", LOGIT)])
def test_quitting_is_as_in_r(outcome, family, reference):
    found = doubly_robust(comparison_from_rows(covariates(), nhefs()["qsmk"], nhefs()[outcome]), family)
    assert (found.exposed_mean, found.reference_mean) == pytest.approx(reference[1:3], rel=1e-9)
    assert found.estimate == pytest.approx(reference[0], rel=1e-9, abs=1e-11)
    assert found.standard_error == pytest.approx(reference[3], rel=1e-8)
    assert found.standard_error_stacked == pytest.approx(reference[4], rel=1e-8)
    assert found.low == pytest.approx(reference[0] - 1.959963984540054 * reference[3], rel=1e-7)
    assert found.persons == 1566
    assert found.overlap.exposed_size == pytest.approx(325.9747289575201, rel=1e-9)


def draw(count, seed):
    random = np.random.default_rng(seed)
    x = random.integers(0, 4, count).astype(float)
    exposed = (random.random(count) < 1 / (1 + np.exp(1 - 0.7 * x))).astype(float)
    return x, exposed, np.array([0.0, 3, 1, 8])[x.astype(int)] + 2 * exposed + random.normal(size=count)


def test_cells_and_weights_are_the_rows():
    x, a, y = draw(400, 1)
    design = np.column_stack([np.ones(400), x])
    once = doubly_robust(comparison_from_rows(design, a, y), "linear", level=0.9)
    twice = doubly_robust(comparison_from_rows(design, a, y, weights=np.full(400, 2.0)), "linear")
    assert twice.estimate == pytest.approx(once.estimate, rel=1e-9)
    assert twice.standard_error == pytest.approx(once.standard_error / np.sqrt(2), rel=1e-9)
    assert once.high - once.estimate == pytest.approx(1.6448536269514722 * once.standard_error)


def test_it_is_right_where_the_outcome_model_is_wrong():
    x, a, y = draw(20_000, 2)
    saturated = np.column_stack([np.ones(len(x)), *(x == level for level in (1, 2, 3))])
    assert doubly_robust(comparison_from_rows(saturated, a, y), "linear").estimate == pytest.approx(2, abs=0.05)
    # a straight line in x is wrong for the outcome and right for the score
    assert doubly_robust(comparison_from_rows(np.column_stack([np.ones(len(x)), x]), a, y), "linear").estimate == pytest.approx(2, abs=0.1)


def test_groups_without_overlap_are_refused_unless_asked():
    x, a, y = draw(60, 3)
    few = comparison_from_rows(np.column_stack([np.ones(60), x]), a, y)
    with pytest.raises(Unfit, match="no_overlap"):
        doubly_robust(few, "linear")
    assert doubly_robust(few, "linear", guarded=False).persons == 60


def test_organisations_have_their_own_t():
    x, a, y = draw(400, 4)
    found = doubly_robust(comparison_from_rows(np.column_stack([np.ones(400), x]), a, y, cluster=np.arange(400) % 10), "linear")
    assert (found.high - found.estimate) / found.standard_error == pytest.approx(2.2621571628)
