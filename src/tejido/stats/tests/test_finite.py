"""What is not a number stops before any estimate."""

import numpy as np
import pytest

from tejido.stats.finite import finite, require_counts, require_positive, two_groups
from tejido.stats.unfit import Unfit


def refusal(call, *arguments):
    with pytest.raises(Unfit) as caught:
        call(*arguments)
    return caught.value.reason, caught.value.columns


def test_numbers_pass_as_floating_point_one_by_one():
    whole, truth = finite([1, 2], [True, False])
    np.testing.assert_array_equal(whole, [1.0, 2.0])
    assert whole.dtype == truth.dtype == np.float64
    np.testing.assert_array_equal(finite(3.5)[0], [3.5])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_infinite_and_the_missing_are_refused_by_place(bad):
    assert refusal(finite, [1.0, 2.0], [1.0, bad]) == ("infinite", (1,))


def test_text_is_refused_by_place():
    assert refusal(finite, [1.0], ["1"]) == ("not_a_number", (1,))
    assert refusal(finite, [None]) == ("not_a_number", (0,))


def test_columns_of_other_lengths_are_refused_by_place():
    assert refusal(finite, [1.0, 2.0], [1.0, 2.0], [1.0]) == ("unequal_lengths", (2,))


def test_two_groups_are_a_mask():
    assert two_groups(np.array([0.0, 1.0, 1.0])).tolist() == [False, True, True]
    assert refusal(two_groups, np.array([0.0, 2.0])) == ("not_yes_no", ())
    assert refusal(two_groups, np.array([1.0, 1.0])) == ("one_group", ())


def test_what_must_be_positive_is_not_zero():
    require_positive(np.array([1e-9]))
    assert refusal(require_positive, np.array([1.0, 0.0]), [1]) == ("not_positive", (1,))
    assert refusal(require_positive, np.array([-1.0])) == ("not_positive", ())


def test_counts_are_whole_and_no_more_than_there_were_people():
    require_counts(np.array([0.0, 3, 5]))
    require_counts(np.array([0.0, 1, 5]), np.array([1.0, 1, 6]))
    assert refusal(require_counts, np.array([1.0, 2.5])) == ("not_whole", ())
    assert refusal(require_counts, np.array([1.0, 2]), np.array([3.0, 2.5])) == ("not_whole", ())
    assert refusal(require_counts, np.array([2.5, 2]), np.array([3.0, 3])) == ("not_whole", ())
    assert refusal(require_counts, np.array([1.0, -1])) == ("impossible_counts", ())
    assert refusal(require_counts, np.array([1.0, -1]), np.array([3.0, 3])) == ("impossible_counts", ())
    assert refusal(require_counts, np.array([1.0, 4]), np.array([3.0, 3])) == ("impossible_counts", ())
    assert refusal(require_counts, np.array([1.0, 0]), np.array([3.0, 0])) == ("impossible_counts", ())
