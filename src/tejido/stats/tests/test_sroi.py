"""Social return: a range, its ledger and what sways it; never one number."""

from dataclasses import fields, replace

import pytest

from tejido.stats.effect import Effect
from tejido.stats.sroi import Assumption, Benefit, SocialReturn, social_return
from tejido.stats.unfit import Unfit

MONEY = Assumption("investment", 90_000, 110_000, "accounts 2024")
DISCOUNT = Assumption("discount", 0.02, 0.04, "treasury")
VALUE = Assumption("a year in work", 8_000, 12_000, "wage survey")
SHARE = Assumption("attribution", 0.5, 0.8, "partners asked")
FADE = Assumption("drop-off", 0.1, 0.3, "follow-up")
WORK = Benefit("work", Effect(0.15, 0.05, 0.05, 0.25, 0.003), 100, VALUE, SHARE, FADE, 3)


def years(drop_off, discount, count=3):
    return sum(((1 - drop_off) / (1 + discount)) ** t for t in range(count))


def test_the_range_reaches_from_the_least_to_the_most_favourable():
    found = social_return(MONEY, [WORK], DISCOUNT)
    assert found.low == pytest.approx(100 * 0.05 * 8_000 * 0.5 * years(0.3, 0.04) / 110_000)
    assert found.high == pytest.approx(100 * 0.25 * 12_000 * 0.8 * years(0.1, 0.02) / 90_000)


def test_there_is_no_single_number():
    assert {field.name for field in fields(SocialReturn)} == {"low", "high", "ledger", "tornado"}


def test_benefits_add_up():
    one, two = social_return(MONEY, [WORK], DISCOUNT), social_return(MONEY, [WORK, WORK], DISCOUNT)
    assert (two.low, two.high) == pytest.approx((2 * one.low, 2 * one.high))


def test_a_possible_harm_is_counted_at_its_worst():
    harm = replace(WORK, additional=Effect(0.0, 0.05, -0.1, 0.1, 1.0))
    found = social_return(MONEY, [harm], DISCOUNT)
    worth = 12_000 * 0.8 * years(0.1, 0.02)
    assert found.low == pytest.approx(-0.1 * 100 * worth / 90_000)
    assert found.high == pytest.approx(0.1 * 100 * worth / 90_000)
    sure = social_return(MONEY, [replace(WORK, additional=Effect(-0.1, 0.01, -0.15, -0.05, 0.0))], DISCOUNT)
    assert sure.high == pytest.approx(-0.05 * 100 * 8_000 * 0.5 * years(0.3, 0.04) / 110_000)


def test_the_ledger_names_everything_and_the_effect_as_the_models():
    found = social_return(MONEY, [WORK], DISCOUNT)
    assert found.ledger == (MONEY, DISCOUNT, Assumption("work: effect", 0.05, 0.25, "model"), VALUE, SHARE, FADE)


def test_the_tornado_moves_one_at_a_time_widest_first():
    found = social_return(MONEY, [WORK], DISCOUNT)
    assert [sway.name for sway in found.tornado][:2] == ["work: effect", "attribution"]
    assert {sway.name for sway in found.tornado} == {entry.name for entry in found.ledger}
    spans = [abs(sway.at_high - sway.at_low) for sway in found.tornado]
    assert spans == sorted(spans, reverse=True)
    by_name = {sway.name: sway for sway in found.tornado}
    middle = 100 * 0.15 * 10_000 * 0.65 * years(0.2, 0.03)
    assert by_name["investment"].at_low == pytest.approx(middle / 90_000)
    assert by_name["investment"].at_high == pytest.approx(middle / 110_000)
    assert by_name["drop-off"].at_low == pytest.approx(100 * 0.15 * 10_000 * 0.65 * years(0.1, 0.03) / 100_000)
    assert by_name["discount"].at_high == pytest.approx(100 * 0.15 * 10_000 * 0.65 * years(0.2, 0.04) / 100_000)
    assert by_name["work: effect"].at_low == pytest.approx(middle / 0.15 * 0.05 / 100_000)
    assert by_name["a year in work"].at_high == pytest.approx(middle * 1.2 / 100_000)


def test_the_edges_of_what_can_be_assumed_pass():
    whole = replace(WORK, attribution=replace(SHARE, low=0.0, high=1.0), drop_off=replace(FADE, low=0.0, high=1.0), years=1)
    assert social_return(MONEY, [whole], replace(DISCOUNT, low=0.0)).low == 0


@pytest.mark.parametrize(
    ("investment", "benefit", "discount", "reason", "columns"),
    [
        (replace(MONEY, low=0.0), WORK, DISCOUNT, "not_positive", ()),
        (MONEY, replace(WORK, value=replace(VALUE, low=0.0)), DISCOUNT, "not_positive", ()),
        (MONEY, replace(WORK, persons=0), DISCOUNT, "not_positive", ()),
        (MONEY, replace(WORK, attribution=replace(SHARE, high=1.1)), DISCOUNT, "outside_range", ()),
        (MONEY, replace(WORK, drop_off=replace(FADE, low=-0.1)), DISCOUNT, "outside_range", ()),
        (MONEY, replace(WORK, years=0), DISCOUNT, "outside_range", ()),
        (MONEY, WORK, replace(DISCOUNT, low=-0.01), "outside_range", ()),
        (replace(MONEY, low=120_000), WORK, DISCOUNT, "outside_range", (0,)),
        (MONEY, WORK, replace(DISCOUNT, name=" "), "unnamed", (1,)),
        (MONEY, replace(WORK, value=replace(VALUE, source="")), DISCOUNT, "unnamed", (3,)),
        (MONEY, replace(WORK, drop_off=replace(FADE, high=float("inf"))), DISCOUNT, "infinite", (5,)),
        (MONEY, replace(WORK, drop_off=replace(FADE, low=float("nan"))), DISCOUNT, "infinite", (5,)),
    ],
)
def test_assumptions_that_cannot_be_are_refused(investment, benefit, discount, reason, columns):
    with pytest.raises(Unfit) as caught:
        social_return(investment, [benefit], discount)
    assert (caught.value.reason, caught.value.columns) == (reason, columns)


def test_nothing_to_count_and_a_range_of_points_are_refused():
    with pytest.raises(Unfit, match="too_few"):
        social_return(MONEY, [], DISCOUNT)

    def point(entry):
        return replace(entry, high=entry.low)

    fixed = replace(WORK, additional=Effect(0.1, 0.1, 0.1, 0.1, 1.0), value=point(VALUE), attribution=point(SHARE), drop_off=point(FADE))
    with pytest.raises(Unfit, match="no_spread"):
        social_return(point(MONEY), [fixed], point(DISCOUNT))


def test_the_unit_of_money_is_of_no_account():
    found = social_return(MONEY, [WORK], DISCOUNT)
    small = replace(WORK, value=replace(VALUE, low=0.08, high=0.12))
    other = social_return(replace(MONEY, low=0.9, high=1.1), [small], DISCOUNT)
    assert (other.low, other.high) == pytest.approx((found.low, found.high))
