"""A question about months of waiting, asked of the record from the desk and from the console: the answer, and why there is none."""

import datetime as dt
import json
import sys
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import Refused
from tejido.impact.actions import ask_plan, register_plan, write_plan
from tejido.impact.answer import answer_plan
from tejido.impact.cells.asked import may_be_folded
from tejido.impact.dataset import dataset_of
from tejido.impact.departures import empty_lake
from tejido.impact.engine import EngineGone, EngineWrong
from tejido.impact.flatfile import read_flatfile
from tejido.impact.lake import LakeDamaged, LakeMissing, build_lake, lake_folder
from tejido.impact.manifest import differences
from tejido.impact.models import Answer
from tejido.impact.spec import load_plan
from tejido.impact.tests.study import allow, rows_of
from tejido.impact.tests.waiting import PLAN, lives
from tejido.impact.uncounted import NotCounted, TooManyPeriods, told_in_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setenv("TEJIDO_HOME", str(tmp_path))


@pytest.fixture
def waiting(cast):
    people = lives(cast.a, 80)
    lives(cast.b, 20, seed=5)
    return SimpleNamespace(cast=cast, people=people, plan=register_plan(write_plan(cast.a, by=cast.ana, text=PLAN), by=cast.ana))


def figures(document):
    return [(row["name"], row["term"], row["estimate"], row["se"], row["n"]) for row in document["estimates"]]


def test_months_until_work_are_asked_of_the_record_with_a_home_that_comes_before_it(waiting, browser_of):
    answer = ask_plan(waiting.plan, by=waiting.cast.ana)
    document = answer.document
    home, sex = document["estimates"]
    assert (home["term"], home["scale"], home["n"], home["refused"]) == ("casa", "log_hazard", 80, None)
    assert 0.2 < home["estimate"] < 1.6
    assert sex["term"] == "sexo[woman]"
    assert (document["status"], document["attrition"]["enrolled"], document["attrition"]["analysed"]) == ("registered", 80, 80)
    checks = {check["name"]: check["verdict"] for check in document["checks"]}
    assert checks["immortal_time"] == "ok"
    assert document["models"][0]["events"] == rows_of(dataset_of(load_plan(PLAN), [waiting.cast.a.pk]))["trabajo"].sum()
    page = browser_of(waiting.cast.ana).get(f"/impact/answers/{answer.code}/").content.decode()
    assert "encontrar trabajo" in page


def test_the_record_and_a_file_of_the_same_months_give_the_same_answer(waiting, tmp_path):
    document = ask_plan(waiting.plan, by=waiting.cast.ana).document
    rows_of(dataset_of(load_plan(PLAN), [waiting.cast.a.pk])).to_csv(tmp_path / "months.csv", index=False)
    with_person = load_plan(PLAN.replace("rows: person_period\n", "rows: person_period\nperson: person\n"))
    frame = read_flatfile(tmp_path / "months.csv", with_person)
    of_file = answer_plan(with_person, frame, source="file", registered=True, asked_at=dt.datetime.now(dt.UTC))
    assert of_file["data_hash"] == document["data_hash"]
    for one, other in zip(of_file["estimates"], document["estimates"], strict=True):
        assert one["estimate"] == pytest.approx(other["estimate"], rel=1e-10)
        assert one["se"] == pytest.approx(other["se"], rel=1e-10)


def test_a_process_of_its_own_gives_the_same_answer_of_the_record_and_of_the_lake(waiting):
    here = ask_plan(waiting.plan, by=waiting.cast.ana).document
    apart = ask_plan(waiting.plan, by=waiting.cast.ana, apart=True).document
    build_lake()
    of_lake = ask_plan(waiting.plan, by=waiting.cast.ana, apart=True).document
    for other in (apart, of_lake):
        assert figures(other) == figures(here)
        assert other["data_hash"] == here["data_hash"]


def test_who_does_not_allow_it_is_counted_in_the_attrition_and_in_nothing_else(waiting):
    allow(waiting.people[:7], given=False, on=today())
    document = ask_plan(waiting.plan, by=waiting.cast.ana).document
    assert document["attrition"]["enrolled"] == 80
    assert {"reason": "without_consent", "column": None, "n": 7} in document["attrition"]["lost"]
    assert document["attrition"]["analysed"] == document["estimates"][0]["n"] == 73


def test_a_network_asks_its_agreeing_members_and_nobody_else(waiting):
    cast = waiting.cast
    cast.red.memberships.filter(organisation=cast.b).update(evidence_agreed_on=None)
    cast.red.memberships.filter(organisation=cast.a).update(evidence_agreed_on=today())
    answer = ask_plan(write_plan(cast.red, by=cast.diego, text=PLAN), by=cast.diego)
    assert answer.document["attrition"]["enrolled"] == 80
    cast.red.memberships.update(evidence_agreed_on=today())
    both = ask_plan(write_plan(cast.red, by=cast.diego, text=PLAN.replace("espera-y-casa", "espera-dos")), by=cast.diego)
    assert both.document["attrition"]["enrolled"] == 100
    assert both.document["persons_by_organisation"] == [80, 20]


