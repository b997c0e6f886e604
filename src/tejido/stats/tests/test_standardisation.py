"""Risks standardised over cells, against R (glm of datasets::infert, delta method by numDeriv 2016.8) and against arithmetic."""

import numpy as np
import pytest
from scipy.stats import norm

from tejido.stats.cells import Cells
from tejido.stats.families import CLOGLOG, LOGIT
from tejido.stats.glm import glm
from tejido.stats.standardisation import (
    StandardisedRisk,
    number_needed,
    standardised_risk,
    standardised_risk_difference,
    standardised_risk_ratio,
)
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

# Trichopoulos et al. 1976 (Br. J. Obstet. Gynaecol. 83:645): spontaneous abortion before, induced abortions, parity, women, cases.
INFERT = np.array(
    [
        (0, 0, 1, 43, 4), (1, 0, 1, 33, 21), (0, 1, 1, 23, 8), (0, 0, 2, 19, 2), (1, 0, 2, 25, 14), (0, 1, 2, 19, 4), (1, 1, 2, 6, 3),
        (0, 2, 2, 12, 4), (0, 0, 3, 5, 1), (1, 0, 3, 10, 4), (0, 1, 3, 3, 0), (1, 1, 3, 8, 5), (0, 2, 3, 8, 1), (1, 2, 3, 2, 1),
        (1, 0, 4, 5, 0), (1, 1, 4, 5, 1), (0, 2, 4, 4, 3), (1, 2, 4, 4, 2), (1, 0, 5, 1, 0), (1, 1, 5, 3, 1), (1, 2, 5, 2, 1),
        (1, 0, 6, 2, 1), (1, 1, 6, 1, 1), (0, 2, 6, 5, 1),
    ],
    float,
)  # fmt: skip
WOMEN = INFERT[:, 3]


def sides():
    design = np.column_stack([np.ones(len(INFERT)), INFERT[:, :3]])
    exposed, reference = design.copy(), design.copy()
    exposed[:, 1], reference[:, 1] = 1, 0
    return design, exposed, reference


REFERENCE = [
    (
        LOGIT,
        [0.5725931008428258, 0.1719741008494404, 0.4006189999933854, 1.2028314547475250],
        [0.04896786572010271, 0.03054192623867621, 0.05997803900592936, 0.20386857819120460],
    ),
    (
        CLOGLOG,
        [0.5795421092996361, 0.1759959798488125, 0.4035461294508236, 1.1917771720135701],
        [0.05114110991796747, 0.03083044548987538, 0.06212481160390451, 0.20335222498988295],
    ),
]


@pytest.mark.parametrize(("family", "estimates", "errors"), REFERENCE, ids=["logit", "cloglog"])
def test_risks_their_difference_and_their_ratio_over_cells_are_those_of_the_women(family, estimates, errors):
    design, exposed, reference = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), family)
    high = standardised_risk(fit, exposed, WOMEN, family=family)
    low = standardised_risk(fit, reference, WOMEN, family=family)
    difference = standardised_risk_difference(fit, exposed, reference, WOMEN, family=family)
    ratio = standardised_risk_ratio(fit, exposed, reference, WOMEN, family=family)
    assert [high.estimate, low.estimate, difference.estimate, np.log(ratio.estimate)] == pytest.approx(estimates, rel=1e-8)
    found = [high.standard_error, low.standard_error, difference.standard_error, ratio.log_standard_error]
    assert found == pytest.approx(errors, rel=1e-7)
    assert [difference.low, difference.high] == pytest.approx(estimates[2] + np.array([-1, 1]) * 1.959963984540054 * errors[2], rel=1e-7)
    assert [ratio.low, ratio.high] == pytest.approx(np.exp(estimates[3] + np.array([-1, 1]) * 1.959963984540054 * errors[3]), rel=1e-7)
    assert difference.p == pytest.approx(2 * norm.sf(estimates[2] / errors[2]), rel=1e-5)
    assert ratio.p == pytest.approx(2 * norm.sf(estimates[3] / errors[3]), rel=1e-5)


def test_rows_without_weights_give_what_their_cells_give():
    design, exposed, reference = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), LOGIT)
    times = WOMEN.astype(int)
    for function in (standardised_risk_difference, standardised_risk_ratio):
        cells = function(fit, exposed, reference, WOMEN)
        rows = function(fit, exposed.repeat(times, axis=0), reference.repeat(times, axis=0))
        assert vars(rows) == pytest.approx(vars(cells), rel=1e-9)


def test_the_level_widens_every_interval():
    design, exposed, reference = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), LOGIT)
    wide = standardised_risk_difference(fit, exposed, reference, WOMEN, level=0.99)
    assert wide.high - wide.estimate == pytest.approx(2.5758293035489 * wide.standard_error)
    ratio = standardised_risk_ratio(fit, exposed, reference, WOMEN, level=0.99)
    assert np.log(ratio.high / ratio.estimate) == pytest.approx(2.5758293035489 * ratio.log_standard_error)
    risk = standardised_risk(fit, exposed, WOMEN, level=0.99)
    assert risk.estimate - risk.low == pytest.approx(2.5758293035489 * risk.standard_error)


def test_a_comparison_of_everybody_with_themselves_is_refused():
    design, exposed, _ = sides()
    fit = glm(Cells(design, WOMEN, INFERT[:, 4]), LOGIT)
    with pytest.raises(Unfit, match="constant"):
        standardised_risk_difference(fit, exposed, exposed, WOMEN)
    with pytest.raises(Unfit, match="constant"):
        standardised_risk(Wald(np.zeros(4), np.full((4, 4), np.nan)), exposed)


def difference(estimate, low, high):
    return StandardisedRisk(estimate, 0.1, low, high, 0.5)


def test_a_number_needed_turns_the_ends_of_the_interval_round():
    found = number_needed(difference(0.25, 0.125, 0.5))
    assert vars(found) == {"estimate": 4, "low": 2, "high": 8, "disjoint": False}
    fewer = number_needed(difference(-0.25, -0.5, -0.125))
    assert vars(fewer) == {"estimate": -4, "low": -8, "high": -2, "disjoint": False}


def test_a_difference_that_may_be_zero_gives_two_ranges_through_infinity():
    found = number_needed(difference(0.1, -0.05, 0.25))
    assert vars(found) == {"estimate": pytest.approx(10), "low": -20, "high": 4, "disjoint": True}
    assert vars(number_needed(difference(0.0, -0.5, 0.25))) == {"estimate": None, "low": -2, "high": 4, "disjoint": True}
    assert vars(number_needed(difference(0.1, 0.0, 0.2))) == {"estimate": 10, "low": None, "high": 5, "disjoint": True}
    assert vars(number_needed(difference(-0.1, -0.2, 0.0))) == {"estimate": -10, "low": -5, "high": None, "disjoint": True}
