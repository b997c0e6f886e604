"""Whether hazard ratios stay the same: the score test of R's cox.zph."""

import numpy as np
import pytest

from tejido.stats.cox import cox, proportional_hazards_check
from tejido.stats.tests.cases import case
from tejido.stats.tests.generated import people, reference
from tejido.stats.tests.test_cox import KINDS, NAMES, fitted
from tejido.stats.unfit import Unfit


def test_the_check_of_the_recidivism_study_is_that_of_r():
    data, expected = case("rossi")
    check = proportional_hazards_check(cox(data["week"], data["arrest"], np.column_stack([data[name] for name in NAMES])))
    theirs = expected["cox_zph"]
    np.testing.assert_allclose(check.chi_square, [theirs["chisq"][name] for name in NAMES], rtol=1e-7)
    np.testing.assert_allclose(check.p, [theirs["p"][name] for name in NAMES], rtol=1e-7)
    assert check.overall_chi_square == pytest.approx(theirs["chisq"]["GLOBAL"], rel=1e-8)
    assert check.overall_p == pytest.approx(theirs["p"]["GLOBAL"], rel=1e-7)
    assert check.clock == "km"


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_clock_is_that_of_r(kind, ties):
    fit, theirs = fitted(kind, ties), reference()[f"{kind}_{ties}"]["zph"]
    for clock in ("km", "identity", "log", "rank"):
        check = proportional_hazards_check(fit, clock)
        np.testing.assert_allclose([*check.chi_square, check.overall_chi_square], theirs[clock], rtol=1e-7)
        assert check.clock == clock


def test_the_check_sees_an_effect_that_turns_round():
    random = np.random.default_rng(11)
    group = np.repeat([0.0, 1.0], 400)
    time = np.where(group == 1, random.weibull(3.0, 800), random.weibull(0.8, 800))
    crossing = proportional_hazards_check(cox(time, np.ones(800), group[:, None]))
    steady = proportional_hazards_check(cox(random.exponential(1 / (1 + group)), np.ones(800), group[:, None]))
    assert crossing.p[0] < 1e-6
    assert steady.p[0] > 0.05


def test_events_at_one_time_say_nothing_of_change():
    p = people()
    with pytest.raises(Unfit) as refused:
        proportional_hazards_check(cox(np.full(120, 0.3), p.event, p.design))
    assert (refused.value.reason, refused.value.columns) == ("too_few", ())


def test_a_column_known_at_one_time_only_is_named():
    time = np.array([1.0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    event = np.array([1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0])
    early = np.array([1.0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])  # all of them gone before the second event
    other = np.array([1.0, 2, 3, 1, 5, 2, 4, 2, 1, 3, 1, 2])
    with pytest.raises(Unfit) as refused:
        proportional_hazards_check(cox(time, event, np.column_stack([other, early])))
    assert (refused.value.reason, refused.value.columns) == ("too_few", (1,))


def test_another_clock_is_a_mistake():
    with pytest.raises(ValueError, match="clock must be one of"):
        proportional_hazards_check(fitted("plain", "efron"), "sundial")
