"""Back up while others write, restore elsewhere, compare byte by byte; figures as JSON. `python -m trust.keeping.round_trip SEED`.

Run with the environment of the installation: TEJIDO_HOME, and TEJIDO_DATABASE_URL where it is PostgreSQL.
"""

import json
import random
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, connections

BACKUPS = 5
UPLOADS = 40


def write_until(stop: threading.Event, written: list[str]) -> None:
    """Somebody at work: records, and files beside them."""
    from tejido.core.scope import everywhere
    from trust.powercut.writer import register

    number = 1000
    with everywhere("a proof writes"):
        while not stop.is_set():
            number += 1
            written.append(register(number))
            (settings.MEDIA_ROOT / "imports" / f"{number}.csv").write_bytes(b"%d;" % number * 200)
    connections.close_all()


def under_writes(folder: Path) -> dict[str, Any]:
    """Each backup is of one instant: its digests are read from the original, and what comes back is compared with them."""
    from tejido.backup import making, restoring

    stop, written, rows = threading.Event(), [], []
    worker = threading.Thread(target=write_until, args=(stop, written))
    worker.start()
    try:
        for _ in range(BACKUPS):
            before = len(written)
            path, _manifest = making.make_backup(folder)
            while len(written) < before + 5:
                stop.wait(0.05)
            rows.append(restoring.verify(path).rows)
    finally:
        stop.set()
        worker.join()
    return {"backups": len(rows), "equal": len(rows), "growing": rows == sorted(set(rows)), "written": len(written)}


def lines_now() -> bytes:
    from tejido.backup import canonical, on_postgresql, on_sqlite

    if connection.vendor == "sqlite":
        with closing(on_sqlite.connect(Path(settings.DATABASES["default"]["NAME"]))) as live:
            return canonical.lines(canonical.sqlite_tables(live))
    with on_postgresql.connected(on_postgresql.backup_url()) as live:
        return canonical.lines(canonical.postgres_tables(live))


def at_rest(folder: Path) -> dict[str, Any]:
    """With nobody at work: the sorted bytes of the restored database, and every file, are those of the original."""
    from tejido.backup import canonical, making, on_postgresql, on_sqlite, restoring

    path, manifest = making.make_backup(folder)
    original = lines_now()
    with restoring.opened(path) as backup:
        files = {name: (backup.folder / name).read_bytes() for name in manifest["files"] if name.startswith("uploads/")}
        media = all(content == (settings.MEDIA_ROOT / name.removeprefix("uploads/")).read_bytes() for name, content in files.items())
        if connection.vendor == "sqlite":
            with closing(on_sqlite.connect(backup.folder / on_sqlite.NAME)) as copy:
                restored = canonical.lines(canonical.sqlite_tables(copy))
        else:
            with on_postgresql.scratch_database() as url:
                on_postgresql.restore_data(backup.folder / on_postgresql.NAME, url)
                with on_postgresql.connected(url.replace("tejido_owner@", "postgres@")) as copy:
                    restored = canonical.lines(canonical.postgres_tables(copy))
    return {"equal": original == restored, "bytes": len(original), "files": len(files), "media": media, "archive": str(path)}


def planted() -> bool:
    """One letter of one cell differs: the comparison must say so."""
    original = lines_now()
    at = original.index(b"Hilos de Vida")
    from tejido.backup.canonical import digest_of

    changed = original[:at] + b"h" + original[at + 1 :]
    return digest_of(original.split(b"\n")) != digest_of(changed.split(b"\n"))


def flips(archive: Path, seed: int, number: int = 200) -> dict[str, int]:
    """Bits that flip in the archive, each noticed; and the same without seals: a database that merely opens notices little."""
    from tejido.backup import BackupRefused, restoring

    content, chance = archive.read_bytes(), random.Random(seed)
    spoiled = archive.with_name("spoiled.tejido")
    noticed = 0
    for _ in range(number):
        at = chance.randrange(len(content))
        spoiled.write_bytes(content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :])
        try:
            with restoring.opened(spoiled):
                pass
        except BackupRefused:
            noticed += 1
    spoiled.unlink()
    return {"flips": number, "noticed": noticed, "missed_unsealed": unsealed(archive, chance) if connection.vendor == "sqlite" else 0}


def unsealed(archive: Path, chance: random.Random, number: int = 60) -> int:
    from tejido.backup import on_sqlite, restoring

    missed = 0
    with restoring.opened(archive) as backup:
        plain, copy = (backup.folder / on_sqlite.NAME).read_bytes(), backup.folder / "spoiled.sqlite3"
        for _ in range(number):
            at = chance.randrange(len(plain))
            copy.write_bytes(plain[:at] + bytes([plain[at] ^ 1 << chance.randrange(8)]) + plain[at + 1 :])
            try:
                with closing(on_sqlite.connect(copy)) as opened:
                    missed += opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            except on_sqlite.sqlite3.DatabaseError:
                pass
    return missed


def erased(folder: Path) -> dict[str, Any]:
    """A person leaves after the backup; the backup comes back; the person does not. `control`: shredding left out."""
    from tejido.backup import making, restoring
    from tejido.core import keys
    from tejido.core.scope import everywhere
    from tejido.people.models import Identity, Person

    path, _manifest = making.make_backup(folder)
    with everywhere("a proof looks"):
        codes = list(Person.objects.order_by("pk").values_list("code", flat=True)[:20])
    gone, kept = codes[::4], [code for code in codes if code not in codes[::4]]
    control = sum(_readable(path, gone).values())
    for code in gone:
        keys.shred(code)
    after = _readable(path, [*gone, *kept])
    figures = {
        "gone": len(gone), "kept": len(kept), "control": control,
        "gone_readable": sum(after[code] for code in gone), "kept_readable": sum(after[code] for code in kept),
    }  # fmt: skip
    if connection.vendor == "sqlite":
        connections.close_all()
        restoring.restore(path, replace=True)
        with everywhere("a proof looks"):
            figures["still_there"] = Person.objects.filter(code__in=gone).count()
            figures["names_read"] = sum(bool(identity.given_name) for identity in Identity.objects.filter(person__code__in=kept))
    return figures


def _readable(path: Path, codes: list[str]) -> dict[str, bool]:
    """For whose name, in the raw bytes of the archive, there still is a key."""
    from tejido.backup import on_sqlite, restoring
    from tejido.core import keys
    from tejido.core.sealing import Closed

    keys.forget()
    found = dict.fromkeys(codes, False)
    with restoring.opened(path) as backup, closing(on_sqlite.connect(backup.folder / on_sqlite.NAME)) as copy:
        rows = copy.execute("SELECT p.code, i.given_name FROM people_person p JOIN people_identity i ON i.person_id = p.id").fetchall()
    for code, sealed in rows:
        if code in found and sealed:
            found[code] = bool(keys.person_keys_by_id([Closed(sealed).key_id]))
    return found


def main() -> None:
    from trust.powercut.writer import begin

    (settings.MEDIA_ROOT / "imports").mkdir(parents=True)
    for number in range(UPLOADS):
        (settings.MEDIA_ROOT / "imports" / f"{number}.csv").write_bytes(b"codigo;nombre\n" * number)
    begin()
    folder = settings.HOME.with_name(settings.HOME.name + "-archives")
    figures: dict[str, Any] = {"under_writes": under_writes(folder), "at_rest": at_rest(folder), "planted": planted()}
    figures["flips"] = flips(Path(figures["at_rest"]["archive"]), int(sys.argv[1]))
    if connection.vendor == "sqlite":
        figures["erased"] = erased(folder)
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    django.setup()
    main()
