"""A register goes in: everything of it, once, and nothing of it silently."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.interop import actions
from tejido.interop.models import Import, RememberedMapping
from tejido.interop.queries import remembered_mapping, rows_to_fix
from tejido.outcomes.models import Measurement
from tejido.people.models import Consent, Identity, Person
from tejido.programmes.models import Enrolment


def problems_of(brought):
    return {(row.number, column): message for row in rows_to_fix(brought) for column, message in row.problems.items()}


def test_a_register_becomes_persons_with_all_that_it_tells(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    assert (brought.status, brought.rows_good, brought.rows_bad) == ("done", 3, 0)
    assert brought.made == {
        "person": 3, "identity": 2, "consent": 6, "enrolment": 3, "measurement": 4, "programme": 1, "cohort": 2, "measure": 2, "unchanged": 0,
    }  # fmt: skip
    alma = Person.objects.get(organisation=cast.a, register_code="P-1")
    assert (alma.sex, alma.birth_year, alma.registered_on, alma.source) == ("woman", 1980, dt.date(2024, 2, 1), brought.code)
    assert (alma.identity.given_name, alma.identity.birth_date) == ("Alma", dt.date(1980, 3, 15))
    enrolment = Enrolment.objects.get(person=alma)
    assert (enrolment.cohort.slug, enrolment.starts_on, enrolment.ends_on, enrolment.exit_reason) == ("pinos", dt.date(2024, 2, 1), dt.date(2024, 5, 1), "goals_reached")
    assert sorted(Measurement.objects.filter(person=alma).values_list("measure__slug", "wave", "measured_on", "value")) == [
        ("dolor", "0", dt.date(2024, 2, 1), 0.0),
        ("peso", "0", dt.date(2024, 2, 1), 61.5),
    ]
    assert sorted(Consent.objects.filter(person=alma).values_list("purpose", "is_given", "channel", "given_on")) == [
        ("impact", True, "register", dt.date(2024, 2, 1)),
        ("service", True, "register", dt.date(2024, 2, 1)),
    ]
    assert Person.objects.get(register_code="P-3").sex == "not_stated"
    assert len(set(Person.objects.values_list("code", flat=True))) == Person.objects.count()


def test_the_same_file_again_creates_nothing_twice(cast, bring, register, mapping):
    bring(cast.a, register, mapping, by=cast.ana)
    before = [model.objects.count() for model in (Person, Identity, Consent, Enrolment, Measurement)]
    again = bring(cast.a, register, mapping, by=cast.ana)
    assert (again.rows_good, again.rows_bad, again.made) == (3, 0, {"unchanged": 3})
    assert [model.objects.count() for model in (Person, Identity, Consent, Enrolment, Measurement)] == before


def test_new_facts_of_a_known_person_are_added_and_contradictions_are_told_not_written(cast, bring, register, mapping):
    bring(cast.a, register, mapping, by=cast.ana)
    second = register.replace("61.5", "63").replace("P-2,hombre", "P-2,mujer").replace("P-3,,Lista,2024-02-08,,,,,,", "P-3,,Los Pinos,2024-04-01,,,,,,")
    brought = bring(cast.a, second, mapping, by=cast.ana)
    told = problems_of(brought)
    assert {key: message.partition(". Si ")[0] for key, message in told.items()} == {
        (2, "peso"): "Ya existe con otro valor: 61.5",
        (3, "sexo"): "Ya existe con otro valor: man",
    }
    assert Measurement.objects.get(person__register_code="P-1", measure__slug="peso").value == 61.5
    assert Person.objects.get(register_code="P-2").sex == "man"
    assert Enrolment.objects.filter(person__register_code="P-3").count() == 2


def test_a_declared_permission_never_overrides_what_the_person_decided(cast, bring, register, mapping):
    bring(cast.a, register, mapping, by=cast.ana)
    Consent.objects.filter(person__register_code="P-1", purpose="impact").update(withdrawn_on=dt.date(2024, 6, 1))
    bring(cast.a, register, mapping, by=cast.ana)
    assert Consent.objects.filter(person__register_code="P-1", purpose="impact").count() == 1


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("P-9,mujer,Los Pinos,2024-02-31,,,,,,", "entrada", "no existe en el calendario"),
        ("P-9,mujer,Los Pinos,2099-02-01,,,,,,", "entrada", "todavía no ha llegado"),
        ("P-9,mujer,Los Pinos,2024-02-01,2023-01-01,,,,,", "salida", "anterior a la entrada"),
        ("P-9,mujer,Los Pinos,2024-02-01,,alta,,,,", "motivo", "sin su fecha"),
        ("P-9,mujer,Los Robles,2024-02-01,,,,,,", "grupo", "No hay un grupo «Los Robles»"),
        ("P-9,hembra,Los Pinos,2024-02-01,,,,,,", "sexo", "no está entre las respuestas"),
        ("P-9,mujer,Los Pinos,2024-02-01,,,,,5,", "peso", "entre 20 y 300"),
        ("P-9,mujer,Los Pinos,2024-02-01,,,,,mucho,", "peso", "no es un número"),
        ("P-9,mujer,Los Pinos,2024-02-01,,,,,,quizá", "dolor", "sí o no"),
        ("P-9,mujer,Los Pinos,2024-02-01,,,,2030-01-01,,", "nacimiento", "todavía no ha llegado"),
        (",mujer,Los Pinos,2024-02-01,,,,,,", "código", "Falta el código"),
        ("P-1,mujer,Los Pinos,2024-02-01,2024-05-01,alta,Alma,1980-03-15,61.5,no", "código", "Repite la fila 2"),
        ("P-9,mujer,Los Pinos,2024-02-01", "salida", "La fila se corta aquí"),
        ("P-9,mujer,Los Pinos,2024-02-01,,,,,,,,x", "dolor", "de más"),
        ("P-9,mujer,Los Pinos,,,,,,,", "entrada", "Falta la fecha"),
    ],
)
def test_a_bad_cell_is_named_with_what_to_do_and_the_good_rows_go_in(cast, bring, register, mapping, line, column, words):
    brought = bring(cast.a, register + line + "\n", mapping, by=cast.ana)
    (found,) = problems_of(brought).items()
    assert found[0] == (5, column)
    assert words in found[1]
    assert (brought.rows_good, brought.rows_bad) == (3, 1)
    assert not Person.objects.filter(register_code="P-9").exists()


def test_a_check_writes_nothing_and_foretells_what_would_be_made(cast, bring, register, mapping):
    persons = Person.objects.count()
    brought = bring(cast.a, register, mapping, by=cast.ana, run=False)
    assert (brought.status, brought.rows_good) == ("preview", 3)
    assert {noun: brought.made[noun] for noun in ("person", "consent", "enrolment", "measurement")} == {"person": 3, "consent": 6, "enrolment": 3, "measurement": 4}
    assert Person.objects.count() == persons


def test_the_same_code_at_another_organisation_is_another_person(cast, bring, register, mapping):
    bring(cast.a, register, mapping, by=cast.ana)
    brought = bring(cast.b, register, mapping, by=cast.carla)
    assert brought.made["person"] == 3
    assert Person.objects.filter(register_code="P-1").count() == 2


def test_columns_are_remembered_by_header_for_the_organisation_alone(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    header = tuple(brought.reading["header"])
    assert remembered_mapping(cast.a, header) == mapping
    assert remembered_mapping(cast.a, (*header, "Problema")) == mapping
    assert remembered_mapping(cast.b, header) is None
    assert RememberedMapping.objects.count() == 1


def test_a_corrected_row_goes_in_and_a_row_still_wrong_says_why(cast, bring, register, mapping):
    brought = bring(cast.a, register + "P-9,mujer,Los Pinos,2024-02-31,,,,,,\n", mapping, by=cast.ana)
    row = rows_to_fix(brought).get()
    assert actions.correct_row(row, {**row.cells, "entrada": "2024-02-30"}, by=cast.ana) is False
    assert "no existe" in row.problems["entrada"]
    assert actions.correct_row(row, {**row.cells, "entrada": "2024-02-28"}, by=cast.ana) is True
    brought.refresh_from_db()
    assert (brought.rows_good, brought.rows_bad, brought.made["person"]) == (4, 0, 4)
    assert Person.objects.get(register_code="P-9").source == brought.code


def test_every_kind_of_fact_leaves_one_line_with_its_count_and_no_name(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    lines = AuditEntry.objects.filter(organisation=cast.a.code, verb__endswith="_brought", note__contains=": ")
    assert dict(lines.values_list("verb", "note")) == {
        "people.persons_brought": f"{brought.code}: 3",
        "people.identities_brought": f"{brought.code}: 2",
        "people.consents_brought": f"{brought.code}: 6",
        "programmes.enrolments_brought": f"{brought.code}: 3",
        "outcomes.measurements_brought": f"{brought.code}: 4",
    }
    assert not AuditEntry.objects.filter(note__contains="Alma").exists()


@pytest.mark.parametrize("who", ["bruno", "carla", "dora", "nora", "diego", "elena"])
def test_who_may_not_bring_registers_to_the_organisation_cannot(cast, bring, register, mapping, who):
    with pytest.raises(PermissionDenied):
        bring(cast.a, register, mapping, by=getattr(cast, who))
    assert not Import.objects.exists()


def test_questionnaires_are_scored_and_totals_alone_are_kept_as_totals(cast, bring):
    from tejido.outcomes.models import Assessment, Score

    items = [f"item{n}" for n in range(1, 9)]
    from tejido.outcomes.packs import pack_of

    pack = pack_of("phq-8")
    columns = {"id": "person.register_code"} | {name: f"assessment:phq-8.{item.id}@0" for name, item in zip(items, pack.items, strict=True)}
    columns["total6"] = f"score:phq-8.{pack.scales[0].id}@6"
    text = ",".join(columns) + "\n" + "A," + ",".join("12012012") + ",11\n" + "B,9" + ",1" * 7 + ",\n"
    brought = bring(cast.a, text, {"columns": columns, "constants": {"person.registered_on": "2024-01-01"}}, by=cast.ana)
    assert list(problems_of(brought)) == [(3, "item1")]
    assert sorted(Score.objects.values_list("assessment__wave", "value", "answered")) == [("0", 9.0, 8), ("6", 11.0, 0)]
    assert Assessment.objects.get(wave="0").answers[pack.items[1].id] == 2


def test_a_job_goes_in_with_its_type_and_days(cast, bring):
    from tejido.outcomes.models import Spell

    columns = {"id": "person.register_code", "tipo": "spell.type", "desde": "spell.starts_on", "hasta": "spell.ends_on", "horas": "spell.hours"}
    text = "id,tipo,desde,hasta,horas\nA,CEE,2024-01-01,2024-06-01,20\nB,competitive,2024-01-01,,40\nC,CEE,2024-03-01,2024-01-01,20\n"
    brought = bring(cast.a, text, {"columns": columns, "constants": {"person.registered_on": "2024-01-01"}}, by=cast.ana)
    assert list(problems_of(brought)) == [(4, "hasta")]
    assert sorted(Spell.objects.values_list("kind", "type", "hours")) == [("job", "open_market", 40.0), ("job", "sheltered", 20.0)]
