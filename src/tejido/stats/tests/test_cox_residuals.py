"""Residuals of a Cox model against R."""

import numpy as np
import pytest

from tejido.stats import cox_residuals, risk_sets
from tejido.stats.cox_residuals import martingale_residuals, schoenfeld_residuals, score_sums
from tejido.stats.tests.generated import people, reference
from tejido.stats.tests.test_cox import fitted


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("kind", ["plain", "late", "strata", "weights", "halves", "cluster"])
def test_residuals_are_those_of_r(kind, ties):
    fit, theirs = fitted(kind, ties), reference()[f"{kind}_{ties}"]
    martingale = martingale_residuals(fit)
    np.testing.assert_allclose(martingale[:4], theirs["mart"], rtol=1e-9)
    assert (martingale**2).sum() == pytest.approx(theirs["mart2"], rel=1e-9)
    times, schoenfeld = schoenfeld_residuals(fit)
    np.testing.assert_allclose(np.abs(schoenfeld).sum(axis=0), theirs["schoen"], rtol=1e-9)
    assert len(times) == people().event.sum()


def test_schoenfeld_residuals_come_in_the_order_of_time_within_strata():
    p = people()
    times, residuals = schoenfeld_residuals(fitted("strata", "efron"))
    order = np.lexsort([p.stop, p.stratum])
    order = order[p.event[order] == 1]
    np.testing.assert_array_equal(times, p.stop[order])
    change = np.diff(residuals, axis=0)[np.diff(p.stop[order]) == 0]
    np.testing.assert_allclose(change, np.diff(p.design[order], axis=0)[np.diff(p.stop[order]) == 0], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_score_residuals_sum_to_nothing_at_the_top(ties):
    fit = fitted("weights", ties)
    sums = score_sums(fit.at, np.arange(120) % 7, 7)
    assert sums.shape == (7, 3)
    assert np.abs(sums).max() > 0.1
    np.testing.assert_allclose(sums.sum(axis=0), 0, atol=1e-9)


def test_the_rows_summed_at_a_time_change_nothing(monkeypatch):
    fit = fitted("cluster", "efron")
    member = np.arange(120) % 7
    whole, bare = score_sums(fit.at, member, 7), fit.at.information()
    monkeypatch.setattr(cox_residuals, "BLOCK", 11)
    monkeypatch.setattr(risk_sets, "BLOCK", 11)
    np.testing.assert_allclose(score_sums(fit.at, member, 7), whole, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(fit.at.information(), bare, rtol=1e-12)
    np.testing.assert_allclose(fitted("cluster", "efron").covariance, fit.covariance, rtol=1e-10)
