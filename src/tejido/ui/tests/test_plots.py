"""The charts of results: what is drawn is what the numbers say, what is hidden is not drawn, and the table says the same."""

import re

import pytest

from tejido.ui.charts import organisations
from tejido.ui.charts.frame import Axis, Frame, Rows, round_ticks
from tejido.ui.charts.ink import ink, inked
from tejido.ui.charts.picture import Picture, cut, drawn, of_hundred, shown, wrapped
from tejido.ui.components import plots

PICTURES = [(example.context["heading"], example.context["picture"]) for component in plots.components() for example in component.examples]
EDGES = [i / 4 for i in range(5)]


@pytest.mark.parametrize("picture", [p for _h, p in PICTURES], ids=[h for h, _p in PICTURES])
def test_every_picture_has_a_sentence_and_a_table_or_says_why_it_is_not_drawn(picture):
    assert picture.svg
    assert bool(picture.text) != bool(picture.refused)
    assert picture.rows
    assert {len(row) for row in picture.rows} == {len(picture.head)}


@pytest.mark.parametrize("picture", [p for _h, p in PICTURES], ids=[h for h, _p in PICTURES])
def test_every_picture_has_its_ink_for_print_and_asks_for_nothing_from_outside(picture):
    alone = inked(picture.svg)
    assert alone.startswith("<svg xmlns=")
    assert "var(" not in alone
    assert "http" not in alone.replace("http://www.w3.org/2000/svg", "")
    used = {word for names in re.findall(r'class="([^"]*)"', picture.svg) for word in names.split()} - {"gf", ""}
    known = set(re.findall(r"\.([\w-]+)", ink()))
    assert used <= known


def test_a_plain_zero_comes_from_the_second_face_and_escapes_stay_whole():
    assert inked('<svg viewBox="0 0 10 20"><text x="0">100 &#x270;</text></svg>').endswith(
        "<text x=\"0\">1<tspan font-family=\"'Andada Tejido', sans-serif\">00</tspan> &#x270;</text></svg>"
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [(None, "▒"), ("", ""), ("a", "a"), (0, "0"), (1234, "1234"), (12345, "12 345"), (-2.345, "−2,35"), (45.67, "45,7"), (678.9, "679"), (-0.001, "0,00")],
)
def test_a_cell_is_told_with_three_figures(cell, words):
    assert shown(cell).replace("\xa0", " ").replace("\u202f", " ") == words


def test_words_are_cut_and_wrapped_to_their_room():
    assert cut("corto", 200) == "corto"
    assert cut("una entidad con un nombre largo", 106) == "una entid…"
    assert wrapped("una entidad con nombre", 140) == ["una entidad", "con nombre"]
    assert len(wrapped("una dos tres cuatro cinco seis siete", 60, most=2)) == 2


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [(0, 1, 6, (0, 0.2, 0.4, 0.6, 0.8, 1)), (-0.31, 0.55, 6, (-0.4, -0.2, 0, 0.2, 0.4, 0.6)), (0, 52, 4, (0, 20, 40, 60)), (3, 3, 6, (1.5, 2, 2.5, 3, 3.5, 4, 4.5))],
)
def test_ticks_are_round_and_hold_both_ends(low, high, most, ticks):
    found = round_ticks(low, high, most)
    assert found[0] <= low
    assert found[-1] >= high
    assert len(found) <= most
    if low != high:
        assert found == pytest.approx(ticks)


def test_a_value_beyond_an_axis_lies_at_its_end_and_ratios_are_even():
    axis = Axis(0.25, 4, (), log=True)
    assert axis.share(1) == pytest.approx(0.5)
    assert (axis.share(0.1), axis.share(99)) == (0, 1)
    assert Axis(0, 10, ()).share(-3) == 0
    frame = Frame(Axis(0, 10, ()), Axis(0, 1, ()))
    assert (frame.px(0), frame.px(10)) == (62, 464)
    assert (frame.py(0), frame.py(1)) == (246, 34)


def test_labels_of_an_axis_that_have_no_room_are_left_out():
    crowded = Frame(Axis(0, 100, tuple(range(0, 101, 5)), fmt=lambda t: f"{t:.0f} personas"), Axis(0, 1, (0, 0.01, 1)))
    words = " ".join(crowded.ground())
    assert 2 <= words.count("personas") <= 4
    assert ">0</text>" in words
    assert ">0,01</text>" not in words


def test_names_cannot_carry_markup_into_a_picture():
    picture = organisations.caterpillar([organisations.Shrunk("<b>&", 1, 0, 2)], 1.0, '"><script>')
    assert "<b>" not in picture.svg
    assert "<script" not in picture.svg
    assert picture.svg.count("&lt;b&gt;") == 1


def test_rows_are_as_high_as_they_are_many():
    assert Rows(Axis(0, 1, ()), ("a", "b")).height - Rows(Axis(0, 1, ()), ("a",)).height == 52
    assert of_hundred(0.125) == "12,5 %"
    assert drawn([], 10).startswith('<svg class="gf "')


def test_a_column_of_numbers_knows_that_it_is_one():
    picture = Picture(drawn([], 1), "x", ("a", "n", "w"), (("r", None, "x"), ("s", 3, "y")))
    assert picture.heads == [("n", True), ("w", False)]
    assert picture.cells[0] == ("r", [("n", "▒", True, True), ("w", "x", False, False)])


def labels(picture):
    """Where the names of rows and marks lie: (words, x, y, anchor)."""
    found = re.findall(r'<text class="fila halo" x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)">([^<]*)<', picture.svg)
    return [(words, float(x), float(y), anchor) for x, y, anchor, words in found]


def test_many_rows_stand_closer_with_their_names_beside_the_marks():
    few, many = (Rows(Axis(0, 1, (0, 1)), tuple(f"Entidad {i}" for i in range(n))) for n in (8, 39))
    assert (few.left, many.left > 100) == (24.0, True)
    assert many.height < 39 * 26 + 80
    assert all(x == 0 for _w, x, _y, _a in labels(Picture("".join(many.titles()), "", (), ())))
