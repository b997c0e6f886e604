"""Funnels and organisations side by side: nobody is ranked, and each is found by its name."""

import re

import pytest

from tejido.ui.charts import organisations
from tejido.ui.charts.picture import of_hundred
from tejido.ui.components import plots

PICTURES = [(example.context["heading"], example.context["picture"]) for component in plots.components() for example in component.examples]
EDGES = [i / 4 for i in range(5)]


def points(picture, css):
    """The corners of the first line or field with this class."""
    found = re.search(rf'class="{css}" points="([^"]+)"', picture.svg)
    return [tuple(map(float, pair.split(","))) for pair in found[1].split()]


def organisation(name, n, value, width=0.2):
    return organisations.Organisation(name, n, value, (0.5 - width, 0.5 + width), (0.5 - 1.5 * width, 0.5 + 1.5 * width))


def test_a_funnel_tells_who_is_inside_beyond_or_far_by_shape_and_words_in_order_of_name():
    found = [organisation("Zeta", 40, 0.55), organisation("Alfa", 90, 0.75), organisation("Beta", 60, 0.15)]
    picture = organisations.funnel(found, 0.5, "Empleo")
    assert [(row[0], row[-1]) for row in picture.rows] == [
        ("Alfa", "fuera del límite del 95 %"), ("Beta", "fuera del límite del 99,8 %"), ("Zeta", "dentro de lo esperable"),
    ]  # fmt: skip
    assert [one.place for one in found] == ["dentro", "fuera", "lejos"]
    assert "Zeta" not in picture.svg
    assert "Alfa" in picture.svg
    assert "No es una clasificación" in picture.text


def test_limits_of_a_funnel_bend_between_sizes_as_the_root_of_the_people():
    found = organisations._bell([(100, 0.6), (400, 0.55)], 0.5)
    assert found[0] == (100, 0.6)
    assert found[-1] == (400, 0.55)
    assert [v for _n, v in found] == pytest.approx([0.5 + 1 / n**0.5 for n, _v in found])


def test_organisations_stand_in_order_of_name_whatever_their_figure():
    found = [organisations.Shrunk(name, value, value - 1, value + 1) for name, value in (("b", 9.0), ("A", 1.0), ("c", 5.0))]
    picture = organisations.caterpillar(found, 5.0, "Puntos")
    assert [row[0] for row in picture.rows] == ["A", "b", "c"]
    assert len(picture.head) == 4
    own = organisations.caterpillar([organisations.Shrunk("a", 1, 0, 2, own=7)], 1.0, "Puntos", drawn_in=False)
    assert own.rows == (("a", 1, 0, 2, 7),)
    assert "tanto como su azar" in picture.text
    assert "tanto como su azar" not in own.text


def labels(picture):
    """Where the names of rows and marks lie: (words, x, y, anchor)."""
    found = re.findall(r'<text class="fila halo" x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)">([^<]*)<', picture.svg)
    return [(words, float(x), float(y), anchor) for x, y, anchor, words in found]


def test_names_of_a_funnel_do_not_lie_on_each_other():
    """Six organisations of nearly one size and one figure, all beyond the limits: who finds no room is named in the table alone."""
    close = [organisations.Organisation(f"Asociación {i}", 100 + i, 0.30 + i / 500, (0.45, 0.55), (0.40, 0.60)) for i in range(6)]
    far = [organisations.Organisation("Lejana", 400, 0.9, (0.45, 0.55), (0.40, 0.60))]
    picture = organisations.funnel([*close, *far], 0.5, "Empleo", fmt=of_hundred)
    drawn_names = labels(picture)
    assert "Lejana" in {words for words, *_rest in drawn_names}
    boxes = []
    for words, x, y, anchor in drawn_names:
        wide = 6.5 * len(words)  # of the middle letters, 13 units high
        start = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
        boxes.append((start, start + wide, y - 11, y + 2))
    for i, (a, b, c, d) in enumerate(boxes):
        assert all(b <= e or f <= a or d <= g or h <= c for e, f, g, h in boxes[i + 1 :])
    assert {row[0] for row in picture.rows} == {"Lejana", *(one.name for one in close)}


def test_a_long_name_in_a_funnel_is_shortened_where_one_sees_that_it_is():
    name = "Servei Municipal per a les Persones i les Famílies de la Ribera"
    inside = [organisations.Organisation(f"e{n}", n, 0.5, (0.4, 0.6), (0.3, 0.7)) for n in (40, 90)]
    drawn = organisations.funnel([*inside, organisations.Organisation(name, 60, 0.65, (0.4, 0.6), (0.3, 0.7))], 0.5, "Empleo").svg
    (told,) = re.findall(r'class="fila halo"[^>]*>([^<]*)<', drawn)
    assert told.endswith("…")
    assert name.startswith(told[:-1])
    assert len(told) > 18


def test_the_table_of_a_funnel_of_shares_counts_people_of_every_hundred_as_its_axis_does():
    points = [organisations.Organisation("Casa", 100, 0.2, (0.4, 0.6), (0.3, 0.7)), organisations.Organisation("Faro", 50, 0.5, (0.4, 0.6), (0.3, 0.7))]
    shares, scores = organisations.funnel(points, 0.5, "Empleo", fmt=of_hundred), organisations.funnel(points, 0.5, "Puntos")
    assert (shares.head[2], shares.rows[0][:3]) == ("De cada 100", ("Casa", 100, 20.0))
    assert (scores.head[2], scores.rows[0][:3]) == ("Cifra", ("Casa", 100, 0.2))
