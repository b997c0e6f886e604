"""Cox regression against R's survival: the recidivism study (MIT copy of lifelines), Freireich's trial and generated people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_values
from scipy import stats

from tejido.stats.cox import allowing_for_few_clusters, cox, proportional_hazards_check
from tejido.stats.log_rank import log_rank
from tejido.stats.tests.cases import EVENT, GROUP, TIME, case
from tejido.stats.tests.generated import people, reference
from tejido.stats.unfit import Unfit

NAMES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
KINDS = ["plain", "late", "strata", "weights", "halves", "cluster", "repeated"]


@pytest.fixture(scope="module")
def rossi():
    data, expected = case("rossi")
    return data["week"], data["arrest"], np.column_stack([data[name] for name in NAMES]), expected


def fitted(kind, ties):
    p = people()
    more = {
        "plain": {},
        "late": {"entry": p.entry},
        "strata": {"entry": p.entry, "strata": p.stratum},
        "weights": {"entry": p.entry, "weights": p.count},
        "halves": {"weights": p.half},
        "cluster": {"entry": p.entry, "strata": p.stratum, "weights": p.count, "cluster": p.cluster},
        "repeated": {"entry": p.entry, "counts": p.count},
    }[kind]
    return cox(p.stop, p.event, p.design, ties=ties, **more)


def test_coefficients_and_errors_of_the_recidivism_study_are_those_of_r(rossi):
    time, event, design, expected = rossi
    fit = cox(time, event, design)
    np.testing.assert_allclose(fit.coefficients, [expected["cox_efron"]["coef"][name] for name in NAMES], rtol=1e-8)
    np.testing.assert_allclose(fit.standard_errors, [expected["cox_efron"]["se"][name] for name in NAMES], rtol=1e-8)
    assert fit.log_likelihood == pytest.approx(expected["cox_efron"]["loglik"]["value"], abs=1e-8)
    assert (fit.n, fit.events, fit.ties, fit.clusters) == (432, 114, "efron", 0)


@pytest.mark.parametrize(("ties", "coefficient", "error"), [("efron", 1.5721, 0.4124), ("breslow", 1.5092, 0.4096)])
def test_the_remissions_give_the_published_coefficient_for_each_treatment_of_ties(ties, coefficient, error):
    fit = cox(TIME, EVENT, GROUP[:, None], ties=ties)
    assert fit.coefficients[0] == pytest.approx(coefficient, abs=5e-5)
    assert fit.standard_errors[0] == pytest.approx(error, abs=5e-5)
    assert fit.ties == ties


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("kind", KINDS)
def test_late_arrivals_strata_weights_clusters_and_people_per_row_are_as_in_r(kind, ties):
    fit, theirs = fitted(kind, ties), reference()[f"{kind}_{ties}"]
    np.testing.assert_allclose(fit.coefficients, theirs["coef"], rtol=1e-9)
    np.testing.assert_allclose(fit.standard_errors, theirs["se"], rtol=1e-9)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.model_covariance)), theirs["naive"], rtol=1e-9)
    np.testing.assert_allclose([fit.null_log_likelihood, fit.log_likelihood], theirs["loglik"], rtol=1e-11)
    assert fit.score_test.chi_square == pytest.approx(theirs["score"], rel=1e-9)
    assert fit.wald_test.chi_square == pytest.approx(theirs["wald"], rel=1e-7)
    likelihood_ratio = 2 * (theirs["loglik"][1] - theirs["loglik"][0])
    assert fit.likelihood_ratio_test.chi_square == pytest.approx(likelihood_ratio, rel=1e-9)
    for test in (fit.score_test, fit.wald_test, fit.likelihood_ratio_test):
        assert (test.degrees_of_freedom, test.p) == (3, pytest.approx(stats.chi2.sf(test.chi_square, 3)))


def test_people_events_and_clusters_are_counted():
    p = people()
    assert (fitted("plain", "efron").n, fitted("plain", "efron").events) == (120, 66)
    repeated = fitted("repeated", "efron")
    assert (repeated.n, repeated.events) == (p.count.sum(), p.count[p.event == 1].sum())
    assert [fitted(kind, "efron").clusters for kind in ("weights", "halves", "cluster")] == [0, 120, 20]
    assert 3 < repeated.rounds < 10


def test_the_errors_of_few_clusters_are_told_wider_and_those_of_none_as_they_are():
    by_cluster, alone = fitted("cluster", "efron"), fitted("plain", "efron")
    told, freedom = allowing_for_few_clusters(by_cluster)
    np.testing.assert_allclose(told.standard_errors, np.array(reference()["cluster_efron"]["se"]) * (20 / 19) ** 0.5, rtol=1e-9)
    np.testing.assert_array_equal(told.coefficients, by_cluster.coefficients)
    assert freedom == 19
    told, freedom = allowing_for_few_clusters(alone)
    np.testing.assert_array_equal(told.intervals(degrees_of_freedom=freedom), alone.intervals())


def test_a_row_that_weighs_nothing_is_not_there():
    p = people()
    nobody = np.where(np.arange(120) < 10, 0.0, 1.0)
    without = cox(p.stop[10:], p.event[10:], p.design[10:], entry=p.entry[10:])
    for more in ({"weights": nobody}, {"counts": nobody}):
        fit = cox(p.stop, p.event, p.design, entry=p.entry, **more)
        np.testing.assert_allclose(fit.coefficients, without.coefficients, rtol=1e-9)
        np.testing.assert_allclose(fit.standard_errors, without.standard_errors, rtol=1e-9)
        assert (fit.n, fit.events) == (110, without.events)


def test_weights_and_people_per_row_multiply():
    p = people()
    both = cox(p.stop, p.event, p.design, ties="breslow", counts=p.count, weights=np.full(120, 2.0))
    one = cox(p.stop, p.event, p.design, ties="breslow", counts=2 * p.count)
    np.testing.assert_allclose(both.coefficients, one.coefficients, rtol=1e-9)
    np.testing.assert_allclose(both.standard_errors, one.standard_errors, rtol=1e-9)
    assert both.n == p.count.sum()


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_clusters_of_rows_of_several_people_are_those_of_the_rows_repeated(ties):
    p = people()
    rows = np.repeat(np.arange(120), p.count.astype(int))
    apart = cox(p.stop[rows], p.event[rows], p.design[rows], ties=ties, cluster=p.cluster[rows])
    together = cox(p.stop, p.event, p.design, ties=ties, counts=p.count, cluster=p.cluster)
    np.testing.assert_allclose(together.standard_errors, apart.standard_errors, rtol=1e-9)


def test_a_spell_cut_in_two_is_the_same_spell():
    p = people()
    cut = p.entry + (p.stop - p.entry) / 2
    fit = cox(
        np.concatenate([cut, p.stop]),
        np.concatenate([np.zeros(120), p.event]),
        np.vstack([p.design, p.design]),
        entry=np.concatenate([p.entry, cut]),
        cluster=np.tile(np.arange(120), 2),
    )
    whole = cox(p.stop, p.event, p.design, entry=p.entry, cluster=np.arange(120))
    np.testing.assert_allclose(fit.coefficients, whole.coefficients, rtol=1e-9)
    np.testing.assert_allclose(fit.covariance, whole.covariance, rtol=1e-8)


def test_without_ties_the_score_test_of_a_group_is_the_log_rank_test():
    time = np.argsort(np.argsort(people().stop + np.arange(120) / 1000)) + 1.0
    p = people()
    assert cox(time, p.event, p.group[:, None]).score_chi_square == pytest.approx(log_rank(time, p.event, p.group).chi_square)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_the_order_of_the_people_and_the_units_of_a_column_change_nothing(rossi, ties):
    time, event, design, _expected = rossi
    order = np.random.default_rng(4).permutation(len(time))
    one, other = cox(time, event, design, ties=ties), cox(time[order], event[order], 1000 * design[order] - 7e4, ties=ties)
    np.testing.assert_allclose(one.coefficients, 1000 * other.coefficients, rtol=1e-8)
    np.testing.assert_allclose(one.standard_errors, 1000 * other.standard_errors, rtol=1e-8)
    np.testing.assert_allclose(proportional_hazards_check(one).p, proportional_hazards_check(other).p, rtol=1e-7)


@settings(max_examples=15, deadline=None)
@given(some_values.randoms())
def test_strata_clusters_and_orders_by_any_name(random):
    p, order = people(), list(range(120))
    random.shuffle(order)
    names, groups = np.array(["z", "m", "a"])[p.stratum.astype(int)], (p.cluster * 7919) % 20
    one = cox(p.stop, p.event, p.design, entry=p.entry, strata=p.stratum, cluster=p.cluster)
    other = cox(p.stop[order], p.event[order], p.design[order], entry=p.entry[order], strata=names[order], cluster=groups[order])
    np.testing.assert_allclose(one.coefficients, other.coefficients, rtol=1e-8)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-7)


def test_a_stratum_without_events_is_no_matter():
    p = people()
    quiet = p.event * (p.stratum != 2)
    fit = cox(p.stop, quiet, p.design, strata=p.stratum)
    rest = p.stratum != 2
    alone = cox(p.stop[rest], quiet[rest], p.design[rest], strata=p.stratum[rest])
    np.testing.assert_allclose(fit.coefficients, alone.coefficients, rtol=1e-9)


def test_what_subtraction_leaves_is_no_difference_in_time():
    p = people()
    shaken = np.where(np.arange(120) % 2 == 0, p.stop * (1 + 1e-13), p.stop)
    np.testing.assert_allclose(cox(shaken, p.event, p.design).coefficients, reference()["plain_efron"]["coef"], rtol=1e-9)


def test_a_million_fold_hazard_and_almost_collinear_columns_are_still_found():
    random = np.random.default_rng(1)
    x = random.normal(size=100)
    steep = cox(np.exp(-30 * x + random.gumbel(size=100)), np.ones(100), x[:, None])
    assert 20 < steep.coefficients[0] < 36
    near = cox(random.exponential(size=100), np.ones(100), np.column_stack([x, x + 1e-4 * random.normal(size=100)]))
    assert np.abs(near.coefficients).max() < 4 * near.standard_errors.max()


def test_a_step_that_goes_too_far_is_halved():
    random = np.random.default_rng(34)
    n = int(random.integers(20, 100))
    x = np.exp(random.normal(size=n) * 2)
    time = np.argsort(np.argsort(random.exponential(size=n) / np.minimum(x, 1e3) ** random.integers(0, 4))) + 1.0
    fit = cox(time, (random.random(n) < 0.8).astype(float), x[:, None])
    assert fit.coefficients[0] == pytest.approx(0.01738370910439541, rel=1e-8)  # R: coxph, eps 1e-12
    assert fit.standard_errors[0] == pytest.approx(0.00832965022784298, rel=1e-8)


def steep(seed):
    """A rare column, a steep one and a skewed one, from where Newton's first step would leave the earth."""
    random = np.random.default_rng(seed)
    n = int(random.integers(20, 400))
    rare, x = (np.arange(n) < random.integers(1, 6)).astype(float), random.normal(size=n)
    design = np.column_stack([rare, x, np.exp(random.normal(size=n) * random.integers(1, 4))])
    time = random.exponential(np.exp(-random.integers(-8, 12) * rare - random.integers(0, 12) * x)) + 1e-9
    return np.ceil(time * 10) if seed % 3 == 0 else time, (random.random(n) < 0.8).astype(float), design


