"""The trail of a place is read by whoever answers for it."""

import re
from pathlib import Path

import pytest

import tejido
from tejido.core.models import AuditEntry
from tejido.core.trail import record
from tejido.people.trail import words
from tests.cast import signed_in


@pytest.fixture
def entries(cast):
    record("people.person_viewed", by=cast.bruno, on=cast.person)
    record("people.person_corrected", by=cast.carla, on=cast.stranger, fields=["birth_year"])
    record("network.network_corrected", by=cast.nora, on=cast.red, organisation=cast.red)
    return cast


def trail(account, **query):
    return signed_in(account).get("/desk/trail/", query).content.decode()


def test_the_direction_reads_the_lines_of_its_own_organisation(entries):
    page = trail(entries.dora)
    assert "Bruno Paz" in page
    assert entries.person.code in page
    assert "Carla Xol" not in page
    assert "Nora Quiroga" not in page


def test_the_coordinator_of_the_network_reads_no_line_about_a_person(entries):
    page = trail(entries.nora)
    assert "Corrigió una red" in page
    assert entries.person.code not in page
    assert entries.stranger.code not in page


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "diego", "elena"])
def test_others_do_not_read_the_trail(entries, who):
    assert signed_in(getattr(entries, who)).get("/desk/trail/").status_code == 403


def test_the_trail_is_filtered_by_verb_and_by_day(entries):
    assert entries.person.code in trail(entries.dora, verb="people.person_viewed")
    assert entries.person.code not in trail(entries.dora, verb="people.person_corrected")
    assert entries.person.code not in trail(entries.dora, until="2020-01-01")
    assert entries.person.code in trail(entries.dora, since="2020-01-01")
    assert entries.person.code in trail(entries.dora, since="not a day", until="2026-99-99")


def test_the_trail_comes_in_pages_of_fifty(entries):
    for _ in range(60):
        record("people.person_viewed", by=entries.bruno, on=entries.person)
    assert trail(entries.dora).count(entries.person.code) == 50
    assert trail(entries.dora, pagina=2).count(entries.person.code) == 12  # one more: the first page was read


def test_reading_the_trail_is_a_look_too_and_names_the_persons_it_told_of(entries):
    before = AuditEntry.objects.count()
    trail(entries.dora)
    line = AuditEntry.objects.latest("id")
    assert (AuditEntry.objects.count(), line.verb, line.actor) == (before + 1, "network.trail_read", entries.dora.code)
    assert entries.person.code in line.persons.split()


def test_the_question_after_a_breach_is_answered_on_screen_and_as_a_file(entries):
    browser = signed_in(entries.dora)
    asked = {"since": "2020-01-01", "until": "2100-01-01"}
    page = browser.get("/desk/trail/breach/", asked).content.decode()
    assert entries.person.code in page
    file = browser.get("/desk/trail/breach/", {**asked, "format": "csv"})
    assert file["Content-Disposition"].startswith("attachment")
    assert entries.person.code in file.content.decode()
    assert AuditEntry.objects.latest("id").verb == "network.breach_asked"
    assert signed_in(entries.bruno).get("/desk/trail/breach/", asked).status_code == 403
    assert entries.person.code not in signed_in(entries.carla).get("/desk/trail/breach/", asked).content.decode()


def test_every_line_that_the_code_writes_has_plain_words():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(tejido.__file__).parent.rglob("*.py") if "tests" not in path.parts)
    written = set(re.findall(r'record\(\s*"([a-z_]+\.[a-z_]+)"', source))
    assert len(written) > 40
    assert written - set(words()) == set()