@pytest.fixture
def console(waiting, tmp_path):
    from tejido.impact.database_command import run_plan_on_database

    (tmp_path / "plan.yaml").write_text(PLAN)

    def ask(**given):
        return run_plan_on_database(tmp_path / "plan.yaml", given.pop("json_out", None), **({"organisation": "hilos", "network": None} | given))

    return ask


def test_the_console_asks_an_organisation_and_does_it_again(console, tmp_path, capsys):
    assert console(json_out=str(tmp_path / "answer.json")) == 0
    assert "casa" in capsys.readouterr().out
    assert console(rerun=str(tmp_path / "answer.json")) == 0
    assert "Ha cambiado" not in capsys.readouterr().out
    snapshot = build_lake().manifest.snapshot
    assert console(rerun=str(tmp_path / "answer.json"), json_out=None) == 0
    assert "el lago de hechos" in capsys.readouterr().out
    assert console(json_out=str(tmp_path / "of-lake.json")) == 0
    of_record, of_lake = (json.loads((tmp_path / name).read_text())["manifest"] for name in ("answer.json", "of-lake.json"))
    assert (of_record["engine"], of_record["snapshot"], of_lake["engine"], of_lake["snapshot"]) == ("duckdb", None, "duckdb", snapshot)
    assert of_record["cells_hash"] == of_lake["cells_hash"] is not None


def nothing_was_kept():
    assert not Answer.objects.exists()
    assert not AuditEntry.objects.filter(verb="impact.plan_asked").exists()


def stand_in_for_spark(monkeypatch, says):
    """Spark's own library, as far as it is asked before it finds nobody."""

    class Builder:
        def __getattr__(self, _name):
            return lambda *_given: self

        def getOrCreate(self):
            raise RuntimeError(says)

    monkeypatch.setitem(sys.modules, "pyspark.sql", SimpleNamespace(SparkSession=SimpleNamespace(builder=Builder())))
    monkeypatch.setenv("TEJIDO_ENGINE", "spark://node:7077")


def test_a_cluster_that_is_gone_is_said_with_what_to_do_and_nothing_is_kept(waiting, console, monkeypatch, capsys):
    stand_in_for_spark(monkeypatch, "All masters are unresponsive! Giving up.")
    assert console() == 2
    said = capsys.readouterr().err
    assert "spark://node:7077" in said
    assert "TEJIDO_ENGINE" in said
    assert "Traceback" not in said
    with pytest.raises(NotCounted, match="no responden"):
        ask_plan(waiting.plan, by=waiting.cast.ana)
    nothing_was_kept()


def test_a_wrong_setting_of_the_engine_is_said_at_the_page_and_at_the_console(waiting, console, monkeypatch, capsys):
    monkeypatch.setenv("TEJIDO_ENGINE", "postgres://x")
    assert console() == 2
    assert "El motor de las cuentas no está bien puesto" in capsys.readouterr().err
    with pytest.raises(Refused, match="no está bien puesto"):
        ask_plan(waiting.plan, by=waiting.cast.ana, apart=True)
    nothing_was_kept()


def test_the_page_says_it_to_whoever_asked(waiting, monkeypatch, browser_of):
    monkeypatch.setenv("TEJIDO_ENGINE", "spark:host")
    page = browser_of(waiting.cast.ana).post(f"/impact/plans/{waiting.plan.code}/ask/", {"cut_off": today().isoformat()})
    assert page.status_code == 200
    assert "El motor de las cuentas no está bien puesto" in page.content.decode()
    nothing_was_kept()


def test_more_months_than_fit_are_refused_before_they_are_fetched(waiting, console, monkeypatch, capsys):
    monkeypatch.setattr("tejido.impact.cells.asked.MOST_ROWS", 100)
    assert console() == 2
    assert "para este método caben 100" in capsys.readouterr().err
    nothing_was_kept()


def test_many_months_are_folded_and_the_answer_is_the_same_in_every_figure_and_count(waiting, monkeypatch):
    allow(waiting.people[:7], given=False, on=today())
    of_rows = ask_plan(waiting.plan, by=waiting.cast.ana).document
    monkeypatch.setattr("tejido.impact.cells.asked.FEW_ROWS", 100)
    of_cells = ask_plan(waiting.plan, by=waiting.cast.ana).document
    assert differences(of_rows["manifest"], of_cells["manifest"]) == []
    assert of_rows["manifest"]["cells_hash"] == of_cells["manifest"]["cells_hash"] == of_cells["data_hash"] != of_rows["data_hash"]
    for key in ("attrition", "tables", "sentences"):
        assert of_cells[key] == of_rows[key]
    behind = [document["models"][0]["behind"] for document in (of_rows, of_cells)]
    assert behind[0] == behind[1] != {}


