"""Renewing the keys: everything stays readable, the old ones are destroyed, and whatever is left behind is noticed first."""

import pytest
from django.db import connection

from tejido.core import keys, rotation
from tejido.core.keys import folder, ring, turning
from tejido.core.sealed import marks
from tejido.people.models import Identity


@pytest.fixture
def home(settings, tmp_path):
    settings.KEYS_HOME = tmp_path / "keys"
    keys.forget()
    yield settings.KEYS_HOME
    keys.forget()


def names():
    return [str(row) for row in Identity.objects.order_by("pk")]


NAMES = ["Lena", "Félix Portillo", "Marta Ajú"]


def test_after_a_rotation_all_is_readable_under_new_keys_and_the_old_are_gone(home, cast):
    old = {code: keys.person_key(code) for code in (cast.person.code, cast.stranger.code)}
    secret, master = keys.secret_for("trail|x"), keys.master()
    before = list(Identity.objects.order_by("pk").values_list("family_name", flat=True))
    done = rotation.rotate(grace=0)
    assert (done.persons, done.unreadable) == (3, [])
    keys.forget()
    assert names() == NAMES
    assert all(keys.person_key(code) not in (None, key) for code, key in old.items())
    assert keys.person_keys_by_id([value.key_id for value in before]) == {}
    assert keys.secret_for("trail|x") == secret
    assert keys.master() != master
    assert folder.master_numbers() == [2]
    assert turning.under_way() is None


def test_marks_are_made_again(home, cast):
    old = marks(Identity, "phone", "+50370000001", [cast.a])
    rotation.rotate(grace=0)
    new = marks(Identity, "phone", "+50370000001", [cast.a])
    assert old != new
    assert Identity.objects.filter(phone_mark__in=new).count() == 1


def test_a_rotation_that_stopped_anywhere_goes_on(home, cast, monkeypatch):
    sound = rotation.seal_again
    seen = []

    def stops(row):
        seen.append(row)
        if len(seen) == 2:
            raise KeyboardInterrupt
        sound(row)

    monkeypatch.setattr(rotation, "MANY", 1)
    monkeypatch.setattr(rotation, "seal_again", stops)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(grace=0)
    assert turning.under_way() == 2
    assert names() == NAMES
    monkeypatch.setattr(rotation, "seal_again", sound)
    assert rotation.rotate(grace=0).unreadable == []
    assert names() == NAMES
    assert folder.master_numbers() == [2]


def test_somebody_skipped_is_noticed_before_anything_is_destroyed(home, cast, monkeypatch):
    sound = rotation.seal_again
    monkeypatch.setattr(rotation, "seal_again", lambda row: row.person_id == cast.brother.pk or sound(row))
    with pytest.raises(rotation.NotFinished):
        rotation.rotate(grace=0)
    keys.forget()
    assert names() == NAMES
    monkeypatch.setattr(rotation, "seal_again", sound)
    rotation.rotate(grace=0)
    keys.forget()
    assert names() == NAMES


def test_who_writes_meanwhile_uses_the_new_key(home, cast):
    number = turning.begin()
    rotation.renew_all(number, rotation.Rotated(), lambda done, total: None)
    identity = Identity.objects.get(person=cast.person)
    identity.address = "Calle 1"
    identity.save()
    assert rotation.left_behind(number) == set()


def test_a_reader_who_held_the_old_row_still_reads(home, cast):
    held = Identity.objects.get(person=cast.person)
    rotation.rotate(grace=0)
    keys.forget()
    assert held.given_name == "Elena"


def test_damaged_values_keep_their_key_and_are_told_of(home, cast):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_identity SET given_name = %s WHERE person_id = %s", [b"\x01" + b"\0" * 60, cast.brother.pk])
    assert rotation.rotate(grace=0).unreadable == [cast.brother.code]
    keys.forget()
    assert Identity.objects.get(person=cast.brother).family_name == "Portillo"
    assert rotation.unreadable_values() == (8, 1)


def test_keys_whose_rows_are_not_there_yet_are_kept(home, cast):
    key = keys.make_person_keys(cast.a, ["NOTYET"])["NOTYET"].key
    rotation.rotate(grace=0)
    keys.forget()
    assert keys.person_key("NOTYET") == key


def test_who_left_stays_shredded(home, cast):
    keys.shred(cast.person.code)
    rotation.rotate(grace=0)
    with pytest.raises(keys.Shredded):
        _ = Identity.objects.get(person=cast.person).given_name
    assert ring.connection().execute("SELECT count(*) FROM person_key WHERE retired").fetchone() == (0,)


def test_a_master_key_that_something_still_needs_outlives_the_end_of_the_rotation(home, db):
    key = keys.make_person_keys(1, ["AAA"])["AAA"].key
    turning.finish(turning.begin())
    assert folder.master_numbers() == [1, 2]
    assert keys.person_key("AAA") == key
