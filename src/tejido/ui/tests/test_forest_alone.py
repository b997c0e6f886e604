"""Comparisons and squares of a hundred drawn whole for a file: each name, each figure, and how sure it is."""

import re

from tejido.ui.charts.forest import Comparison, Heads, forest
from tejido.ui.charts.frame import Axis
from tejido.ui.charts.people import OfHundred, hundreds
from tejido.ui.charts.picture import on_paper

HEADS = Heads("Grupo", "← menos", "más →", "Puntos", ("Grupo", "Puntos", "Desde", "Hasta"))
AXIS = Axis(-2.0, 6.0, (-2.0, 0.0, 2.0, 4.0, 6.0), fmt=lambda tick: "igual" if tick == 0 else f"{tick:g}")
SURE = Comparison("programa", 3.0, 1.0, 5.0, ("3,0", "(de 1,0 a 5,0)"), "ayuda")
UNSURE = Comparison("talleres", 1.0, -1.0, 3.0, ("1,0", "(de −1,0 a 3,0)"), "duda")


def drawn(*lines, **more):
    with on_paper():
        return forest(lines, AXIS, "", HEADS, **({"ref": 0.0} | more))


def words(picture):
    return re.findall(r">([^<>]+)</text>", picture.svg)


def marks(picture, element, css):
    return re.findall(rf'<{element} class="{css}"[^>]*>', picture.svg)


def test_each_line_has_its_name_its_figure_and_its_interval_in_words():
    assert {"programa", "3,0", "(de 1,0 a 5,0)", "talleres", "1,0", "(de −1,0 a 3,0)", "Puntos", "igual"} <= set(words(drawn(SURE, UNSURE)))


def test_what_is_not_known_yet_is_hollow_and_dashed():
    picture = drawn(SURE, UNSURE)
    assert len(marks(picture, "circle", "hueco")) == len(marks(picture, "path", "bigote duda")) == 1
    assert len(marks(picture, "path", "punto g1")) == len(marks(picture, "path", "bigote g1")) == 1
    assert [one.words for one in picture.legend] == ["Ayuda", "Todavía no lo sabemos", "igual"]


def test_a_mark_lies_where_its_value_is_on_the_axis():
    (line,) = marks(drawn(Comparison("a", 2.0, -2.0, 6.0, ("2",))), "path", "bigote")
    low, high = (float(x) for x in re.search(r"M([\d.]+) [\d.]+H([\d.]+)", line).groups())
    (middle,) = re.findall(r'<path class="lleno" d="M([\d.]+)', drawn(Comparison("a", 2.0, -2.0, 6.0, ("2",))).svg)
    assert float(middle) == (low + high) / 2


def test_a_line_without_a_figure_says_why_and_has_no_mark():
    picture = drawn(SURE, Comparison("pocos", None, None, None, ("hay menos de 10 personas",), ""))
    assert "hay menos de 10" in " ".join(words(picture))
    assert not marks(picture, "path", "lleno")
    assert picture.rows[1] == ("pocos", None, None, None)


def test_a_long_name_stands_on_several_lines_and_makes_room():
    long = "las personas que empezaron con una persona de apoyo y siguieron con ella hasta el final"
    picture = drawn(Comparison(long, 1.0, 0.5, 1.5, ("1",)))
    assert long in " ".join(words(picture))
    low, high = (float(re.search(r"viewBox=\"0 0 480 ([\d.]+)", one.svg)[1]) for one in (drawn(SURE), picture))
    assert high > low


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow():
    assert len(marks(drawn(SURE), "path", "bigote")) == 0
    assert len(marks(drawn(Comparison("a", 3.0, -5.0, 9.0, ("3",), "ayuda")), "path", "bigote")) == 2


def test_differences_that_nobody_notices_lie_behind_the_lines():
    picture = drawn(SURE, trivial=1.0)
    assert picture.svg.index('class="sombra"') < picture.svg.index('class="bigote g1"')
    assert "diferencias que nadie nota" in [one.words for one in picture.legend]


def test_figures_of_groups_have_no_line_of_no_difference_and_no_interval_is_claimed_where_there_is_none():
    picture = drawn(Comparison("a", 3.0, None, None, ("3,0",)), ref=None)
    assert 'class="ref"' not in picture.svg
    assert [one.words for one in picture.legend] == ["Cifra"]
    assert picture.rows == (("a", 3.0, "", ""),)


def test_squares_of_a_hundred_stand_beside_each_other_with_their_doubt_in_words():
    groups = [
        OfHundred("con apoyo", 65.2, 57.4, 71.6, ("65 de 100", "Probablemente entre 57 y 72.")),
        OfHundred("sin apoyo", 42.0, 34.0, 50.0, ("42 de 100", "Probablemente entre 34 y 50."), "azul"),
    ]
    with on_paper():
        picture = hundreds(groups)
    jade, blue = re.findall(r'<g class="cien (?:jade|azul)".*?</g>', picture.svg)
    assert [[square.count(f'class="{sure}"') for sure in ("si", "casi", "quiza", "no")] for square in (jade, blue)] == [[57, 8, 7, 28], [34, 8, 8, 50]]
    assert {"65 de 100", "con apoyo", "Probablemente entre 34 y 50."} <= set(words(picture))
    assert picture.rows == (("con apoyo", 65.2, 57.4, 71.6), ("sin apoyo", 42.0, 34.0, 50.0))
    assert "sin apoyo: 42 de 100. Probablemente entre 34 y 50." in picture.text