def test_what_is_followed_again_and_again_or_asked_by_other_methods_is_never_folded():
    again = PLAN.replace("  unit: month\n", "  unit: month\n  clock: gap\n  of: {spell: job}\n")
    again = again.replace("  sexo:", "  vez: {kind: number, source: {period: repeat}}\n  sexo:")
    bounds = "  desde: {kind: number, source: {period: start}}\n  hasta: {kind: number, source: {period: stop}}\n  sexo:"
    other = PLAN.replace("  sexo:", bounds) + "  - {name: otra, method: cox, outcome: {start: desde, stop: hasta, event: trabajo}}\n"
    assert [may_be_folded(load_plan(text)) for text in (PLAN, again, other)] == [True, False, False]


@pytest.mark.parametrize(
    ("outcome", "exposure"),
    [
        ("{start: desde, stop: hasta, event: trabajo}", "{column: casa, reference: 0}"),
        ("{period: mes, event: casa}", "{column: sexo, reference: man}"),
        ("{period: edad, event: trabajo}", "{column: casa, reference: 0}"),
    ],
)
def test_an_outcome_that_may_come_twice_to_somebody_is_asked_of_each_row_however_many(waiting, monkeypatch, outcome, exposure):
    bounds = "  desde: {kind: number, source: {period: start}}\n  hasta: {kind: number, source: {period: stop}}\n  sexo:"
    text = PLAN.replace("  sexo:", bounds).replace("{column: casa, reference: 0}", exposure)
    text = text.replace("covariates: [{column: sexo, coding: factor}], options: {", "options: {period: 1, ")
    text = text.replace("{period: mes, event: trabajo, direction: higher_is_better}", outcome)
    plan = register_plan(write_plan(waiting.cast.a, by=waiting.cast.ana, text=text.replace("espera-y-casa", "espera-otra")), by=waiting.cast.ana)
    of_few = ask_plan(plan, by=waiting.cast.ana).document
    monkeypatch.setattr("tejido.impact.cells.asked.FEW_ROWS", 100)
    of_many = ask_plan(plan, by=waiting.cast.ana).document
    assert not may_be_folded(load_plan(text))
    for key in ("data_hash", "attrition", "estimates"):
        assert of_many[key] == of_few[key]


def test_a_lake_that_was_damaged_is_never_counted_and_says_who_mends_it(waiting, console, capsys):
    build_lake()
    manifest = lake_folder() / "manifest.json"
    manifest.write_text(manifest.read_text().replace(waiting.cast.a.code, "XXXXXXXXXX", 1))
    assert console() == 2
    assert "tejido lake build" in capsys.readouterr().err
    with pytest.raises(NotCounted, match="no están como se escribieron"):
        ask_plan(waiting.plan, by=waiting.cast.ana)
    nothing_was_kept()
    build_lake()
    assert console() == 0


def test_a_lake_that_is_emptied_while_it_is_counted_gives_no_answer(waiting, monkeypatch):
    """Somebody was erased between the reading and the counting: the next question is answered without them."""
    from tejido.impact.actions import answers

    build_lake()
    reading = answers.dataset_of

    def and_somebody_leaves(*given, **more):
        found = reading(*given, **more)
        empty_lake()
        return found

    monkeypatch.setattr(answers, "dataset_of", and_somebody_leaves)
    with pytest.raises(NotCounted, match="vuelva a preguntar"):
        ask_plan(waiting.plan, by=waiting.cast.ana)
    nothing_was_kept()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (EngineGone("spark://node:7077"), "spark://node:7077"),
        (EngineWrong("TEJIDO_ENGINE must be empty"), "TEJIDO_ENGINE must be empty"),
        (LakeDamaged("x"), "tejido lake build"),
        (LakeMissing("x"), "vuelva a preguntar"),
        (TooManyPeriods(3_000_000, 2_000_000), "«unit: quarter»"),
        (TooManyPeriods(30_000_000, 2_000_000, is_different=True), "Quite columnas"),
    ],
)
def test_whatever_the_engine_or_the_lake_refuses_is_one_sentence_in_every_language(trouble, says):
    with pytest.raises(NotCounted) as told, told_in_words():
        raise trouble
    (sentence,) = told.value.problems
    assert says in sentence
    with override("hu"), pytest.raises(NotCounted) as in_hungarian, told_in_words():
        raise trouble
    assert in_hungarian.value.problems != told.value.problems


def test_a_lake_that_is_being_built_or_is_missing_keeps_nobody_from_asking(waiting):
    from tejido.impact.lake.store import alone

    assert ask_plan(waiting.plan, by=waiting.cast.ana).document["attrition"]["enrolled"] == 80
    build_lake()
    with alone(lake_folder()):
        assert ask_plan(waiting.plan, by=waiting.cast.ana).document["attrition"]["enrolled"] == 80
