"""The files and rows in which keys are kept, the fields that are sealed with them, and what each of them promises to the next version."""

import base64
import datetime as dt
import os
import stat

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from tejido.core import chain, keys
from tejido.core.holding import Holder, holding
from tejido.core.keys import folder, holders, ring, turning
from tejido.core.sealed import Mark, NotSealed, Sealed, marks
from tejido.core.sealed_rows import Closing, _holds_bytes, anything_sealed, at_hand, mark_fields, sealed_fields, sealed_models
from tejido.core.sealed_text import SealedJSON, SealedText
from tejido.core.sealing import HEADER, Closed, close, mark_of, normal, open_text, place_of
from tejido.people.models import Identity

DAY = dt.date(2024, 3, 1)
KEY = bytes(range(32))


@pytest.fixture
def home(settings, tmp_path):
    settings.KEYS_HOME = tmp_path / "deep" / "keys"
    keys.forget()
    yield settings.KEYS_HOME
    keys.forget()


def test_a_key_for_a_purpose_is_the_same_in_every_version():
    """What is kept today is opened tomorrow: these values never change."""
    assert keys.derived(KEY, "trail|x").hex() == "da2842162f870f0968c520851fe9dd7e80ace18ba0be0fa0c5eeade03dc991a0"
    assert keys.key_of_passphrase("palabras", b"salt" * 4).hex() == "371ed556abf41612720ecd7e217d9f7cddf0079f27d47116e85b9f242d9ec217"
    assert mark_of((3, KEY), "people.Identity.phone", "5037000") == "3.TpKO_L8AGM_BgUZul7vXTw"
    assert place_of(1, "people.Identity.given_name", 5, 9) == b"1|people.Identity.given_name|5|9"
    key = keys.PersonKey(258, KEY, keys.Cipher(KEY))
    closed = close(key, "Ñandú", b"here")
    assert closed[:9].hex() == "010000000000000102"
    assert (closed.key_id, len(closed) - HEADER.size) == (258, 12 + 16 + 16)
    assert len(close(key, "x" * 14, b"here")) == len(closed)
    assert len(close(key, "x" * 15, b"here")) == len(closed) + 16
    assert open_text(key, closed, b"here") == "Ñandú"
    assert open_text(key, close(key, DAY, b"here"), b"here") == "2024-03-01"
    assert key.cipher.open(bytes(closed[HEADER.size :]), b"here") == b"\0\7" + "Ñandú".encode() + b"\0" * 7
    assert len(keys.fresh_key()) == 32 != keys.fresh_key()


def test_what_never_was_sealed_has_no_key():
    for rubbish in (b"", b"\1" * 8, b"\2" + b"\0" * 40):
        with pytest.raises(keys.Unreadable):
            _ = Closed(rubbish).key_id
    assert Closed(b"\1" + b"\0" * 8).key_id == 0
    assert str(Closed(b"words")) == "<sealed>"


@pytest.mark.parametrize(
    ("kind", "written", "found"),
    [("phone", "+503 7000-01", "503700001"), ("email", "  Ana@X.org ", "ana@x.org"), ("text", "Straße", "strasse")],
)
def test_the_same_is_found_however_it_was_typed(kind, written, found):
    assert normal(kind, written) == found


def test_the_folder_of_the_keys_is_made_for_its_owner_only(home):
    assert folder.master_numbers() == []
    assert folder.make_home() == home
    assert folder.make_home() == home
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, home / "master")] == [0o700, 0o700]
    assert folder.make_master_key(7) == 7
    assert [path.name for path in (home / "master").iterdir()] == ["0007"]
    path = home / "master" / "0007"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert base64.b64decode(path.read_text()) == folder.master_key(7)
    assert path.read_text().endswith("=\n")
    kept = folder.master_key(7)
    folder.make_master_key(7)  # somebody else was quicker
    assert folder.master_key(7) == kept
    folder.make_master_key(2)
    folder.make_master_key(12)
    (home / "master" / "draft.1").touch()
    assert folder.master_numbers() == [2, 7, 12]


