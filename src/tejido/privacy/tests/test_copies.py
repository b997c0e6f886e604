"""The copy: everything that reaches the person, nobody else's name, readable by machine, spreadsheet and eye."""

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import router
from django.db.models.deletion import Collector

from tejido.core.models import OutgoingMail
from tejido.interop.clues import rows_that_name
from tejido.interop.models import ImportRow
from tejido.network.permissions import trail_visible_to
from tejido.people import actions as people
from tejido.people.clues import clues_of
from tejido.people.models import Identity
from tejido.people.permissions import looks_at_person_visible_to, looks_visible_to
from tejido.privacy import actions
from tejido.privacy.actions import TwoPersons, WhoIsAsking
from tejido.privacy.export import everything_about, looks_of
from tejido.privacy.kinds import KINDS
from tejido.privacy.tests.lives import CANARY, THIRD
from tests.cast import give_role


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def test_a_person_gets_every_row_that_hangs_on_their_record(life):
    """Django's own list of what would fall with the record, against the rows of the copy."""
    collector = Collector(using=router.db_for_write(type(life.person)))
    collector.collect([life.person])
    hanging = {model._meta.label: len(rows) for model, rows in collector.data.items()}
    for rows in collector.fast_deletes:
        hanging[rows.model._meta.label] = hanging.get(rows.model._meta.label, 0) + rows.count()
    copied = {kind.label: len(everything_about(life.person)["records"][kind.slug]) for kind in KINDS}
    assert {label: copied.get(label, 0) for label, number in hanging.items() if number} == {label: number for label, number in hanging.items() if number}
    assert sum(copied.values()) >= 12


def test_a_row_of_somebody_with_the_same_telephone_is_not_in_the_copy(life):
    identity = Identity.objects.get(person=life.person)
    brought = ImportRow.objects.first().brought
    theirs = {"id": "A-998", "nombre": "Marta Otra", "telefono": identity.phone, "correo": identity.email}
    ImportRow.objects.create(brought=brought, number=8, cells=theirs, problems={})
    mine = {"id": "", "nombre": f"{identity.given_name} {identity.family_name}"}
    ImportRow.objects.create(brought=brought, number=9, cells=mine, problems={})
    assert identity.phone
    assert [row["row"] for row in everything_about(life.person)["import_rows"]] == [2, 9]
    assert len(rows_that_name(life.person.register_code, clues_of(life.person), life.a)) == 3, "erasing takes it along"


def test_a_person_gets_what_is_kept_without_a_foreign_key(life):
    told = everything_about(life.person)
    assert [row["cells"]["nombre"] for row in told["import_rows"]] == [f"{CANARY}-fila"]
    assert [mail["subject"] for mail in told["mails"]] == ["Su cuenta"]
    assert told["looks"]
    assert any(look["what"] == "anotó una meta" for look in told["looks"])


def test_a_message_is_in_the_copy_however_its_address_was_spelled_and_never_with_the_link_it_carries(life):
    people.correct_identity(life.person, by=life.ana, email="Elena.Canario@Example.org")
    OutgoingMail.objects.create(recipient="Elena.Canario@Example.org", subject="Su enlace", body="https://tejido.example.org/entrar/ENLACE")
    told = everything_about(life.person)
    assert {mail["subject"] for mail in told["mails"]} == {"Su cuenta", "Su enlace"}
    assert "ENLACE" not in json.dumps(told)
    assert {"mails": "body"}.items() <= {row["kind"]: row["field"] for row in told["left_out"]}.items()


def test_what_an_authority_asks_is_not_told_by_the_copy(life):
    """The own page does not show it either: a law may forbid to tell. The letter tells it where the law allows."""
    actions.file_request(life.person, by=life.dora, kind="authority", channel="paper", words="MANDATO-SECRETO", authority="JUZGADO-3")
    actions.file_request(life.person, by=life.elena, kind="complaint", words="mi queja")
    files = "".join(unpacked(actions.export_own_data(life.person, by=life.elena, language="es")).values())
    assert "mi queja" in files
    assert "MANDATO-SECRETO" not in files
    assert "JUZGADO-3" not in files


