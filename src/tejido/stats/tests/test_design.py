"""A design from rows: what says nothing of its own is refused by its position."""

import numpy as np
import pytest

from tejido.stats.design import require_finite, require_full_rank
from tejido.stats.unfit import Unfit

X = np.array([0.0, 1, 2, 5, 7, 4])
ONE = np.ones(6)


def refused(*columns):
    with pytest.raises(Unfit) as refusal:
        require_full_rank(np.column_stack(columns))
    return refusal.value.reason, refusal.value.columns


def test_independent_columns_of_any_size_pass():
    for columns in ((ONE,), (ONE, X), (ONE, X, X**2, X**3), (1e6 * ONE, 1e-8 * X, 1e9 * X**2), (ONE, X + 1e10, X**2)):
        require_full_rank(np.column_stack(columns))


def test_a_constant_beside_the_intercept_is_refused_by_its_position():
    assert refused(ONE, X, 4 * ONE) == ("constant", (2,))
    assert refused(ONE, 0 * ONE, X) == ("constant", (1,))
    assert refused(ONE, X, 2 * X, 4 * ONE) == ("constant", (3,))


def test_the_first_column_that_the_earlier_ones_hold_is_refused():
    assert refused(ONE, X, X**2, 3 - 2 * X) == ("collinear", (3,))
    assert refused(ONE, X, 1e-6 * X, X**2) == ("collinear", (2,))
    assert refused(ONE, X, X**2, 1e9 * X + 1e3 * X**2) == ("collinear", (3,))
    assert refused(ONE, X + 1e6, X**2 + 1e6, X - X**2) == ("collinear", (3,))


def test_nearly_the_same_is_not_the_same():
    noise = np.array([1.0, -1, 1, -1, 1, -1])
    require_full_rank(np.column_stack([ONE, X, X + 1e-6 * noise]))
    assert refused(ONE, X, X + 1e-9 * noise) == ("collinear", (2,))


def test_there_are_more_rows_than_columns():
    assert refused(ONE[:3], X[:3], X[:3] ** 2) == ("too_few", ())
    require_full_rank(np.column_stack([ONE, X, X**2])[:4])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused_wherever_it_stands(bad):
    assert refused(ONE, np.append(X[1:], bad)) == ("infinite", ())
    with pytest.raises(Unfit, match="infinite"):
        require_finite(X, np.array([1.0, bad]))
    require_finite(X, ONE)
    require_finite()
