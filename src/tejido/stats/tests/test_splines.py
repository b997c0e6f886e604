"""Spline columns as R gives them: splines::ns (R 4.2.2) and Hmisc::rcspline.eval (4.8-0)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.splines import NaturalSpline, RestrictedSpline, natural_spline, quantiles, restricted_spline
from tejido.stats.unfit import Unfit

X = np.array([0.5, 1, 2.2, 3, 4.7, 6, 7.5, 9, 10, 11.5])
NS = np.array(
    [
        (0.0, 0.05409468093243432, -0.1758077130304115, 0.12171303209797724),
        (0.0, 0.0, 0.0, 0.0),
        (0.02742857142857144, -0.11647357585909289, 0.3785391215420519, -0.26206554568295903),
        (0.12698412698412698, -0.15455623123552664, 0.5023077515154616, -0.34775152027993500),
        (0.55134730158730161, -0.03759451745515533, 0.3046650388721120, -0.21092194998838532),
        (0.60444444444444445, 0.26256390614658270, 0.1295244478807490, -0.08796136990034766),
        (0.24158730158730157, 0.59348897349326113, 0.1758036932897586, -0.01230853979889274),
        (0.01587301587301587, 0.32760472610096669, 0.3281417830290011, 0.32838047499701639),
        (0.0, -0.13533834586466167, 0.4398496240601504, 0.69548872180451116),
        (0.0, -0.87969924812030076, 0.6090225563909772, 1.27067669172932307),
    ]
)
RCS = np.array(
    [
        (0.5, 0, 0), (1.0, 0, 0), (2.2, 0.02133333333333336, 0), (3.0, 0.09876543209876548, 0),
        (4.7, 0.62534567901234606, 0.06065432098765437), (6.0, 1.54320987654321096, 0.33333333333333343),
        (7.5, 3.29668209876543328, 1.05208333333333393), (9.0, 5.57098765432099086, 2.08333333333333393),
        (10.0, 7.22222222222222676, 2.85185185185185297), (11.5, 9.72222222222222854, 4.01851851851852082),
    ]
)  # fmt: skip


def test_natural_columns_are_those_of_r_inside_and_beyond_the_boundary():
    spline = NaturalSpline((3.0, 5.5, 8.0), (1.0, 10.0))
    np.testing.assert_allclose(spline.columns(X), NS, rtol=1e-12, atol=1e-13)
    assert spline.size == 4


def test_knots_at_quantiles_are_those_of_r():
    spline = natural_spline(X, 3)
    assert (spline.knots, spline.boundary, spline.size) == (pytest.approx((3.0, 7.5)), (0.5, 11.5), 3)
    np.testing.assert_allclose(spline.columns(X)[3], [-0.07611885709691182, 0.49152402583044685, -0.33423633756470378], rtol=1e-12)
    np.testing.assert_allclose(spline.columns(X)[9], [-0.1390593047034765, 0.4345603271983640, 0.7044989775051125], rtol=1e-12)
    line = natural_spline(X, 1)
    np.testing.assert_allclose(line.columns(X)[[1, 9], 0], [0.03644471480623968, 0.80178372573727319], rtol=1e-12)


def test_restricted_columns_are_those_of_r():
    spline = RestrictedSpline((1.0, 3.0, 6.0, 10.0))
    np.testing.assert_allclose(spline.columns(X), RCS, rtol=1e-12, atol=1e-13)
    assert spline.size == 3


def test_both_bases_span_the_same_curves():
    x = np.linspace(-2, 14, 60)
    natural = np.column_stack([np.ones(60), NaturalSpline((3.0, 6.0), (1.0, 10.0)).columns(x)])
    restricted = RestrictedSpline((1.0, 3.0, 6.0, 10.0)).columns(x)
    np.testing.assert_allclose(natural @ np.linalg.lstsq(natural, restricted, rcond=None)[0], restricted, atol=1e-9)


def test_harrells_knots_lie_at_his_quantiles():
    values = np.arange(1001.0)
    assert restricted_spline(values).knots == pytest.approx((50, 275, 500, 725, 950))
    assert restricted_spline(values, 3).knots == pytest.approx((100, 500, 900))
    assert restricted_spline(values, 4).knots == pytest.approx((50, 350, 650, 950))
    assert restricted_spline(values, 6).knots == pytest.approx((50, 230, 410, 590, 770, 950))
    assert restricted_spline(values, 7).knots == pytest.approx((25, 183.33, 341.67, 500, 658.33, 816.67, 975))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_counted_values_have_the_quantiles_of_the_values_repeated(seed):
    random = np.random.default_rng(seed)
    values, counts = random.permutation(np.arange(12.0)), random.integers(1, 6, 12).astype(float)
    shares = np.array([0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1])
    repeated = np.repeat(values, counts.astype(int))
    np.testing.assert_allclose(quantiles(values, shares, counts), np.quantile(repeated, shares), atol=1e-7)
    assert natural_spline(values, 3, counts).knots == pytest.approx(natural_spline(repeated, 3).knots, abs=1e-7)
    assert restricted_spline(values, 3, counts * 40).knots == pytest.approx(restricted_spline(np.repeat(repeated, 40), 3).knots, abs=1e-7)


@pytest.mark.parametrize("knots", [(3.0, 3.0), (5.0, 3.0), (0.0, 3.0), (3.0, 10.0), (3.0, np.nan)])
def test_knots_out_of_order_or_beyond_the_boundary_are_refused(knots):
    with pytest.raises(Unfit, match="knots"):
        NaturalSpline(knots, (1.0, 10.0)).columns(X)
    with pytest.raises(Unfit, match="knots"):
        RestrictedSpline((1.0, *knots, 10.0))
    with pytest.raises(Unfit, match="knots"):
        RestrictedSpline((1.0, 2.0))


def test_values_too_often_alike_leave_no_room_for_knots():
    with pytest.raises(Unfit, match="knots"):
        natural_spline(np.array([1.0, 1, 1, 1, 2]), 3)
    with pytest.raises(Unfit, match="knots"):
        restricted_spline(np.array([1.0, 1, 1, 1, 2]), 3)


def test_infinite_values_and_impossible_sizes_are_refused():
    bad = np.array([1.0, np.inf, 3.0])
    for refused in (
        lambda: natural_spline(bad, 2),
        lambda: restricted_spline(bad, 3),
        lambda: NaturalSpline((2.0,), (1.0, 3.0)).columns(bad),
    ):
        with pytest.raises(Unfit, match="infinite"):
            refused()
    with pytest.raises(Unfit, match="infinite"):
        RestrictedSpline((1.0, 2.0, 3.0)).columns(bad)
    with pytest.raises(ValueError, match="at least one"):
        natural_spline(X, 0)
    for size in (2, 8):
        with pytest.raises(ValueError, match="three to seven"):
            restricted_spline(X, size)


def test_five_knots_have_three_curves_as_in_r():
    columns = RestrictedSpline((1.0, 3.0, 5.0, 7.0, 10.0)).columns(X)
    expected = [
        (4.7, 0.6253456790123461, 0.06065432098765437, 0), (9, 6.0246913580246941, 2.43621399176954778, 0.6255144032921813),
        (11.5, 11.0000000000000089, 5.01234567901234840, 1.5432098765432098),
    ]  # fmt: skip
    np.testing.assert_allclose(columns[[4, 7, 9]], expected, rtol=1e-12)
