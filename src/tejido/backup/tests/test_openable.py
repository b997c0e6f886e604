"""An archive whose keys were destroyed is whole to the byte and still no backup."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tejido.backup import openable
from tejido.backup.tests.test_round_trip import Installation
from tejido.core import keys, rotation
from tejido.core.sqlite_library import sqlite3
from tejido.people.models import Identity

ROOT = Path(__file__).parents[4]
SCRIPT = """
import django
django.setup()
from tejido.core import rotation
from tejido.core.scope import everywhere
with everywhere("people for a backup"):
    {}
"""


@pytest.fixture
def copy(cast, settings, tmp_path):
    """What an archive holds of the names, in a database of its own."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("CREATE TABLE people_identity (given_name BLOB, family_name BLOB)")
        made.executemany("INSERT INTO people_identity VALUES (?, ?)", [(bytes(a), bytes(b)) for a, b in Identity.objects.values_list("given_name", "family_name")])
        yield made


@pytest.fixture(autouse=True)
def ring(settings, tmp_path):
    settings.KEYS_HOME = tmp_path / "keys"
    keys.forget()
    yield
    keys.forget()


def test_names_under_keys_that_a_renewal_destroyed_are_counted(cast, copy):
    assert openable.lost_values(copy.execute, "sqlite") == 0
    rotation.rotate(grace=0)
    assert openable.lost_values(copy.execute, "sqlite") == 6


def test_names_of_a_person_who_left_are_gone_on_purpose_and_not_counted(cast, copy):
    keys.shred(cast.person.code)
    assert openable.lost_values(copy.execute, "sqlite") == 0


def test_the_database_in_use_is_read_in_its_own_way(cast):
    rotation.rotate(grace=0)
    with connection.cursor() as cursor:
        assert openable.lost_values(lambda sql: cursor.execute(sql) or cursor, connection.vendor) == 0


def test_a_drill_refuses_an_archive_from_before_the_renewal(tmp_path):
    if connection.vendor == "postgresql":
        pytest.skip("another installation is another database: trust/durability.py")
    home = tmp_path / "home"
    made = Installation(home)
    made.tejido("migrate")
    run(made, "from tests.cast import the_cast; the_cast()")
    made.tejido("backup", tmp_path / "archives")
    (archive,) = (tmp_path / "archives").glob("*.tejido")
    run(made, "rotation.rotate(grace=0)")
    assert "sealed values (names, contacts, words) cannot be read" in made.tejido("restore", archive, "--verify", code=1)
    assert not (home / "last_drill.json").exists()
    assert "cannot be read" in made.tejido("restore", archive, "--replace")


def run(installation: Installation, line: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TEJIDO_HOME": str(installation.home), "DJANGO_SETTINGS_MODULE": "tejido.settings"}
    subprocess.run([sys.executable, "-c", SCRIPT.format(line)], env=environment, check=True, timeout=120)
