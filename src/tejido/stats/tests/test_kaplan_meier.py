"""The remission times of Freireich et al. 1963 (Blood 21:699), the usual textbook example of survival curves."""

import numpy as np
import pytest

from tejido.stats.cox import cox
from tejido.stats.kaplan_meier import at_risk_at, kaplan_meier, log_rank
from tejido.stats.tests.cases import EVENT, GROUP, TIME
from tejido.stats.unfit import Unfit


def test_the_curve_of_the_treated_is_the_published_one():
    curve = kaplan_meier(TIME[:21], EVENT[:21])
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    np.testing.assert_allclose(curve.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4)
    np.testing.assert_allclose(curve.standard_error, [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], atol=5e-5)
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_the_interval_is_on_the_log_minus_log_scale():
    curve = kaplan_meier(TIME[:21], EVENT[:21])
    reach = 1.959963984540054 * curve.standard_error / np.abs(curve.survival * np.log(curve.survival))
    np.testing.assert_allclose(curve.low, curve.survival ** np.exp(reach), rtol=1e-6)
    np.testing.assert_allclose(curve.high, curve.survival ** np.exp(-reach), rtol=1e-6)


def test_the_step_in_force_is_found_for_any_moment():
    curve = kaplan_meier(TIME[:21], EVENT[:21])
    assert [curve.at(moment) for moment in (0, 5.9, 6, 12, 40)] == [-1, -1, 0, 2, 6]
    assert at_risk_at(TIME[:21], [0, 6, 10]) == [21, 21, 15]


def test_the_log_rank_test_is_the_published_one():
    found = log_rank(TIME, EVENT, GROUP)
    assert found.chi_square == pytest.approx(16.79, abs=5e-3)
    assert found.degrees_of_freedom == 1


@pytest.mark.parametrize(("ties", "coefficient", "error"), [("efron", 1.5721, 0.4124), ("breslow", 1.5092, 0.4096)])
def test_cox_gives_the_published_coefficient_for_each_treatment_of_ties(ties, coefficient, error):
    fit = cox(TIME, EVENT, GROUP[:, None], ties=ties)
    assert fit.coefficients[0] == pytest.approx(coefficient, abs=5e-5)
    assert fit.standard_errors[0] == pytest.approx(error, abs=5e-5)


def test_no_event_at_all_is_refused():
    with pytest.raises(Unfit, match="no_events"):
        log_rank(TIME, np.zeros(42), GROUP)
    with pytest.raises(Unfit, match="no_events"):
        cox(TIME, np.zeros(42), GROUP[:, None])
