"""The charts of results: what is drawn is what the numbers say, what is hidden is not drawn, and the table says the same."""

import re

import pytest

from tejido.ui.charts import Wave, balance, bounds, change, consort, course, doubt, events, flows, money, organisations, runs, states
from tejido.ui.charts.frame import Axis, Frame, Rows, round_ticks
from tejido.ui.charts.ink import ink, inked
from tejido.ui.charts.picture import Picture, cut, drawn, of_hundred, shown, wrapped
from tejido.ui.components import plots

PICTURES = [(example.context["heading"], example.context["picture"]) for component in plots.components() for example in component.examples]
EDGES = [i / 4 for i in range(5)]


def points(picture, css):
    """The corners of the first line or field with this class."""
    found = re.search(rf'class="{css}" points="([^"]+)"', picture.svg)
    return [tuple(map(float, pair.split(","))) for pair in found[1].split()]


def centres(picture, css):
    return [tuple(map(float, pair)) for pair in re.findall(rf'<circle class="{css}" cx="([\d.]+)" cy="([\d.]+)"', picture.svg)]


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


def test_areas_add_up_to_everybody():
    picture = states.states_over_time((0, 6), ("calle", "casa"), [(30, 70), (10, 90)])
    assert points(picture, "area st1")[0][1] == pytest.approx(246 - 0.3 * 212)
    assert min(y for _x, y in points(picture, "area st2")) == pytest.approx(34)
    assert "Casa: 70 % al comienzo" in picture.text or "casa: 70 % al comienzo, 90 % al final." in picture.text


def test_a_hidden_state_makes_columns_in_which_it_has_no_size_of_its_own():
    picture = states.states_over_time((0, 6), ("calle", "otra", "casa"), [(50, None, None), (30, 30, 40)], totals=(100, 100))
    assert "<polygon" not in picture.svg
    assert picture.svg.count('class="area oculta"') == 1
    assert "otra: ▒ al comienzo, 30 % al final." in picture.text


@pytest.mark.parametrize(
    ("counts", "totals"),
    [([(None, 5), (None, 5)], ()), ([(None, 5), (5, 5)], (None, 10)), ([(0, 0), (5, 5)], ())],
)
def test_without_two_known_moments_no_area_is_drawn(counts, totals):
    picture = states.states_over_time((0, 6), ("a", "b"), counts, totals=totals)
    assert picture.refused
    assert "<" not in picture.svg.replace("<svg", "").replace("</svg>", "").split(">", 1)[1]


def test_too_many_states_are_told_and_not_drawn():
    assert states.states_over_time((0, 1), tuple("abcdefg"), [range(7), range(7)]).refused
    assert states.transitions(tuple("ab"), tuple("abcdefg"), [range(7), range(7)]).refused


def test_a_field_is_shaded_by_its_part_of_the_row_and_not_at_all_beside_a_hidden_one():
    picture = states.transitions(("a", "b"), ("a", "b"), [(80, 20), (None, 60)])
    shades = re.findall(r'class="calor (\w+)"', picture.svg)
    assert shades == ["c5", "c2", "oculta", "c0"]
    assert ">80 %</text>" in picture.svg
    assert ">100 %</text>" not in picture.svg
    assert states.transitions(("a",), ("a", "b"), [(None, None)]).refused


@pytest.mark.parametrize("counts", [[(20, 9), (30, 30)], [(20, None), (30, 30)], [(0, 0), (0, 0)]])
def test_streams_of_few_people_are_not_drawn(counts):
    picture = flows.flows(("a", "b"), ("c", "d"), counts)
    assert "menos de 10 personas" in picture.refused
    assert "camino" not in picture.svg
    assert len(picture.rows) == 4


def test_a_stream_is_as_wide_as_its_people():
    picture = flows.flows(("a", "b"), ("c", "d"), [(10, 30), (0, 60)])
    heights = [float(h) for h in re.findall(r'class="poste" x="0" y="[\d.]+" width="14" height="([\d.]+)"', picture.svg)]
    assert heights == pytest.approx([120, 180])
    assert picture.svg.count('class="camino') == 3
    assert "de «b» a «d», 60 personas" in picture.text
    assert not flows.flows(("a",), ("b",), [(5,)], threshold=5).refused


def test_a_mean_course_draws_means_intervals_and_deciles_and_hides_small_groups():
    group = course.MeanCourse("con", (Wave(0, 40, 35, 45), Wave(6, 50, 45, 55)), (30, None), ((0, 20, 60),))
    picture = course.mean_course([group], "Puntos", unit="meses")
    assert picture.rows == ((0, "con", 40, 35, 45, 30, 20, 60), (6, "con", 50, 45, 55, None, "", ""))
    assert 'class="deciles g1"' in picture.svg
    assert picture.svg.count('class="bigote g1"') == 2
    plain = course.mean_course([course.MeanCourse("a", (Wave(0, 1, 0, 2),)), course.MeanCourse("b", (Wave(0, 2, 1, 3),))], "Puntos")
    assert "deciles" not in plain.svg
    assert len(plain.head) == 6


