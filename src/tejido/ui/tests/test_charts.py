"""Pictures say what the numbers say."""

import csv
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tejido.ui import charts
from tejido.ui.charts.intervals import position
from tejido.ui.charts.maps import view


def test_an_interval_lies_where_its_numbers_are():
    svg = charts.track(5, 0, 10, 0, 20, ref=0)
    assert '<line class="ci " x1="0.00%" x2="50.00%"' in svg
    assert '<svg x="25.00%"' in svg


def test_doubling_and_halving_are_equally_far_from_one():
    assert position(2, 0.25, 4, log=True) - position(1, 0.25, 4, log=True) == pytest.approx(position(1, 0.25, 4, log=True) - position(0.5, 0.25, 4, log=True))


def test_an_interval_beyond_the_axis_ends_in_an_arrow():
    assert charts.track(5, -3, 9, 0, 10).count("beyond") == 1
    assert charts.track(5, -3, 19, 0, 10).count("beyond") == 2
    assert "beyond" not in charts.track(5, 1, 9, 0, 10)


@pytest.mark.parametrize(("values", "ticks"), [((0, 12), [0, 5, 10, 15]), ((-0.04, 0.11), [-0.05, 0, 0.05, 0.1, 0.15]), ((3, 3), [2, 2.5, 3, 3.5, 4])])
def test_ticks_are_round_and_cover_the_numbers(values, ticks):
    assert charts.spread(values) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("values", "ref", "log"),
    [([9, 6, 12], 0, False), ([0.4, 3.4], 1, True), ([1.655, 1.13, 2.42], 1, True), ([], 0, False), ([float("inf"), 2.0, 1.0], 1, True)],
)
def test_a_scale_holds_the_estimates_and_the_line_of_no_difference(values, ref, log):
    scale = charts.Scale.around(values, ref=ref, log=log)
    finite = [v for v in values if v < 1e9]
    assert scale.low <= min([*finite, ref])
    assert scale.high >= max([*finite, ref])
    assert len(scale.ticks) <= 9


def test_of_a_hundred_people_as_many_are_coloured_as_are_counted():
    svg = charts.hundred(46, 40, 52)
    assert [svg.count(f'class="{kind}"') for kind in ("si", "casi", "quiza", "no")] == [40, 6, 6, 48]


def test_one_measure_alone_is_drawn_with_its_margin():
    svg = charts.spark([("nov", 58)], [(50, 66)])
    assert 'class="margin"' in svg
    assert svg.count("<circle") == 1


def test_a_survival_curve_falls_in_steps_and_waves_in_straight_lines():
    group = [charts.Wave(0, 1, 1, 1), charts.Wave(6, 0.5, 0.4, 0.6)]
    steps, straight = (re.search(r'class="ln g1" points="([^"]+)"', charts.curve([group], steps=s))[1].split() for s in (True, False))
    assert len(steps) == 3
    assert len(straight) == 2
    assert steps[0].split(",")[1] == steps[1].split(",")[1]


def test_labels_cannot_carry_markup():
    assert "<b>" not in charts.spark([("<b>", 1), ("x", 2)], [(0, 1), (1, 2)])
    assert "<b>" not in charts.region_map("hungria", {"HU-PE": '"><b>'}, [charts.Place(19, 47, "<b>")], label='"><b>')


def test_the_same_organisation_has_the_same_band_and_a_chosen_one_wins():
    chosen = SimpleNamespace(slug="ceiba", band_draft="rombo", band_dye=3)
    unset = SimpleNamespace(slug="ceiba", band_draft="", band_dye=None)
    assert charts.band_of(chosen) == ("rombo", 3)
    assert charts.band_of(unset) == charts.band_of("ceiba")
    assert charts.band(chosen) != charts.band(unset)


def test_every_region_of_the_register_is_on_a_map():
    rows = [line for line in (Path(__file__).parents[2] / "network/regions.csv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    known = {row["iso"] for row in csv.DictReader(rows)}
    drawn = {iso for name in charts.VIEWS for iso in (*view(name)["regions"], *view(name)["dots"])}
    assert known - drawn == set()
    assert drawn - known == set()


def test_a_place_of_the_canaries_lies_in_the_inset():
    svg = charts.region_map("espana", {}, [charts.Place(-16.25, 28.47, "1"), charts.Place(-3.7, 40.4, "2")])
    (islands, _), (madrid, _) = [tuple(map(float, pair)) for pair in re.findall(r'<circle cx="([\d.]+)%" cy="([\d.]+)%" r="12"', svg)]
    assert islands < 36
    assert 35 < madrid < 50


@pytest.mark.parametrize("name", charts.VIEWS)
def test_a_map_is_light(name):
    import gzip

    assert len(gzip.compress(charts.region_map(name, {}).encode(), 9)) <= 10 * 1024


def test_labels_of_an_axis_never_touch_and_no_difference_keeps_its_own():
    words = str(charts.axis([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000], 0, 8000, fmt=lambda tick: f"{tick:,.0f}", ref=3000))
    shown = re.findall(r">([\d,]+)</text>", words)
    assert (shown[0], shown[-1]) == ("0", "8,000")
    assert "3,000" in shown
    assert 3 <= len(shown) <= 6
