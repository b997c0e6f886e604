"""Curves, periods and runs: what happened when."""

import re

import pytest

from tejido.ui.charts import Wave, doubt, events, runs
from tejido.ui.charts.picture import of_hundred
from tejido.ui.components import plots

PICTURES = [(example.context["heading"], example.context["picture"]) for component in plots.components() for example in component.examples]
EDGES = [i / 4 for i in range(5)]


def points(picture, css):
    """The corners of the first line or field with this class."""
    found = re.search(rf'class="{css}" points="([^"]+)"', picture.svg)
    return [tuple(map(float, pair.split(","))) for pair in found[1].split()]


def curve(name="a", values=((1, 0.8), (2, 0.5)), moments=()):
    return events.EventCurve(name, tuple(Wave(t, v, v - 0.1, v + 0.1) for t, v in values), moments)


def test_curves_fall_from_one_or_rise_from_nothing_in_steps():
    falling = points(events.event_curves([curve()]), "ln g1")
    assert falling[0][1] < falling[-1][1]
    assert falling[1][1] == falling[0][1]  # level until the first event
    rising = points(events.event_curves([curve(values=((1, 0.2), (2, 0.5)))], falling=False), "ln g1")
    assert rising[0][1] > rising[-1][1]


def test_people_still_followed_stand_below_and_hidden_ones_are_hidden():
    moments = (events.Moment(0, 1, 1, 1, 60), events.Moment(2, 0.5, 0.4, 0.6, None))
    picture = events.event_curves([curve(moments=moments)], unit="meses")
    assert ">60</text>" in picture.svg
    assert ">▒</text>" in picture.svg
    assert picture.rows[-1] == (2, "a", 50.0, 40.0, 60.0, None)
    assert "A: 50,0 de cada 100 a los 2 meses." in picture.text
    assert picture.has_hidden


def test_a_share_without_interval_is_told_without_one_and_nothing_is_said_to_be_hidden():
    asked = events.event_curves([curve(moments=(events.Moment(2, 0.5, None, None, 30),))])
    assert (asked.rows, asked.has_hidden) == (((2, "a", 50.0, "", "", 30),), False)
    drawn = events.event_curves([events.EventCurve("a", (Wave(1, 0.8, 0.7, 0.9), Wave(2, 0.0, 0.0, 0.0)))])
    assert drawn.rows == ((1, "a", 80.0, 70.0, 90.0), (2, "a", 0.0, "", ""))
    hidden = events.event_curves([curve(moments=(events.Moment(2, None, None, None, None),))])
    assert hidden.rows == ((2, "a", None, None, None, None),)


def test_the_time_gained_is_marked_between_two_curves_up_to_the_horizon():
    picture = events.event_curves([curve("a"), curve("b", ((1, 0.6), (2, 0.2)))], horizon=1.5)
    shape = points(picture, "sombra")
    frame_end = max(x for x, _y in shape)
    assert frame_end == pytest.approx(max(x for x, _y in shape))
    assert frame_end < max(x for x, _y in points(picture, "ln g1"))
    assert "1,5" in picture.text
    alone = events.event_curves([curve("a")], horizon=2)
    assert max(y for _x, y in points(alone, "sombra")) == pytest.approx(246)


def test_only_as_many_curves_are_drawn_as_can_be_told_apart():
    picture = events.event_curves([curve(str(i)) for i in range(7)])
    assert picture.svg.count('class="ln g') == 5
    assert "las primeras 5" in picture.text
    assert len(picture.rows) == 14


def test_periods_are_level_pieces_with_standing_intervals():
    periods = [doubt.Period(0, 90, 2, 1.5, 3), doubt.Period(90, 180, 1, None, None)]
    picture = doubt.by_period([("", periods)], "Veces", ref=1.0, log=True, unit="días")
    assert picture.rows == ((0, 90, "", 2, 1.5, 3), (90, 180, "", 1, None, None))
    assert picture.svg.count('class="bigote') == 1
    assert "De 0 a 90: 2." in picture.text
    both = doubt.by_period([("con", periods), ("sin", periods)], "Veces")
    assert [row[2] for row in both.rows] == ["con", "sin", "con", "sin"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1] * 6 + [9] * 6, [(0, 5), (6, 11)]),
        ([1] * 5 + [9] * 5, []),
        ([1, 1, 1, 5, 1, 1, 1, 9, 9], [(0, 6)]),  # a point on the median neither counts nor breaks
    ],
)
def test_six_on_one_side_of_the_median_are_a_shift(values, found):
    assert runs.shifts(values, 5) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [([1, 2, 3, 4, 5, 1], [(0, 4)]), ([1, 2, 3, 4, 1], []), ([5, 4, 4, 3, 2, 1], [(0, 5)]), ([3, 1, 2, 3, 4, 5, 4], [(1, 5)]), ([], []), ([1], [])],
)
def test_five_that_rise_or_fall_are_a_trend(values, found):
    assert runs.trends(values) == found


def test_a_run_chart_marks_signals_and_joins_nothing_over_a_gap():
    values = [10, 11, 10, 11, 10, 11, 20, 21, 20, None, 21, 20, 21]
    picture = runs.run_chart([str(i) for i in range(13)], values, "Días")
    assert picture.svg.count('class="ln g2 seguida"') == 2
    assert "seis puntos seguidos" in picture.text
    assert picture.rows[9] == ("9", None, "")
    assert picture.rows[0][2] == "cambio de nivel"
    assert "pueden ser azar" in runs.run_chart(["a", "b", "c"], [1, 3, 2], "Días").text
    assert runs.run_chart(["a", "b", "c"], [1, None, 2], "Días").refused


def test_curves_without_asked_moments_have_no_column_of_people_followed():
    steps = (Wave(1, 0.9, 0.8, 1.0), Wave(2, 0.7, 0.6, 0.8))
    picture = events.event_curves([events.EventCurve("todas", steps)])
    assert len(picture.head) == 5
    assert not picture.has_hidden


def test_of_many_periods_the_sentence_tells_the_highest_and_the_lowest():
    told = [doubt.Period(i, i + 1, share, None, None) for i, share in enumerate((0.1, 0.3, 0.2, 0.15, 0.05, 0.12))]
    picture = doubt.by_period([("", told)], "En el periodo", fmt=of_hundred)
    assert "De 1 a 2: 30" in picture.text
    assert "De 4 a 5: 5" in picture.text
    assert "De 0 a 1" not in picture.text
    assert [row[3] for row in picture.rows] == pytest.approx([10, 30, 20, 15, 5, 12])
