"""Differences of decimals are the decimals that paper would give."""

from decimal import Decimal

import numpy as np

from tejido.stats.subtraction import subtracted


def test_each_difference_of_tenths_and_hundredths_is_the_one_of_paper():
    random = np.random.default_rng(3)
    for places in (1, 2, 5):
        first, last = (np.round(random.uniform(-200, 200, 4000), places) for _ in range(2))
        paper = [float(Decimal(repr(a)) - Decimal(repr(b))) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        assert (first - last != paper).any()
        np.testing.assert_array_equal(subtracted(first, last), paper)


def test_numbers_without_decimals_gaps_and_extremes_stay_as_they_are():
    first = np.array([3.0, 2.0**53, 1e300, 1e-30, 0.0, np.nan, np.inf, 7.0])
    last = np.array([5.0, 1.0, 2e299, 3e-30, 0.0, 1.0, 1.0, np.nan])
    np.testing.assert_array_equal(subtracted(first, last), first - last)


def test_a_third_keeps_its_digits():
    assert abs(subtracted(1 / 3, 1 / 7) - (1 / 3 - 1 / 7)) < 1e-15
