"""The key ring: made once, closed to others, never replaced silently, and able to forget a person."""

import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tejido.core import keys
from tejido.core.keys import ring
from tejido.core.models import TrailHead
from tejido.core.trail import record
from tejido.network.models import Network, Organisation, Region
from tejido.people.models import Identity, Person


@pytest.fixture
def home(settings, tmp_path):
    """A ring of this test's own."""
    settings.KEYS_HOME = tmp_path / "keys"
    keys.forget()
    yield settings.KEYS_HOME
    keys.forget()


def reopened():
    keys.forget()
    ring._mine.mark = None


def test_the_first_start_makes_a_ring_that_only_its_owner_may_enter(home, db):
    keys.secret_for("trail|x")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "master" / "0001").stat().st_mode) == 0o400
    assert stat.S_IMODE((home / "ring.sqlite3").stat().st_mode) == 0o600


def test_a_secret_is_the_same_tomorrow_and_another_for_another_purpose(home, db):
    first = keys.secret_for("trail|red")
    reopened()
    assert keys.secret_for("trail|red") == first
    assert keys.secret_for("trail|other") != first
    assert len(first) == 32


def test_neither_ring_nor_master_hold_a_key_in_the_clear(home, db):
    made = keys.make_person_keys(1, ["AAA"])["AAA"].key
    secret = keys.secret_for("x")
    content = (home / "ring.sqlite3").read_bytes() + (home / "master" / "0001").read_bytes()
    assert made not in content
    assert secret not in content


def test_a_process_that_turns_to_another_ring_takes_nothing_along(home, db, settings):
    first, own, person = keys.secret_for("x"), keys.organisation_keys(1)[0], keys.make_person_keys(1, ["AAA"])["AAA"]
    settings.KEYS_HOME = home.with_name("other")
    assert keys.secret_for("x") != first
    assert keys.person_keys_by_id([person.id]) == {}
    assert keys.organisation_keys(1)[0] != own
    settings.KEYS_HOME = home
    assert keys.secret_for("x") == first
    assert keys.person_keys_by_id([person.id])[person.id].key == person.key


def test_nobody_is_left_without_a_key_because_another_process_had_made_one_meanwhile(home, db):
    first = keys.make_person_keys(1, ["AAA"])["AAA"]
    keys.holders.add_person_keys(keys.organisation_keys(1)[0], ["AAA", "BBB"])
    assert (keys.person_key("AAA"), keys.person_key("BBB") is None) == (first.key, False)


def test_every_key_that_ever_sealed_something_is_known_by_its_number(home, db):
    made = keys.make_person_keys(1, ["AAA", "BBB"])
    keys.shred("AAA")
    assert keys.holders.known_ids() == {key.id for key in made.values()}


@pytest.mark.parametrize("path", [".", "master/0001"])
def test_keys_that_others_may_read_are_refused(home, db, path):
    keys.secret_for("x")
    (home / path).chmod(0o755)
    reopened()
    with pytest.raises(keys.KeysMissing, match="chmod"):
        keys.secret_for("x")


def test_a_ring_without_its_master_key_is_refused_and_no_new_one_is_made(home, db):
    keys.secret_for("x")
    (home / "master" / "0001").unlink()
    reopened()
    with pytest.raises(keys.KeysMissing, match="Put it back"):
        keys.secret_for("x")
    assert list((home / "master").iterdir()) == []


def test_another_master_key_is_refused(home, db):
    keys.secret_for("x")
    path = home / "master" / "0001"
    path.unlink()
    path.write_text("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n")
    path.chmod(0o400)
    reopened()
    with pytest.raises(keys.KeysMissing, match="not the one"):
        keys.secret_for("x")


@pytest.mark.parametrize("damage", [lambda _text: "short", lambda text: text.replace("=", "*=")], ids=["short", "a stroke too much"])
def test_a_damaged_master_key_is_refused(home, db, damage):
    keys.secret_for("x")
    path = home / "master" / "0001"
    path.chmod(0o600)
    path.write_text(damage(path.read_text()))
    path.chmod(0o400)
    reopened()
    with pytest.raises(keys.KeysMissing, match=r"damaged|cannot be read"):
        keys.secret_for("x")


def test_no_ring_is_made_beside_a_database_that_holds_sealed_values(cast, home):
    with pytest.raises(keys.KeysMissing, match="No new keys were made"):
        keys.secret_for("x")
    assert not home.exists()


