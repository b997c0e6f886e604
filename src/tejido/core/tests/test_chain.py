"""The trail is a chain: whatever is done to it behind our back is found, and the database refuses what it can."""

import datetime as dt
import json
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tejido.core import append_only, chain, keys
from tejido.core.breach import touched_in
from tejido.core.chain import BEGUN, TOLD, hashes_of
from tejido.core.command import moment, verify_trail
from tejido.core.heads import as_text, hand_off, handed_off, heads
from tejido.core.models import AuditEntry, TrailHead
from tejido.core.scope import within
from tejido.core.trail import ChangedMeanwhile, amend, claim, record, require, under_emergency
from tejido.core.verifying import verify, walk
from tejido.core.walls.owner import as_owner
from tejido.core.walls.sqlite3.authorizing import laying
from tejido.network.models import Region
from tejido.people.models import Identity, Person

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def lines(cast):
    return [record("people.person_viewed", by=cast.bruno, on=cast.person, note=str(n)) for n in range(12)]


@pytest.fixture
def kept(cast, lines):
    """The lines of the organisation and their head, as an attacker finds them."""
    rows = list(AuditEntry.objects.filter(organisation=cast.a.code).order_by("number").values("at", "mac", *TOLD))
    head = TrailHead.objects.get(place=cast.a.code)
    return rows, (head.number, head.mac, head.seal)


def kinds(rows, head, handed=None):
    return [one.kind for one in walk(rows[0]["organisation"] if rows else "", iter(rows), head, handed or {})]


def test_an_untouched_trail_is_as_it_was_written(cast, lines):
    places, count, findings = verify([heads()])
    assert (findings, count >= 12, places >= 2) == ([], True, True)


