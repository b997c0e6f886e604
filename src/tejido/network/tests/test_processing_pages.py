"""The record of processing, the impact assessment and the facts for the host's agreement."""

import csv
import io
import json

import pytest
from django.urls import reverse

from tejido.network.explained import CLASS_WORDS, about_a_person, label_of, tables
from tejido.network.models import RoleAssignment
from tests.cast import STARTED

KINDS = ("record", "assessment", "agreement")


def url(place, kind, form=None):
    return reverse("network:paper_download", args=[place.code, kind, form]) if form else reverse("network:paper", args=[place.code, kind])


@pytest.mark.parametrize("kind", KINDS)
def test_the_direction_reads_and_takes_away_each_paper(cast, browser_of, kind):
    browser = browser_of(cast.dora)
    page = browser.get(url(cast.a, kind))
    assert page.status_code == 200
    assert "Hilos de Vida" in page.content.decode()
    told = json.loads(browser.get(url(cast.a, kind, "json")).content)
    rows = list(csv.reader(io.StringIO(browser.get(url(cast.a, kind, "csv")).content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == sum(len(line["facts"]) for part in told["parts"] for line in part["lines"]) > 5
    markdown = browser.get(url(cast.a, kind, "md")).content.decode()
    assert markdown.startswith("# ")
    assert all(f"## {part['title']}" in markdown for part in told["parts"])


def test_the_record_names_every_table_about_people_its_readers_and_its_officer(cast, browser_of):
    RoleAssignment.objects.create(user=cast.bruno, role="data_protection_officer", organisation=cast.a, starts_on=STARTED)
    told = browser_of(cast.dora).get(url(cast.a, "record", "json")).content.decode()
    assert "Bruno Paz" in told
    assert all(table.title in told for table in about_a_person())
    assert "profesional de referencia" in told


def test_the_record_names_the_lake_as_a_copy_with_what_why_how_long_and_who_reads(cast, browser_of):
    for place, who in ((cast.a, cast.dora), (cast.red, cast.nora)):
        told = json.loads(browser_of(who).get(url(place, "record", "json")).content)
        (copies,) = [part for part in told["parts"] if part["title"] == "Copias"]
        (lake,) = copies["lines"]
        facts = {fact["what"]: fact["says"] for fact in lake["facts"]}
        assert "lago" in lake["title"]
        assert {"Qué se copia", "Qué no", "Para qué", "Dónde", "Quién los lee", "Cuánto tiempo"} <= set(facts)
        assert "aquella cuya ficha se borra deja de estar en el momento" in facts["Cuánto tiempo"]


@pytest.mark.parametrize("who", ["bruno", "ana", "diego", "elena"])
def test_who_does_not_answer_for_data_opens_no_paper(cast, browser_of, who):
    browser = browser_of(getattr(cast, who))
    assert browser.get(reverse("network:processing")).status_code == 403
    assert browser.get(url(cast.a, "record")).status_code == 403


def test_a_foreign_organisation_answers_as_an_invented_one(cast, browser_of):
    browser = browser_of(cast.dora)
    assert browser.get(url(cast.b, "record")).status_code == 404
    assert browser.get(reverse("network:paper", args=["NADIE", "record"])).status_code == 404
    assert browser.get(reverse("network:paper", args=[cast.a.code, "nothing"])).status_code == 404
    assert browser.get(reverse("network:paper_download", args=[cast.a.code, "record", "exe"])).status_code == 404


def test_the_network_has_papers_of_its_own_without_persons(cast, browser_of):
    told = browser_of(cast.nora).get(url(cast.red, "record", "json")).content.decode()
    assert "Red de prueba" in told
    assert "Acompañar a las personas" not in told


def test_every_field_about_people_has_words():
    from tejido.network.catalogue import fields

    unnamed = [(k.label, name) for k, name, kind in fields() if kind in {"identifying", "special"} and label_of(k.label, name) == name.replace("_", " ")]
    assert unnamed == []
    assert {group.kind for table in tables() for group in table.readers} <= set(CLASS_WORDS)


def test_everybody_reads_which_data_there_are_and_who_reads_them(client, db):
    said = client.get(reverse("network:who_sees_what"), headers={"accept-language": "es"}).content.decode()
    assert "Dato por dato" in said
    assert all(table.title in said for table in tables())