def test_no_ring_is_made_beside_sealed_values_of_which_no_trail_tells(home, db):
    region, _ = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})
    a = Organisation.objects.create(slug="a", name="A", country="SV", region=region)
    person = Person.objects.create(organisation=a, registered_on="2024-01-01")
    keys.secret_for("x")
    assert not TrailHead.objects.exclude(place="").exists()
    shutil.rmtree(home)
    reopened()
    keys.secret_for("x")
    Identity.objects.create(person=person, organisation=a, given_name="Elena")
    shutil.rmtree(home)
    reopened()
    with pytest.raises(keys.KeysMissing, match="No new keys were made"):
        keys.secret_for("x")


def test_no_ring_is_made_beside_a_trail_though_nobody_is_registered_yet(home, db):
    record("network.opened", by=None, organisation=Network.objects.create(slug="red", name="Red"))
    shutil.rmtree(home)
    reopened()
    with pytest.raises(keys.KeysMissing, match="No new keys were made"):
        keys.secret_for("x")


def test_a_shredded_person_has_no_key_and_never_gets_one_again(home, db):
    kept = keys.make_person_keys(1, ["AAA", "BBB"])
    keys.shred("AAA")
    keys.shred("AAA")
    assert keys.person_key("AAA") is None
    assert keys.person_key("BBB") == kept["BBB"].key
    assert keys.person_keys_by_id([kept["AAA"].id, kept["BBB"].id]).keys() == {kept["BBB"].id}
    assert list(keys.tombstones()) == ["AAA"]
    with pytest.raises(keys.Shredded):
        keys.make_person_keys(1, ["AAA"])


def test_the_wrapped_key_of_a_shredded_person_is_gone_from_the_file(home, db):
    keys.make_person_keys(1, ["AAA"])
    wrapped = ring.connection().execute("SELECT wrapped FROM person_key WHERE person = 'AAA'").fetchone()[0]
    assert wrapped in (home / "ring.sqlite3").read_bytes()
    keys.shred("AAA")
    assert wrapped not in b"".join(path.read_bytes() for path in home.glob("ring*"))


def test_a_key_of_another_person_put_in_the_ring_is_refused(home, db):
    keys.make_person_keys(1, ["AAA", "BBB"])
    ring.connection().execute("UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE person = 'BBB') WHERE person = 'AAA'")
    with pytest.raises(keys.Unreadable):
        keys.person_key("AAA")


def test_two_processes_that_start_at_once_agree_on_one_ring(tmp_path):
    code = "import django; django.setup(); from tejido.core import keys; print(keys.secret_for('x').hex())"
    environment = {"TEJIDO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tejido.settings", "PYTHONPATH": ":".join(sys.path)}
    several = [subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert len({process.communicate(timeout=60)[0].strip() for process in several}) == 1
    assert all(process.returncode == 0 for process in several)


def test_what_was_changed_or_moved_does_not_open(home, db):
    cipher = keys.Cipher(keys.fresh_key())
    sealed = cipher.seal(b"words", b"here")
    assert cipher.open(sealed, b"here") == b"words"
    assert cipher.open(cipher.seal(b"", b"here"), b"here") == b""
    for changed, place in ((sealed, b"there"), (sealed[:-1], b"here"), (sealed[:5], b"here"), (b"x" + sealed[1:], b"here")):
        with pytest.raises(keys.Unreadable):
            cipher.open(changed, place)
    assert cipher.seal(b"words", b"here") != sealed


def test_who_was_reduced_is_read_while_somebody_writes_also_from_a_ring_of_an_earlier_version(home, db):
    ring.connection().execute("DROP TABLE reduction")
    reopened()
    assert keys.reductions() == set()
    other = ring._connect(home / "ring.sqlite3")
    other.execute("BEGIN IMMEDIATE")
    ring.connection().execute("PRAGMA busy_timeout=0")
    assert keys.reductions() == set()
    reopened()
    assert keys.reductions() == set()
    other.close()


def test_each_thread_opens_the_ring_for_itself(home, db):
    kept = ring.root()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(ring.root).result() == kept
        assert other.submit(ring.connection).result() is not ring.connection()


def test_an_organisation_gets_one_key_though_another_process_makes_one_at_the_same_time(home, db, monkeypatch):
    sound = keys.holders._organisation_rows
    answers = [[]]  # to the first question, before the other process is done
    keys.organisation_keys(1)
    monkeypatch.setattr(keys.holders, "_organisation_rows", lambda number: answers.pop() if answers else sound(number))
    assert len(keys.organisation_keys(1)) == 1
