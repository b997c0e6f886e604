"""Record one writer, cut its power many times, and look at what each cut left."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tejido.core.sqlite_library import sqlite3
from trust.powercut.images import Change, Disk, changes

HERE = Path(__file__).parent
RECORDS = 120  # acknowledged in one recording


@dataclass
class Cuts:
    cuts: int = 0
    acknowledged: int = 0  # over all images
    lost: int = 0
    unreadable: int = 0  # records whose key did not survive
    corrupt: int = 0
    halves: int = 0  # a verb that was done in part

    @property
    def harmless(self) -> bool:
        return not (self.lost or self.unreadable or self.corrupt or self.halves)

    def __add__(self, other: "Cuts") -> "Cuts":
        return Cuts(*(getattr(self, name) + getattr(other, name) for name in vars(self)))


def compiled(folder: Path) -> Path:
    library = folder / "recorder.so"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise FileNotFoundError("no C compiler (cc): the power cuts cannot be tried on this machine")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, HERE / "recorder.c", "-ldl", "-lpthread"], check=True)
    return library


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
    return {**kept, "TEJIDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tejido.settings", "PYTHONUNBUFFERED": "1"}


def begun(home: Path) -> None:
    subprocess.run([sys.executable, "-m", "trust.powercut.writer", "begin"], env=environment(home), check=True)


def recorded(begin: Path, folder: Path, library: Path, journal: str, synchronous: str) -> tuple[dict[str, bytes], list[Change]]:
    """The files before, and every change that a writer of `RECORDS` records made to them."""
    home, notes = folder / f"{journal}-{synchronous}", folder / f"{journal}-{synchronous}.notes"
    shutil.copytree(begin, home)
    before = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file() and not path.name.endswith("-shm")}
    watched = {"LD_PRELOAD": str(library), "RECORD_BELOW": f"{home}/", "RECORD_TO": str(notes)}
    subprocess.run(
        [sys.executable, "-m", "trust.powercut.writer", str(RECORDS), journal, synchronous], env={**environment(home), **watched}, check=True
    )
    return before, list(changes(notes))


def cut(before: dict[str, bytes], made: list[Change], number: int, chance: random.Random, *, torn: bool) -> Cuts:
    """Cut the power `number` times, at moments drawn by chance."""
    moments = sorted(chance.randrange(len(made) // 50, len(made)) for _ in range(number))
    disk, at, found = Disk(before), 0, Cuts()
    acknowledged: list[str] = []
    for moment in moments:
        for change in made[at:moment]:
            if change.path.endswith("/acknowledged"):
                acknowledged.append(change.data.decode().strip())
            else:
                disk.follow(change)
        at = moment
        found += looked_at(disk.after_cut(chance, torn=torn), acknowledged)
    return found


def looked_at(files: dict[str, bytes], acknowledged: list[str]) -> Cuts:
    """Start from what is left, as the next start would."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="tejido-cut-", dir=memory if memory.is_dir() else None) as name:
        for path, content in files.items():
            if not path.endswith("-shm"):
                (Path(name) / path.rpartition("/")[2]).write_bytes(content)
        found = Cuts(cuts=1, acknowledged=len(acknowledged))
        try:
            persons, whole = _persons(Path(name) / "tejido.sqlite3")
            keys = _keys(Path(name) / "ring.sqlite3")
        except sqlite3.DatabaseError:
            found.corrupt = 1
            return found
    found.corrupt = int(persons is None or keys is None)
    if not found.corrupt:
        assert persons is not None
        assert keys is not None
        found.lost = sum(code not in persons for code in acknowledged)
        found.unreadable = len(persons - keys)
        found.halves = int(not whole)
    return found


def _persons(path: Path) -> tuple[set[str] | None, bool]:
    connection = sqlite3.connect(path)
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return None, False
        persons = {code for (code,) in connection.execute("SELECT code FROM people_person")}
        named = {code for (code,) in connection.execute("SELECT code FROM people_person p JOIN people_identity i ON i.person_id = p.id")}
        told = {code for (code,) in connection.execute("SELECT person FROM core_auditentry WHERE verb = 'people.person_registered'")}
        return persons, persons == named == told
    finally:
        connection.close()


def _keys(path: Path) -> set[str] | None:
    connection = sqlite3.connect(path)
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return None
        return {code for (code,) in connection.execute("SELECT person FROM person_key WHERE wrapped IS NOT NULL")}
    finally:
        connection.close()
