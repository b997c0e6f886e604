"""Areas, streams, courses, fields and boxes: how many people, and where they went."""

import re

import pytest

from tejido.ui.charts import Wave, change, consort, course, flows, states
from tejido.ui.components import plots

PICTURES = [(example.context["heading"], example.context["picture"]) for component in plots.components() for example in component.examples]
EDGES = [i / 4 for i in range(5)]


def points(picture, css):
    """The corners of the first line or field with this class."""
    found = re.search(rf'class="{css}" points="([^"]+)"', picture.svg)
    return [tuple(map(float, pair.split(","))) for pair in found[1].split()]


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