def test_a_draft_that_was_left_behind_is_in_nobodys_way(home):
    folder.make_home()
    (home / "master" / f"draft.{os.getpid()}.1").write_text("left")
    folder.make_master_key(1)
    assert [path.name for path in (home / "master").iterdir()] == ["0001"]


def test_a_destroyed_master_key_is_overwritten_and_gone(home, tmp_path):
    folder.make_master_key(1)
    os.link(home / "master" / "0001", tmp_path / "same file")
    folder.destroy_master_key(1)
    folder.destroy_master_key(1)
    assert folder.master_numbers() == []
    assert set((tmp_path / "same file").read_bytes()) == {0}
    assert (tmp_path / "same file").stat().st_size == 45


@pytest.mark.parametrize(("mode", "refused"), [(0o700, False), (0o710, True), (0o701, True), (0o770, True), (0o704, True)])
def test_a_folder_that_others_may_enter_is_refused(home, mode, refused):
    folder.make_home()
    home.chmod(mode)
    if refused:
        with pytest.raises(keys.KeysMissing, match=r"chmod 700"):
            folder.make_home()
    else:
        folder.make_home()
    home.chmod(0o700)
    folder.make_master_key(1)
    (home / "master" / "0001").chmod(0o404)
    with pytest.raises(keys.KeysMissing, match=r"chmod 400"):
        folder.master_key(1)
    with pytest.raises(keys.KeysMissing, match=r"cannot be read"):
        folder.master_key(9)


def test_one_key_for_each_person_and_one_for_each_organisation(home, db):
    made = keys.make_person_keys(1, ["AAA", "BBB", "AAA"])
    assert list(made) == ["AAA", "BBB"]
    assert keys.make_person_keys(1, ["BBB", "CCC"])["BBB"][:2] == made["BBB"][:2]
    assert len({key.key for key in made.values()}) == 2
    assert keys.person_key("AAA") == made["AAA"].key
    assert keys.person_key("ZZZ") is None
    first = keys.organisation_keys(1)
    assert first == keys.organisation_keys(1)
    assert len(first) == 1
    assert keys.organisation_keys(2)[0][1] != first[0][1]
    keys.forget()
    assert keys.organisation_keys(1) == first
    assert keys.person_keys_by_id([made["AAA"].id, 999]).keys() == {made["AAA"].id}
    assert ring.connection().execute("SELECT person, generation, organisation_key FROM person_key ORDER BY id").fetchall() == [
        ("AAA", 1, 1),
        ("BBB", 1, 1),
        ("CCC", 1, 1),
    ]


def test_many_persons_get_their_keys_in_portions(home, db, monkeypatch):
    monkeypatch.setattr(holders, "BATCH", 3)
    monkeypatch.setattr(holders, "MOST", 5)
    codes = [f"P{n}" for n in range(8)]
    made = keys.make_person_keys(1, codes)
    assert list(made) == codes
    assert {code: key.key for code, key in keys.make_person_keys(1, codes).items()} == {code: key.key for code, key in made.items()}
    assert len(holders._unwrapped) <= 5
    assert [len(keys.secret_for(f"x|{n}")) for n in range(8)] == [32] * 8
    assert len(holders._secrets) <= 5


def test_an_unwrapped_key_is_kept_for_half_a_minute(home, db, monkeypatch):
    made = keys.make_person_keys(1, ["AAA"])["AAA"]
    now = [1000.0]
    monkeypatch.setattr(holders.time, "monotonic", lambda: now[0])
    keys.forget()
    keys.person_keys_by_id([made.id])
    ring.connection().execute("UPDATE person_key SET wrapped = NULL")
    now[0] += 29.9
    assert made.id in keys.person_keys_by_id([made.id])
    now[0] += 0.1
    assert keys.person_keys_by_id([made.id]) == {}