def test_nor_do_the_lines_of_who_looked_give_it_away(life):
    asked = actions.file_request(life.person, by=life.dora, kind="authority", channel="paper", words="Pide la ficha", authority="Juzgado 1, ley X", proof="court")
    give_role(life.diego, "data_protection_officer", organisation=life.a)
    for who in (life.dora, life.diego):
        actions.look_at_request(asked, by=who)
        actions.approve_request(asked, by=who)
    actions.hand_over_copy(asked, by=life.dora, language="es")
    actions.answer_request(asked, by=life.dora, answer="Entregado.", is_granted=True)
    for lines in (looks_visible_to(life.elena), looks_at_person_visible_to(life.elena, life.person), looks_at_person_visible_to(life.ana, life.person)):
        assert lines.exists()
        assert not lines.filter(verb__startswith="privacy.").exists()
    told = [look["what"] for look in looks_of(life.person)]
    assert told
    assert not [what for what in told if "pidió" in what or "copia" in what]
    assert trail_visible_to(life.dora).filter(target=f"privacy.DataRequest:{asked.code}").exists()


def test_a_person_gets_nobody_else_s_name(life):
    files = unpacked(actions.export_own_data(life.person, by=life.elena, language="es"))
    for name, text in files.items():
        assert THIRD not in text, name
        assert life.ana.name not in text, name
        assert life.ana.email not in text, name


def test_a_person_gets_no_secret_of_the_account(life):
    files = unpacked(actions.export_own_data(life.person, by=life.elena, language="es"))
    assert life.elena.password not in "".join(files.values())


def test_a_person_reads_the_copy_in_their_language(life):
    spanish = unpacked(actions.export_own_data(life.person, by=life.elena, language="es"))
    assert '<html lang="es">' in spanish["index.html"]
    assert f"{CANARY}-meta" in spanish["index.html"]
    assert json.loads(spanish["data.json"])["version"] == 1
    assert f"{CANARY}-meta" in spanish["csv/goals.csv"]


def test_a_formula_in_the_copy_does_not_run(life):
    goal = life.person.goals.get()
    goal.words = "=HYPERLINK(1)"
    goal.save()
    files = unpacked(actions.export_own_data(life.person, by=life.elena, language="es"))
    assert "'=HYPERLINK" in files["csv/goals.csv"]


def test_nobody_else_takes_a_persons_copy(life):
    for who in (life.ana, life.dora, life.carla, life.nora):
        with pytest.raises(PermissionDenied):
            actions.export_own_data(life.person, by=who, language="es")


def test_the_direction_hands_a_copy_over_only_when_it_is_known_who_asks(life):
    request = actions.file_request(life.person, by=life.bruno, kind="access", channel="paper")
    with pytest.raises(WhoIsAsking):
        actions.hand_over_copy(request, by=life.dora, language="es")
    actions.note_identity(request, by=life.dora, proof="document")
    assert actions.hand_over_copy(request, by=life.dora, language="es")[:2] == b"PK"


@pytest.mark.parametrize("kind", ["access", "portability"])
def test_the_direction_cannot_take_along_a_copy_for_which_it_wrote_the_request_itself(life, kind):
    request = actions.file_request(life.person, by=life.dora, kind=kind, channel="in_person", proof="document")
    with pytest.raises(TwoPersons):
        actions.hand_over_copy(request, by=life.dora, language="es")


def test_an_authority_gets_a_file_only_after_two_persons_said_yes(life):
    from tests.cast import user

    officer = user("dpo", "Olga Protección")
    give_role(officer, "data_protection_officer", organisation=life.a)
    request = actions.file_request(life.person, by=life.dora, kind="authority", channel="paper", words="Pide la ficha", authority="Juzgado 1, ley X", proof="court")
    actions.approve_request(request, by=life.dora)
    with pytest.raises(TwoPersons):
        actions.hand_over_copy(request, by=life.dora, language="es")
    with pytest.raises(TwoPersons):
        actions.approve_request(request, by=life.dora)
    actions.approve_request(request, by=officer)
    assert actions.hand_over_copy(request, by=officer, language="es")[:2] == b"PK"
