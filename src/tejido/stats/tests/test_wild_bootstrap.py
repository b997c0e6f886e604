"""The wild cluster bootstrap against itself done the long way: every sample drawn, fitted and tested on rows."""

from dataclasses import asdict, replace
from itertools import product

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from tejido.stats.cells import cells_from_rows
from tejido.stats.cluster_sums import glm_cluster_sums, linear_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.families import LOGIT, POISSON
from tejido.stats.glm import glm
from tejido.stats.tests.cases import with_constant
from tejido.stats.tests.firms import grunfeld
from tejido.stats.unfit import Unfit
from tejido.stats.wild_bootstrap import DRAWS, SEED, score_bootstrap, wild_cluster_bootstrap
from tejido.stats.wild_signs import WEBB, t_and_p, wild_signs


def sample(seed=1, n=240, clusters=12):
    random = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(clusters), random.integers(0, clusters, n - clusters)])
    design = with_constant(random.integers(0, 2, n), cluster % 2)
    outcome = design @ [5.0, 0.2, 0.7] + random.normal(size=clusters)[cluster] + random.normal(size=n)
    return design, outcome, cluster


def t_on_rows(design, outcome, cluster, column, null):
    bread = np.linalg.inv(design.T @ design)
    found = bread @ design.T @ outcome
    scores = np.zeros((cluster.max() + 1, design.shape[1]))
    np.add.at(scores, cluster, design * (outcome - design @ found)[:, None])
    return (found[column] - null) / np.sqrt((bread @ scores.T @ scores @ bread)[column, column])


def p_on_rows(design, outcome, cluster, column, null, signs):
    others = np.delete(design, column, axis=1)
    moved = outcome - null * design[:, column]
    fitted = others @ np.linalg.lstsq(others, moved, rcond=None)[0]
    center, rest = fitted + null * design[:, column], moved - fitted
    observed = abs(t_on_rows(design, outcome, cluster, column, null))
    drawn = [abs(t_on_rows(design, center + rest * np.array(row)[cluster], cluster, column, null)) for row in signs]
    return np.mean(np.array(drawn) >= observed * (1 - 1e-9))


@pytest.mark.parametrize(("column", "null"), [(0, 4.6), (1, 0.0), (2, -0.3)])
def test_the_share_of_all_signs_is_that_of_samples_fitted_on_rows(column, null):
    design, outcome, cluster = sample(clusters=10)
    sums = linear_cluster_sums(cells_from_rows(design, outcome, cluster=cluster))
    test = wild_cluster_bootstrap(sums, column, null=null, signs="rademacher")
    assert test.p == p_on_rows(design, outcome, cluster, column, null, product([1, -1], repeat=10))
    assert 0.01 < test.p < 0.9
    assert test.statistic == pytest.approx(t_on_rows(design, outcome, cluster, column, null) / (10 / 9 * 239 / 237) ** 0.5, rel=1e-9)
    told = asdict(replace(test, low=0.0, high=0.0, p=0.0, statistic=0.0, estimate=0.0))
    assert told == {
        "column": column, "estimate": 0.0, "null": null, "statistic": 0.0, "p": 0.0, "low": 0.0, "high": 0.0, "draws": 1024, "signs": "rademacher",
        "enumerated": True, "seed": SEED, "clusters": 10,
    }  # fmt: skip
    assert test.estimate == sums.coefficients[column]


@pytest.mark.parametrize("signs", ["rademacher", "webb"])
def test_drawn_signs_are_those_of_their_seed_and_the_observed_sample_counts(signs):
    design, outcome, cluster = sample(clusters=14)
    sums = linear_cluster_sums(cells_from_rows(design, outcome, cluster=cluster))
    test = wild_cluster_bootstrap(sums, 2, signs=signs, draws=199, seed=5)
    rows = wild_signs(14, 199, signs, 5).rows
    assert test.p == pytest.approx(p_on_rows(design, outcome, cluster, 2, 0.0, rows), abs=1e-12)
    assert (test.draws, test.signs, test.enumerated, test.seed) == (199, signs, False, 5)
    assert wild_cluster_bootstrap(sums, 2, signs=signs, draws=199, seed=5) == test
    assert wild_cluster_bootstrap(sums, 2, signs=signs, draws=199, seed=6) != test


def test_the_ends_of_the_interval_are_where_p_crosses_its_level():
    sums = linear_cluster_sums(cells_from_rows(*sample()[:2], cluster=sample()[2]))
    for level in (0.95, 0.8):
        test = wild_cluster_bootstrap(sums, 2, level=level)
        step = 1e-6 * (test.high - test.low)
        assert test.low < test.estimate < test.high
        for end, inwards in ((test.low, step), (test.high, -step)):
            assert wild_cluster_bootstrap(sums, 2, null=end + inwards, level=None).p > 1 - level
            assert wild_cluster_bootstrap(sums, 2, null=end - inwards, level=None).p <= 1 - level + 1e-12
    assert np.isnan([wild_cluster_bootstrap(sums, 2, level=None).low, wild_cluster_bootstrap(sums, 2, level=None).high]).all()


