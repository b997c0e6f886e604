"""Whether the groups could have changed places."""

import numpy as np
import pytest

from tejido.stats.comparison import Comparison
from tejido.stats.overlap import Overlap, overlap, require_overlap
from tejido.stats.unfit import Unfit

SCORE = np.array([0.02, 0.1, 0.5, 0.1, 0.5, 0.97])
COMPARED = Comparison(np.ones((6, 1)), np.array([0.0, 0, 0, 1, 1, 1]), np.array([10.0, 20, 30, 10, 25, 5]), np.zeros(6), np.zeros(6))
WEIGHT = np.array([1.0, 1.0, 2.0, 10.0, 2.0, 1.0])


def test_the_support_is_what_both_groups_have():
    found = overlap(COMPARED, SCORE, WEIGHT)
    assert (found.low, found.high) == (0.1, 0.5)
    assert found.outside == pytest.approx(15 / 100)
    assert overlap(COMPARED, SCORE, WEIGHT, "ATT").outside == pytest.approx(5 / 40)
    swapped = Comparison(COMPARED.covariates, 1 - COMPARED.exposed, COMPARED.n, COMPARED.total, COMPARED.squares)
    assert (overlap(swapped, SCORE, WEIGHT).low, overlap(swapped, SCORE, WEIGHT).high) == (0.1, 0.5)


def test_the_effective_size_is_that_of_kish():
    found = overlap(COMPARED, SCORE, WEIGHT)
    assert found.exposed_size == pytest.approx((100 + 50 + 5) ** 2 / (1000 + 100 + 5))
    assert found.reference_size == pytest.approx(90**2 / (10 + 20 + 120))
    assert found.smallest_size == found.exposed_size
    assert found.largest_weight == pytest.approx(10 * 40 / 155)


def test_the_histogram_counts_people_by_group_in_twentieths():
    found = overlap(COMPARED, SCORE, WEIGHT)
    np.testing.assert_allclose(found.edges, np.arange(21) / 20)
    assert {i: n for i, n in enumerate(found.reference.tolist()) if n} == {0: 10, 2: 20, 10: 30}
    assert {i: n for i, n in enumerate(found.exposed.tolist()) if n} == {2: 10, 10: 25, 19: 5}
    assert found.exposed.dtype.kind == found.reference.dtype.kind == "i"


def made(outside=0.1, exposed=50.0, reference=50.0):
    return Overlap(0, 1, outside, exposed, reference, 1.0, np.zeros(21), np.zeros(20, int), np.zeros(20, int))


def test_fifty_effective_persons_and_a_tenth_outside_just_pass():
    require_overlap(made())
    require_overlap(made(outside=0.9), "ATO")


@pytest.mark.parametrize(
    ("found", "estimand"),
    [(made(outside=0.1001), "ATE"), (made(outside=0.1001), "ATT"), (made(exposed=49.9), "ATE"), (made(reference=49.9), "ATO")],
)
def test_less_is_refused(found, estimand):
    with pytest.raises(Unfit, match="no_overlap"):
        require_overlap(found, estimand)
    if estimand == "ATE" and found.outside > 0.1:
        with pytest.raises(Unfit):
            require_overlap(found)
