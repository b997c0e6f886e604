"""Rubin's rules as mice gives them, and chained imputations that give back what was made."""

import numpy as np
import pytest

from tejido.stats.multiple_imputation import chained_imputations, draw_binary, draw_normal, rubin
from tejido.stats.unfit import Unfit

Q = np.array([[1.2], [1.5], [0.9], [1.31], [1.05]])
U = np.array([[0.04], [0.05], [0.045], [0.038], [0.06]])


def test_the_pooling_is_that_of_mice():
    # mice 3.15.0: pool.scalar(Q, U, n = 100, k = 3), and n = Inf
    found = rubin(Q, U, complete_freedom=97)
    assert found.estimates[0] == pytest.approx(1.192)
    assert found.standard_errors[0] ** 2 == pytest.approx(0.110884)
    assert found.degrees_of_freedom[0] == pytest.approx(9.16957529116441)
    assert found.missing[0] == pytest.approx(0.64880815182256)
    endless = rubin(Q, U)
    assert endless.degrees_of_freedom[0] == pytest.approx(11.90123346658598)
    assert endless.missing[0] == pytest.approx(0.63614692642324)


def test_the_interval_is_students():
    found = rubin(Q, U, complete_freedom=97)
    assert (found.high[0] - 1.192) / found.standard_errors[0] == pytest.approx(2.2557961, rel=1e-6)
    assert found.low[0] == pytest.approx(2 * 1.192 - found.high[0])
    assert found.p[0] == pytest.approx(0.00575798, rel=1e-5)
    assert rubin(Q, U, level=0.8).high[0] < rubin(Q, U).high[0]


def test_answers_alike_have_nothing_missing():
    found = rubin(np.ones((3, 2)), np.full((3, 2), 0.25), complete_freedom=20)
    np.testing.assert_allclose(found.standard_errors, 0.5)
    np.testing.assert_allclose(found.degrees_of_freedom, 21 / 23 * 20)
    np.testing.assert_array_equal(found.missing, 0)


@pytest.mark.parametrize(
    ("q", "u", "reason"),
    [
        (Q[:1], U[:1], "too_few"),
        (Q[:, 0], U[:, 0], "too_few"),
        (Q, U[:, [0, 0]], "too_few"),
        (Q, U * 0, "not_positive"),
        (Q, U[:3], "unequal"),
    ],
)
def test_what_cannot_be_pooled_is_refused(q, u, reason):
    with pytest.raises(Unfit, match=reason):
        rubin(q, u)


def made(count=400, seed=3):
    random = np.random.default_rng(seed)
    x = random.normal(size=count)
    y = 1 + 2 * x + random.normal(size=count)
    z = (random.random(count) < 1 / (1 + np.exp(-x))).astype(float)
    gone_y, gone_z = random.random(count) < 1 / (1 + np.exp(1 - x)), random.random(count) < 0.2
    return x, y, z, np.column_stack([x, np.where(gone_y, np.nan, y), np.where(gone_z, np.nan, z)])


def test_what_is_known_stays_and_what_is_missing_is_filled():
    *_, columns = made()
    sets = chained_imputations(columns, ["normal", "normal", "binary"], seed=1, imputations=3, rounds=2)
    assert len(sets) == 3
    known = ~np.isnan(columns)
    for one in sets:
        np.testing.assert_array_equal(one[known], columns[known])
        assert np.isfinite(one).all()
        assert set(np.unique(one[:, 2])) == {0.0, 1.0}
    assert not np.array_equal(sets[0], sets[1])


def test_the_seed_decides_the_draws_and_more_sets_leave_the_first_as_they_are():
    *_, columns = made(100)
    kinds = ["normal", "normal", "binary"]
    three, two, other = (chained_imputations(columns, kinds, seed=s, imputations=m, rounds=2) for s, m in ((1, 3), (1, 2), (2, 2)))
    np.testing.assert_array_equal(three[1], two[1])
    assert not np.array_equal(two[0], other[0])
    assert len(chained_imputations(columns, kinds, seed=1, rounds=1)) == 20