def test_every_line_carries_the_next_number_of_its_place(cast, lines):
    numbers = list(AuditEntry.objects.filter(organisation=cast.a.code).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert TrailHead.objects.get(place=cast.a.code).number == numbers[-1]


@pytest.mark.parametrize("change", [{"note": "nothing"}, {"actor": "X"}, {"person": ""}, {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, {"verb": "x"}, {"hashes": {"a": "b"}}])
def test_a_changed_line_is_found(kept, change):
    rows, head = kept
    rows[5] |= change
    assert kinds(rows, head) == ["edited"]


def test_lines_taken_out_moved_doubled_or_added_are_found(kept):
    rows, head = kept
    assert kinds(rows, head) == []
    assert kinds(rows[:5] + rows[6:], head) == ["missing"]
    assert kinds([*rows[:5], {**rows[6], "number": 6}, {**rows[5], "number": 7}, *rows[7:]], head)[:2] == ["edited", "edited"]
    assert kinds([*rows[:6], rows[5], *rows[6:]], head) == ["twice"]
    assert kinds([*rows, {**rows[-1], "number": rows[-1]["number"] + 1}], head) == ["edited", "beyond"]


def test_a_trail_cut_short_is_found(kept):
    rows, head = kept
    assert kinds(rows[:-3], head) == ["cut"]
    assert kinds(rows[:-3], (rows[-4]["number"], rows[-4]["mac"], head[2])) == ["head"]
    assert kinds(rows, None) == ["no-head"]


def test_a_trail_set_back_with_an_old_head_is_found_by_the_head_handed_off(cast, kept):
    rows, head = kept
    record("people.person_viewed", by=cast.ana, on=cast.person)
    number, mac = heads()[cast.a.code]
    assert kinds(rows, head) == []
    assert kinds(rows, head, {number: mac}) == ["set-back"]


def test_a_trail_that_vanished_whole_is_found(cast, lines):
    record(BEGUN, by=None, note="GONE")
    assert [(one.place, one.kind) for one in verify([])[2]] == [("GONE", "vanished")]


def test_the_database_refuses_to_change_or_remove_a_line(lines):
    for act in (
        lambda: AuditEntry.objects.filter(pk=lines[0].pk).update(note="x"),
        lambda: AuditEntry.objects.filter(pk=lines[0].pk)._raw_delete("default"),
        lambda: TrailHead.objects.update(number=1),
        lambda: TrailHead.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert append_only.missing() == []


def test_a_missing_trigger_is_an_error_of_the_check(lines, monkeypatch):
    assert append_only.check(databases=["default"]) == []
    monkeypatch.setitem(append_only.triggers(connection.vendor), "core_auditentry_invented", "")
    assert [problem.id for problem in append_only.check(databases=["default"])] == ["tejido.E010"]


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_does_nothing_under_its_name_counts_as_missing_and_is_laid_again():
    name, table = f"{append_only.HEADS}_kept", append_only.HEADS
    with as_owner(connection):
        with laying(connection), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("CREATE OR REPLACE FUNCTION core_trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$")
            else:
                cursor.execute(f"DROP TRIGGER {name}")
                cursor.execute(f"CREATE TRIGGER main.{name} BEFORE DELETE ON {table} BEGIN SELECT 1; END")
        assert name in append_only.missing()
        append_only.lay()
    assert append_only.missing() == []


def test_a_change_that_is_rolled_back_leaves_no_line_and_no_gap(cast, lines):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError(record("people.person_viewed", by=cast.ana, on=cast.person))
    assert record("people.person_viewed", by=cast.ana, on=cast.person).number == lines[-1].number + 1
    assert verify([])[2] == []


def test_values_are_kept_as_keyed_hashes_only(cast):
    changed = amend(cast.person, {"register_code": "Z-77", "sex": "woman"}, version=None)
    assert changed == {"register_code": "Z-77"}
    line = record("people.person_corrected", by=cast.ana, on=cast.person, fields=changed)
    again = record("people.person_corrected", by=cast.ana, on=cast.person, fields=changed)
    other = record("people.person_corrected", by=cast.ana, on=cast.person, fields={"register_code": "Z-78"})
    assert line.fields == ["register_code"]
    assert "Z-77" not in json.dumps(line.hashes)
    assert line.hashes == again.hashes != other.hashes


def test_heads_are_handed_off_once_a_day_and_read_again(cast, lines, settings, tmp_path):
    settings.HOME = tmp_path
    path = hand_off(DAY)
    assert hand_off(DAY) is None
    assert path.stat().st_mode & 0o777 == 0o400
    assert handed_off() == [heads()]


def test_the_console_says_what_is_wrong_and_its_exit_status_too(lines, settings, tmp_path, capsys):
    settings.HOME = tmp_path
    assert verify_trail() == 0
    (tmp_path / "kept.json").write_text(as_text({lines[3].organisation: (lines[3].number, "0" * 64)}))
    assert verify_trail(tmp_path / "kept.json") == 1
    assert f"{lines[3].organisation} {lines[3].number} re-written" in capsys.readouterr().out
    (tmp_path / "no-heads.json").write_text("[]")
    assert verify_trail(tmp_path / "no-heads.json") == 2


def test_a_breach_is_told_person_by_person_with_fields_and_times(cast, lines):
    record("people.person_corrected", by=cast.ana, on=cast.person, fields=["sex"])
    record("people.names_listed", by=cast.ana, organisation=cast.a, persons=[cast.person.code, cast.brother.code])
    since, until = moment("2020-01-01"), moment("2100-01-01")
    told = {one.person: one for one in touched_in(AuditEntry.objects.all(), since, until)}
    assert told.keys() == {cast.person.code, cast.brother.code}
    lena = told[cast.person.code]
    assert (lena.fields, lena.lines, lena.accounts) == ({"sex"}, 14, {cast.ana.code: "Ana Rivas", cast.bruno.code: "Bruno Paz"})
    assert [one.person for one in touched_in(AuditEntry.objects.all(), since, until, cast.ana.code)] == sorted([cast.person.code, cast.brother.code])


def test_values_of_a_person_are_hashed_under_a_key_of_their_own_and_not_at_all_once_it_is_destroyed(cast):
    new = Person.objects.create(organisation=cast.a, register_code="A-009", registered_on=DAY)
    code, said = new.code, {"phone": "+503 7000 0009"}
    first = record("people.person_changed", by=cast.bruno, on=new, fields=said).hashes
    assert keys.person_key(code) is not None
    assert first != hashes_of(said, cast.a.code, "")
    assert first == record("people.person_changed", by=cast.bruno, on=new, fields=said).hashes
    keys.shred(code)
    after = record("people.person_changed", by=cast.bruno, on=new, fields=said)
    assert (after.hashes, after.fields) == ({}, ["phone"])


def test_on_postgresql_writers_of_one_place_queue_up_at_its_head(monkeypatch):
    """SQLite has only one writer at a time."""
    asked = []
    cursor = SimpleNamespace(execute=lambda sql, values: asked.append((sql, values)), fetchone=lambda: (3, "code"))
    monkeypatch.setattr(chain, "connection", SimpleNamespace(vendor="postgresql", cursor=lambda: nullcontext(cursor)))
    assert chain._take_head("PLACE") == (3, "code")
    assert asked == [("SELECT number, mac FROM core_trailhead WHERE place = %s FOR UPDATE", ["PLACE"])]


def test_a_change_fails_with_the_line_that_tells_of_it_even_if_somebody_goes_on(cast):
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            record(None, by=None, organisation=cast.a)
        assert connection.needs_rollback
        transaction.set_rollback(True)


def test_a_chain_is_begun_once(cast, lines):
    assert AuditEntry.objects.filter(verb=BEGUN, note=cast.a.code).count() == 1


def test_what_is_hashed_is_what_would_be_written_down(cast):
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    of = lambda value: hashes_of({"x": value}, cast.a.code, "")  # noqa: E731
    assert (of(cast.person), of(noon), of(7)) == (of(cast.person.code), of("2026-03-01T12:00:00+00:00"), of("7"))
    assert record("network.changed", by=None, organisation=cast.a, fields={"x": 7}).hashes == of(7)
    with_key = hashes_of({"x": 7}, cast.a.code, cast.person.code)
    assert (with_key, with_key.keys()) == (hashes_of({"x": 7}, cast.b.code, cast.person.code, cast.a.pk), {"x"})


def test_a_line_may_concern_an_organisation_whose_rows_are_out_of_reach(cast):
    with within(cast.b):
        assert record("network.looked", by=cast.ana, organisation=cast.a).organisation == cast.a.code


def test_a_line_names_what_it_is_about_by_its_code_and_else_by_its_number(cast):
    assert record("people.person_viewed", by=cast.ana, on=cast.person).target == f"people.Person:{cast.person.code}"
    region = Region.objects.first()
    assert record("network.looked", by=None, on=region).target == f"network.Region:{region.pk}"


def test_the_first_line_of_a_place_is_told_in_the_chain_of_the_system(db):
    line = record("x.y", by=None, organisation=type("Place", (), {"code": "PPP"})())
    begun = AuditEntry.objects.get(organisation="", note="PPP")
    assert (line.number, begun.verb) == (1, "core.chain_begun")
    head = TrailHead.objects.get(place="PPP")
    assert (head.number, head.mac, head.seal) == (1, line.mac, chain.seal_of("PPP", 1, line.mac, chain.key_of("PPP")))
    assert line.mac == chain.code_of(vars(line), chain.BEGINNING, chain.key_of("PPP"))


def test_a_line_says_who_where_of_whom_and_what(cast):
    line = record(
        "people.person_corrected",
        by=cast.ana,
        on=cast.person,
        fields={"sex": "woman", "kind": "served"},
        note="n" * 500,
        persons=("A", "B"),
    )
    assert (line.actor, line.organisation, line.verb, line.person, line.persons) == (
        cast.ana.code,
        cast.a.code,
        "people.person_corrected",
        cast.person.code,
        "A B",
    )
    assert (line.target, line.fields, line.emergency, len(line.note)) == (f"people.Person:{cast.person.code}", ["kind", "sex"], "", 400)
    assert line.hashes.keys() == {"kind", "sex"}
    assert all(len(value) == 32 for value in line.hashes.values())
    about = record("people.names_listed", by=None, on=Identity.objects.get(person=cast.brother), fields=["b", "a"])
    assert (about.actor, about.organisation, about.person, about.fields, about.hashes, about.note) == (
        "",
        cast.a.code,
        cast.brother.code,
        ["a", "b"],
        {},
        "",
    )
    assert about.target.startswith("people.Identity:")
    elsewhere = record("x.y", by=cast.ana, on=cast.person, organisation=cast.b, person=cast.stranger)
    assert (elsewhere.organisation, elsewhere.person) == (cast.b.code, cast.stranger.code)
    bare = record("x.y", by=None)
    assert (bare.organisation, bare.target, bare.person, bare.persons) == ("", "", "", "")
    with under_emergency("EEE"):
        assert record("x.y", by=None).emergency == "EEE"
    assert record("x.y", by=None).emergency == ""


def test_who_saves_later_is_told_and_versions_are_counted(cast):
    person = cast.person
    assert amend(person, {"sex": person.sex}, version=1) == {}
    assert person.version == 2
    assert amend(person, {"source": "x", "sex": person.sex}, version=None) == {"source": "x"}
    person.refresh_from_db()
    assert (person.version, person.source) == (3, "x")
    with pytest.raises(ChangedMeanwhile):
        claim(person, 2)
    assert claim(person, 3).version == 4
    mine = Person.objects.get(pk=person.pk)
    claim(person, 4)
    assert claim(mine, 5).version == 6  # the row was read before, the form that is sent after somebody else had saved
    with pytest.raises(Exception, match=r"^$"):
        require(False)
    assert require(True) is None


def test_who_begins_a_chain_a_moment_later_goes_on_with_the_one_that_was_begun(db):
    chain._begin("PPP")
    chain._begin("PPP")
    assert TrailHead.objects.filter(place="PPP").count() == 1
    assert record("x.y", by=None, organisation=SimpleNamespace(code="PPP")).number == 1
