"""A plan in words says what its text asks."""

from pathlib import Path

from django.utils.translation import override

from tejido.impact.forms import ReleaseForm
from tejido.impact.reading.plan_words import plan_in_words
from tejido.impact.tests.waiting import PLAN

NSW = Path(__file__).parents[4] / "examples" / "nsw-supported-work" / "plan.yaml"


def test_a_plan_says_its_question_its_groups_and_what_it_holds_equal():
    said = plan_in_words(NSW.read_text(encoding="utf-8"))
    assert said["title"] == "Ingresos en 1978 tras un año de empleo con apoyo"
    question, groups, *estimates = said["facts"]
    assert question["value"].startswith("¿Ganan más")
    assert (groups["value"], groups["note"]) == (
        "las personas con empleo con apoyo y las personas del grupo de control",
        "Los dos grupos se formaron por sorteo.",
    )
    assert [row["term"] for row in estimates] == ["Ingresos en 1978", "Ingresos en 1978", "Con empleo en 1978"]
    assert estimates[0]["note"] == ""
    assert "años de escuela" in estimates[1]["note"]


def test_a_plan_of_periods_says_which_time_is_followed_and_what_is_looked_at_before():
    followed = plan_in_words(PLAN)["facts"][2]
    assert followed["term"] == "Qué tiempo se sigue"
    assert followed["value"] == "Desde que la persona empieza a participar, mes a mes, mientras espera; hasta 12."
    assert "casa propia" in followed["note"]


def test_a_plan_says_from_which_difference_on_people_notice_it():
    assert "se nota" not in str(plan_in_words(NSW.read_text(encoding="utf-8")))
    with_least = NSW.read_text(encoding="utf-8").replace("direction: higher_is_better}", "direction: higher_is_better, mid: 500.5}", 1)
    (least,) = [row for row in plan_in_words(with_least)["facts"] if row["term"] == "Desde qué diferencia se nota"]
    assert least["value"].startswith("500,5 ")
    with override("en"):
        assert any(row["value"].startswith("500.5 ") for row in plan_in_words(with_least)["facts"])


def test_a_plan_is_told_in_the_language_of_its_reader():
    with override("hu"):
        assert plan_in_words(NSW.read_text(encoding="utf-8"))["title"] == "Kereset 1978-ban egy év támogatott munka után"


def test_the_words_of_other_languages_wait_apart_until_somebody_wrote_them():
    empty, begun = ReleaseForm(), ReleaseForm(initial={"lead_en": "A year later"})
    names = {field.name for field in (*empty.own_words, *empty.other_languages)}
    assert names == {field.name for field in empty.visible_fields()}
    assert (empty.translated, begun.translated) == (False, True)
