"""Competing exits: the product formula against survival::survfit, and its errors against the multinomial of each period."""

import numpy as np
import pytest

from tejido.stats.cells import Cells
from tejido.stats.competing import (
    as_multinomial_counts,
    cause_specific_hazards,
    cumulative_incidence,
    cumulative_incidence_multinomial,
    hazards_of_doors,
)
from tejido.stats.families import CLOGLOG, LOGIT
from tejido.stats.hazard import discrete_hazard, survival_path
from tejido.stats.multinomial import multinomial
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

# survival::pbc, the 312 randomised patients (Dickson et al. 1989, Hepatology 10:1): at risk in years 2 to 7, transplanted, died.
AT_RISK = np.array([290.0, 278, 240, 194, 159, 130])
EXITS = np.array([(1.0, 11), (7, 26), (3, 16), (2, 10), (1, 7), (4, 10)])
HAZARD = EXITS / AT_RISK[:, None]


def by_hand():
    """Incidences and their errors from each year's multinomial, the derivatives taken by differences."""

    def incidence(hazard):
        survival = np.concatenate([[1.0], np.cumprod(1 - hazard.sum(axis=1))])
        return np.concatenate([np.cumsum(survival[:-1] * hazard[:, 0]), np.cumsum(survival[:-1] * hazard[:, 1]), survival[1:]])

    slopes = np.zeros((18, 12))
    for j in range(12):
        step = np.zeros(12)
        step[j] = 1e-6
        slopes[:, j] = (incidence((HAZARD.ravel() + step).reshape(6, 2)) - incidence((HAZARD.ravel() - step).reshape(6, 2))) / 2e-6
    spread = np.zeros((12, 12))
    for t in range(6):
        spread[2 * t : 2 * t + 2, 2 * t : 2 * t + 2] = (np.diag(HAZARD[t]) - np.outer(HAZARD[t], HAZARD[t])) / AT_RISK[t]
    return incidence(HAZARD).reshape(3, 6), np.sqrt(np.diag(slopes @ spread @ slopes.T)).reshape(3, 6)


@pytest.mark.parametrize("link", ["cloglog", "logit"])
def test_with_a_factor_of_time_it_is_aalen_and_johansens_estimate(link):
    hazards = cause_specific_hazards(np.eye(6), AT_RISK, EXITS, link, constant=False)
    found = cumulative_incidence(hazards, np.eye(6))
    estimate, error = by_hand()
    np.testing.assert_allclose(np.vstack([found.incidence, found.survival]), estimate, rtol=1e-8)
    np.testing.assert_allclose(np.vstack([found.standard_error, found.survival_error]), error, rtol=1e-6)
    # survfit(Surv(year, status) ~ 1) from the beginning, which nobody left by transplantation and 22 by death, agrees.
    assert 22 / 312 + (1 - 22 / 312) * found.incidence[1, 5] == pytest.approx(0.35814700049072007, rel=1e-9)
    assert (1 - 22 / 312) * found.incidence[0, 5] == pytest.approx(0.067000213806829745, rel=1e-9)
    assert hazards.family is {"cloglog": CLOGLOG, "logit": LOGIT}[link]


def test_the_multinomial_logit_gives_the_same_incidences_and_errors():
    fit = multinomial(np.eye(6), as_multinomial_counts(AT_RISK, EXITS), constant=False)
    apart = cumulative_incidence(cause_specific_hazards(np.eye(6), AT_RISK, EXITS, constant=False), np.eye(6))
    other = multinomial(np.eye(6), as_multinomial_counts(AT_RISK, EXITS)[:, [1, 0, 2]], reference=1, constant=False)
    for model in (fit, other):
        found = cumulative_incidence_multinomial(model, np.eye(6))
        for key, value in vars(apart).items():
            np.testing.assert_allclose(getattr(found, key), value, rtol=1e-6)


def test_doors_read_piece_by_piece_are_the_same_as_all_at_once():
    design = np.column_stack([np.ones(6), np.arange(6.0)])
    pieces = [[Cells(design[at], AT_RISK[at], EXITS[at, door]) for at in (slice(0, 2), slice(2, 5), slice(5, 6))] for door in (0, 1)]
    whole, read = cause_specific_hazards(design, AT_RISK, EXITS), hazards_of_doors(pieces)
    np.testing.assert_allclose(read.covariance, whole.covariance, rtol=1e-9)
    assert np.abs(whole.covariance[:2, 2:]).max() > 0
    np.testing.assert_allclose(cumulative_incidence(read, design).low, cumulative_incidence(whole, design).low, rtol=1e-9)


