"""The bulk verbs: who may, whom they refuse, and what they leave in the trail."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tejido.core.bulk import insert_rows, take_ids
from tejido.core.codes import ALPHABET, new_codes
from tejido.core.models import AuditEntry
from tejido.core.trail import Refused
from tejido.people.actions.bringing import (
    ConsentRow,
    IdentityRow,
    NotThisOrganisation,
    PersonRow,
    bring_consents,
    bring_identities,
    bring_persons,
)
from tejido.people.models import Consent, ConsentText, Person

DAY = dt.date(2024, 1, 1)


def test_persons_are_brought_with_their_codes_and_one_line_of_trail(cast):
    keys = bring_persons(cast.a, [PersonRow(f"R-{n}", DAY, birth_year=1980) for n in range(3)], by=cast.ana, source="IMP")
    rows = Person.objects.filter(source="IMP")
    assert {row.register_code: row.pk for row in rows} == keys
    assert len({row.code for row in rows}) == 3
    assert all(row.version == 1 and row.sex == "not_stated" and not row.is_demo for row in rows)
    assert AuditEntry.objects.get(verb="people.persons_brought").note == "IMP: 3"
    assert Person.objects.create(organisation=cast.a, registered_on=DAY).pk > max(keys.values())


def test_a_register_code_that_exists_is_refused_by_the_table(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        bring_persons(cast.a, [PersonRow("A-001", DAY)], by=cast.ana, source="IMP")


@pytest.mark.parametrize("row", [PersonRow("X", dt.date(2199, 1, 1)), PersonRow("X", DAY, birth_year=2199), PersonRow("X", DAY, birth_year=1700)])
def test_impossible_dates_are_refused(cast, row):
    with pytest.raises(Refused):
        bring_persons(cast.a, [row], by=cast.ana, source="IMP")


@pytest.mark.parametrize("who", ["bruno", "carla", "dora", "nora", "diego", "elena"])
def test_who_may_not_bring_registers_brings_nobody(cast, who):
    with pytest.raises(PermissionDenied):
        bring_persons(cast.a, [PersonRow("X", DAY)], by=getattr(cast, who), source="IMP")


def test_facts_about_a_person_of_another_organisation_are_refused(cast):
    text = ConsentText.objects.create(purpose="impact", text_version="t", language="es", text="…", published_on=DAY)
    with pytest.raises(NotThisOrganisation):
        bring_consents(cast.a, [ConsentRow(cast.stranger.pk, text.pk, "impact", True, DAY)], by=cast.ana, source="IMP")
    with pytest.raises(NotThisOrganisation):
        bring_identities(cast.a, [IdentityRow(cast.stranger.pk, "Marta")], by=cast.ana, source="IMP")
    with pytest.raises(NotThisOrganisation):
        bring_consents(cast.a, [ConsentRow(cast.person.pk, text.pk, "service", True, DAY)], by=cast.ana, source="IMP")
    with pytest.raises(Refused):
        bring_consents(cast.a, [ConsentRow(cast.person.pk, text.pk, "impact", True, dt.date(2199, 1, 1))], by=cast.ana, source="IMP")
    assert not Consent.objects.exists()


def test_kept_keys_are_free_and_rows_get_the_defaults_of_their_table(cast):
    taken = set(Person.objects.values_list("pk", flat=True))
    ids = list(take_ids(Person, 2))
    assert not taken & set(ids)
    insert_rows(Person, ("id", "organisation_id", "registered_on"), [(pk, cast.a.pk, DAY) for pk in ids])
    person = Person.objects.get(pk=ids[1])
    assert (person.kind, person.registered_on, person.created_at.tzinfo is not None) == ("served", DAY, True)
    assert insert_rows(Person, ("id",), []) == 0


def test_many_codes_are_all_different_and_of_the_alphabet():
    codes = new_codes(5000)
    assert len(set(codes)) == 5000
    assert {len(code) for code in codes} == {10}
    assert set("".join(codes)) == set(ALPHABET)
