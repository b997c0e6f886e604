"""Open a backup: to prove that it is whole (a drill), or to make it the installation again."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from tejido import __version__
from tejido.backup import BackupRefused, Damaged, archive, on_postgresql, on_sqlite, openable
from tejido.backup.canonical import TableDigest
from tejido.backup.making import FOLDERS, backup_key, folder_of
from tejido.backup.stage import stage
from tejido.core.drills import note_drill
from tejido.core.running import in_use, mark_unsettled


@dataclass
class Opened:
    """A backup that was opened whole: its list, its files in `folder`, and what its database holds."""

    manifest: dict[str, Any]
    folder: Path
    tables: dict[str, TableDigest] = field(default_factory=dict)
    lost: int = 0  # sealed values whose keys are gone though nobody left

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def key_at_hand() -> bytes:
    """The key of the backups; it is never made anew here, which would only hide that the right one is missing."""
    if not (Path(settings.KEYS_HOME) / "ring.sqlite3").exists():
        raise BackupRefused(f"There are no keys in {settings.KEYS_HOME}. Set TEJIDO_KEYS to them, or give their copy: --keys FILE --passphrase-file FILE.")
    return backup_key()


def refuse_newer(made_by: str) -> None:
    """A version that does not know what the archive holds would serve it wrongly. An older archive is brought up by the migrations."""
    made, ours = (tuple(map(int, re.findall(r"\d+", version)[:3])) for version in (made_by, __version__))
    if made > ours:
        raise BackupRefused(f"This backup was made by Tejido {made_by}, and this is {__version__}. Install that version or a newer one, then restore.")


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Unseal into a folder for its owner only, gone afterwards. Every byte is checked on the way."""
    key = key_at_hand()
    try:
        source = path.open("rb")
    except OSError as problem:
        raise BackupRefused(f"{path} cannot be read: {problem.strerror}.") from None
    with source, stage(settings.HOME) as folder:
        manifest = archive.read(source, key, folder)
        refuse_newer(manifest["tejido"])
        if manifest["database"] != connection.vendor:
            raise BackupRefused(f"This backup is of a {manifest['database']} database, and this installation uses {connection.vendor}.")
        yield Opened(manifest, folder)


def compare(told: dict[str, Any], found: dict[str, TableDigest], *, same_server: bool = True) -> None:
    """Every table, row for row: what was in the database at the instant of the backup is what is in it now."""
    wanted = {name: TableDigest(**digest) for name, digest in told.items()}
    if not same_server:  # another release of the server may write the same rule in other words
        wanted, found = ({name: digest for name, digest in side.items() if name != "schema"} for side in (wanted, found))
    different = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if different:
        raise Damaged(f"{len(different)} tables are not as they were at the backup: {', '.join(different[:8])}.")


def verify(path: Path) -> Opened:
    """The drill: restore into an empty place, compare everything, leave nothing behind. What no key opens is no backup either."""
    with opened(path) as backup:
        if connection.vendor == "sqlite":
            _look_through(backup)
        else:
            with on_postgresql.scratch_database() as url:
                _fill(backup, url)
        if backup.lost:
            raise BackupRefused(f"Every byte of {path.name} is as it was, but {openable.told(backup.lost)}")
    note_drill(path.name)
    return backup


def _look_through(backup: Opened) -> None:
    """The file of the backup, compared where it lies."""
    file = backup.folder / on_sqlite.NAME
    backup.tables = on_sqlite.digests_of_file(file)
    compare(backup.manifest["tables"], backup.tables)
    with closing(on_sqlite.connect(file)) as copy:
        backup.lost = openable.lost_values(copy.execute, "sqlite")


def _fill(backup: Opened, url: str) -> None:
    backup.tables = on_postgresql.restore_data(backup.folder / on_postgresql.NAME, url)
    with on_postgresql.connected(url) as server:
        same = backup.manifest["server"] == str(server.info.server_version // 10000)
        backup.lost = openable.lost_values(server.execute, "postgresql")
    compare(backup.manifest["tables"], backup.tables, same_server=same)


def changed_since(backup: Opened) -> list[str]:
    """Tables of the database in use that no longer are as in the backup: with nobody at work, none."""
    if connection.vendor == "sqlite":
        with closing(on_sqlite.connect(_database())) as live:
            now = on_sqlite.digests(live)
    else:
        with on_postgresql.connected(on_postgresql.backup_url()) as live:
            live.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            now = on_postgresql.digests(live)
    return sorted(name for name in now if now[name] != backup.tables.get(name))


def restore(path: Path, *, replace: bool = False) -> Opened:
    """Make the backup this installation's state. What is there now is moved aside if `replace`, else refused."""
    with in_use(alone=True) as free:
        if not free:
            raise BackupRefused("Tejido is running in this installation. Stop the server and the worker first.")
        with opened(path) as backup:
            if connection.vendor == "sqlite":
                _look_through(backup)
                _make_room(replace)
                connections.close_all()
                mark_unsettled()
                on_sqlite.put_in_place(backup.folder / on_sqlite.NAME, _database())
            else:
                on_postgresql.refuse_filled(on_postgresql.owner_url())
                _make_room(replace)
                mark_unsettled()
                _fill(backup, on_postgresql.owner_url())
            for name in FOLDERS:
                if (backup.folder / name).exists():
                    folder_of(name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(backup.folder / name, folder_of(name))
        _settle()
    return backup


def _database() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def _make_room(replace: bool) -> None:
    """Nothing is ever overwritten: what stands in the way is moved into a folder beside it."""
    there = [folder_of(name) for name in FOLDERS if folder_of(name).is_dir() and any(folder_of(name).iterdir())]
    database = [_database()] if connection.vendor == "sqlite" and _database().exists() else []
    if (there or database) and not replace:
        raise BackupRefused(f"There is an installation in {settings.HOME} already. Restore into an empty folder (--into), or say --replace to move this one aside.")
    aside = settings.HOME / f"before-restore-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    connections.close_all()
    for path in database:
        on_sqlite.move_aside(path, aside)
    for folder in there:
        aside.mkdir(mode=0o700, exist_ok=True)
        shutil.move(folder, aside / folder.name)
    for name in FOLDERS:
        if folder_of(name).is_dir():
            folder_of(name).rmdir()


def _settle() -> None:
    """In a process of its own, which has seen nothing of what was here before."""
    done = subprocess.run([sys.executable, "-m", "tejido.cli", "restore", "--settle"], check=False)  # our own program
    if done.returncode:
        raise BackupRefused("The data are back, but not everything after it was done: see above, mend it, and run `tejido restore --settle`.")
