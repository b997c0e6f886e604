"""A backup and what comes back of it, on a real installation in a folder of its own: `tejido` as an operator calls it."""

import os
import random
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tejido.backup import BackupRefused, Damaged, restoring
from tejido.backup.stage import PREFIX
from tejido.backup.stream import SealedReader, SealedWriter
from tests.postgres import cluster

SRC = Path(__file__).parents[3]
KEY = bytes(range(32))
PASSPHRASE = "cinco palabras sacadas por azar"


class Installation:
    def __init__(self, home: Path, **environment: str) -> None:
        self.home, self.environment = home, environment

    def tejido(self, *arguments: object, code: int = 0) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
        environment = {**kept, "PYTHONPATH": str(SRC), "TEJIDO_HOME": str(self.home), "LANG": "C.UTF-8", **self.environment}
        done = subprocess.run([sys.executable, "-m", "tejido.cli", *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=120)
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        return said


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """With a file that was uploaded, on the database that this suite runs on."""
    home = tmp_path_factory.mktemp("home")
    if connection.vendor == "postgresql":
        with cluster() as url:
            roles = {name: url.replace("tejido@", f"{role}@") for name, role in (("BACKUP", "postgres"), ("DATABASE_OWNER", "tejido_owner"))}
            yield _begun(Installation(home, TEJIDO_DATABASE_URL=url, **{f"TEJIDO_{name}_URL": role for name, role in roles.items()}))
    else:
        yield _begun(Installation(home))


def _begun(made: Installation) -> Installation:
    made.tejido("migrate")
    (made.home / "uploads" / "imports").mkdir(parents=True)
    (made.home / "uploads" / "imports" / "a.csv").write_bytes(b"codigo;nombre\n" * 9000)
    return made


@pytest.fixture(scope="module")
def archive(installation, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    installation.tejido("backup", folder)
    (made,) = folder.glob("*.tejido")
    return made


def test_a_drill_compares_every_table_and_file_and_finds_them_equal(installation, archive):
    said = installation.tejido("restore", archive, "--verify")
    assert "is whole" in said
    assert "all tables are equal to it" in said
    assert (installation.home / "last_drill.json").exists()
    assert not list(installation.home.glob(f"{PREFIX}*"))


def test_what_is_restored_elsewhere_with_the_copy_of_the_keys_is_what_was_backed_up(installation, archive, tmp_path):
    if connection.vendor == "postgresql":
        pytest.skip("another place is another database: trust/durability.py")
    words = tmp_path / "words"
    words.write_text(PASSPHRASE)
    installation.tejido("backup", tmp_path / "archives", "--keys-to", tmp_path / "keys", "--passphrase-file", words)
    new = tmp_path / "new"
    said = installation.tejido("restore", archive, "--into", new, "--keys", tmp_path / "keys" / "tejido-keys.sealed", "--passphrase-file", words)
    assert "Restored into" in said
    assert "0 persons left after it was made" in said
    assert (new / "uploads" / "imports" / "a.csv").read_bytes() == (installation.home / "uploads" / "imports" / "a.csv").read_bytes()
    assert "is already" not in Installation(new).tejido("check")


def test_another_database_is_filled_beside_an_installation_that_serves_with_its_files_in_another_folder(installation, archive, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("another database is another folder")
    owner = installation.environment["TEJIDO_BACKUP_URL"]
    empty = f"{owner.rpartition('/')[0]}/beside"
    with psycopg.connect(owner.replace("postgres://", "postgresql://", 1), autocommit=True) as server:
        server.execute("CREATE DATABASE beside TEMPLATE template0")
    assert "--home" in installation.tejido("restore", archive, "--into", empty, code=1)
    assert "Restored into" in installation.tejido("restore", archive, "--into", empty, "--home", tmp_path / "beside")
    assert (tmp_path / "beside" / "uploads" / "imports" / "a.csv").exists()
    assert (installation.home / "uploads" / "imports" / "a.csv").exists()


def test_a_drill_with_a_role_that_does_not_see_every_row_is_told_in_a_sentence(installation, archive):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no roles")
    owner = installation.environment["TEJIDO_DATABASE_OWNER_URL"]
    said = Installation(installation.home, **{**installation.environment, "TEJIDO_BACKUP_URL": owner}).tejido("restore", archive, "--verify", code=1)
    assert "does not see every row" in said
    assert "Traceback" not in said


def test_an_installation_in_use_is_not_overwritten(installation, archive):
    said = installation.tejido("restore", archive, code=1)
    assert "already" in said or "not empty" in said


def test_a_database_that_is_not_empty_is_refused_before_anything_is_moved(installation, archive):
    if connection.vendor == "sqlite":
        pytest.skip("a database of one file is moved aside with the rest")
    assert "not empty" in installation.tejido("restore", archive, "--replace", code=1)
    assert (installation.home / "uploads" / "imports" / "a.csv").exists()
    assert not (installation.home / "restore.unsettled").exists()


def test_what_a_killed_backup_or_drill_left_on_the_disk_goes_with_the_next(installation, tmp_path):
    left = installation.home / f"{PREFIX}killed" / "uploads"
    left.mkdir(parents=True)
    (left / "register.csv").write_bytes(b"a file of somebody who is erased since")
    installation.tejido("backup", tmp_path)
    assert not list(installation.home.glob(f"{PREFIX}*"))


def test_a_place_for_the_keys_that_is_not_there_is_told_in_a_sentence(installation, archive, tmp_path):
    words, taken = tmp_path / "words", tmp_path / "taken"
    words.write_text(PASSPHRASE)
    taken.write_text("a file where the medium should be")
    assert "mounted" in installation.tejido("backup", tmp_path / "archives", "--keys-to", taken / "keys", "--passphrase-file", words, code=1)
    there = ("--into", tmp_path / "new", "--keys", tmp_path / "nothing.sealed", "--passphrase-file", words)
    assert "cannot be read" in installation.tejido("restore", archive, *there, code=1)


def test_a_machine_without_the_keys_is_told_so_and_makes_no_new_ones(installation, archive, tmp_path):
    other = Installation(tmp_path, **installation.environment)
    assert "no keys" in other.tejido("restore", archive, "--verify", code=1)
    assert not (tmp_path / "keys").exists()


def test_the_keys_are_not_laid_beside_the_archives_that_they_open(installation, archive, tmp_path):
    words = tmp_path / "words"
    words.write_text(PASSPHRASE)
    folder = tmp_path / "archives"
    assert "another place" in installation.tejido("backup", folder, "--keys-to", folder / "keys", "--passphrase-file", words, code=1)


def test_keys_without_a_passphrase_are_refused_in_a_sentence_before_anything_is_written(installation, archive, tmp_path):
    said = installation.tejido("backup", tmp_path / "archives", "--keys-to", tmp_path / "keys", code=1)
    said += installation.tejido("restore", archive, "--into", tmp_path / "new", "--keys", tmp_path / "copy", code=1)
    assert said.count("--passphrase-file FILE") == 2
    assert not (tmp_path / "archives").exists()


def test_only_the_newest_archives_are_kept(installation, tmp_path):
    for _ in range(3):
        installation.tejido("backup", tmp_path, "--keep", "2")
    assert len(list(tmp_path.glob("tejido-*.tejido"))) == 2


def test_an_archive_of_a_newer_version_is_refused(monkeypatch):
    monkeypatch.setattr(restoring, "__version__", "0.9.3")
    for older in ("0.9.3", "0.9.2", "0.1.0"):
        restoring.refuse_newer(older)
    for newer in ("0.9.4", "0.10.0", "1.0.0rc1"):
        with pytest.raises(BackupRefused, match=newer):
            restoring.refuse_newer(newer)


def sealed(content: bytes, key: bytes = KEY) -> bytes:
    import io

    out = io.BytesIO()
    writer = SealedWriter(out, key)
    writer.write(content)
    writer.close()
    return out.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    import io

    reader = SealedReader(io.BytesIO(content), key)
    found = reader.read()
    reader.finish()
    return found


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 300_000])
def test_a_stream_of_any_length_comes_back_as_it_was(size):
    content = random.Random(size).randbytes(size)
    assert opened(sealed(content)) == content


def test_twenty_flipped_bits_are_all_noticed():
    content, chance = sealed(random.Random(1).randbytes(200_000)), random.Random(2)
    for _ in range(20):
        spoiled = bytearray(content)
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        with pytest.raises(Damaged):
            opened(bytes(spoiled))


def test_a_stream_that_is_cut_short_or_reordered_or_longer_is_refused():
    content = sealed(random.Random(1).randbytes(65536 * 3))
    header, piece = 40, 65536 + 28
    swapped = content[:header] + content[header + piece : header + 2 * piece] + content[header : header + piece] + content[header + 2 * piece :]
    for spoiled in (content[: header + piece], content[:-1], content + b"x", content + content[header : header + piece], swapped, content[:10], b""):
        with pytest.raises(Damaged):
            opened(spoiled)


def test_another_key_is_refused_by_name():
    with pytest.raises(Damaged, match="another key"):
        opened(sealed(b"nothing"), bytes(32))
