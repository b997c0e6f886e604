"""Balance, bounds, E-values and prices: how far an answer can be trusted."""

import re

import pytest

from tejido.ui.charts import balance, bounds, doubt, money
from tejido.ui.components import plots

PICTURES = [(example.context["heading"], example.context["picture"]) for component in plots.components() for example in component.examples]
EDGES = [i / 4 for i in range(5)]


def centres(picture, css):
    return [tuple(map(float, pair)) for pair in re.findall(rf'<circle class="{css}" cx="([\d.]+)" cy="([\d.]+)"', picture.svg)]


def test_a_love_plot_goes_from_the_least_alike_and_names_who_still_differ():
    picture = balance.love([balance.Covariate("edad", 0.05, 0.01), balance.Covariate("meses", -0.6, -0.15)])
    assert [row[0] for row in picture.rows] == ["meses", "edad"]
    assert "Siguen distintos en: meses." in picture.text
    assert "se parecen en todas" in balance.love([balance.Covariate("edad", 0.5, 0.09)]).text
    assert len(centres(picture, "hueco")) == 2


def test_bins_of_few_people_are_stubs_that_say_nothing_but_that():
    few, fewer = (balance.overlap(EDGES, [n, 20, 30, 12], [40, 12, 25, 0], ("con", "sin")) for n in (9, 1))
    assert few.svg == fewer.svg
    assert few.rows[0] == ("0,00 – 0,25", None, 40)
    assert few.rows[-1][2] == 0
    assert few.svg.count('class="barra oculta"') == 1


def test_empty_ends_of_an_overlap_are_cut_off():
    picture = balance.overlap(EDGES, [0, 20, 0, 0], [0, 0, 15, 0], ("con", "sin"), support=(0.3, 0.6))
    assert [row[0] for row in picture.rows] == ["0,25 – 0,50", "0,50 – 0,75"]
    assert picture.svg.count('class="corte"') == 2


def test_e_values_are_those_of_the_paper_and_lie_on_their_curve():
    assert doubt.needed(3.9) == pytest.approx(7.26, abs=0.005)
    assert doubt.needed(1 / 1.8) == pytest.approx(3.0, abs=0.005)
    assert doubt.explaining(3.9, doubt.needed(3.9)) == pytest.approx(doubt.needed(3.9))
    picture = doubt.e_value_curve(3.9, 1.8, [("edad", 1.5, 2.0)])
    assert picture.rows[0][1] == pytest.approx(7.26, abs=0.005)
    assert picture.rows[2] == ("edad", 1.5, 2.0)
    assert "7,26" in picture.text
    crossing = doubt.e_value_curve(1.2, 1.0)
    assert "ya incluye «igual»" in crossing.text
    assert "ln g3" not in crossing.svg


def test_a_specification_curve_counts_how_many_ways_agree():
    ways = [doubt.Specification(f"m{i}", v, v - 0.1, v + 0.1, ("todas",) if i else ("otra",), i == 0) for i, v in enumerate((0.3, -0.05, 0.2))]
    picture = doubt.specification_curve(ways, "Diferencia")
    assert [row[0] for row in picture.rows] == ["m1", "m2", "m0"]
    assert "En 2 la cifra va hacia el mismo lado, y en 2 el intervalo no incluye" in picture.text
    assert picture.svg.count("vacio-p") == 3


def test_acceptability_says_from_which_price_it_passes_one_half():
    picture = money.acceptability([0, 1000, 2000], [0.0, 0.4, 0.7], ratio=1400)
    assert "a partir de unos 1333." in picture.text  # where the drawn line crosses a half, not the next price of the plan
    assert 'class="ref"' in picture.svg
    assert picture.rows[1] == (1000, 40.0)
    never = money.acceptability([0, 10], [0.1, 0.2], ratio=99)
    assert "No llega a la mitad" in never.text
    assert 'class="ref"' not in never.svg


def test_the_longest_bar_of_a_tornado_stands_on_top_with_or_without_a_middle():
    ledger = [money.Assumption("corto", 1, 2, 95, 105), money.Assumption("largo", 1, 2, 140, 60)]
    for base in (100.0, None):
        picture = money.tornado(ledger, base, "Coste")
        assert [row[0] for row in picture.rows] == ["largo", "corto"]
        assert "largo, de 60,0 a 140" in picture.text or "largo, de 60 a 140" in picture.text
        assert ('class="ref"' in picture.svg) == (base is not None)
        widths = [float(w) for w in re.findall(r'class="barra \w+" x="[\d.]+" y="[\d.]+" width="([\d.]+)"', picture.svg)]
        assert widths[0] == pytest.approx(widths[1])
        assert widths[0] > widths[2]


def test_bounds_and_controls_say_which_of_them_hold_no_difference():
    lines = [bounds.Span("cifra", 1, 3, 2, "answer"), bounds.Span("cotas", -4, 8, None, "range"), bounds.Span("control", -1, 1, 0.2, "control")]
    picture = bounds.spans(lines, "Diferencia", "Lo que podría ser.")
    assert picture.text == "Lo que podría ser. Incluyen «igual»: «cotas», «control»."
    assert picture.rows[1] == ("cotas", "", -4, 8)
    assert picture.svg.count('class="barra abajo"') == 1
    assert "Ninguna línea incluye" in bounds.spans(lines[:1], "Diferencia", "").text


@pytest.mark.parametrize(("at", "words"), [(-6.0, "Deja de estar clara si se apartan −6,00 puntos."), (None, "Sigue clara en todo lo que se ha probado: de −10,0 a 10,0 puntos.")])
def test_a_tipping_point_is_said_and_drawn_where_there_is_one(at, words):
    picture = bounds.tipping([bounds.Shift(d, 3 + d / 4, 1 + d / 4, 5 + d / 4) for d in (-10.0, 0.0, 10.0)], "Diferencia", at=at, unit="puntos")
    assert words in picture.text
    assert ('class="corte"' in picture.svg) == (at is not None)
    assert picture.rows[0] == (-10, 0.5, -1.5, 2.5)
