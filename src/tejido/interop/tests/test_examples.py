"""The two real studies go in by the console as their README says."""

import json
from pathlib import Path

import pytest

from tejido.interop.actions import undo_import
from tejido.interop.command import import_file
from tejido.interop.models import Import
from tejido.outcomes.models import Measure, Measurement
from tejido.people.models import Consent, Person
from tejido.programmes.models import Cohort, Enrolment, Programme

EXAMPLES = Path(__file__).parents[4] / "examples"
NSW = EXAMPLES / "nsw-supported-work"
JOBLOSS = EXAMPLES / "unemployment-depression"


def bring(capsys, study, **options):
    status = import_file(study / "register.csv", study / "mapping.yaml", "hilos", as_json=True, **options)
    return status, json.loads(capsys.readouterr().out)


@pytest.fixture
def console(cast, texts, capsys, transactional_db):
    return capsys


@pytest.mark.django_db(transaction=True)
def test_the_supported_work_register_goes_in_once_and_comes_out_whole(console, cast):
    before = Person.objects.count()
    status, tried = bring(console, NSW, dry_run=True)
    assert (status, tried["rows"], tried["good"], tried["created"]["person"], Person.objects.count()) == (0, 445, 445, 445, before)
    status, brought = bring(console, NSW)
    assert (status, brought["rows"], brought["good"], brought["bad"], brought["problems"]) == (0, 445, 445, 0, [])
    assert brought["created"] == {"person": 445, "consent": 890, "enrolment": 445, "measurement": 4005, "programme": 1, "cohort": 2, "measure": 9}
    assert [Enrolment.objects.filter(cohort__slug=slug).count() for slug in ("NSW-TRAIN", "NSW-CONTROL")] == [185, 260]
    first = Measurement.objects.get(person__register_code="NSW-001", measure__slug="re78")
    assert (first.value, first.wave) == (9930.0458984375, "")
    status, again = bring(console, NSW)
    assert (status, again["created"], again["unchanged"], again["bad"]) == (0, {}, 445, 0)
    undo_import(Import.objects.get(code=again["import"]), by=None)
    undo_import(Import.objects.get(code=brought["import"]), by=None)
    assert [m.objects.count() for m in (Person, Consent, Enrolment, Measurement, Measure, Cohort, Programme)] == [before, 0, 0, 0, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_a_long_register_makes_one_person_of_several_rows(console, cast):
    status, brought = bring(console, JOBLOSS)
    assert (status, brought["rows"], brought["good"], brought["created"]["person"]) == (0, 674, 674, 254)
    rows = Measurement.objects.filter(person__register_code="103", measure__slug="cesd").order_by("wave")
    assert [(row.wave, row.value) for row in rows] == [("1", 25.0), ("2", 16.0), ("3", 33.0)]
    status, again = bring(console, JOBLOSS)
    assert (status, again["created"], again["unchanged"]) == (0, {}, 674)


@pytest.mark.django_db
def test_what_cannot_be_done_is_said_and_leaves_nothing(cast, texts, capsys, tmp_path):
    bad = tmp_path / "m.yaml"
    bad.write_text("columns: {codigo: person.register_code}")
    assert import_file(NSW / "register.csv", bad, "hilos") == 2
    assert "no tiene la columna «codigo»" in capsys.readouterr().err
    assert import_file(NSW / "register.csv", NSW / "mapping.yaml", "nowhere") == 2
    assert "No hay una entidad" in capsys.readouterr().err
    assert import_file(tmp_path / "none.csv", NSW / "mapping.yaml", "hilos") == 2
    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_console_says_in_words_what_went_in_and_what_waits(console, cast, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("".join((NSW / "register.csv").read_text().splitlines(keepends=True)[:4]) + "NSW-900,1,old,11,1,0,1,1,0,0,0\n")
    assert import_file(path, NSW / "mapping.yaml", "hilos") == 1
    said = console.readouterr().out
    assert "4 filas: 3 bien, 1 por revisar." in said
    assert "3 personas, 6 permisos, 3 participaciones" in said
    assert "fila 5, age: «old» no es un número" in said
