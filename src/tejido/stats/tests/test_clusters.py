"""Cluster inference against R (sandwich, clubSandwich, dfadjust), Stata, and a direct reckoning with whole matrices."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.cluster_sums import ClusterSums, add_by_cluster, finite_factor, glm_cluster_sums, linear_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.families import CLOGLOG, LOGIT, POISSON
from tejido.stats.glm import glm
from tejido.stats.moments import ols
from tejido.stats.tests.cases import with_constant
from tejido.stats.tests.firms import grunfeld, investors
from tejido.stats.unfit import Unfit


def sample(seed=1, n=300, clusters=12):
    random = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(clusters), np.sort(random.integers(0, clusters, n - clusters) ** 2 // clusters)])
    design = with_constant(random.integers(0, 2, n), random.integers(0, 3, n), cluster % 2)
    outcome = design @ [5.0, 2.0, -1.0, 0.5] + random.normal(size=clusters)[cluster] + random.normal(size=n)
    return design, outcome, cluster


def sums_of(design, outcome, cluster, **options) -> ClusterSums:
    return linear_cluster_sums(cells_from_rows(design, outcome, cluster=cluster), **options)


def directly(design, residual, cluster, weight=None, own=1.0, common=0.0):
    """CR2 covariance and degrees of freedom with every matrix written out, n × n, on rows scaled by the root of their weight."""
    root = np.ones(len(design)) if weight is None else np.sqrt(weight)
    X, e = design * root[:, None], residual / root
    bread = np.linalg.inv(X.T @ X)
    rest = np.eye(len(X)) - X @ bread @ X.T
    meat, directions = np.zeros_like(bread), []
    for g in np.unique(cluster):
        own_rows = np.flatnonzero(cluster == g)
        values, vectors = np.linalg.eigh(rest[np.ix_(own_rows, own_rows)])
        adjust = (vectors * np.where(values > 1e-9, np.maximum(values, 1e-9) ** -0.5, 0)) @ vectors.T
        moved = X[own_rows].T @ adjust
        meat += np.outer(moved @ e[own_rows], moved @ e[own_rows])
        directions.append(rest[own_rows].T @ moved.T @ bread)
    alike = (cluster[:, None] == cluster) * np.outer(root, root)
    working = own * np.eye(len(X)) + common * alike
    freedom = []
    for j in range(X.shape[1]):
        g = np.column_stack([d[:, j] for d in directions])
        quadratic = g.T @ working @ g
        freedom.append(np.trace(quadratic) ** 2 / np.square(quadratic).sum())
    return bread @ meat @ bread, np.array(freedom)


# AER::Grunfeld, lm(invest ~ value + capital), R 4.2.2: sandwich 3.0-2 vcovCL, clubSandwich 0.5.8 vcovCR and coef_test.
CR0, CR1 = [17.2131232672202, 0.0153758248331791, 0.081126901395432], [18.1362799927105, 0.0162004454371423, 0.0854778168846621]
CR2 = np.reshape(
    [522.983152716073, 0.220390628182868, -2.02809568731718, 0.220390628182869, 0.000277787469684588, -0.000825903832184662, -2.02809568731718,
     -0.000825903832184663, 0.0122559409407727], (3, 3),
)  # fmt: skip


def test_the_errors_of_eleven_firms_are_those_of_sandwich_and_clubsandwich():
    sums = sums_of(*grunfeld())
    np.testing.assert_allclose(cluster_robust(sums, "CR0").standard_errors, CR0, rtol=1e-11)
    np.testing.assert_allclose(cluster_robust(sums, "CR1").standard_errors, CR1, rtol=1e-11)
    np.testing.assert_allclose(cluster_robust(sums, "CR2").covariance, CR2, rtol=1e-10)


def test_independent_persons_give_the_satterthwaite_degrees_of_freedom_of_clubsandwich():
    fit = cluster_robust(sums_of(*grunfeld()), working="independent")
    np.testing.assert_allclose(fit.degrees_of_freedom, [7.22144500523517, 2.35348435421615, 2.8898715416418], rtol=1e-10)
    np.testing.assert_allclose(fit.p_values(), [0.135614341033795, 0.0131615011498001, 0.135578771813856], rtol=1e-9)


def test_exchangeable_persons_give_the_degrees_of_freedom_of_imbens_and_kolesar():
    """Their own program in R (dfadjust 1.1.0, dfadjustSE(m, firm, rho0 = TRUE))."""
    sums = sums_of(*grunfeld())
    np.testing.assert_allclose([sums.common, sums.own], [5201.10390857086, 2838.34337097838], rtol=1e-10)
    fit = cluster_robust(sums)
    np.testing.assert_allclose(fit.degrees_of_freedom, [6.63793437765088, 2.30568339015452, 3.36784918193903], rtol=1e-10)
    reach = stats.t.ppf(0.975, fit.degrees_of_freedom) * np.sqrt(np.diag(CR2))
    np.testing.assert_allclose(fit.intervals(), np.column_stack([fit.coefficients - reach, fit.coefficients + reach]), rtol=1e-9)
    np.testing.assert_allclose(
        fit.p_values(), 2 * stats.t.sf(np.abs(fit.coefficients) / np.sqrt(np.diag(CR2)), fit.degrees_of_freedom), rtol=1e-9
    )
    assert (fit.kind, fit.clusters, fit.n) == ("CR2", 11, 220.0)
    assert fit.largest == pytest.approx(1 / 11)


@pytest.mark.parametrize("working", ["independent", "exchangeable"])
def test_with_a_column_for_every_firm_the_others_have_the_errors_of_clubsandwich_and_the_firms_none(working):
    design, outcome, firm = grunfeld()
    dummies = (firm[:, None] == np.arange(1, 11)).astype(float)
    sums = sums_of(np.column_stack([design, dummies]), outcome, firm)
    fit = cluster_robust(sums, working=working)
    np.testing.assert_allclose(fit.coefficients[1:3], [0.11012911902576, 0.310033441875004], rtol=1e-10)
    np.testing.assert_allclose(fit.standard_errors[1:3], [0.0206283971907582, 0.0826873597417287], rtol=1e-9)
    np.testing.assert_allclose(fit.degrees_of_freedom[1:3], [1.81448340022278, 1.80074469877064], rtol=1e-9)
    np.testing.assert_allclose(fit.p_values()[1:3], [0.0409200846933344, 0.0754835104561527], rtol=1e-8)
    alone = [0, *range(3, 13)]
    for told in (fit.degrees_of_freedom, fit.standard_errors, fit.p_values(), fit.intervals()[:, 0], fit.intervals()[:, 1]):
        assert np.isnan(told[alone]).all()
    assert sums.common == 0.0
    assert sums.own == pytest.approx(2380.53937353157)


def test_the_example_that_imbens_and_kolesar_checked_with_stata():
    """Twenty rows in three clusters, reg y x, cluster(): tests of dfadjust. Three clusters have errors, no p value."""
    outcome = np.concatenate([np.cos(np.arange(10)), np.tan(np.arange(1, 11))])
    design = with_constant(np.concatenate([np.sin(np.arange(1, 11)), np.sin(np.arange(2, 12))]))
    cluster = np.array([2, 1, 3, 2, 2, 3, 3, 1, 1, 2] * 2)
    fit = cluster_robust(sums_of(design, outcome, cluster), "CR1")
    np.testing.assert_allclose(fit.coefficients, [-0.4456202905, 0.3241183110], rtol=1e-9)
    np.testing.assert_allclose(fit.standard_errors, [0.4827602183, 0.1814501834], rtol=1e-9)
    lone = cluster_robust(sums_of(design, outcome, np.arange(20)), working="independent")
    np.testing.assert_allclose(lone.standard_errors, [0.4227339762, 0.4421048122], rtol=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_sums_by_cluster_say_what_whole_matrices_say(seed, exchangeable):
    design, outcome, cluster = sample(seed, n=90)
    sums = sums_of(design, outcome, cluster)
    own, common = (sums.own, sums.common) if exchangeable else (1.0, 0.0)
    covariance, freedom = directly(design, outcome - design @ sums.coefficients, cluster, None, own, common)
    fit = cluster_robust(sums, working="exchangeable" if exchangeable else "independent")
    np.testing.assert_allclose(fit.covariance, covariance, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(fit.degrees_of_freedom, freedom, rtol=1e-8)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_order_chunks_cells_and_numbering_of_clusters_change_nothing(seed, pieces):
    design, outcome, cluster = sample(seed)
    order = np.random.default_rng(seed).permutation(300)
    chunks = [cells_from_rows(design[k], outcome[k], cluster=3 * (20 - cluster[k])) for k in np.array_split(order, pieces)]
    one, other = cluster_robust(sums_of(design, outcome, cluster)), cluster_robust(linear_cluster_sums(chunks))
    rows = cluster_robust(linear_cluster_sums(cells_from_rows(design, outcome, cluster=cluster, compress=False)))
    for fit in (other, rows):
        np.testing.assert_allclose(fit.coefficients, one.coefficients, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(fit.covariance, one.covariance, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(fit.degrees_of_freedom, one.degrees_of_freedom, rtol=1e-8)
        assert (fit.clusters, fit.n) == (one.clusters, one.n)


def test_the_finite_factor_counts_persons_and_agrees_with_the_error_of_moments():
    design, outcome, cluster = sample()
    cells = cells_from_rows(design, outcome, cluster=cluster)
    sums = linear_cluster_sums(cells)
    np.testing.assert_allclose(cluster_robust(sums, "CR1").covariance, ols(cells).covariances["CR1"], rtol=1e-10)
    assert finite_factor(12, 300, 4) == pytest.approx(12 / 11 * 299 / 296)
    ratio = cluster_robust(sums, "CR1").covariance / cluster_robust(sums, "CR0").covariance
    np.testing.assert_allclose(ratio, finite_factor(12, 300, 4))


@pytest.mark.parametrize("kind", ["CR0", "CR1"])
def test_the_older_errors_have_one_degree_of_freedom_less_than_clusters(kind):
    fit = cluster_robust(sums_of(*sample()), kind)
    assert fit.kind == kind
    np.testing.assert_array_equal(fit.degrees_of_freedom, 11.0)
    np.testing.assert_allclose(fit.p_values(), 2 * stats.t.sf(np.abs(fit.coefficients) / fit.standard_errors, 11))


def test_other_levels_and_other_degrees_of_freedom_can_be_asked():
    fit = cluster_robust(sums_of(*sample()), "CR1")
    np.testing.assert_allclose(np.ptp(fit.intervals(0.8), axis=1), 2 * stats.t.ppf(0.9, 11) * fit.standard_errors)
    np.testing.assert_allclose(np.ptp(fit.intervals(degrees_of_freedom=np.inf), axis=1), 2 * stats.norm.ppf(0.975) * fit.standard_errors)
    np.testing.assert_allclose(fit.p_values(5), 2 * stats.t.sf(np.abs(fit.coefficients) / fit.standard_errors, 5))


def test_under_ten_clusters_there_are_errors_but_neither_interval_nor_p():
    fit = cluster_robust(sums_of(*sample(clusters=9)))
    assert np.isfinite(fit.standard_errors).all()
    for ask in (fit.p_values, fit.intervals):
        with pytest.raises(Unfit, match=r"^few_clusters$"):
            ask()
    assert np.isfinite(cluster_robust(sums_of(*sample(clusters=10))).p_values()).all()


def test_one_cluster_has_no_error():
    design, outcome, cluster = sample()
    sums = sums_of(design[:, :3], outcome, 0 * cluster)
    with pytest.raises(Unfit, match=r"^few_clusters$"):
        cluster_robust(sums)
    assert cluster_robust(sums_of(design[:, :3], outcome, cluster % 2)).clusters == 2


def test_an_effect_that_one_cluster_alone_has_is_not_told():
    design, outcome, cluster = sample()
    alone = cluster == 3
    fit = cluster_robust(sums_of(np.column_stack([design, alone]), outcome, cluster))
    assert np.isnan(fit.degrees_of_freedom).tolist() == [False, False, False, False, True]
    assert np.isnan(fit.standard_errors[4])
    two = cluster_robust(sums_of(np.column_stack([design, alone | (cluster == 5)]), outcome, cluster))
    assert np.isfinite(two.degrees_of_freedom).all()


def test_clusters_of_one_person_give_hc2_and_its_degrees_of_freedom():
    design, outcome, _ = sample(n=40)
    sums = sums_of(design, outcome, np.arange(40))
    np.testing.assert_allclose(cluster_robust(sums).covariance, ols(Cells(design, np.ones(40), outcome)).covariances["HC2"], rtol=1e-9)
    assert (sums.common, sums.own) == (0.0, pytest.approx(ols(Cells(design, np.ones(40), outcome)).residual_variance * 36 / 40))


def test_one_cluster_of_one_person_among_others_is_no_hindrance():
    design, outcome, cluster = sample()
    cluster = cluster.copy()
    cluster[0] = 30
    sums = sums_of(design, outcome, cluster)
    assert sums.persons[-1] == 1
    assert sums.labels[-1] == 30
    covariance, freedom = directly(design, outcome - design @ sums.coefficients, cluster)
    fit = cluster_robust(sums, working="independent")
    np.testing.assert_allclose(fit.covariance, covariance, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(fit.degrees_of_freedom, freedom, rtol=1e-9)


def test_persons_less_alike_within_clusters_than_between_count_as_unrelated():
    design, _, _ = sample()
    by_turns = np.where(np.arange(300) % 2, 1.0, -1.0) + 0.1 * np.random.default_rng(2).normal(size=300)
    sums = sums_of(design, by_turns, np.arange(300) // 25)
    assert sums.common == 0.0
    one, other = cluster_robust(sums), cluster_robust(sums, working="independent")
    np.testing.assert_allclose(one.degrees_of_freedom, other.degrees_of_freedom, rtol=1e-12)


def test_an_outcome_that_is_the_same_for_a_whole_cluster_leaves_nothing_to_its_persons():
    design, _, cluster = sample()
    outcome = np.random.default_rng(4).normal(size=12)[cluster]
    sums = sums_of(design[:, [0, 3]], outcome, cluster)
    assert sums.own >= 0.0
    fit = cluster_robust(sums)
    _, freedom = directly(design[:, [0, 3]], outcome - design[:, [0, 3]] @ sums.coefficients, cluster, None, sums.own, sums.common)
    np.testing.assert_allclose(fit.degrees_of_freedom, freedom, rtol=1e-8)


# R 4.2.2: glm(invest > 100 ~ year > 1944 + capital > 200, binomial, epsilon = 1e-15), sandwich::vcovCL by firm.
LOGITS = [-2.66072824216691, 0.147170104247356, 2.3741705489432]
LOGIT_CR0, LOGIT_CR1 = [0.840421697298548, 0.409711085068539, 0.628217600717017], [0.885494339262748, 0.431684293405993, 0.661909528333525]


def test_the_errors_of_a_logit_by_firm_are_those_of_sandwich():
    design, outcome, firm = investors()
    cells = cells_from_rows(design, outcome, cluster=firm)
    sums = glm_cluster_sums(cells, LOGIT, glm(cells, LOGIT).coefficients)
    np.testing.assert_allclose(sums.coefficients, LOGITS, rtol=1e-9)
    np.testing.assert_allclose(cluster_robust(sums, "CR0").standard_errors, LOGIT_CR0, rtol=1e-9)
    np.testing.assert_allclose(cluster_robust(sums, "CR1").standard_errors, LOGIT_CR1, rtol=1e-9)


@pytest.mark.parametrize("family", [LOGIT, POISSON, CLOGLOG])
def test_the_correction_of_a_generalised_model_is_that_of_its_working_model_written_out(family):
    design, outcome, firm = investors()
    offset = np.linspace(-0.2, 0.3, 220)
    cells = cells_from_rows(design, outcome, cluster=firm, offset=offset)
    fit = glm(cells, family)
    sums = glm_cluster_sums(cells, family, fit.coefficients)
    mean, factor, weight = family.parts(design @ fit.coefficients + offset)
    covariance, freedom = directly(design, (outcome - mean) * factor, firm, weight, 1.0, sums.common)
    told = cluster_robust(sums)
    np.testing.assert_allclose(told.covariance, covariance, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(told.degrees_of_freedom, freedom, rtol=1e-8)
    same = firm[:, None] == firm
    pairs = np.outer(weight, weight)[same & ~np.eye(220, dtype=bool)].sum()
    by_firm = np.bincount(firm, (outcome - mean) * factor)
    assert sums.own == 1.0
    assert sums.common == pytest.approx((np.square(by_firm).sum() - weight.sum()) / pairs, rel=1e-9)
    np.testing.assert_allclose(sums.information.sum(axis=0), np.eye(3), atol=1e-12)
    np.testing.assert_allclose(sums.scores @ sums.factor, fit.cluster_scores, atol=1e-9)


@pytest.mark.parametrize("kind", ["CR1", "CR2"])
def test_a_sum_of_coefficients_has_the_degrees_of_freedom_of_the_same_number_under_another_coding(kind):
    design, outcome, firm = investors()
    fit = cluster_robust(sums_of(design, outcome, firm), kind)
    np.testing.assert_allclose(fit.degrees_for(np.eye(3)), fit.degrees_of_freedom, rtol=1e-12)
    early = design.copy()
    early[:, 1] = 1 - design[:, 1]
    other = cluster_robust(sums_of(early, outcome, firm), kind)
    np.testing.assert_allclose(fit.degrees_for(np.array([[1.0, 1.0, 0.0]])), other.degrees_of_freedom[:1], rtol=1e-9)
    assert fit.combination(np.array([1.0, 1.0, 0.0])) == pytest.approx((other.coefficients[0], other.standard_errors[0]), rel=1e-9)


def test_sums_of_coefficients_have_degrees_of_freedom_from_ten_clusters_on():
    design, outcome, firm = investors()
    few = cluster_robust(sums_of(design[:180], outcome[:180], firm[:180]))
    with pytest.raises(Unfit, match="few_clusters"):
        few.degrees_for(np.eye(3))
    lone = with_constant(firm == 0, firm == 1)
    assert np.isnan(cluster_robust(sums_of(lone, outcome, firm)).degrees_for(np.array([[0.0, 1.0, -1.0]])))


def test_a_sum_that_rests_on_one_cluster_alone_has_no_error_and_the_others_have_theirs():
    design, outcome, firm = investors()
    lone = cluster_robust(sums_of(with_constant(firm == 0, design[:, 1]), outcome, firm))
    weights = np.array([[1.0, 1, 0], [0, 1, 0], [1, 0, 1], [0, 0, 1]])
    errors = lone.errors_of(weights)
    assert np.isnan(errors[:2]).all()
    assert errors[3] == pytest.approx(lone.standard_errors[2], rel=1e-9)
    assert errors[2] == pytest.approx(float(weights[2] @ lone.covariance @ weights[2]) ** 0.5, rel=1e-9)


def test_few_clusters_have_errors_for_whoever_asks_nothing_more():
    design, outcome, firm = investors()
    few = cluster_robust(sums_of(design[:180], outcome[:180], firm[:180]))
    alone = few.errors_alone()
    np.testing.assert_array_equal(alone.standard_errors, few.standard_errors)
    np.testing.assert_allclose(alone.errors_of(np.eye(3)), few.standard_errors, rtol=1e-9)
    assert np.isnan(alone.degrees_for(np.eye(3))).all()


def test_chunks_of_a_generalised_model_are_one_model():
    design, outcome, firm = investors()
    whole = cells_from_rows(design, outcome, cluster=firm)
    chunks = [cells_from_rows(design[k::3], outcome[k::3], cluster=firm[k::3]) for k in range(3)]
    at = glm(whole, LOGIT).coefficients
    one, other = (cluster_robust(glm_cluster_sums(source, LOGIT, at)) for source in (whole, chunks))
    np.testing.assert_allclose(other.covariance, one.covariance, rtol=1e-10)
    np.testing.assert_allclose(other.degrees_of_freedom, one.degrees_of_freedom, rtol=1e-10)


def test_cells_that_name_no_cluster_are_an_error_of_the_caller():
    design, outcome, _ = sample()
    with pytest.raises(ValueError, match="cluster"):
        linear_cluster_sums(cells_from_rows(design, outcome))


def test_clusters_without_anybody_are_not_counted():
    design, outcome, cluster = sample()
    cells = cells_from_rows(design, outcome, cluster=2 * cluster + 1)
    sums = linear_cluster_sums(cells)
    assert len(sums) == 12
    np.testing.assert_array_equal(sums.labels, 2 * np.arange(12) + 1)
    np.testing.assert_array_equal(sums.persons, np.bincount(cluster))
    np.testing.assert_allclose(sums.contrasts, np.linalg.inv(sums.factor).T, atol=1e-12)


def test_a_model_without_a_constant_knows_what_a_cluster_shares():
    design, outcome, cluster = sample()
    turned = np.column_stack([1 - design[:, 3], design[:, 3], design[:, 1]])
    sums, usual = sums_of(turned, outcome, cluster, constant=False), sums_of(design[:, [0, 3, 1]], outcome, cluster)
    np.testing.assert_allclose(cluster_robust(sums).degrees_of_freedom[2], cluster_robust(usual).degrees_of_freedom[2], rtol=1e-9)
    np.testing.assert_allclose(cluster_robust(sums).standard_errors[2], cluster_robust(usual).standard_errors[2], rtol=1e-9)


def test_sums_by_cluster_grow_with_the_numbers_seen():
    first = add_by_cluster(np.zeros((0, 2)), np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([2, 0, 2]))
    assert first.tolist() == [[3, 4], [0, 0], [6, 8]]
    assert add_by_cluster(first.copy(), np.array([[1.0, 1]]), np.array([1])).tolist() == [[3, 4], [1, 1], [6, 8]]
    assert add_by_cluster(first, np.array([[1.0, 1]]), np.array([3])).tolist() == [[3, 4], [0, 0], [6, 8], [1, 1]]
    assert add_by_cluster(first, np.zeros((0, 2)), np.array([], int)).tolist() == first.tolist()


def test_what_a_cluster_shares_is_left_to_the_caller_to_change():
    sums = sums_of(*sample())
    alike = cluster_robust(replace(sums, common=0.0))
    np.testing.assert_allclose(alike.degrees_of_freedom, cluster_robust(sums, working="independent").degrees_of_freedom, rtol=1e-12)


def test_a_first_column_that_is_not_the_constant_is_an_error_of_the_caller_unless_it_is_said():
    design, outcome, cluster = sample()
    turned = np.column_stack([1 - design[:, 3], design[:, 3]])
    with pytest.raises(ValueError, match="constant"):
        sums_of(turned, outcome, cluster)
    assert len(sums_of(turned, outcome, cluster, constant=False)) == 12
