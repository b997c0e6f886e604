"""The intraclass correlation against analysis of variance in R and a published table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.intraclass import intraclass_correlation
from tejido.stats.tests.firms import grunfeld
from tejido.stats.unfit import Unfit

# Snedecor & Cochran 1967, Statistical Methods, ch. 10: calcium of turnip leaves, four leaves with four determinations.
LEAVES = np.array([3.28, 3.09, 3.03, 3.03, 3.52, 3.48, 3.38, 3.38, 2.88, 2.80, 2.81, 2.76, 3.34, 3.38, 3.23, 3.26])


def cells(outcome, cluster, **options):
    return cells_from_rows(np.ones((len(outcome), 1)), np.asarray(outcome, float), cluster=np.asarray(cluster), **options)


def test_the_firms_differ_as_in_the_analysis_of_variance_of_r():
    _, outcome, firm = grunfeld()
    found = intraclass_correlation(cells(outcome, firm))
    assert found.between == pytest.approx(746743.802486197, rel=1e-12)
    assert found.within == pytest.approx(10739.4587785063, rel=1e-12)
    assert found.size == pytest.approx(20)
    assert found.estimate == pytest.approx((746743.802486197 - 10739.4587785063) / (746743.802486197 + 19 * 10739.4587785063), rel=1e-12)
    assert found.design_effect == pytest.approx(1 + 19 * found.estimate)
    assert (found.clusters, found.n) == (11, 220)


def test_the_leaves_have_the_published_mean_squares_and_interval():
    found = intraclass_correlation(cells(LEAVES, np.repeat(np.arange(4), 4)))
    assert (round(found.between, 4), round(found.within, 4)) == (0.2961, 0.0066)
    ratio = found.between / found.within
    low, high = (ratio / stats.f.ppf(q, 3, 12) for q in (0.975, 0.025))
    assert found.low == pytest.approx((low - 1) / (low + 3))
    assert found.high == pytest.approx((high - 1) / (high + 3))
    wider = intraclass_correlation(cells(LEAVES, np.repeat(np.arange(4), 4)), level=0.99)
    assert wider.low < found.low < found.estimate < found.high < wider.high


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_cells_chunks_and_a_far_mean_tell_what_rows_tell(seed, pieces):
    random = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(6), random.integers(0, 6, 94)])
    outcome = random.normal(size=6)[cluster] + random.normal(size=100)
    by_hand = [outcome[cluster == g] for g in range(6)]
    within = sum(((y - y.mean()) ** 2).sum() for y in by_hand) / 94
    between = sum(len(y) * (y.mean() - outcome.mean()) ** 2 for y in by_hand) / 5
    size = (100 - np.square(np.bincount(cluster)).sum() / 100) / 5
    sources = [cells(outcome, cluster), cells(outcome, cluster, compress=False), cells(outcome + 1000, 2 * cluster)]
    sources.append([cells(outcome[k::pieces], cluster[k::pieces]) for k in range(pieces)])
    for source in sources:
        found = intraclass_correlation(source)
        assert found.within == pytest.approx(within, rel=1e-8)
        assert found.between == pytest.approx(between, rel=1e-8)
        assert found.size == pytest.approx(size)
        assert found.estimate == pytest.approx((between - within) / (between + (size - 1) * within), rel=1e-7)
        kish = np.square(np.bincount(cluster)).sum() / 100
        assert found.design_effect == pytest.approx(max(0, 1 + (kish - 1) * found.estimate), rel=1e-7)
        assert (found.clusters, found.n) == (6, 100)


def test_persons_less_alike_than_strangers_have_a_negative_correlation_and_no_negative_design_effect():
    found = intraclass_correlation(cells([1.0, -1, 1, -1, 1.1, -1], [0, 0, 1, 1, 2, 2]))
    assert found.estimate < 0
    assert found.design_effect >= 0


def test_what_cannot_be_told_is_refused():
    def reason(*given):
        with pytest.raises(Unfit) as refusal:
            intraclass_correlation(cells(*given))
        return refusal.value.reason

    assert reason([1.0, 2, 3], [0, 0, 0]) == "few_clusters"
    assert reason([1.0, 2, 3], [0, 1, 2]) == "too_few"
    assert reason([1.0, 1, 2, 2], [0, 0, 1, 1]) == "one_outcome"
    assert reason([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [0, 0, 0, 1, 1, 1]) == "one_outcome"
    assert reason([1.0, np.nan, 2, 2], [0, 0, 1, 1]) == "infinite"
    assert intraclass_correlation(cells([1.0, 2, 2], [0, 0, 1])).n == 3
    with pytest.raises(ValueError, match="cluster"):
        intraclass_correlation(Cells(np.ones((2, 1)), np.ones(2), np.ones(2)))


def test_nothing_but_zeros_and_rounding_of_far_numbers_are_no_variation():
    def reason(*chunks):
        with pytest.raises(Unfit) as refusal:
            intraclass_correlation(list(chunks))
        return refusal.value.reason

    assert reason(cells(np.zeros(6), [0, 0, 0, 1, 1, 1])) == "one_outcome"
    rounded = 95095905.9  # seven of them: the sum of squares less the square of the sum over seven is 24
    alike = cells(np.full(14, rounded), np.repeat([0, 1], 7))
    assert reason(alike) == "one_outcome"
    assert reason(alike, cells([rounded], [2])) == "one_outcome", "what the first chunk rounded is not forgotten over the second"


def test_rows_with_a_mean_of_a_thousand_million_keep_their_digits():
    random = np.random.default_rng(2)
    cluster = np.repeat(np.arange(5), 8)
    steps = np.rint(4 * (random.normal(size=5)[cluster] + random.normal(size=40))) / 4  # added without rounding
    near, far = (intraclass_correlation(cells(steps + shift, cluster, compress=False)) for shift in (0.0, 2.0**30))
    assert far.within == pytest.approx(near.within, rel=1e-9)
    assert far.between == pytest.approx(near.between, rel=1e-9)
    assert (far.estimate, far.low, far.high) == pytest.approx((near.estimate, near.low, near.high), rel=1e-8)