def test_of_three_causes_each_pair_varies_together_as_it_does_alone():
    design = np.column_stack([np.ones(6), np.arange(6.0)])
    three = np.column_stack([EXITS, EXITS[::-1, 0]])
    whole = cause_specific_hazards(design, AT_RISK, three).covariance
    np.testing.assert_allclose(whole, whole.T, rtol=1e-12)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        places = np.r_[2 * one : 2 * one + 2, 2 * other : 2 * other + 2]
        pair = cause_specific_hazards(design, AT_RISK, three[:, [one, other]]).covariance
        np.testing.assert_allclose(whole[np.ix_(places, places)], pair, rtol=1e-9)


def test_what_left_and_what_stayed_add_up_to_everybody():
    design = np.column_stack([np.ones(6), np.arange(6.0)])
    found = cumulative_incidence(cause_specific_hazards(design, AT_RISK, EXITS), design)
    np.testing.assert_allclose(found.incidence.sum(axis=0) + found.survival, 1)
    assert (np.diff(found.incidence) > 0).all()
    np.testing.assert_allclose(found.incidence[:, 0], 1 - np.exp(-np.exp([f.coefficients[0] for f in found_fits()])), rtol=1e-9)


def found_fits():
    return cause_specific_hazards(np.column_stack([np.ones(6), np.arange(6.0)]), AT_RISK, EXITS).fits


def test_intervals_stay_within_their_scale_and_follow_the_level():
    hazards = cause_specific_hazards(np.eye(6), AT_RISK, EXITS, constant=False)
    multi = multinomial(np.eye(6), as_multinomial_counts(AT_RISK, EXITS), constant=False)
    for level, z in ((0.95, 1.959963984540054), (0.8, 1.2815515655446004)):
        for found in (
            cumulative_incidence(hazards, np.eye(6), level=level),
            cumulative_incidence_multinomial(multi, np.eye(6), level=level),
        ):
            staying = 1 - found.incidence
            spread = z * found.standard_error / (staying * -np.log(staying))
            np.testing.assert_allclose(found.low, 1 - np.exp(-np.exp(np.log(-np.log(staying)) - spread)), rtol=1e-6)
            np.testing.assert_allclose(found.high, 1 - np.exp(-np.exp(np.log(-np.log(staying)) + spread)), rtol=1e-6)
    two = cumulative_incidence(hazards, np.eye(6))
    assert (two.low < two.incidence).all()
    np.testing.assert_array_equal(two.low, cumulative_incidence(hazards, np.eye(6), level=0.95).low)
    np.testing.assert_array_equal(
        cumulative_incidence_multinomial(multi, np.eye(6)).low, cumulative_incidence_multinomial(multi, np.eye(6), level=0.95).low
    )


def test_one_cause_alone_is_the_survival_of_its_hazard():
    deaths = EXITS[:, [1]]
    found = cumulative_incidence(cause_specific_hazards(np.eye(6), AT_RISK, deaths, constant=False), np.eye(6))
    path = survival_path(discrete_hazard(Cells(np.eye(6), AT_RISK, deaths[:, 0]), constant=False), np.eye(6))
    np.testing.assert_allclose(found.survival, path.survival, rtol=1e-12)
    np.testing.assert_allclose(found.survival_error, path.survival_error, rtol=1e-10)
    np.testing.assert_allclose(found.standard_error[0], path.survival_error, rtol=1e-10)
    np.testing.assert_allclose(1 - found.high[0], path.low, rtol=1e-10)


def test_more_exits_than_people_and_hazards_beyond_one_are_refused():
    with pytest.raises(Unfit, match="impossible_counts"):
        cause_specific_hazards(np.eye(2), np.full(2, 10.0), np.array([[6.0, 6], [1, 1]]), constant=False)
    hazards = cause_specific_hazards(np.eye(2), np.full(2, 10.0), np.array([[6.0, 4], [1, 1]]), constant=False)
    with pytest.raises(Unfit, match="hazards_beyond_one"):
        cumulative_incidence(hazards, np.eye(2)[:1] * 0.9)
    with pytest.raises(Unfit, match="hazards_beyond_one"):
        cumulative_incidence(hazards, np.eye(2)[:1])
    assert isinstance(hazards.fits[0], Wald)


def test_counts_for_the_multinomial_have_those_who_stayed_first():
    assert as_multinomial_counts(np.array([10.0, 5]), np.array([[1.0, 2], [0, 5]])).tolist() == [[7, 1, 2], [0, 0, 5]]
