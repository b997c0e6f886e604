"""Sealed values: noise in the database, bound to their place, and never given back unopened."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tejido.core import holding, keys, sealed_rows
from tejido.core.bulk import insert_rows
from tejido.core.sealed import NotSealed, marks
from tejido.core.sealed_rows import at_hand, read_through
from tejido.core.sealing import Closed
from tejido.outcomes.models import Goal
from tejido.people.models import Identity

DAY = dt.date(2024, 3, 1)


def raw(row, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE {row._meta.pk.column} = %s", [row.pk])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def put(row, column, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE {row._meta.pk.column} = %s", [value, row.pk])


def test_the_database_holds_noise_and_the_row_reads_as_before(cast):
    identity = Identity.objects.get(person=cast.person)
    for column in ("given_name", "family_name", "preferred_name", "phone"):
        assert not any(word in raw(identity, column) for word in (b"Elena", b"Portillo", b"Lena", b"7000"))
    assert (identity.given_name, identity.birth_date, identity.email) == ("Elena", None, "")


def test_nothing_is_kept_for_what_is_empty(cast):
    identity = Identity.objects.get(person=cast.person)
    assert raw(identity, "email") is None
    identity.phone = ""
    identity.save()
    assert (raw(identity, "phone"), identity.phone_mark) == (None, "")


def test_a_date_comes_back_as_a_date(cast):
    identity = Identity.objects.get(person=cast.person)
    identity.birth_date = DAY
    identity.save()
    assert Identity.objects.get(person=cast.person).birth_date == DAY


def test_lengths_tell_little(cast):
    identity = Identity.objects.get(person=cast.person)
    sizes = set()
    for name in ("Al", "Alma", "Almudena"):
        identity.given_name = name
        identity.save()
        sizes.add(len(raw(identity, "given_name")))
    assert len(sizes) == 1


@pytest.mark.parametrize("rubbish", [b"Elena", b"", b"\x01" + b"\0" * 60, b"\x02" + b"\0" * 60, "Elena".encode("utf-16")])
def test_what_was_never_sealed_is_refused_not_shown(cast, rubbish):
    identity = Identity.objects.get(person=cast.person)
    put(identity, "given_name", rubbish)
    with pytest.raises(keys.Unreadable):
        _ = Identity.objects.get(person=cast.person).given_name


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite lets text into a column of bytes")
def test_plain_text_in_the_column_is_refused_not_shown(cast):
    put(Identity.objects.get(person=cast.person), "given_name", "Elena")
    with pytest.raises(keys.Unreadable):
        _ = Identity.objects.get(person=cast.person).given_name


@pytest.mark.parametrize("number", [2**63, 2**64 - 1, 10**6])
def test_noise_that_names_a_key_beyond_the_ring_is_refused(cast, number):
    put(Identity.objects.get(person=cast.person), "given_name", b"\x01" + number.to_bytes(8, "big") + bytes(44))
    with pytest.raises(keys.Unreadable):
        _ = Identity.objects.get(person=cast.person).given_name


def test_a_value_moved_to_another_field_row_or_organisation_is_refused(cast):
    here, brother, stranger = (Identity.objects.get(person=p) for p in (cast.person, cast.brother, cast.stranger))
    for row, column in ((here, "family_name"), (brother, "given_name"), (stranger, "given_name")):
        put(row, column, raw(here, "given_name"))
        with pytest.raises(keys.Unreadable):
            getattr(Identity.objects.get(pk=row.pk), column)


def test_words_moved_with_their_row_to_another_person_are_refused(cast):
    goal = Goal.objects.create(organisation=cast.a, person=cast.person, number=1, words="Cantar en un coro", starts_on=DAY)
    Goal.objects.filter(pk=goal.pk).update(person=cast.brother)
    with pytest.raises(keys.Unreadable):
        _ = Goal.objects.get(pk=goal.pk).words


def test_a_query_can_neither_write_nor_compare(cast):
    with pytest.raises(NotSealed), transaction.atomic():
        Identity.objects.update(given_name="Plain")
    with pytest.raises(FieldError):
        Identity.objects.filter(given_name="Elena").exists()
    with pytest.raises(FieldError):
        Identity.objects.filter(given_name__icontains="Ele").exists()
    with pytest.raises(NotSealed), transaction.atomic():
        insert_rows(Identity, ("person_id", "organisation_id", "given_name"), [(1, cast.a.pk, "Plain")])
    values = Identity.objects.filter(person=cast.person).values_list("given_name", flat=True)
    assert isinstance(values[0], Closed)
    assert "Elena" not in f"{values[0]!r} {values[0]}"
    assert Identity.objects.filter(given_name__isnull=False).count() == 3


def test_a_value_is_only_written_inside_a_transaction(cast, monkeypatch):
    identity = Identity.objects.get(person=cast.person)
    monkeypatch.setattr("tejido.core.holding.connections", {"default": SimpleNamespace(in_atomic_block=False)})
    with pytest.raises(TransactionManagementError):
        identity.save()


def test_what_is_too_long_or_no_address_is_refused_by_validation(cast):
    for wrong in ({"given_name": "x" * 81}, {"email": "not an address"}):
        with pytest.raises(ValidationError):
            Identity(person=cast.person, organisation=cast.a, **wrong).full_clean(validate_unique=False, validate_constraints=False)


def test_a_number_or_an_address_is_found_exactly_within_one_organisation(cast):
    identity = Identity.objects.get(person=cast.person)
    identity.email = "Lena@Example.org"
    identity.save()
    by_mark = lambda name, text, place: list(Identity.objects.filter(**{f"{name}_mark__in": marks(Identity, name, text, [place])}))  # noqa: E731
    assert by_mark("email", " lena@example.ORG", cast.a) == [identity]
    assert by_mark("phone", "+503 70000001", cast.a) == [identity]
    assert by_mark("phone", "7000 0001", cast.a) == []
    assert by_mark("email", "lena@example.org", cast.b) == []
    assert by_mark("email", "", cast.a) == marks(Identity, "email", " ", [cast.a]) == []


def test_the_same_number_has_another_mark_at_another_organisation(cast):
    stranger = Identity.objects.get(person=cast.stranger)
    stranger.phone = "+503 7000 0001"
    stranger.save()
    assert stranger.phone_mark != Identity.objects.get(person=cast.person).phone_mark


def test_a_person_who_left_is_unreadable_even_if_an_old_row_comes_back(cast):
    keys.shred(cast.person.code)
    rows = Identity.objects.order_by("pk")
    with pytest.raises(keys.Shredded):
        _ = rows.get(person=cast.person).given_name
    assert [row.given_name for row in at_hand(rows)] == ["Félix", "Marta"]
    with pytest.raises(keys.Shredded), transaction.atomic():
        Identity(person=cast.person, organisation=cast.a, given_name="Elena").save()


def test_fifty_names_cost_one_question_to_the_ring(cast):
    keys.forget()
    asked = []
    ring = keys.holders.ring.connection()
    ring.set_trace_callback(asked.append)
    try:
        assert [str(row) for row in at_hand(Identity.objects.order_by("pk"))] == ["Lena", "Félix Portillo", "Marta Ajú"]
    finally:
        ring.set_trace_callback(None)
    assert len([sql for sql in asked if "person_key" in sql]) == 1


def test_the_holder_of_a_row_is_asked_for_once_for_all_of_its_fields_and_again_at_the_next_save(cast):
    identity = Identity.objects.get(person=cast.person)
    for name in ("Elena", "Alma"):
        identity.given_name = name
        with CaptureQueriesContext(connection) as asked:
            identity.save()
        assert len([one for one in asked if "people_person" in one["sql"] and one["sql"].startswith("SELECT")]) == 1


def test_a_row_of_an_organisation_that_is_not_its_persons_is_not_sealed(cast):
    with pytest.raises(keys.Unreadable), transaction.atomic():
        Identity(person=cast.stranger, organisation=cast.a, given_name="Marta").save()


def test_a_value_is_bound_to_its_row_and_its_person_and_so_not_sealed_before_both_are_known(cast):
    field = Goal._meta.get_field("words")
    for unknown in (Goal(code="G"), Goal(code=None, person=cast.person)):
        with pytest.raises(NotSealed):
            field.place(unknown, cast.a.pk)
    assert field.place(Goal(code="G", person=cast.person), 3) == f"3|outcomes.Goal.words|G|{cast.person.pk}".encode()


def test_a_row_of_nobody_is_not_sealed(cast):
    with pytest.raises(keys.Unreadable), transaction.atomic():
        Identity(person_id=999_999, organisation=cast.a, given_name="Marta").save()


def test_the_newest_rows_are_read_first_and_no_more_than_asked_for(cast, monkeypatch):
    monkeypatch.setattr("tejido.core.sealed_rows.CHUNK", 2)
    names = ["Marta", "Félix", "Elena"]
    assert [row.given_name for row in read_through(Identity.objects.all(), 9)] == names
    assert [row.given_name for row in read_through(Identity.objects.all(), 1)] == names[:1]


def test_rows_are_opened_in_portions_and_their_values_without_asking_the_database_again(cast, monkeypatch):
    portions = []
    monkeypatch.setattr(sealed_rows, "CHUNK", 2)
    monkeypatch.setattr(sealed_rows, "at_hand", lambda rows: portions.append(len(rows)) or rows)
    read = list(read_through(Identity.objects.all(), 9))
    assert portions == [2, 1]
    with CaptureQueriesContext(connection) as asked:
        assert [row.given_name for row in read] == ["Marta", "Félix", "Elena"]
    assert len(asked) == 0


def test_whoever_is_held_against_a_rotation_may_still_be_named_by_new_rows(cast, monkeypatch):
    """On PostgreSQL a full lock would make every row that points to the person wait."""
    monkeypatch.setattr(holding, "with_keys", lambda rows: rows.query)
    asked = holding.lock_holders(type(cast.person), [cast.person.pk])
    assert (asked.select_for_update, asked.select_for_no_key_update) == (True, True)
