"""Residuals of a Cox model against R."""

import numpy as np
import pytest
from scipy.special import softmax

from tejido.stats import cox_residuals, risk_sets
from tejido.stats.cox import cox
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


# R 4.2.2, coxph(Surv(start, stop, event) ~ x + g + cluster(1:n), control = coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)):
# coefficients, model-based errors, robust errors, log-likelihood.
ARRIVALS = {
    (60, 0.5): [0.3544649712462172, 0.2822758817647493, 0.0880383713710503, 0.2041963344443695, 0.0729003398702176, 0.1555261029389698, -166.3304213314023],
    (100, 2.0): [0.889010058857815, 0.243503542102006, 0.136308310679286, 0.283559170909216, 0.110502165098428, 0.234158256057695, -80.975401827029],
    (400, 0.5): [0.487734984298406, 0.906948909997619, 0.200479591733233, 0.472477394521416, 0.148333877221470, 0.369335023956495, -34.4109264721866],
}  # fmt: skip


def arrivals(span, slope):
    """People who come one after the other, with a number that grows with the day: only those there together are compared."""
    random = np.random.default_rng(3)
    start = np.round(random.uniform(0, span, 200), 3)
    x, group = np.round(start + random.normal(size=200), 3), random.integers(0, 2, 200).astype(float)
    event = start + np.round(random.exponential(np.exp(-slope * (x - start) - 0.5 * group)), 3) + 0.001
    gone = start + np.round(random.uniform(0.5, 4, 200), 3)
    return np.minimum(event, gone), (event <= gone).astype(float), np.column_stack([x, group]), start


@pytest.mark.parametrize(("span", "slope"), ARRIVALS)
def test_hazards_that_grow_a_million_fold_with_the_day_of_arrival_lose_no_digit(span, slope):
    stop, event, design, start = arrivals(span, slope)
    fit = cox(stop, event, design, entry=start, cluster=np.arange(200))
    told = [*fit.coefficients, *np.sqrt(np.diag(fit.model_covariance)), *fit.standard_errors, fit.log_likelihood]
    np.testing.assert_allclose(told, ARRIVALS[span, slope], rtol=1e-9)
    line = design @ fit.coefficients
    expected = np.zeros(200)
    for moment in stop[event == 1]:
        there = (start < moment) & (moment <= stop)
        expected[there] += softmax(line[there])
    np.testing.assert_allclose(martingale_residuals(fit), event - expected, rtol=1e-8, atol=1e-10)
    turned = cox(stop, event, -design, entry=start)
    np.testing.assert_allclose(turned.coefficients, -fit.coefficients, rtol=1e-9)
    np.testing.assert_allclose(turned.model_covariance, fit.model_covariance, rtol=1e-9)
