"""Those not reached again: shares, and bounds as in R 4.2.2 (formulas of Lee 2009 and of Imbens & Manski 2004 written out there)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.missingness import attrition, lee_bounds, manski_bounds
from tejido.stats.proportion import difference_of_proportions, wilson
from tejido.stats.tests.nhefs import nhefs
from tejido.stats.unfit import Unfit

FIELDS = ("low", "high", "low_error", "high_error", "interval_low", "interval_high", "trimmed")


def lost_by_age():
    c = nhefs()
    return 1.0 - ((c["seqn"] * 7) % 11 < np.where(c["age"] > 50, 5, 2))


def lost_by_group():
    c = nhefs()
    return 1.0 - ((c["seqn"] * 7) % 11 < np.where(c["qsmk"] == 1, 1, 3))


def values(bounds):
    return tuple(getattr(bounds, name) for name in FIELDS)


def test_who_was_lost_by_group():
    found = attrition(nhefs()["qsmk"], lost_by_age())
    assert (found.exposed, found.reference) == (wilson(124, 403), wilson(286, 1163))
    assert found.difference == difference_of_proportions(wilson(124, 403), wilson(286, 1163))
    assert attrition(nhefs()["qsmk"], lost_by_age(), 0.9).exposed == wilson(124, 403, 0.9)


def test_the_worst_and_the_best_case_are_those_of_r():
    found = manski_bounds(nhefs()["death"], nhefs()["qsmk"], lost_by_age(), smallest=0, largest=1)
    assert values(found) == pytest.approx(
        (-0.228663356724822, 0.324944686135156, 0.0218467051200768, 0.0264078438032236, -0.264597988878519, 0.368381723794856, 0.0),
        rel=1e-9,
    )


def test_lees_bounds_of_a_score_are_those_of_r():
    found = lee_bounds(nhefs()["wt82_71"], nhefs()["qsmk"], lost_by_group())
    assert values(found) == pytest.approx(
        (
            0.193324499857340,
            4.926220071314772,
            0.605742090704223,
            0.590850979131207,
            -0.803032575034669,
            5.898083447326567,
            0.142466210014782,
        ),
        rel=1e-9,
    )


def test_lees_bounds_of_a_binary_outcome_are_those_of_r():
    found = lee_bounds(nhefs()["death"], nhefs()["qsmk"], lost_by_group())
    assert values(found) == pytest.approx(
        (
            -0.0800184766352246,
            0.0861163295713477,
            0.0363702326894408,
            0.0295205201263185,
            -0.1398421858793333,
            0.1346732642451383,
            0.1424662100147817,
        ),
        rel=1e-9,
    )


def test_the_other_group_is_trimmed_where_it_was_reached_more():
    there = lee_bounds(nhefs()["wt82_71"], nhefs()["qsmk"], lost_by_group())
    back = lee_bounds(nhefs()["wt82_71"], 1 - nhefs()["qsmk"], lost_by_group())
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert (back.low_error, back.high_error) == pytest.approx((there.high_error, there.low_error))
    assert back.trimmed == pytest.approx(there.trimmed)


def test_alike_reach_leaves_one_number_with_its_interval():
    y, a = np.array([1.0, 2, 3, 6, 2, 5, 1, 4]), np.tile([0.0, 1.0], 4)
    found = lee_bounds(y, a, np.ones(8), level=0.9)
    assert found.low == pytest.approx(found.high) == pytest.approx(y[1::2].mean() - y[::2].mean())
    assert found.low_error == pytest.approx(np.sqrt((y[1::2].var() + y[::2].var()) / 4))
    assert found.interval_high - found.high == pytest.approx(1.6448536269514722 * found.high_error)
    assert found.trimmed == 0
    half = lee_bounds(y, a, np.ones(8), level=0.5)
    assert half.interval_high - half.high == pytest.approx(0.6744897501960817 * half.high_error)


def test_all_reached_leaves_the_difference_of_means():
    y, a = np.array([0.1, 0.2, 0.3, 0.6, 0.2, 0.5]), np.tile([0.0, 1.0], 3)
    found = manski_bounds(y, a, np.ones(6), smallest=0.1, largest=0.6)
    assert found.low == pytest.approx(found.high) == pytest.approx(y[1::2].mean() - y[::2].mean())
    assert found.low_error == pytest.approx(np.sqrt((y[1::2].var(ddof=1) + y[::2].var(ddof=1)) / 3))


def test_what_was_not_observed_is_not_looked_at():
    c, seen = nhefs(), lost_by_age()
    holes = np.where(seen == 1, c["death"], np.nan)
    assert manski_bounds(holes, c["qsmk"], seen, smallest=0, largest=1) == manski_bounds(c["death"], c["qsmk"], seen, smallest=0, largest=1)
    assert lee_bounds(holes, c["qsmk"], seen) == lee_bounds(c["death"], c["qsmk"], seen)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_lees_bounds_lie_within_the_worst_and_best_case(seed):
    random = np.random.default_rng(seed)
    y, a, seen = random.random(60), np.tile([0.0, 1.0], 30), (random.random(60) < 0.8).astype(float)
    wide, narrow = manski_bounds(y, a, seen, smallest=0, largest=1), lee_bounds(y, a, seen)
    assert narrow.low <= narrow.high + 1e-12
    assert wide.low <= wide.high
    order = random.permutation(60)
    assert values(lee_bounds(y[order], a[order], seen[order])) == pytest.approx(values(narrow))


@pytest.mark.parametrize(
    ("y", "exposed", "seen", "reason"),
    [
        ([0, 1, 2, 0.5], [0, 1, 0, 1], [1, 1, 1, 1], "outside_range"),
        ([0, 1, -1, 0.5], [0, 1, 0, 1], [1, 1, 1, 1], "outside_range"),
        ([0, 1, 0, 0.5], [0, 1, 0, 1], [1, 1, 1, 0], "too_few"),
        ([0, 1, 0, 0.5], [0, 1, 0, 1], [0, 1, 1, 1], "too_few"),
        ([0, 1, 0, 0.5], [1, 1, 1, 1], [1, 1, 1, 1], "one_group"),
        ([0, 1, 0, 0.5], [0, 1, 0, 1], [1, 1, 1, 2], "not_yes_no"),
        ([0, 1, 0], [0, 1, 0, 1], [1, 1, 1, 1], "unequal_lengths"),
        ([0, 1, 0, np.nan], [0, 1, 0, 1], [1, 1, 1, 1], "infinite"),
        ([1, 1, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1], "not_positive"),
    ],
)
def test_what_has_no_bounds_is_refused(y, exposed, seen, reason):
    with pytest.raises(Unfit, match=reason):
        manski_bounds(y, exposed, seen, smallest=0, largest=1)


def test_limits_the_wrong_way_round_are_refused():
    with pytest.raises(Unfit, match="outside_range"):
        manski_bounds([0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], smallest=0, largest=0)


def test_half_of_the_group_reached_twice_as_often_is_trimmed_to_the_person():
    y, a = [1.0, 3, 7, 8, 2, 4, None, None], [1.0, 1, 1, 1, 0, 0, 0, 0]
    found = lee_bounds(y, a, [1, 1, 1, 1, 1, 1, 0, 0])
    assert (found.low, found.high, found.trimmed) == pytest.approx((2 - 3, 7.5 - 3, 0.5))
    assert (found.low_error, found.high_error) == pytest.approx((1.5**0.5, 0.75**0.5))
