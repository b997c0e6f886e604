"""Whether columns say something of their own, asked of their cross-products alone."""

import numpy as np
import pytest

from tejido.stats.independence import require_independent
from tejido.stats.unfit import Unfit

X = np.array([0.0, 1, 2, 5, 7])
ONE = np.ones(5)


def refused(*columns, **more):
    design = np.column_stack(columns)
    with pytest.raises(Unfit) as refusal:
        require_independent(design.T @ design, **more)
    return refusal.value.reason, refusal.value.columns


def test_the_first_column_that_adds_nothing_is_named():
    assert refused(ONE, X, X**2, 3 - 2 * X) == ("collinear", (3,))
    assert refused(ONE, X, 1e-6 * X, X**2) == ("collinear", (2,))
    assert refused(X, X**2, X - X**2, constant=False) == ("collinear", (2,))


def test_a_column_without_variation_is_constant_beside_an_intercept_only():
    assert refused(ONE, X, 4 * ONE) == ("constant", (2,))
    assert refused(ONE, 0 * ONE, X) == ("constant", (1,))
    assert refused(0 * ONE, X, constant=False) == ("constant", (0,))
    assert refused(0 * ONE, X) == ("constant", (0,))
    require_independent(np.column_stack([X, ONE]).T @ np.column_stack([X, ONE]), constant=False)


def test_independent_columns_of_any_size_pass_and_are_left_as_they_were():
    for columns in ((ONE, X, X**2, X**3), (1e6 * ONE, 1e-8 * X, 1e9 * X**2), (ONE,)):
        gram = np.column_stack(columns).T @ np.column_stack(columns)
        before = gram.copy()
        require_independent(gram)
        np.testing.assert_array_equal(gram, before)


def test_nearly_the_same_is_not_the_same():
    noise = np.array([1.0, -1, 1, -1, 1])
    design = np.column_stack([ONE, X, X + 1e-3 * noise])
    require_independent(design.T @ design)
    assert refused(ONE, X, X + 1e-6 * noise) == ("collinear", (2,))