def test_the_key_of_an_organisation_is_kept_for_half_a_minute_too(home, db, monkeypatch):
    key_id, key = keys.organisation_keys(1)[0]
    now = [1000.0]
    monkeypatch.setattr(holders.time, "monotonic", lambda: now[0])
    keys.forget()
    holders.organisation_key(key_id)
    ring.connection().execute("DELETE FROM organisation_key")
    now[0] += 29.9
    assert holders.organisation_key(key_id) == key
    now[0] += 0.1
    with pytest.raises(keys.Unreadable):
        holders.organisation_key(key_id)


def test_who_is_forgotten_stays_forgotten_and_when(home, db):
    made = keys.make_person_keys(1, ["AAA", "BBB"])
    assert not keys.is_shredded(made["AAA"].id)
    assert not keys.is_shredded(999)
    keys.shred("AAA")
    assert keys.is_shredded(made["AAA"].id)
    assert keys.tombstones()["AAA"].utcoffset() == dt.timedelta(0)
    assert abs((dt.datetime.now(dt.UTC) - keys.tombstones()["AAA"]).total_seconds()) < 60
    with pytest.raises(keys.Shredded, match=r"^1 of these persons left"):
        keys.make_person_keys(1, ["AAA", "CCC"])
    assert keys.person_key("CCC") is None
    assert keys.reductions() == set()
    keys.note_reduction("BBB")
    keys.note_reduction("BBB")
    assert keys.reductions() == {"BBB"}
    assert keys.person_key("BBB") == made["BBB"].key