def test_a_first_step_far_too_long_neither_loses_the_top_nor_finds_one_that_is_none():
    time, event, design = steep(20)
    fit = cox(time, event, design)
    np.testing.assert_allclose(fit.coefficients, [8.858424, 8.617701, 0.000216], atol=1e-5)
    assert fit.log_likelihood > fit.null_log_likelihood + 100
    assert refusal(*steep(119), ties="breslow") == ("separated", (0,))
    assert refusal(*steep(202)) == ("separated", (0,))


def refusal(*arrays, **more):
    with pytest.raises(Unfit) as refused:
        cox(*arrays, **more)
    return refused.value.reason, refused.value.columns


def test_no_event_or_hardly_any_is_refused():
    assert refusal(TIME, np.zeros(42), GROUP[:, None]) == ("no_events", ())
    one, two = (np.where(np.arange(42) < n, 1.0, 0.0) for n in (1, 2))
    x = (np.arange(42) + 2) % 5
    assert refusal(TIME, one, x[:, None]) == ("too_few", ())
    assert refusal(TIME, two, np.column_stack([x, x**2])) == ("too_few", ())
    assert cox(TIME, two, x[:, None]).events == 2
    assert cox(TIME, one, x[:, None], counts=np.full(42, 2)).events == 2


def test_columns_that_add_nothing_are_named():
    p = people()
    assert refusal(p.stop, p.event, np.column_stack([p.age, np.full(120, 3.0)])) == ("constant", (1,))
    assert refusal(p.stop, p.event, np.column_stack([p.age, p.group, p.age - 2 * p.group])) == ("collinear", (2,))
    assert refusal(p.stop, p.event, np.column_stack([p.age, p.stratum == 1]), strata=p.stratum) == ("unvarying", (1,))
    assert refusal(p.stop, p.event, np.column_stack([p.age, 1 + 1e9 * p.age])) == ("collinear", (1,))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_where_all_at_risk_have_the_event_at_once_there_is_nobody_to_compare_with(ties):
    squares, ones = np.arange(8.0)[:, None] ** 2, np.ones(8)
    assert refusal(np.arange(1.0, 9.0), ones, squares, entry=np.arange(8.0), ties=ties) == ("all_at_once", ())
    assert refusal(np.full(8, 3.0), ones, squares, ties=ties) == ("all_at_once", ())
    assert refusal(np.repeat([2.0, 5.0], 4), ones, squares, strata=np.repeat([0, 1], 4), ties=ties) == ("all_at_once", ())
    assert cox(np.full(8, 3.0), np.arange(8) > 0, squares, ties=ties).events == 7


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_a_column_that_varies_only_where_all_have_the_event_says_nothing(ties):
    time = np.repeat([1.0, 2.0, 2.0, 9.0], [4, 4, 4, 6])
    event = np.repeat([1.0, 1.0, 0.0, 1.0], [4, 4, 4, 6])
    kind, group = np.arange(18) % 3, (np.arange(18) == 13).astype(float)
    stratum = (time == 9).astype(int)
    assert refusal(time, event, np.column_stack([kind, group]), strata=stratum, ties=ties) == ("unvarying", (1,))
    assert refusal(time, event, np.column_stack([kind, np.where(time == 9, -kind, kind)]), strata=stratum, ties=ties) == ("collinear", (1,))
    assert cox(time, event, np.column_stack([kind, group]), ties=ties).events == 14


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_a_last_time_that_nobody_outlives_counts_as_in_r(ties):
    """R 4.2.2, survival 3.5: coxph(Surv(time, event) ~ x, ties = …)."""
    fit = cox([1, 2, 2, 3, 4, 5, 5, 5], [1, 1, 0, 1, 0, 1, 1, 1], np.array([[0.0], [3], [1], [2], [5], [1], [4], [2]]), ties=ties)
    assert (fit.coefficients[0], fit.standard_errors[0]) == pytest.approx((-0.25679584865133, 0.33299605588457), rel=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_columns_that_run_away_are_named(ties):
    p, order = people(), np.arange(1.0, 41.0)
    without = p.event * (1 - p.group)
    assert refusal(p.stop, without, p.design, ties=ties) == ("separated", (1,))
    assert refusal(p.stop, p.event * p.group, p.design, ties=ties) == ("separated", (1,))
    assert refusal(order, np.ones(40), -order[:, None], ties=ties) == ("separated", (0,))
    assert refusal(order, np.ones(40), 1e6 + order[:, None] / 1000, ties=ties) == ("separated", (0,))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("event", [0.0, 1.0])
def test_a_rare_column_that_runs_away_is_named(ties, event):
    random = np.random.default_rng(8)
    time, happened, rare = random.exponential(size=2000) + 1, (random.random(2000) < 0.5).astype(float), np.zeros(2000)
    time[:3], happened[:3], rare[:3] = [0.1, 0.2, 0.3], event, 1
    if not event:
        time[:3] = 50
    assert refusal(time, happened, np.column_stack([random.normal(size=2000), rare]), ties=ties) == ("separated", (1,))


def test_columns_that_only_together_run_away_are_named_together():
    random = np.random.default_rng(3)
    x = random.normal(size=(60, 2))
    time = np.argsort(np.argsort(-x.sum(axis=1))) + 1.0
    assert refusal(time, np.ones(60), x) == ("separated", (0, 1))


def test_a_sum_that_has_lost_its_people_is_refused():
    """With late arrivals, somebody of immense hazard who leaves the sum leaves only rounding behind."""
    start, stop = np.array([3.0, 1, 4, 4, 2, 0, 1, 4]), np.array([8.0, 2, 11, 6, 9, 1, 4, 6])
    event = np.array([0.0, 1, 1, 1, 1, 1, 1, 0])
    x = [-0.042399614, -0.002364153, 0.008224079, -0.122511980, -0.068789146, 0.106932411, 0.084060353, -0.017391443]
    z = [-0.191379491, -0.046772003, -0.082691174, 0.024831820, -0.158628900, -0.021238212, 0.110633670, 0.134245571]
    design = np.column_stack([x, np.arange(8) == 0, z])
    assert refusal(stop, event, design, entry=start, ties="breslow")[0] == "separated"


def test_one_cluster_has_no_error_and_few_have_no_test_of_all_columns():
    p = people()
    assert refusal(p.stop, p.event, p.design, cluster=np.zeros(120)) == ("few_clusters", ())
    fit = cox(p.stop, p.event, p.design, cluster=np.arange(120) % 3)
    with pytest.raises(Unfit, match="few_clusters"):
        _ = fit.wald_test
    assert cox(p.stop, p.event, p.design, cluster=np.arange(120) % 4).wald_test.degrees_of_freedom == 3


def test_times_and_values_that_make_no_sense_are_refused():
    p = people()
    assert refusal(p.stop - p.stop.min(), p.event, p.design)[0] == "zero_time"
    assert refusal(p.stop, p.event, np.where(p.design > 50, np.inf, p.design))[0] == "infinite"
    assert refusal(p.stop, p.event, p.design, entry=p.stop)[0] == "zero_time"
    assert refusal(p.stop, p.event, p.design, counts=p.half)[0] == "not_whole"
    assert refusal(p.stop, p.event, p.design, weights=-p.half)[0] == "negative_weight"
    assert refusal(p.stop, 2 * p.event, p.design)[0] == "not_yes_no"


def test_mistakes_of_the_caller_are_said():
    p = people()
    with pytest.raises(ValueError, match="ties must be one of"):
        cox(p.stop, p.event, p.design, ties="exact")
    with pytest.raises(ValueError, match="one row for each time"):
        cox(p.stop, p.event, p.design[:-1])
    with pytest.raises(ValueError, match="one row for each time"):
        cox(p.stop, p.event, p.age)
    with pytest.raises(ValueError, match="clusters must have one value"):
        cox(p.stop, p.event, p.design, cluster=p.cluster[:-1])


def test_the_design_is_left_as_it_was():
    p = people()
    design = p.design
    before = design.copy()
    cox(p.stop, p.event, design)
    np.testing.assert_array_equal(design, before)
