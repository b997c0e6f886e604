"""The curve that a Cox model foretells, against R's survfit of a coxph."""

import numpy as np
import pytest

from tejido.stats.baseline_hazard import baseline_hazard, predicted_survival
from tejido.stats.cox import cox
from tejido.stats.nelson_aalen import nelson_aalen
from tejido.stats.tests.generated import people, reference
from tejido.stats.tests.test_cox import KINDS, fitted
from tejido.stats.unfit import Unfit

ADA = [40.0, 1.0, 5.0]


def three(values):
    """The steps that the reference holds."""
    return values[[0, len(values) // 2 - 1, -1]]


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("kind", KINDS)
def test_hazard_survival_errors_and_interval_are_those_of_r(kind, ties):
    theirs = reference()[f"{kind}_{ties}"]
    stratum = 1.0 if kind in ("strata", "cluster") else None
    curve = predicted_survival(fitted(kind, ties), ADA, stratum=stratum)
    for ours, name in (
        (curve.times, "times"), (curve.survival, "surv"), (curve.cumulative_hazard, "cum"),
        (curve.hazard_error, "cum_se"), (curve.low, "low"), (curve.high, "high"),
    ):  # fmt: skip
        np.testing.assert_allclose(three(ours), theirs[name], rtol=1e-7, err_msg=name)
    np.testing.assert_allclose(curve.standard_error, curve.survival * curve.hazard_error)


def test_the_baseline_is_of_somebody_whose_covariates_are_zero():
    fit = fitted("late", "efron")
    zero, ada = baseline_hazard(fit), predicted_survival(fit, ADA)
    np.testing.assert_allclose(ada.cumulative_hazard, zero.cumulative_hazard * np.exp(np.array(ADA) @ fit.coefficients), rtol=1e-9)
    p = people()
    strata = fitted("strata", "breslow")
    assert baseline_hazard(strata, stratum=2.0).times.tolist() == np.unique(p.stop[(p.stratum == 2) & (p.event == 1)]).tolist()


def test_without_an_effect_it_is_nelson_aalen():
    time, event, x = np.repeat([1.0, 2.0, 3.0, 4.0], 2), np.repeat([1.0, 1, 0, 1], 2), np.tile([0.0, 1.0], 4)
    curve = baseline_hazard(cox(time, event, x[:, None], ties="breslow"))
    np.testing.assert_allclose(curve.cumulative_hazard, nelson_aalen(time, event).hazard, rtol=1e-9)


def test_level_scale_and_moments_are_as_asked():
    fit = fitted("plain", "efron")
    wide, narrow = predicted_survival(fit, ADA, level=0.99), predicted_survival(fit, ADA, level=0.5)
    assert wide.low[5] < narrow.low[5] < narrow.high[5] < wide.high[5]
    plain = predicted_survival(fit, ADA, interval="plain")
    assert plain.high[5] - plain.survival[5] == pytest.approx(plain.survival[5] - plain.low[5])
    assert [wide.at(moment) for moment in (0, wide.times[0], wide.times[-1] + 9)] == [-1, 0, len(wide.times) - 1]


def test_mistakes_of_the_caller_are_said():
    fit, strata = fitted("plain", "efron"), fitted("strata", "efron")
    with pytest.raises(ValueError, match="one value is needed"):
        predicted_survival(fit, [1.0, 2.0])
    with pytest.raises(ValueError, match="choose one of"):
        predicted_survival(strata, ADA)
    with pytest.raises(ValueError, match="not a stratum"):
        predicted_survival(strata, ADA, stratum=7.0)
    with pytest.raises(Unfit, match="infinite"):
        predicted_survival(fit, [np.nan, 1.0, 1.0])