def test_people_fall_into_the_nearest_hexagon_and_none_is_lost():
    fields = change.hexagons([(0, 0), (0.2, 0.1), (10, 10), (10.1, 10)], 2.0)
    assert sum(f.n for f in fields) == 4
    assert fields[0] == change.Field(0.0, 0.0, 2)
    assert all(abs(f.before - 10) <= 1.2 and abs(f.after - 10) <= 1.2 for f in fields[1:])


def test_only_hexagons_of_enough_people_are_drawn_or_told():
    fields = [change.Field(10, 12, 25), change.Field(12, 12, 9), change.Field(14, 12, None), change.Field(8, 6, 10)]
    picture = change.jacobson(fields, 2.0, reliable=5, cutoff=10)
    assert picture.svg.count('<polygon class="calor') == 2
    assert picture.rows == ((10, 12, 25), (8, 6, 10))
    assert picture.svg.count('class="fiable"') == 2
    assert picture.svg.count('class="corte"') == 2
    assert "↑ mejora" in picture.svg
    assert "↑ empeora" in change.jacobson(fields, 2.0, reliable=5, higher_is_better=False).svg
    assert change.jacobson(fields[1:3], 2.0, reliable=5).refused


def test_four_groups_share_one_bar_and_deterioration_is_always_told():
    counts = {"recovered": 50, "improved": 30, "unchanged": 15, "deteriorated": 5}
    picture = change.four_groups(counts, {"deteriorated": (0.02, 0.1)})
    wide = [float(w) for w in re.findall(r'class="cuarto q\d" x="[\d.]+" y="30" width="([\d.]+)"', picture.svg)]
    assert wide == pytest.approx([240, 144, 72, 24])
    assert "empeoran 5 %" in picture.text
    assert picture.rows[-1] == ("empeoran", 5, 5.0, 2.0, 10.0)
    assert picture.rows[0][3:] == ("", "")
    hidden = change.four_groups(counts | {"deteriorated": None})
    assert hidden.refused
    assert hidden.rows[-1][:3] == ("empeoran", None, None)


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


def test_periods_are_level_pieces_with_standing_intervals():
    periods = [doubt.Period(0, 90, 2, 1.5, 3), doubt.Period(90, 180, 1, None, None)]
    picture = doubt.by_period([("", periods)], "Veces", ref=1.0, log=True, unit="días")
    assert picture.rows == ((0, 90, "", 2, 1.5, 3), (90, 180, "", 1, None, None))
    assert picture.svg.count('class="bigote') == 1
    assert "De 0 a 90: 2." in picture.text
    both = doubt.by_period([("con", periods), ("sin", periods)], "Veces")
    assert [row[2] for row in both.rows] == ["con", "sin", "con", "sin"]


def test_a_specification_curve_counts_how_many_ways_agree():
    ways = [doubt.Specification(f"m{i}", v, v - 0.1, v + 0.1, ("todas",) if i else ("otra",), i == 0) for i, v in enumerate((0.3, -0.05, 0.2))]
    picture = doubt.specification_curve(ways, "Diferencia")
    assert [row[0] for row in picture.rows] == ["m1", "m2", "m0"]
    assert "En 2 la cifra va hacia el mismo lado, y en 2 el intervalo no incluye" in picture.text
    assert picture.svg.count("vacio-p") == 3


def test_a_flow_of_people_has_a_box_for_each_step_and_hides_what_is_hidden():
    whole = consort.Branch("Todas", (("Inscritas", 100), ("Con datos", 90), ("Analizadas", None)), (("sin permiso", None), ("falta «edad»", 4)))
    arms = [consort.Branch("con", (("Inscritas", 50), ("Analizadas", 45)))]
    picture = consort.attrition_flow(whole, arms)
    assert picture.svg.count('class="caja') == 4
    assert "sin permiso: ▒" in picture.svg
    assert picture.rows[0] == ("Inscritas", 100, 50)
    assert picture.rows[1] == ("Con datos", 90, "")
    assert picture.rows[-1] == ("No analizadas: falta «edad»", 4, "")
    assert "Analizadas: no se muestra." in picture.text


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


def test_many_rows_stand_closer_with_their_names_beside_the_marks():
    few, many = (Rows(Axis(0, 1, (0, 1)), tuple(f"Entidad {i}" for i in range(n))) for n in (8, 39))
    assert (few.left, many.left > 100) == (24.0, True)
    assert many.height < 39 * 26 + 80
    assert all(x == 0 for _w, x, _y, _a in labels(Picture("".join(many.titles()), "", (), ())))


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
