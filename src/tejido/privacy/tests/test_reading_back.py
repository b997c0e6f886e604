"""A copy is enough to make the record again elsewhere."""

import json

import pytest
from django.db import transaction

from tejido.outcomes.models import Measure
from tejido.people.models import ConsentText, Person
from tejido.privacy.archive import archive_of
from tejido.privacy.command import import_export
from tejido.privacy.export import everything_about
from tejido.privacy.kinds import KINDS
from tejido.privacy.reading_back import RECORD, AlreadyHere, UnknownText, read_back
from tejido.programmes.models import Programme


def record_of(data):
    """The part of a copy that moves to another installation."""
    return {kind.slug: data["records"][kind.slug] for kind in KINDS if kind.erased_by in RECORD}


def emptied(life):
    """The installation without the person, and without the groups and measures of the organisation."""
    Person.objects.filter(pk=life.person.pk).delete()
    Programme.objects.filter(organisation=life.a).delete()
    Measure.objects.filter(organisation=life.a).delete()


def test_a_record_read_back_into_an_empty_place_gives_the_same_copy(life):
    before = json.loads(json.dumps(everything_about(life.person)))
    emptied(life)
    again = read_back(before, life.a, by=None)
    assert record_of(json.loads(json.dumps(everything_about(again)))) == record_of(before)


def test_a_copy_moves_to_another_organisation(life):
    before = json.loads(json.dumps(everything_about(life.person)))
    emptied(life)
    assert read_back(before, life.b, by=None).organisation == life.b


@pytest.mark.parametrize("change", [{"text": "otras palabras"}, {"text_version": "77"}])
def test_a_copy_brings_no_words_that_would_be_read_out_to_others(life, change):
    before = json.loads(json.dumps(everything_about(life.person)))
    emptied(life)
    before["records"]["consents"][0]["text"] |= change
    with pytest.raises(UnknownText, match="Publish it first"), transaction.atomic():
        read_back(before, life.a, by=None)
    assert not ConsentText.objects.filter(**change).exists()


def test_nobody_is_brought_in_twice(life):
    with pytest.raises(AlreadyHere):
        read_back(json.loads(json.dumps(everything_about(life.person))), life.a, by=None)


def test_the_console_reads_the_file_that_the_person_took_away(life, tmp_path, capsys):
    packed, _data = archive_of(life.person, "es")
    (tmp_path / "mis-datos.zip").write_bytes(packed)
    code = life.person.code
    emptied(life)
    assert import_export(tmp_path / "mis-datos.zip", life.a.code) == 0
    assert Person.objects.filter(code=code, organisation=life.a).exists()
    assert import_export(tmp_path / "mis-datos.zip", life.a.code) == 1
    (tmp_path / "other.json").write_text("[]")
    assert import_export(tmp_path / "other.json", life.a.code) == 1
    assert "Nothing was brought in" in capsys.readouterr().err
