"""Pooling studies, against `rma` of metafor 3.8-1 (R 4.2.2, control = list(threshold = 1e-14, tau2.max = 1e5)).

Data: eight schools (Rubin 1981, J. Educ. Stat. 6:377); BCG against tuberculosis, log risk ratios (Colditz et al. 1994, J. Am. Med.
Assoc. 271:698, `dat.bcg`); specialist stroke care, standardised mean differences of days in hospital (Normand 1999, Stat. Med. 18:321).
"""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.heterogeneity import between_variance, pooled, q_profile, q_statistic
from tejido.stats.meta_analysis import meta_analysis
from tejido.stats.unfit import Unfit

TOLD = json.loads(Path(__file__).with_name("metafor.json").read_text(encoding="utf-8"))
STUDIES, RMA = TOLD["studies: effects, their standard errors"], TOLD["studies, method, errors, numbers"]
METHODS = {"FE": "fixed", "DL": "DL", "REML": "REML", "PM": "PM"}
ERRORS = {"z": "wald", "knha": "hartung_knapp", "adhoc": "hartung_knapp_at_least_wald"}


@pytest.mark.parametrize(("studies", "method", "errors", "expected"), RMA)
def test_every_number_is_that_of_metafor(studies, method, errors, expected):
    found = meta_analysis(*STUDIES[studies], METHODS[method], errors=ERRORS[errors])
    for name, value in expected.items():
        if value is not None:
            assert getattr(found, name) == pytest.approx(value, rel=2e-9, abs=1e-11), name


def test_the_published_eight_schools():
    found = meta_analysis(*STUDIES["schools"], "DL", errors="wald")
    assert (round(found.estimate, 1), round(found.standard_error, 1), found.tau2) == (7.7, 4.1, 0.0)


def test_the_weights_add_up_to_one_and_follow_precision():
    found = meta_analysis(*STUDIES["two"], "fixed")
    np.testing.assert_allclose(found.weights, [0.8, 0.2])
    assert (found.k, found.degrees_of_freedom) == (2, 1)
    assert meta_analysis(*STUDIES["two"], errors="wald").degrees_of_freedom == np.inf


def test_unless_told_it_is_reml_with_hartung_and_knapp():
    plain, told = meta_analysis(*STUDIES["bcg"]), meta_analysis(*STUDIES["bcg"], "REML", errors="hartung_knapp")
    assert (plain.low, plain.tau2) == (told.low, told.tau2)


def test_another_level_moves_every_interval():
    found, wide = meta_analysis(*STUDIES["bcg"], level=0.8), meta_analysis(*STUDIES["bcg"])
    assert wide.low < found.low < found.high < wide.high
    assert wide.prediction_low < found.prediction_low
    assert wide.tau2_low < found.tau2_low < found.tau2_high < wide.tau2_high


def test_no_spread_at_all_is_one_effect():
    found = meta_analysis([1.0, 1.0, 1.0], [0.5, 0.5, 0.4], errors="wald", method="fixed")
    assert (found.q, found.i2, found.h2, found.tau2_high) == (0, 0, 0, 0)
    with pytest.raises(Unfit, match="no_spread"):
        meta_analysis([1.0, 1.0, 1.0], [0.5, 0.5, 0.4])


@pytest.mark.parametrize(
    ("arguments", "reason", "columns"),
    [
        (([1.0], [0.5]), "too_few", ()),
        (([1.0, 2.0, 3.0], [0.5, 0.0, -1.0]), "not_positive", (1, 2)),
        (([1.0, np.inf], [0.5, 1.0]), "infinite", (0,)),
        (([1.0, 2.0], [0.5]), "unequal_lengths", (1,)),
        ((["a", "b"], [0.5, 1.0]), "not_a_number", (0,)),
    ],
)
def test_what_cannot_be_pooled_is_refused(arguments, reason, columns):
    with pytest.raises(Unfit) as caught:
        meta_analysis(*arguments)
    assert (caught.value.reason, caught.value.columns) == (reason, columns)


def test_unknown_methods_are_refused():
    with pytest.raises(Unfit, match="unknown_method"):
        meta_analysis([1.0, 2.0], [1.0, 1.0], "EB")
    with pytest.raises(Unfit, match="unknown_errors"):
        meta_analysis([1.0, 2.0], [1.0, 1.0], errors="robust")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 3)), min_size=3, max_size=12), st.floats(0.01, 100))
def test_the_unit_and_the_order_are_of_no_account(pairs, unit):
    y, s = np.array(pairs).T
    for method in ("DL", "REML", "PM"):
        once = between_variance(y, s**2, method)
        again = between_variance((y * unit)[::-1], (s * unit)[::-1] ** 2, method)
        assert again == pytest.approx(once * unit**2, rel=1e-5, abs=1e-6 * unit**2)


def test_the_restricted_likelihood_is_highest_where_it_says():
    y, s = (np.array(column) for column in STUDIES["normand"])
    best = between_variance(y, s**2, "REML")

    def likelihood(between):
        w = 1 / (s**2 + between)
        return np.log(w).sum() - np.log(w.sum()) - q_statistic(y, s**2, between)

    assert likelihood(best) > max(likelihood(best * 0.999), likelihood(best * 1.001))
    assert pooled(y, s**2, 1e9) == pytest.approx(y.mean(), rel=1e-6)


def test_the_profile_holds_what_is_not_surprising():
    y, s = (np.array(column) for column in STUDIES["bcg"])
    low, high = q_profile(y, s**2, 0.9)
    assert q_statistic(y, s**2, low) == pytest.approx(21.02606981748307)
    assert q_statistic(y, s**2, high) == pytest.approx(5.226029488392639)
