"""Least squares from moments: equal to rows, to R, to the certified values of NIST, and careful with digits."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.linear_fit import FEWEST_CLUSTERS, LinearFit, require_clusters
from tejido.stats.moments import ERRORS, ols
from tejido.stats.tests.cases import case, with_constant
from tejido.stats.tests.firms import grunfeld
from tejido.stats.triangle import BLOCK, occupied, triangle, within
from tejido.stats.unfit import Unfit


def sample(seed=1, n=400, clusters=12):
    random = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(clusters), random.integers(0, clusters, n - clusters)])
    design = with_constant(random.integers(0, 2, n), random.integers(0, 3, n), cluster % 2)
    outcome = design @ [50.0, 2.0, -1.0, 0.5] + random.normal(size=clusters)[cluster] + random.normal(size=n) * (1 + design[:, 1])
    return design, outcome, cluster


def reason(source, **options):
    with pytest.raises(Unfit) as refusal:
        ols(source, **options)
    return refusal.value.reason, refusal.value.columns


def cells(**changed):
    design, outcome, cluster = sample()
    return replace(cells_from_rows(design, outcome, cluster=cluster), **changed)


# R 4.2.2, sandwich 3.0-2: lm(invest ~ value + capital), vcovHC(type), AER::Grunfeld (220 rows).
FIRMS = {
    "classical": [8.41337092094307, 0.00551883241516923, 0.0242282507390413],
    "HC0": [10.356034239092, 0.00673170300115984, 0.0485623521818399],
    "HC1": [10.4273740095435, 0.00677807578593086, 0.0488968843953546],
    "HC2": [11.3979089837552, 0.00691607472546673, 0.0531008196994928],
    "HC3": [12.580094393719, 0.00711115725568525, 0.0582754256943366],
    "CR1": [18.1362799927105, 0.0162004454371423, 0.0854778168846621],  # vcovCL(m, firm, type = "HC1")
}


@pytest.mark.parametrize("errors", FIRMS)
def test_the_errors_of_the_investment_of_eleven_firms_are_those_of_r(errors):
    design, outcome, firm = grunfeld()
    fit = ols(cells_from_rows(design, outcome, cluster=firm))
    np.testing.assert_allclose(fit.coefficients, [-38.4100539863918, 0.114534363010626, 0.227514125549872], rtol=1e-12)
    np.testing.assert_allclose(fit.standard_errors(errors), FIRMS[errors], rtol=1e-11)


def test_the_rest_of_a_fit_is_that_of_r():
    design, outcome, firm = grunfeld()
    fit = ols(cells_from_rows(design, outcome, cluster=firm))
    assert fit.residual_variance == pytest.approx(8150.5917119854, rel=1e-12)
    assert fit.log_likelihood == pytest.approx(-1301.29919478839, rel=1e-12)
    assert fit.r_squared == pytest.approx(0.817887031542023, rel=1e-12)
    assert (fit.n, fit.degrees_of_freedom, fit.cells, fit.clusters) == (220, 217, 220, 11)
    assert set(fit.covariances) == {*ERRORS, "CR1"}


# R 4.2.2: lm(invest ~ value + capital, weights = 1:11) on the means of the firms, with sandwich::vcovHC.
MEANS = {
    "classical": [24.8644987617556, 0.0262952826951234, 0.113443824744335],  # vcov(m)
    "HC0": [9.45560747661878, 0.0272267856085438, 0.0391688323214403],
    "HC1": [11.0876825817592, 0.0319262360769119, 0.0459295271035911],
    "HC2": [11.1834395527821, 0.0316127331890836, 0.0458597094736264],
    "HC3": [13.3921088346703, 0.0371301979293131, 0.0542323517521165],
}


def test_weighted_means_have_the_errors_of_weighted_least_squares_in_r():
    design, outcome, firm = grunfeld()
    means = [np.array([column[firm == f].mean() for f in range(11)]) for column in (design[:, 1], design[:, 2], outcome)]
    weight = np.arange(1.0, 12.0)
    fit = ols(Cells(with_constant(*means[:2]), weight, weight * means[2]), weights="analytic")
    np.testing.assert_allclose(fit.coefficients, [-10.2201865049734, 0.116593053857725, 0.0732180885100389], rtol=1e-11)
    for errors, reference in MEANS.items():
        np.testing.assert_allclose(fit.standard_errors(errors), reference, rtol=1e-11)
    assert fit.log_likelihood == pytest.approx(-58.6520057574578, rel=1e-12)
    assert fit.r_squared == pytest.approx(0.783188854842101, rel=1e-11)
    assert (fit.n, fit.degrees_of_freedom) == (11, 8)


def test_weights_that_mean_precision_need_not_be_whole_and_their_size_does_not_matter():
    design, outcome, _ = sample(n=60)
    weight = np.random.default_rng(3).uniform(0.2, 3, 60)
    small, large = (ols(Cells(design, w, w * outcome), weights="analytic") for w in (weight, 1000 * weight))
    for errors in ERRORS:
        np.testing.assert_allclose(large.standard_errors(errors), small.standard_errors(errors), rtol=1e-10)
    assert reason(Cells(design, weight, weight * outcome, weight * outcome**2)) == ("not_whole", ())


def test_longley_has_the_certified_digits_of_nist():
    table = sm.datasets.longley.load_pandas().data
    design = with_constant(*(table[name] for name in ("GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR")))
    outcome = table["TOTEMP"].to_numpy(float)
    fit = ols(Cells(design, np.ones(16), outcome, outcome**2))
    certified = [
        -3482258.63459582,
        15.0618722713733,
        -0.0358191792925910,
        -2.02022980381683,
        -1.03322686717359,
        -0.0511041056535807,
        1829.15146461355,
    ]
    errors = [
        890420.383607373,
        84.9149257747669,
        0.0334910077722432,
        0.488399681651699,
        0.214274163161675,
        0.226073200069370,
        455.478499142212,
    ]
    np.testing.assert_allclose(fit.coefficients, certified, rtol=1e-9)
    np.testing.assert_allclose(fit.standard_errors("classical"), errors, rtol=1e-10)
    assert fit.residual_variance**0.5 == pytest.approx(304.854073561965, rel=1e-11)
    assert fit.r_squared == pytest.approx(0.995479004577296, rel=1e-13)


def test_the_adjusted_difference_of_the_supported_work_trial_is_the_published_one():
    data, _ = case("nsw")
    columns = [data[name] for name in ("treat", "age", "educ", "nodegree", "black", "hisp", "re74", "re75")]
    fit = ols(cells_from_rows(with_constant(columns[0], columns[1], columns[1] ** 2, *columns[2:]), data["re78"]))
    assert fit.coefficients[1] == pytest.approx(1672.20312359917, rel=1e-10)  # Dehejia & Wahba 1999: 1,672 (638)
    assert fit.standard_errors("classical")[1] == pytest.approx(638.396626947768, rel=1e-10)
    assert fit.standard_errors("HC1")[1] == pytest.approx(674.311051178186, rel=1e-10)


def test_two_cells_are_enough_for_the_supported_work_trial():
    data, _ = case("nsw")
    arms = cells_from_rows(with_constant(data["treat"]), data["re78"])
    fit = ols(arms)
    assert (len(arms), fit.cells, fit.n) == (2, 2, 445)
    assert fit.coefficients[1] == pytest.approx(1794.34238185009, rel=1e-12)
    for errors, reference in {"classical": 632.853392414363, "HC2": 670.996544467331, "HC3": 672.682147081145}.items():
        assert fit.standard_errors(errors)[1] == pytest.approx(reference, rel=1e-12)


def test_the_cluster_error_agrees_with_statsmodels_on_rows():
    design, outcome, cluster = sample()
    oracle = sm.OLS(outcome, design).fit(cov_type="cluster", cov_kwds={"groups": cluster}, use_t=True)
    fit = ols(cells_from_rows(design, outcome, cluster=cluster))
    np.testing.assert_allclose(fit.standard_errors("CR1"), oracle.bse, rtol=1e-10)
    np.testing.assert_allclose(fit.intervals("CR1"), oracle.conf_int(), rtol=1e-9)
    np.testing.assert_allclose(fit.p_values("CR1"), oracle.pvalues, rtol=1e-8)


def assert_same(one: LinearFit, other: LinearFit, tolerance=1e-10):
    np.testing.assert_allclose(one.coefficients, other.coefficients, rtol=tolerance, atol=1e-12)
    assert set(one.covariances) == set(other.covariances)
    for kind, covariance in one.covariances.items():
        np.testing.assert_allclose(np.diag(covariance), np.diag(other.covariances[kind]), rtol=tolerance)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=tolerance)
    assert (one.n, one.degrees_of_freedom, one.clusters) == (other.n, other.degrees_of_freedom, other.clusters)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_cells_rows_order_and_chunks_give_the_same_fit(seed, pieces):
    design, outcome, cluster = sample(seed, n=120, clusters=5)
    rows = ols(cells_from_rows(design, outcome, cluster=cluster, compress=False))
    order = np.random.default_rng(seed).permutation(120)
    cells = cells_from_rows(design[order], outcome[order], cluster=cluster[order])
    chunks = [cells_from_rows(design[k::pieces], outcome[k::pieces], cluster=cluster[k::pieces]) for k in range(pieces)]
    assert_same(ols(cells), rows)
    assert_same(ols(chunks), rows)
    assert_same(ols(lambda: iter(chunks)), rows)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_another_reference_level_leaves_the_difference_and_its_errors(seed):
    design, outcome, cluster = sample(seed, n=80, clusters=4)
    turned = design.copy()
    turned[:, 1] = 1 - turned[:, 1]
    one, other = (ols(cells_from_rows(d, outcome, cluster=cluster)) for d in (design, turned))
    assert other.coefficients[1] == pytest.approx(-one.coefficients[1], rel=1e-9)
    for kind in one.covariances:
        np.testing.assert_allclose(other.standard_errors(kind)[1:], one.standard_errors(kind)[1:], rtol=1e-9)


def test_more_cells_than_are_read_at_a_time_are_all_read():
    random = np.random.default_rng(5)
    x = random.normal(size=2 * BLOCK + 3)
    y = 1 + 2 * x + random.normal(size=len(x))
    oracle = sm.OLS(y, with_constant(x)).fit(cov_type="HC3", use_t=True)
    fit = ols(Cells(with_constant(x), np.ones(len(x)), y))
    np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-11)
    np.testing.assert_allclose(fit.standard_errors("HC3"), oracle.bse, rtol=1e-11)
    assert [len(block) for block in occupied(Cells(with_constant(x), np.ones(len(x)), y))] == [BLOCK, BLOCK, 3]


def test_a_mean_a_thousand_times_the_spread_and_a_calendar_year_cost_no_digits_that_matter():
    design, outcome, cluster = sample(n=300)
    far = design.copy()
    far[:, 2] += 2020.0
    near, moved = ols(cells_from_rows(design, outcome, cluster=cluster)), ols(cells_from_rows(far, outcome + 2000.0, cluster=cluster))
    np.testing.assert_allclose(moved.coefficients[1:], near.coefficients[1:], rtol=1e-9)
    for kind in near.covariances:
        np.testing.assert_allclose(moved.standard_errors(kind)[1:], near.standard_errors(kind)[1:], rtol=1e-7)


def test_rows_with_a_mean_of_a_thousand_million_keep_their_digits():
    design, outcome, _ = sample(n=300)
    steps = np.rint(outcome * 4) / 4  # added without rounding
    near, far = (ols(Cells(design, np.ones(300), steps + shift)) for shift in (0.0, 2.0**30))
    np.testing.assert_allclose(far.standard_errors("HC3"), near.standard_errors("HC3"), rtol=1e-6)
    assert far.coefficients[0] - near.coefficients[0] == pytest.approx(2.0**30, rel=1e-14)


def test_sums_of_squares_that_lost_their_digits_are_refused():
    design, outcome, _ = sample()
    assert reason(cells_from_rows(design, outcome + 1e6)) == ("rounded", ())
    ols(cells_from_rows(design, outcome + 1e4))


def test_without_a_constant_nothing_is_centred():
    design, outcome, _ = sample()
    two = np.column_stack([design[:, 1], 1 - design[:, 1], design[:, 2]])
    fit, oracle = ols(cells_from_rows(two, outcome), constant=False), sm.OLS(outcome, two).fit()
    np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-11)
    np.testing.assert_allclose(fit.standard_errors("classical"), oracle.bse, rtol=1e-10)
    through_zero = two[:, [0, 2]]
    fit, oracle = ols(cells_from_rows(through_zero, outcome), constant=False), sm.OLS(outcome, through_zero, hasconst=False).fit()
    assert fit.r_squared == pytest.approx(oracle.rsquared, rel=1e-10)
    assert reason(cells_from_rows(np.column_stack([two, np.zeros(400)]), outcome), constant=False) == ("constant", (3,))
    assert reason(cells_from_rows(np.column_stack([two, two[:, 0] + two[:, 1]]), outcome), constant=False) == ("collinear", (3,))
    assert ols(cells_from_rows(two, np.where(design[:, 2] > 0, 3.0, 3.1)), constant=False).n == 400


def test_a_first_column_that_is_not_the_constant_is_an_error_of_the_caller():
    design, outcome, _ = sample()
    with pytest.raises(ValueError, match="constant"):
        ols(cells_from_rows(design[:, 1:], outcome))


def test_cells_without_anybody_change_nothing():
    design, outcome, cluster = sample()
    full = cells_from_rows(design, outcome, cluster=cluster)
    empty = Cells(np.array([[1.0, 9, 9, 9]]), np.zeros(1), np.zeros(1), np.zeros(1), None, np.array([40]))
    assert_same(ols([empty, full, empty]), ols(full), tolerance=1e-13)
    assert_same(ols(replace(full, n=full.n.astype(int))), ols(full), tolerance=1e-13)


def test_without_clusters_there_is_no_cluster_error_and_with_one_cluster_neither():
    design, outcome, _ = sample()
    assert set(ols(cells_from_rows(design, outcome)).covariances) == set(ERRORS)
    lone = ols(cells_from_rows(design, outcome, cluster=np.zeros(400, int)))
    assert (set(lone.covariances), lone.clusters) == (set(ERRORS), 1)
    two = ols(cells_from_rows(design[:, :3], outcome, cluster=np.arange(400) % 2))
    assert ("CR1" in two.covariances, two.clusters) == (True, 2)


@pytest.mark.parametrize("ask", [LinearFit.p_values, LinearFit.intervals])
def test_nine_clusters_give_an_error_but_neither_interval_nor_p(ask):
    design, outcome, cluster = sample(clusters=9)
    fit = ols(cells_from_rows(design, outcome, cluster=cluster))
    assert np.isfinite(fit.standard_errors("CR1")).all()
    with pytest.raises(Unfit, match=r"^few_clusters$"):
        ask(fit, "CR1")
    assert np.isfinite(ask(fit, "HC1")).all()


def test_ten_clusters_are_the_fewest():
    assert FEWEST_CLUSTERS == 10
    require_clusters(10)
    with pytest.raises(Unfit, match=r"^few_clusters$"):
        require_clusters(9)


def test_a_fit_tells_the_same_through_its_wald_part_and_other_levels_are_narrower():
    design, outcome, _ = sample()
    fit = ols(cells_from_rows(design, outcome))
    np.testing.assert_array_equal(fit.wald("HC2").standard_errors, fit.standard_errors("HC2"))
    assert (np.ptp(fit.intervals("HC2", 0.5), axis=1) < np.ptp(fit.intervals("HC2"), axis=1)).all()
    oracle = sm.OLS(outcome, design).fit(cov_type="HC2", use_t=True)
    np.testing.assert_allclose(fit.intervals("HC2", 0.9), oracle.conf_int(alpha=0.1), rtol=1e-9)


def test_one_person_alone_on_a_column_has_no_hc2_or_hc3():
    design, outcome, _ = sample()
    alone = np.zeros(400)
    alone[7] = 1.0
    fit = ols(cells_from_rows(np.column_stack([design, alone]), outcome))
    assert np.isnan(fit.standard_errors("HC2")).all()
    assert np.isnan(fit.standard_errors("HC3")).all()
    assert np.isfinite(fit.standard_errors("HC1")).all()


@pytest.mark.parametrize("field", ["design", "n", "total", "squares", "offset"])
@pytest.mark.parametrize(("value", "expected"), [(np.nan, "infinite"), (np.inf, "infinite"), ("seven", "not_a_number")])
def test_what_is_not_a_number_is_refused(field, value, expected):
    held = getattr(cells(offset=cells().total), field).astype(float if isinstance(value, float) else object)
    held[(3, 1) if held.ndim == 2 else 3] = value
    assert reason(cells(**{field: held})) == (expected, ())


@pytest.mark.parametrize("field", ["n", "total", "squares"])
def test_what_cannot_have_been_counted_is_refused(field):
    held = getattr(cells(), field).copy()
    held[3] = {"n": -1.0, "total": held[3], "squares": held[3] / 2}[field]
    changes = {field: held}
    if field == "total":
        changes["n"] = np.where(np.arange(len(held)) == 3, 0.0, cells().n)
    assert reason(cells(**changes)) == ("impossible_counts", ())


def test_cells_of_several_persons_need_the_sum_of_squares():
    with pytest.raises(ValueError, match="squares"):
        ols(cells(squares=None))
    design, outcome, _ = sample()
    one_each = Cells(design, np.ones(400), outcome)
    assert within(one_each).tolist() == [0.0] * 400
    assert_same(ols(one_each), ols(cells_from_rows(design, outcome)))


def test_the_spread_within_a_cell_is_never_below_zero():
    pair = Cells(np.ones((2, 1)), np.array([2.0, 1.0]), np.array([0.2, 3.0]), np.array([0.02 * (1 - 1e-9), 8.0]))
    assert within(pair).tolist() == [0.0, 0.0]


def test_columns_that_add_nothing_are_refused_by_position():
    design, outcome, _ = sample()
    assert reason(cells_from_rows(np.column_stack([design, np.full(400, 0.1)]), outcome)) == ("constant", (4,))
    assert reason(cells_from_rows(np.column_stack([design, design[:, 1] - 3 * design[:, 3] + 2]), outcome)) == ("collinear", (4,))
    near = design[:, 1] + 1e-5 * np.random.default_rng(1).normal(size=400)
    assert ols(cells_from_rows(np.column_stack([design, near]), outcome)).n == 400
    nearer = design[:, 1] + 1e-8 * np.random.default_rng(1).normal(size=400)
    assert reason(cells_from_rows(np.column_stack([design, nearer]), outcome)) == ("collinear", (4,))
    barely = 1e6 + np.random.default_rng(1).normal(size=400)
    assert ols(cells_from_rows(np.column_stack([design, barely]), outcome)).n == 400


def test_as_many_persons_as_columns_are_too_few_and_one_more_is_enough():
    design, outcome, _ = sample(n=40)
    x = with_constant(np.arange(5.0), np.arange(5.0) ** 2)
    y = np.array([1.0, 3.0, 2.0, 5.0, 9.0])
    assert reason(cells_from_rows(x[:3], y[:3])) == ("too_few", ())
    assert ols(cells_from_rows(x[:4], y[:4])).degrees_of_freedom == 1
    assert reason([]) == ("too_few", ())
    assert reason(
        replace(
            cells_from_rows(design, outcome),
            n=np.zeros(len(cells_from_rows(design, outcome))),
            total=0 * cells_from_rows(design, outcome).n,
        )
    ) == (
        "too_few",
        (),
    )


def test_fewer_cells_than_columns_are_collinear_whoever_is_in_them():
    assert reason(Cells(with_constant([0.0, 1.0], [1.0, 0.0]), np.array([5.0, 6.0]), np.array([4.0, 5.0]), np.array([9.0, 9.0]))) == (
        "collinear",
        (2,),
    )


@pytest.mark.parametrize("value", [0.0, 0.1, 7.3, -1e5])
def test_an_outcome_without_variation_is_refused(value):
    design, _, _ = sample()
    assert reason(cells_from_rows(design, np.full(400, value))) == ("one_outcome", ())
    assert reason(Cells(design, np.ones(400), np.full(400, value))) == ("one_outcome", ())


def test_an_outcome_that_the_columns_determine_is_refused():
    design, _, _ = sample()
    outcome = design @ [1.3, 2.1, -0.7, 0.1]
    assert reason(cells_from_rows(design, outcome)) == ("perfect", ())
    assert reason(Cells(design, np.ones(400), outcome)) == ("perfect", ())


def test_a_triangle_holds_what_its_cells_say():
    design, outcome, cluster = sample()
    found = triangle(cells_from_rows(design, outcome, cluster=cluster))
    np.testing.assert_allclose(found.factor.T @ found.factor, design.T @ design, rtol=1e-12)
    np.testing.assert_allclose(np.tril(found.factor, -1), 0)
    residuals = outcome - design @ found.coefficients
    assert found.residual == pytest.approx(residuals @ residuals, rel=1e-11)
    assert found.spread == pytest.approx(400 * outcome.var(), rel=1e-11)
    assert (found.n, found.logarithms) == (400, 0.0)
    z = found.orthonormal(design)
    np.testing.assert_allclose(z.T @ z, np.eye(4), atol=1e-13)


def test_weighted_means_in_chunks_have_the_likelihood_of_all_of_them():
    random = np.random.default_rng(9)
    n, x = random.integers(1, 9, 40).astype(float), random.normal(size=40)
    mean = 1 + 2 * x + random.normal(size=40) / np.sqrt(n)
    whole = Cells(with_constant(x), n, n * mean)
    parts = [Cells(with_constant(x)[k::3], n[k::3], (n * mean)[k::3]) for k in range(3)]
    oracle = sm.WLS(mean, with_constant(x), weights=n).fit()
    for source in (whole, parts):
        fit = ols(source, weights="analytic")
        assert fit.log_likelihood == pytest.approx(oracle.llf, rel=1e-10)
        np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-10)
        np.testing.assert_allclose(fit.standard_errors("classical"), oracle.bse, rtol=1e-10)
        assert (fit.n, fit.cells) == (40, 40)