def test_it_is_near_the_corrected_error_where_clusters_are_many_and_alike():
    design, outcome, cluster = sample(n=2000, clusters=40)
    sums = linear_cluster_sums(cells_from_rows(design, outcome, cluster=cluster))
    test, fit = wild_cluster_bootstrap(sums, 2), cluster_robust(sums)
    assert (test.draws, test.signs, test.enumerated) == (DRAWS, "rademacher", False)
    np.testing.assert_allclose([test.low, test.high], fit.intervals()[2], atol=0.1 * fit.standard_errors[2])
    assert test.p == pytest.approx(fit.p_values()[2], abs=0.02)


def test_units_and_order_change_nothing():
    design, outcome, cluster = sample()
    order = np.random.default_rng(3).permutation(240)
    one = wild_cluster_bootstrap(linear_cluster_sums(cells_from_rows(design, outcome, cluster=cluster)), 2)
    chunks = [cells_from_rows(design[k] * [1, 1, 8], outcome[k] * 2, cluster=cluster[k]) for k in np.array_split(order, 3)]
    other = wild_cluster_bootstrap(linear_cluster_sums(chunks), 2)
    assert other.p == one.p
    np.testing.assert_allclose(np.array([other.estimate, other.low, other.high]) * 4, [one.estimate, one.low, one.high], rtol=1e-7)


def test_nine_clusters_and_an_effect_of_one_cluster_are_refused():
    design, outcome, cluster = sample(clusters=9)
    cells = cells_from_rows(design, outcome, cluster=cluster)
    with pytest.raises(Unfit, match=r"^few_clusters$"):
        wild_cluster_bootstrap(linear_cluster_sums(cells), 2)
    with pytest.raises(Unfit, match=r"^few_clusters$"):
        score_bootstrap(cells_from_rows(design, (outcome > 5).astype(float), cluster=cluster), LOGIT, 2)
    design, outcome, cluster = sample()
    lone = cells_from_rows(np.column_stack([design, cluster == 4]), outcome, cluster=cluster)
    with pytest.raises(Unfit) as refusal:
        wild_cluster_bootstrap(linear_cluster_sums(lone), 3)
    assert (refusal.value.reason, refusal.value.columns) == ("one_cluster", (3,))


def yes_or_no(seed=2, clusters=12):
    random = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(clusters), random.integers(0, clusters, 300)])
    design = with_constant(random.integers(0, 2, len(cluster)), cluster % 2)
    chance = expit(design @ [-0.5, 0.3, 0.6] + 0.4 * random.normal(size=clusters)[cluster])
    return design, (random.uniform(size=len(cluster)) < chance).astype(float), cluster


def test_scores_under_the_null_are_those_of_the_restricted_fit_written_out():
    design, outcome, cluster = yes_or_no(clusters=10)
    cells = cells_from_rows(design, outcome, cluster=cluster)
    test = score_bootstrap(cells, LOGIT, 2, null=0.1, signs="rademacher", level=None)
    held = glm(cells_from_rows(design[:, :2], outcome, offset=0.1 * design[:, 2]), LOGIT).coefficients
    mean = expit(design @ [*held, 0.1])
    information = (design.T * (mean * (1 - mean))) @ design
    scores, own = np.zeros((10, 3)), np.zeros((10, 3, 3))
    np.add.at(scores, cluster, design * (outcome - mean)[:, None])
    np.add.at(own, cluster, design[:, :, None] * design[:, None, :] * (mean * (1 - mean))[:, None, None])
    row = np.linalg.inv(information)[2]
    ratios = []
    for signs in product([1, -1], repeat=10):
        total = np.array(signs) @ scores
        after = np.array(signs)[:, None] * scores - np.einsum("gij,j->gi", own, np.linalg.solve(information, total))
        ratios.append((row @ total) / np.sqrt(np.square(after @ row).sum()))
    assert test.p == np.mean(np.abs(ratios) >= abs(ratios[0]) * (1 - 1e-9))
    factor = 10 / 9 * (len(outcome) - 1) / (len(outcome) - 3)
    assert test.statistic == pytest.approx(ratios[0] / factor**0.5, rel=1e-6)
    assert (test.draws, test.enumerated, test.null, test.column, test.clusters) == (1024, True, 0.1, 2, 10)
    assert test.estimate == pytest.approx(glm(cells, LOGIT).coefficients[2])