def test_a_change_of_the_ring_that_fails_leaves_nothing(home, db):
    with pytest.raises(ZeroDivisionError), ring.changing() as changing:
        raise ZeroDivisionError(changing.execute("INSERT INTO tombstone VALUES ('AAA', 'now')"))
    assert keys.tombstones() == {}
    pragmas = [ring.connection().execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout")]
    assert pragmas == ["truncate", 2, 1, 20_000]
    assert [path.name for path in home.iterdir() if "draft" in path.name and path.stat().st_size] == []


def test_a_rotation_step_by_step(home, db):
    made = keys.make_person_keys(1, ["AAA", "BBB", "CCC"])
    keys.make_person_keys(2, ["DDD"])
    secret, first = keys.secret_for("x"), keys.organisation_keys(1)
    assert turning.under_way() is None
    assert turning.counts() == {"masters": 1, "organisations": 2, "persons": 4, "shredded": 0}
    assert turning.begin() == 2 == turning.begin() == turning.under_way()
    assert folder.master_numbers() == [1, 2]
    assert turning.old_organisation_keys(2) == {1, 2}
    assert len(keys.organisation_keys(1)) == 2
    assert keys.organisation_keys(1)[1:] == first
    keys.forget()
    assert keys.secret_for("x") == secret
    assert (turning.waiting(2, 2), turning.count_waiting(2)) == (["AAA", "BBB"], 4)
    turning.renew(2, 1, ["AAA", "BBB"])
    turning.renew(2, 1, ["AAA"])
    assert keys.person_key("AAA") != made["AAA"].key
    assert keys.person_keys_by_id([made["AAA"].id]).keys() == {made["AAA"].id}
    turning.retire(2, ["AAA", "BBB"])
    assert turning.retired_keys() == {made["AAA"].id: "AAA", made["BBB"].id: "BBB"}
    turning.retire(2, ["BBB"], back=True)
    assert turning.retired_keys() == {made["AAA"].id: "AAA"}
    assert turning.waiting(2, 9) == ["BBB", "CCC", "DDD"]
    turning.carry_over(2, ["BBB", "CCC", "DDD"])
    keys.forget()
    assert keys.person_key("CCC") == made["CCC"].key
    assert turning.count_waiting(2) == 0
    keys.shred("CCC")
    turning.finish(2)
    assert turning.under_way() is None
    assert turning.old_organisation_keys(2) == set()
    assert folder.master_numbers() == [2]
    assert turning.retired_keys() == {}
    assert keys.person_keys_by_id([made["AAA"].id]) == {}
    assert turning.counts() == {"masters": 1, "organisations": 2, "persons": 3, "shredded": 1}
    assert keys.secret_for("x") == secret


@isolate_apps("tejido.people")
def test_a_migration_keeps_how_a_field_is_sealed():
    class Planted(models.Model):  # noqa: DJ008
        words = Sealed("palabras", kind="email", by="who", max_length=9)
        plain = Sealed()
        mark = Mark(of="words", db_index=True)

        class Meta:
            app_label = "people"

    told = {field.name: field.deconstruct()[1:] for field in Planted._meta.fields if field.name != "id"}
    assert told["words"] == ("tejido.core.sealed.Sealed", [], {"verbose_name": "palabras", "kind": "email", "by": "who", "max_length": 9})
    assert told["plain"] == ("tejido.core.sealed.Sealed", [], {"kind": "text", "by": "person"})
    assert told["mark"] == ("tejido.core.sealed.Mark", [], {"of": "words", "db_index": True})
    mark, words = Planted._meta.get_field("mark"), Planted._meta.get_field("words")
    assert (mark.max_length, mark.blank, mark.default, mark.editable, mark.null) == (40, True, "", False, False)
    assert (words.null, words.get_internal_type(), words.empty, Sealed(kind="date").empty) == (True, "BinaryField", "", None)
    assert len(words.validators) == len(Sealed(max_length=9).validators) + 1 == len(Sealed().validators) + 2
    words.run_validators("ana@x.org")
    for wrong in ("anna@x.org", "no mail"):  # too long, and no address
        with pytest.raises(ValidationError):
            words.run_validators(wrong)
    assert sealed_fields(Planted).keys() == {"words", "plain"}
    assert mark_fields(Planted).keys() == {"mark"}
    assert (words.formfield().max_length, type(words.formfield()).__name__, type(Sealed(kind="date").formfield()).__name__) == (
        9,
        "EmailField",
        "DateField",
    )
    assert words.formfield(max_length=5).max_length == 5
    with pytest.raises(NotSealed):
        words.value_to_string(Planted())
    assert words.get_transform("upper") is None
    assert words.to_python("x") == "x"


def test_a_value_of_another_kind_or_without_its_row_is_not_sealed(cast):
    identity = Identity.objects.get(person=cast.person)
    for name, value in (("given_name", 7), ("birth_date", "2024-03-01")):
        setattr(identity, name, value)
        with pytest.raises(NotSealed, match=f"people.Identity.{name} keeps a"), transaction.atomic():
            identity.save()
        identity = Identity.objects.get(person=cast.person)
    with pytest.raises(NotSealed, match=r"bound to its row"):
        Identity._meta.get_field("given_name").place(Identity(person=None), 1)


def test_rows_sealed_in_bulk_read_like_rows_saved_one_by_one(cast):
    identity = Identity.objects.get(person=cast.person)
    holder = Holder(cast.a.pk, keys.make_person_keys(cast.a, [cast.person.code])[cast.person.code])
    closing = Closing(Identity, {cast.person.pk: holder})
    row = Identity.objects.values_list("pk", flat=True).get(person=cast.person)
    name = getattr(identity, "code", row)
    value = closing.value("given_name", cast.person.pk, name, "Elena")
    field = Identity._meta.get_field("given_name")
    assert field.opened(identity, value) == "Elena"
    assert closing.value("given_name", cast.person.pk, name, "") is closing.value("given_name", cast.person.pk, name, None) is None
    assert (
        closing.mark("phone", cast.person.pk, "+503 7000 0001")
        == identity.phone_mark
        == closing.mark("phone", cast.person.pk, "50370000001")
    )
    assert closing.mark("phone", cast.person.pk, " ") == ""
    assert marks(Identity, "phone", "+503 7000 0001", [cast.a]) == [identity.phone_mark]
    assert Identity in sealed_models()
    assert at_hand([]) == []
    with (
        holding({cast.person.pk: holder._replace(organisation=cast.b.pk)}),
        pytest.raises(keys.Unreadable, match=r"another organisation"),
        transaction.atomic(),
    ):
        identity.save()
    assert anything_sealed()


def test_an_empty_database_holds_nothing_sealed(db):
    assert not anything_sealed()


def test_a_column_that_an_earlier_version_of_its_table_lacked_holds_nothing(cast):
    with connection.cursor() as cursor:
        assert _holds_bytes(connection, cursor, "people_identity", "phone")
        assert not _holds_bytes(connection, cursor, "people_identity", "added_later")


@isolate_apps("tejido.people")
def test_text_of_the_installation_is_noise_that_opens_at_its_place_only(db):
    class Planted(models.Model):  # noqa: DJ008
        words = SealedText()
        other = SealedText()
        cells = SealedJSON()

        class Meta:
            app_label = "people"

    words, other, cells = (Planted._meta.get_field(name) for name in ("words", "other", "cells"))
    kept = words.get_prep_value("señal")
    assert "señal".encode() not in base64.b64decode(kept, validate=True)
    assert words.from_db_value(kept, None, None) == "señal"
    with pytest.raises(keys.Unreadable):
        other.from_db_value(kept, None, None)
    assert [words.get_prep_value(""), words.get_prep_value(None), words.from_db_value("", None, None)] == ["", "", ""]
    assert cells.from_db_value(cells.get_prep_value({"a": ["ñ", 1]}), None, None) == {"a": ["ñ", 1]}
    assert SealedText.from_db_value(cells, cells.get_prep_value({"a": ["ñ", 1]}), None, None) == '{"a":["ñ",1]}'
    assert cells.to_python([1]) == [1]


def test_the_codes_of_the_trail_are_the_same_in_every_version():
    line = dict.fromkeys(chain.TOLD, "x") | {
        "at": dt.datetime(2024, 3, 1, 6, tzinfo=dt.timezone(dt.timedelta(hours=-6))),
        "fields": ["ñ"],
        "hashes": {},
        "number": 3,
    }
    assert b'"at":"2024-03-01T12:00:00.000000+00:00"' in chain.told(line)
    assert '"fields":["ñ"]'.encode() in chain.told(line)
    assert chain.told(line).startswith(b'{"actor":"x","actor_name":"x","at":')
    assert chain.code_of(line, "before", KEY) == "d7416b02bc639a6ff5d0094626913f2fa45326659d418b4ee359c6620766a9a8"
    assert chain.seal_of("PLACE", 3, "mac", KEY) == "a5e598b181c2e84a9cdafca6d44b176e6fca0b82766050e50f196a1a842b6993"


def test_hashes_of_a_person_are_under_the_key_of_that_person_and_others_under_that_of_the_place(cast):
    place = chain.hashes_of({"a": "1"}, cast.a.code, "")
    assert place == chain.hashes_of({"a": 1}, cast.a.code, "")
    assert chain.hashes_of({"a": 1}, cast.a.code, "NOBODY") == {}
    assert place != chain.hashes_of({"a": "1"}, cast.a.code, cast.person.code)
    assert place != chain.hashes_of({"b": "1"}, cast.a.code, "")
    assert chain.hashes_of({"a": cast.person}, "", "") == chain.hashes_of({"a": cast.person.code}, "", "")
    assert chain.hashes_of({"a": DAY}, "", "") == chain.hashes_of({"a": "2024-03-01"}, "", "")
    assert chain.hashes_of({"a": None}, "", "") == chain.hashes_of({"a": "None"}, "", "")
