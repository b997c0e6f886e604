"""Make a backup: at one instant, whole or not at all, sealed with a key that is not in it."""

import datetime as dt
import errno
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from tejido import __version__
from tejido.backup import BackupRefused, archive, on_postgresql, on_sqlite
from tejido.backup.stage import stage
from tejido.core.keys import secret_for

FOLDERS = {"uploads": "MEDIA_ROOT", "heads": None}  # name in the archive → setting that says where it lies (None: in TEJIDO_HOME)
ENDING = ".tejido"


def backup_key() -> bytes:
    """The same for as long as the ring of the keys lives; it is never in an archive."""
    return secret_for("backup")


def folder_of(name: str) -> Path:
    setting = FOLDERS[name]
    return Path(getattr(settings, setting)) if setting else settings.HOME / name


def make_backup(folder: Path, *, keep: int = 30) -> tuple[Path, dict[str, Any]]:
    """Write one archive into `folder` and remove those beyond the newest `keep`. Older archives are touched only after that."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_at = dt.datetime.now(dt.UTC)
    path = folder / f"tejido-{made_at:%Y%m%dT%H%M%S%fZ}{ENDING}"
    try:
        with stage(settings.HOME) as laid_out, archive.whole_or_nothing(path) as out:
            files, tables = _gather(laid_out)
            manifest = archive.write(out, backup_key(), files, {**facts(), "made_at": made_at.isoformat(), "tables": tables})
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES}:
            raise BackupRefused(f"The backup was not made: {problem.strerror}. Earlier backups are untouched. Make room in {folder} and run it again.") from None
        raise
    retire(folder, keep)
    return path, manifest


def archives_in(folder: Path) -> list[Path]:
    """Oldest first: the name says when."""
    return sorted(folder.glob(f"tejido-*{ENDING}"))


def retire(folder: Path, keep: int) -> None:
    for path in archives_in(folder)[: -max(keep, 1)]:
        path.unlink()


def facts() -> dict[str, Any]:
    """What somebody who restores must know of this installation. Nothing secret."""
    return {
        "tejido": __version__,
        "django": django.get_version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "database": connection.vendor,
        "server": _server_version(),
        "time_zone": settings.TIME_ZONE,
        "hosts": settings.ALLOWED_HOSTS,
    }


def _server_version() -> str:
    if connection.vendor == "sqlite":
        return on_sqlite.sqlite3.sqlite_version
    with on_postgresql.connected(on_postgresql.backup_url()) as server:
        return str(server.info.server_version // 10000)


def _gather(laid_out: Path) -> tuple[dict[str, Path], dict[str, Any]]:
    """Files (uploaded ones never change) are held before and after the database, so that each one the database names is there."""
    files = _hold(laid_out)
    if connection.vendor == "sqlite":
        copy, tables = on_sqlite.snapshot(Path(str(settings.DATABASES["default"]["NAME"])), laid_out)
    else:
        copy, tables = on_postgresql.snapshot(laid_out)
    files |= _hold(laid_out)
    return {**files, copy.name: copy}, {name: asdict(digest) for name, digest in tables.items()}


def _hold(laid_out: Path) -> dict[str, Path]:
    held: dict[str, Path] = {}
    for name in FOLDERS:
        source = folder_of(name)
        for path in sorted(source.rglob("*")) if source.is_dir() else []:
            inside = f"{name}/{path.relative_to(source).as_posix()}"
            target = laid_out / inside
            if not path.is_file() or path.is_symlink():
                continue
            if not target.exists() and not _held(path, target):
                continue  # removed meanwhile, as files of imports are after seven days
            held[inside] = target
    return held


def _held(path: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except FileNotFoundError:
        return False
    except OSError:  # another disk, or one without links
        try:
            shutil.copyfile(path, target)
        except FileNotFoundError:
            return False
    return True