def test_the_mean_of_those_lost_is_found_again():
    x, y, z, columns = made(4000)
    sets = chained_imputations(columns, ["normal", "normal", "binary"], seed=1, imputations=5, rounds=3)
    means = np.array([one.mean(axis=0) for one in sets])
    kept = np.nanmean(columns[:, 1])
    assert abs(kept - y.mean()) > 0.4
    assert means[:, 1].mean() == pytest.approx(y.mean(), abs=0.07)
    assert means[:, 2].mean() == pytest.approx(z.mean(), abs=0.02)
    slopes = [np.polyfit(one[:, 0], one[:, 1], 1)[0] for one in sets]
    assert np.mean(slopes) == pytest.approx(2, abs=0.06)
    spread = [np.std(one[:, 1] - np.polyval(np.polyfit(one[:, 0], one[:, 1], 1), one[:, 0])) for one in sets]
    assert np.mean(spread) == pytest.approx(1, abs=0.05)
    lost = np.isnan(columns[:, 2])
    tie = np.mean([one[lost & (x > 0.5), 2].mean() for one in sets])
    assert tie == pytest.approx(z[lost & (x > 0.5)].mean(), abs=0.08)


def test_the_draws_vary_as_the_regression_is_uncertain():
    x = np.column_stack([np.ones(12), np.arange(12.0)])
    y = np.array([1.0, 3, 2, 5, 4, 7, 6, 9, 7, 10, 9, 12])
    fit = np.polyfit(x[:, 1], y, 1)
    residual = y - np.polyval(fit, x[:, 1])
    at = np.array([[1.0, 5.5]])
    random = np.random.default_rng(0)
    drawn = np.array([draw_normal(x, y, at, random)[0] for _ in range(4000)])
    variance = residual @ residual / 10 * (1 + 1 / 12) * 10 / 8
    assert drawn.mean() == pytest.approx(np.polyval(fit, 5.5), abs=0.08)
    assert drawn.var() == pytest.approx(variance, rel=0.1)


def test_binary_draws_follow_the_fitted_chance():
    x = np.column_stack([np.ones(200), np.repeat([0.0, 1.0], 100)])
    y = np.concatenate([np.repeat([1.0, 0.0], [20, 80]), np.repeat([1.0, 0.0], [70, 30])])
    random = np.random.default_rng(0)
    unknown = np.array([[1.0, 0.0], [1.0, 1.0]])
    means = [draw_binary(x, y, np.repeat(unknown, 50, axis=0), random).reshape(2, 50).mean(axis=1) for _ in range(200)]
    np.testing.assert_allclose(np.mean(means, axis=0), [0.2, 0.7], atol=0.015)
    expected = np.sqrt(0.7 * 0.3 / 100 + 0.7 * 0.3 / 50)
    assert np.std(means, axis=0)[1] == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize(
    ("columns", "kinds", "more", "reason", "places"),
    [
        ([["a", "b"]], ["normal", "normal"], {}, "not_a_number", ()),
        ([[1.0, np.inf], [2.0, 1.0]], ["normal", "normal"], {}, "infinite", ()),
        ([[1.0, np.nan], [2.0, np.nan]], ["normal", "normal"], {}, "all_missing", (1,)),
        ([[1.0, 0.5], [2.0, np.nan]], ["normal", "binary"], {}, "not_yes_no", (1,)),
        ([[1.0, 0.5], [2.0, np.nan]], ["normal"], {}, "outside_range", ()),
        ([[1.0, 0.5], [2.0, np.nan]], ["normal", "normal"], {"imputations": 1}, "outside_range", ()),
        ([[1.0, 0.5], [2.0, np.nan]], ["normal", "normal"], {"rounds": 0}, "outside_range", ()),
    ],
)
def test_what_cannot_be_imputed_is_refused(columns, kinds, more, reason, places):
    with pytest.raises(Unfit) as caught:
        chained_imputations(columns, kinds, seed=1, **more)
    assert (caught.value.reason, caught.value.columns) == (reason, places)


def test_each_quantity_is_pooled_by_itself_and_two_sets_are_enough():
    q, u = np.column_stack([Q, Q[::-1] ** 2 * 3]), np.column_stack([U, U[::-1] * 7])
    for m in (5, 2):
        both, one = rubin(q[:m], u[:m]), rubin(q[:m, 1:], u[:m, 1:])
        for key, values in vars(one).items():
            assert getattr(both, key)[1] == pytest.approx(values[0]), key
        assert both.estimates[0] == pytest.approx(Q[:m].mean())


def test_whole_numbers_come_back_as_floating_point():
    assert chained_imputations([[1, 2], [3, 4]], ["normal", "normal"], seed=1, imputations=2)[0].dtype == float
