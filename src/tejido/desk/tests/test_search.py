"""The search finds within the doors of whoever searches."""

import pytest

from tejido.core.models import AuditEntry
from tejido.programmes.models import Programme
from tests.cast import signed_in


def found(account, words, **extra):
    return signed_in(account).get("/desk/search/", {"q": words}, **extra).content.decode()


def link(person):
    return f"/people/{person.code}/"


def test_bruno_finds_a_person_of_his_organisation_by_either_code(cast):
    assert link(cast.person) in found(cast.bruno, "A-001")
    assert link(cast.person) in found(cast.bruno, cast.person.code[:6])


def test_bruno_finds_a_person_by_name_without_accents_and_the_look_is_written_down(cast):
    assert link(cast.brother) in found(cast.bruno, "felix")
    entry = AuditEntry.objects.get(verb="people.names_searched")
    assert (entry.actor, entry.note) == (cast.bruno.code, "1 found")
    assert "felix" not in str(entry.__dict__).lower()


@pytest.mark.parametrize("words", ["A-001", "Portillo", "Elena", "Lena"])
def test_carla_finds_nobody_of_a(cast, words):
    page = found(cast.carla, words)
    assert link(cast.person) not in page
    assert link(cast.brother) not in page
    assert "Portillo" not in page.replace(f'value="{words}"', "").replace(f"q={words}", "")


@pytest.mark.parametrize("who", ["nora", "diego", "dora"])
def test_the_network_and_the_direction_find_nobody(cast, who):
    account = getattr(cast, who)
    for words in ("A-001", "Portillo", cast.person.code):
        assert link(cast.person) not in found(account, words)


def test_while_typing_no_name_is_searched_and_nothing_is_written(cast):
    page = found(cast.bruno, "portillo", headers={"HX-Request": "true"})
    assert link(cast.person) not in page
    assert "Pulse Buscar" in page
    assert "<html" not in page
    assert not AuditEntry.objects.filter(verb="people.names_searched").exists()


def test_programmes_are_found_in_the_own_organisation_only(cast):
    mine = Programme.objects.create(organisation=cast.a, slug="taller", name="Taller creativo")
    other = Programme.objects.create(organisation=cast.b, slug="taller", name="Taller creativo")
    page = found(cast.bruno, "taller")
    assert f"/programmes/{mine.code}/" in page
    assert f"/programmes/{other.code}/" not in page


def test_organisations_are_found_by_all_staff(cast):
    assert f"/network/organisations/{cast.b.code}/" in found(cast.bruno, "xela")


def test_elena_finds_no_organisation_and_nobody_else(cast):
    page = found(cast.elena, "xela")
    assert "/network/organisations/" not in page
    assert link(cast.brother) not in found(cast.elena, "Portillo")


@pytest.mark.parametrize("words", ["", "a", "  "])
def test_too_few_letters_find_nothing(cast, words):
    assert link(cast.person) not in found(cast.bruno, words)


def test_the_search_asks_the_same_number_of_questions_for_one_and_two_people(cast, django_assert_num_queries):
    browser = signed_in(cast.bruno)
    for words in ("A-001", "A-00"):
        browser.get("/desk/search/", {"q": words})
        with django_assert_num_queries(28):
            browser.get("/desk/search/", {"q": words})
