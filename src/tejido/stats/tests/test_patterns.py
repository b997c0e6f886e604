"""Patterns: whoever has the same design shares a row, and nothing that a mixed model asks is lost."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from tejido.stats import patterns as module
from tejido.stats.patterns import Origin, Patterns, origin_of, patterns_from_rows
from tejido.stats.unfit import Unfit

# Three people: two seen at 0 and 1 in the programme, one at 0, 1 and 3 outside it.
PERSON = np.array([4, 4, 2, 2, 2, 9, 9])
TIME = np.array([0.0, 1, 0, 1, 3, 0, 1])
PROGRAMME = np.array([1.0, 1, 0, 0, 0, 1, 1])
Y = np.array([5.0, 7, 1, 2, 3, 10, 20])
X = np.column_stack([np.ones(7), TIME, PROGRAMME])
Z = X[:, :2]
PLAIN = Origin(np.zeros(6), np.ones(6))


def alike(one, other, **tolerance):
    """Equal, whatever the order of the patterns."""
    first, second = (
        np.lexsort(np.column_stack([p.n, p.zz.reshape(len(p), -1), p.zx.reshape(len(p), -1), p.total]).round(7).T) for p in (one, other)
    )
    for field in fields(Patterns):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "origin":
            assert a == b
        elif field.name in ("n", "zz", "zx", "total", "squares"):
            assert_allclose(a[first], b[second], **tolerance)
        else:
            assert_allclose(a, b, **tolerance)


def test_people_of_one_design_share_a_row():
    found = patterns_from_rows(Y, X, Z, PERSON, origin=PLAIN)
    assert (len(found), found.groups, found.rows) == (2, 3, 7)
    two = int(np.argmax(found.n))
    assert_array_equal(found.n[two], 2)
    assert_array_equal(found.zz[two], [[2, 1], [1, 1]])
    assert_array_equal(found.zx[two], [[2, 1, 2], [1, 1, 1]])
    assert_array_equal(found.total[two], [12 + 30, 7 + 20])
    assert_array_equal(found.squares[two], [[144 + 900, 84 + 600], [84 + 600, 49 + 400]])
    one = 1 - two
    assert_array_equal(found.zz[one], [[3, 4], [4, 10]])
    assert_array_equal(found.zx[one], [[3, 4, 0], [4, 10, 0]])
    assert_array_equal(found.total[one], [6, 11])
    assert_array_equal(found.squares[one], [[36, 66], [66, 121]])
    assert_array_equal(found.xx, X.T @ X)
    assert_array_equal(found.xy, X.T @ Y)
    assert found.yy == Y @ Y


def test_the_same_times_in_another_group_are_another_pattern():
    programme = np.where(PERSON == 9, 0.0, PROGRAMME)
    found = patterns_from_rows(Y, np.column_stack([Z, programme]), Z, PERSON)
    assert len(found) == 3


def test_zero_lies_near_the_mean_in_units_near_the_deviation():
    chance = np.random.default_rng(1)
    y = np.round(chance.normal(100, 15, 500))
    x = np.column_stack([np.ones(500), chance.integers(2010, 2017, 500), chance.normal(0.001, 1e-5, 500)])
    found = origin_of(y, x, x[:, :2])
    assert_array_equal(found.at[[1, 4]], 0)
    assert_array_equal(found.unit[[1, 4]], 1)
    assert (found.unit[0], found.at[0] % 8) == (8, 0)
    assert abs(found.at[0] - y.mean()) <= 4
    assert (found.at[2], found.unit[2]) == (found.at[5], found.unit[5]) == (2 * np.rint(x[:, 1].mean() / 2), 2)
    assert found.unit[3] == 2.0**-17
    assert abs(found.at[3] - x[:, 2].mean()) <= 2.0**-18


def test_a_column_of_one_value_has_the_unit_one():
    found = origin_of(Y, np.column_stack([np.ones(7), np.full(7, 0.1)]), np.ones((7, 1)))
    assert (found.at[2], found.unit[2]) == (0.0, 1.0)


def test_far_from_zero_nothing_is_lost():
    near = patterns_from_rows(Y, X, Z, PERSON)
    far_x = np.column_stack([np.ones(7), TIME + 2**30, PROGRAMME])
    far = patterns_from_rows(Y + 2**32, far_x, far_x[:, :2], PERSON)
    assert_array_equal(far.origin.at - near.origin.at, [2**32, 0, 2**30, 0, 0, 2**30])
    assert near.origin != far.origin
    for name in ("zz", "zx", "squares", "xx", "yy"):
        assert_array_equal(getattr(far, name), getattr(near, name))


def test_origins_are_the_same_by_value():
    assert Origin(np.zeros(2), np.ones(2)) == Origin(np.zeros(2), np.ones(2))
    assert Origin(np.zeros(2), np.ones(2)) != Origin(np.zeros(2), np.array([1.0, 2.0]))
    assert Origin(np.zeros(2), np.ones(2)) != Origin(np.ones(2), np.ones(2))
    assert Origin(np.zeros(2), np.ones(2)) != "origin"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_order_and_names_change_nothing(seed):
    chance = np.random.default_rng(seed)
    person = np.sort(chance.integers(0, 20, 60))
    t = chance.integers(0, 4, 60) / 10
    x, y = np.column_stack([np.ones(60), t, chance.integers(0, 2, 60)]), chance.normal(size=60)
    one = patterns_from_rows(y, x, x[:, :2], person)
    order = chance.permutation(60)
    other = patterns_from_rows(y[order], x[order], x[order, :2], np.array([f"p{19 - p:02}" for p in person])[order], origin=one.origin)
    alike(one, other, rtol=1e-9, atol=1e-10)


def test_sums_in_another_order_are_the_same_pattern():
    t = np.array([0.1, 0.2, 0.3, 0.7, 0.3, 0.7, 0.2, 0.1])
    x = np.column_stack([np.ones(8), t])
    found = patterns_from_rows(np.arange(8.0), x, x, np.repeat([0, 1], 4))
    assert (len(found), found.n[0]) == (1, 2)


def test_designs_that_differ_in_the_ninth_digit_are_two():
    t = np.array([0.0, 1.0, 0.0, 1.0 + 1e-9])
    x = np.column_stack([np.ones(4), t])
    assert len(patterns_from_rows(np.arange(4.0), x, x, np.array([0, 0, 1, 1]), origin=Origin(np.zeros(5), np.ones(5)))) == 2


def test_a_collision_of_the_short_keys_loses_nobody(monkeypatch):
    expected = patterns_from_rows(Y, X, Z, PERSON)
    monkeypatch.setattr(module, "ODD", np.uint64(0))
    alike(patterns_from_rows(Y, X, Z, PERSON), expected, rtol=0)


def test_irregular_times_give_everybody_a_pattern():
    chance = np.random.default_rng(3)
    person = np.repeat(np.arange(500), 4)
    x = np.column_stack([np.ones(2000), chance.random(2000)])
    found = patterns_from_rows(chance.normal(size=2000), x, x, person)
    assert len(found) == 500
    assert_array_equal(found.n, 1)


def test_what_is_not_a_number_is_refused():
    gap = Y.copy()
    gap[0] = np.nan
    cases = [
        ("infinite", (gap, X, Z, PERSON)),
        ("infinite", (Y, np.where(X == 3, np.inf, X), Z, PERSON)),
        ("infinite", (Y, X, np.where(Z == 3, np.nan, Z), PERSON)),
        ("infinite", (Y, X, Z, np.where(PERSON == 2, np.nan, PERSON))),
        ("not_a_number", (Y.astype(str), X, Z, PERSON)),
        ("not_a_number", (Y, X.astype(object), Z, PERSON)),
        ("not_a_number", (Y, X, Z.astype(str), PERSON)),
        ("too_few", (Y[:0], X[:0], Z[:0], PERSON[:0])),
    ]
    for reason, rows in cases:
        with pytest.raises(Unfit) as refused:
            patterns_from_rows(*rows, origin=PLAIN)
        assert (refused.value.reason, refused.value.columns) == (reason, ())


def test_whole_numbers_and_yes_or_no_are_numbers():
    found = patterns_from_rows(Y.astype(int), X.astype(np.uint8), Z.astype(int), PERSON, origin=PLAIN)
    alike(found, patterns_from_rows(Y, X, Z, PERSON, origin=PLAIN), rtol=0)
    yes = patterns_from_rows(Y > 4, X, Z, PERSON, origin=PLAIN)
    assert yes.yy == (Y > 4).sum()


@pytest.mark.parametrize(("design", "random"), [(X[:, 1:], Z), (X, Z[:, 1:])])
def test_the_constant_comes_first(design, random):
    with pytest.raises(ValueError, match="constant"):
        patterns_from_rows(Y, design, random, PERSON)


def test_a_sum_of_nothing_has_no_sign():
    """0.3 − 0.1 − 0.2 is a little less than nothing, and its mirror a little more: Z'Z and Z'X are the same."""
    t = np.array([0.3, -0.1, -0.2, -0.3, 0.1, 0.2])
    x = np.column_stack([np.ones(6), t])
    assert len(patterns_from_rows(np.arange(6.0), x, x, np.repeat([0, 1], 3), origin=Origin(np.zeros(5), np.ones(5)))) == 1


def test_rows_that_begin_with_the_smallest_number_and_jump_about_are_still_of_their_people():
    """Person 1 has rows before and after person 2: order is looked for between neighbours, not against the first row."""
    found = patterns_from_rows(
        np.array([3.0, 5, 7, 11]), np.ones((4, 1)), np.ones((4, 1)), np.array([1, 2, 1, 2]), origin=Origin(np.zeros(3), np.ones(3))
    )
    assert (found.groups, len(found), found.rows) == (2, 1, 4)
    assert_array_equal(found.zz, [[[2]]])
    assert_array_equal(found.total, [[3 + 7 + 5 + 11]])
    assert_array_equal(found.squares, [[[10**2 + 16**2]]])


@pytest.mark.parametrize("p", [1, 2, 3])
@pytest.mark.parametrize("q", [1, 2, 3])
def test_cross_products_are_of_the_design_and_not_of_the_random_columns(p, q):
    chance = np.random.default_rng(p + 10 * q)
    x, z = (np.column_stack([np.ones(30), chance.normal(size=(30, size - 1))]) for size in (p, q))
    y, who = chance.normal(size=30), np.repeat(np.arange(6), 5)
    found = patterns_from_rows(y, x, z, who, origin=Origin(np.zeros(1 + p + q), np.ones(1 + p + q)))
    assert_allclose(found.xx, x.T @ x, rtol=1e-12)
    assert_allclose(found.xy, x.T @ y, rtol=1e-12)
    assert_allclose(np.tensordot(found.n, found.zz, axes=1), z.T @ z, rtol=1e-12)
    assert_allclose(np.tensordot(found.n, found.zx, axes=1), z.T @ x, rtol=1e-12, atol=1e-12)
    assert_allclose(found.total.sum(axis=0), z.T @ y, rtol=1e-12)
    assert found.zx.shape[1:] == (q, p)
