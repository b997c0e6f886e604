"""Reliable change: the couple of Jacobson & Truax 1991 and the four groups."""

import numpy as np
import pytest
from scipy.stats import norm

from tejido.stats.proportion import wilson
from tejido.stats.reliable_change import cutoff_a, cutoff_b, cutoff_c, reliable_change
from tejido.stats.unfit import Unfit


def changed(before, after, **more):
    return reliable_change(
        before, after, **{"standard_deviation": 7.5, "reliability": 0.8, "cutoff": 50.0, "higher_is_better": True} | more
    )


def test_the_published_couple_recovered():
    found = changed([32.5], [47.5])
    assert round(found.standard_error, 2) == 4.74
    assert found.index[0] == pytest.approx(3.16, abs=0.005)
    assert found.group.tolist() == ["improved"]
    assert changed([32.5], [52.5]).group.tolist() == ["recovered"]


def test_the_published_cutoffs():
    assert cutoff_a(40, 7.5, higher_is_better=True) == 55
    assert cutoff_b(60, 7.5, higher_is_better=True) == 45
    assert cutoff_c(40, 7.5, 60, 7.5) == 50
    assert cutoff_a(20, 5, higher_is_better=False) == 10
    assert cutoff_b(8, 3, higher_is_better=False) == 14
    assert cutoff_c(20, 6, 8, 3) == pytest.approx((3 * 20 + 6 * 8) / 9)


def test_four_groups_with_their_shares():
    found = changed([40, 40, 55, 40, 60, 45], [60, 49, 66, 41, 45, 55])
    assert found.group.tolist() == ["recovered", "unchanged", "improved", "unchanged", "deteriorated", "recovered"]
    assert {name: share.count for name, share in found.shares.items()} == {"recovered": 2, "improved": 1, "unchanged": 2, "deteriorated": 1}
    assert found.shares["recovered"] == wilson(2, 6)
    assert found.reliable == pytest.approx(1.959963984540054 * found.standard_error)
    assert found.cutoff == 50
    assert found.beyond_mid is None


def test_where_less_is_better_all_is_turned_round():
    found = changed([20, 20, 12, 9], [9, 16, 2, 20], standard_deviation=6.0, cutoff=10.0, higher_is_better=False)
    assert found.index[0] == pytest.approx(11 / (6 * np.sqrt(0.4)))
    assert found.group.tolist() == ["recovered", "unchanged", "recovered", "deteriorated"]


def test_a_score_on_the_cutoff_is_still_clinical():
    assert changed([50, 30], [70, 50]).group.tolist() == ["recovered", "improved"]


def test_change_must_be_beyond_the_edge_and_the_level_moves_it():
    step = 1.959963984540054 * 7.5 * np.sqrt(0.4)
    assert changed([30, 30, 30, 30], 30 + step * np.array([0.9999, 1.0001, -0.9999, -1.0001])).group.tolist() == [
        "unchanged", "improved", "unchanged", "deteriorated"
    ]  # fmt: skip
    assert changed([30], [30 + step * 0.9], level=0.9).group.tolist() == ["improved"]
    assert changed([30] * 3, [30] * 3, level=0.9).shares["unchanged"] == wilson(3, 3, 0.9)


def test_the_smallest_gain_that_matters_counts_from_itself():
    found = changed([30, 30, 30], [35, 34.9, 25], mid=5.0)
    assert found.beyond_mid == wilson(1, 3)
    assert changed([30, 30, 30], [35, 34.9, 25], mid=5.0, level=0.9).beyond_mid == wilson(1, 3, 0.9)
    assert changed([30, 30, 30], [25, 34, 20], mid=5.0, higher_is_better=False).beyond_mid.count == 2


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"standard_deviation": 0.0}, "not_positive"),
        ({"mid": 0.0}, "not_positive"),
        ({"reliability": 1.0}, "outside_range"),
        ({"reliability": -0.1}, "outside_range"),
    ],
)
def test_an_instrument_that_cannot_be_is_refused(more, reason):
    with pytest.raises(Unfit, match=reason):
        changed([1.0], [2.0], **more)


def test_nobody_and_missing_scores_are_refused():
    with pytest.raises(Unfit, match="too_few"):
        changed([], [])
    with pytest.raises(Unfit, match="infinite"):
        changed([1.0, np.nan], [1.0, 2.0])
    with pytest.raises(Unfit, match="not_positive"):
        cutoff_c(1, 0, 2, 1)
    assert changed([1.0], [2.0], reliability=0.0).standard_error == pytest.approx(7.5 * np.sqrt(2))


def test_change_of_just_the_edge_is_not_yet_reliable_on_either_side():
    edge = float(norm.ppf(0.975))
    beyond = float(np.nextafter(edge, 2))
    found = changed([0.0, 0, 0, 0, 0], [edge, -edge, beyond, -beyond, beyond], standard_deviation=1.0, reliability=0.5, cutoff=5.0)
    assert found.standard_error == 1.0
    assert found.group.tolist() == ["unchanged", "unchanged", "improved", "deteriorated", "improved"]
    crossing = changed([0.0, 0.0], [edge, beyond], standard_deviation=1.0, reliability=0.5, cutoff=0.0)
    assert crossing.group.tolist() == ["unchanged", "recovered"]


@pytest.mark.parametrize(("before", "after", "mid"), [(0.1, 0.4, 0.3), (80.5, 84.4, 3.9), (82.4, 84.0, 1.6), (1.1, 1.4, 0.3)])
@pytest.mark.parametrize("higher_is_better", [True, False])
def test_who_gains_exactly_the_least_that_matters_counts(before, after, mid, higher_is_better):
    """In floats 0.4 − 0.1 is above 0.3, and 84.4 − 80.5 below 3.9."""
    pair = (before, after) if higher_is_better else (after, before)
    gained = [changed([pair[0]], [pair[1]], mid=limit, higher_is_better=higher_is_better).beyond_mid.count for limit in (mid, mid + 1e-9)]
    assert gained == [1, 0]