def test_the_interval_of_a_logit_holds_the_nulls_that_are_not_rejected():
    design, outcome, cluster = yes_or_no()
    chunks = [cells_from_rows(design[k::2], outcome[k::2], cluster=cluster[k::2]) for k in range(2)]
    test = score_bootstrap(chunks, LOGIT, 2, level=0.9, draws=499)
    step = 1e-3 * (test.high - test.low)
    for end, inwards in ((test.low, step), (test.high, -step)):
        assert score_bootstrap(chunks, LOGIT, 2, null=end + inwards, level=None, draws=499).p > 0.1
        assert score_bootstrap(chunks, LOGIT, 2, null=end - inwards, level=None, draws=499).p <= 0.1
    fit = cluster_robust(glm_cluster_sums(chunks, LOGIT, glm(chunks, LOGIT).coefficients))
    np.testing.assert_allclose([test.low, test.high], fit.intervals(0.9)[2], atol=0.5 * fit.standard_errors[2])


def test_a_model_of_the_constant_alone_and_one_of_counts_with_time_at_risk_can_be_tested():
    design, outcome, cluster = yes_or_no()
    lone = cells_from_rows(design[:, :1], outcome, cluster=cluster)
    test = score_bootstrap(lone, LOGIT, 0, null=-0.2, draws=499)
    assert test.low < test.estimate < test.high
    timed = cells_from_rows(design, outcome, cluster=cluster, offset=np.linspace(-1, 1, len(outcome)))
    constant = score_bootstrap(timed, POISSON, 0, null=-0.5, level=None, draws=499)
    assert 0 < constant.p <= 1
    turned = cells_from_rows(
        np.column_stack([1 - design[:, 2], design[:, 1:]]), outcome, cluster=cluster, offset=np.linspace(-1, 1, len(outcome))
    )
    same = score_bootstrap(turned, POISSON, 0, null=-0.5, level=None, draws=499, constant=False)
    assert same.estimate == pytest.approx(constant.estimate)


def test_a_null_under_which_the_rest_cannot_be_fitted_is_refused_by_the_tested_column():
    design, outcome, cluster = yes_or_no()
    with pytest.raises(Unfit) as refusal:
        score_bootstrap(cells_from_rows(design, outcome, cluster=cluster), LOGIT, 1, null=1e6, level=None)
    assert refusal.value.columns == (1,)


def test_signs_are_all_there_are_where_these_are_few():
    signs = wild_signs(12, 4096, None, 1)
    assert (signs.kind, signs.enumerated, signs.samples, signs.seed) == ("rademacher", True, 4096, 1)
    assert len(np.unique(np.vstack([signs.rows, -signs.rows]), axis=0)) == 4096
    assert (signs.rows[0] == 1).all()
    drawn = wild_signs(12, 4095, None, 1)
    assert (drawn.enumerated, drawn.samples, drawn.rows.shape) == (False, 4095, (4096, 12))
    assert (drawn.rows[0] == 1).all()
    assert set(np.unique(drawn.rows)) == {-1.0, 1.0}


def test_eleven_clusters_take_the_six_values_of_webb():
    signs = wild_signs(11, 50_000, None, 1)
    assert (signs.kind, signs.enumerated) == ("webb", False)
    values, counts = np.unique(signs.rows[1:], return_counts=True)
    np.testing.assert_allclose(values, [-(1.5**0.5), -1, -(0.5**0.5), 0.5**0.5, 1, 1.5**0.5])
    np.testing.assert_array_equal(values, WEBB)
    assert stats.chisquare(counts).pvalue > 0.001
    assert np.square(values).mean() == pytest.approx(1.0)
    assert wild_signs(11, 5000, "rademacher", 1).enumerated


def test_a_sample_whose_error_is_nothing_counts_as_farther():
    assert t_and_p(np.array([3.0, 1.0, -4.0, 0.0]), np.array([4.0, 4.0, 4.0, 0.0])) == (1.5, 0.75)
    assert t_and_p(np.array([-3.0, 3.0, 5.0, 2.9]), np.array([1.0, 1.0, 1.0, 1.0])) == (-3.0, 0.75)
    assert t_and_p(np.array([1.0, 2.0]), np.array([1.0, -1e-20])) == (1.0, 1.0)


def test_the_investment_of_eleven_firms_can_be_tested_in_both_ways():
    design, outcome, firm = grunfeld()
    sums = linear_cluster_sums(cells_from_rows(design, outcome, cluster=firm))
    all_signs, webb = wild_cluster_bootstrap(sums, 1, signs="rademacher"), wild_cluster_bootstrap(sums, 1)
    assert (all_signs.draws, webb.signs) == (2048, "webb")
    assert webb.p == pytest.approx(all_signs.p, abs=0.03)
    assert all_signs.statistic == pytest.approx(0.114534363010626 / 0.0162004454371423, rel=1e-9)
