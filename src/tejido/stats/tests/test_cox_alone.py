"""What rests on one cluster alone has no error by cluster: a column of that cluster, of one person, of a stratum, or a sum of columns."""

import numpy as np
import pytest
from scipy import linalg

from tejido.stats.cox import allowing_for_few_clusters, cox
from tejido.stats.cox_alone import resting_on_one
from tejido.stats.tests.generated import people

CLUSTERS = 12


def fitted(*columns, **more):
    p = people()
    given = {"entry": p.entry, "cluster": np.arange(120) % CLUSTERS} | more
    return cox(p.stop, p.event, np.column_stack([p.design[:, 0], *columns]), **given)


def own():
    return (np.arange(120) % CLUSTERS == 3).astype(float)


def errors(fit):
    return np.isfinite(allowing_for_few_clusters(fit)[0].standard_errors).tolist()


def test_the_column_of_one_cluster_has_no_error_and_the_others_keep_theirs():
    fit = fitted(own())
    told, freedom = allowing_for_few_clusters(fit)
    assert np.isnan([told.standard_errors[1], *told.intervals(degrees_of_freedom=freedom)[1], told.p_values(freedom)[1]]).all()
    assert told.standard_errors[0] == pytest.approx(fit.standard_errors[0] * (12 / 11) ** 0.5, rel=1e-12)
    assert np.isfinite(fit.standard_errors).all(), "the grouped errors of R's coxph are there for whoever asks for those"


def test_a_column_that_one_person_of_another_cluster_shares_has_an_error():
    shared = own()
    shared[4] = 1.0
    assert errors(fitted(shared)) == [True, True]


def test_a_line_that_bends_in_one_cluster_alone_leaves_neither_of_its_columns_an_error():
    """Outside of the cluster both columns are one, so the share of each of them is decided in it."""
    p = people()
    assert errors(fitted(p.design[:, 1], p.design[:, 1] * (1 + own()))) == [True, False, False]


def test_what_differs_elsewhere_between_strata_only_rests_on_the_cluster_in_which_it_differs_within():
    p = people()
    column = np.where(own() > 0, p.design[:, 1], p.stratum.astype(float))
    assert errors(fitted(column, strata=p.stratum)) == [True, False]
    assert errors(fitted(column)) == [True, True]


def test_whoever_left_before_any_event_was_compared_with_nobody():
    p = people()
    first = p.stop[p.event > 0].min()
    shared, stop, entry = own(), p.stop.copy(), p.entry.copy()
    shared[4], stop[4], entry[4] = 1.0, first / 2, 0.0
    event = np.where(np.arange(120) == 4, 0.0, p.event)
    fit = cox(stop, event, np.column_stack([p.design[:, 0], shared]), entry=entry, cluster=np.arange(120) % CLUSTERS)
    assert errors(fit) == [True, False]


def test_without_clusters_nothing_rests_on_one():
    assert not resting_on_one(fitted(own(), cluster=None)).any()


@pytest.mark.parametrize("seed", range(24))
def test_the_few_clusters_that_are_looked_at_are_those_that_looking_at_all_would_find(seed):
    """Indicators of some persons, by person and in strata of a few: without whom does the rest of the table lose a direction?"""
    random = np.random.default_rng(seed)
    n = 60
    cluster, stratum = random.integers(0, 25, n), random.integers(0, 4, n)
    design = np.column_stack([random.normal(size=n), random.random(n) < 0.06, (cluster < 2) * random.random(n), random.random(n) < 0.3])
    fit = cox(random.exponential(size=n) + 1, np.ones(n), design.astype(float), strata=stratum, cluster=cluster)
    wanted = np.zeros(4, dtype=bool)
    inside = fit.at.sets.last > fit.at.sets.first
    for one in np.unique(cluster):
        rest = inside & (cluster != one)
        apart = np.vstack([design[rest & (stratum == s)] - design[rest & (stratum == s)].mean(axis=0) for s in range(4)])
        lost = linalg.null_space(apart, rcond=1e-8)
        wanted |= (np.abs(lost) > 1e-6).any(axis=1)
    assert resting_on_one(fit).tolist() == wanted.tolist()
