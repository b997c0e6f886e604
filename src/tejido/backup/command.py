"""`tejido backup` and `tejido restore` at the console of the server."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from tejido.backup import BackupRefused, keys_copy, making, openable, restoring
from tejido.core.keys import KeysMissing


def backup(options: argparse.Namespace) -> int:
    """Make an archive and, apart from it, the copy of the keys."""
    started = time.monotonic()
    try:
        words = keys_copy.passphrase_in(options.passphrase_file) if options.keys_to else ""
        path, manifest = making.make_backup(options.folder, keep=options.keep)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        size = path.stat().st_size / 1e6
        print(f"{path}: {len(manifest['tables'])} tables, {rows} rows, {len(manifest['files'])} files, {size:.1f} MB, {time.monotonic() - started:.1f} s")
        if options.keys_to:
            print(f"{keys_copy.copy_keys(options.keys_to, words, archives=options.folder)}: the keys, sealed")
        else:
            print("The keys are not in it. Without a copy of them elsewhere (--keys-to) a lost disk is a lost register.", file=sys.stderr)
    except (BackupRefused, KeysMissing) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def restore(options: argparse.Namespace) -> int:
    """Verify an archive, or make it the installation; `--into` does so in another place than this one."""
    if options.settle:
        return _settled()
    if options.file is None:
        print("Which archive? See `tejido restore --help`.", file=sys.stderr)
        return 2
    try:
        if options.keys:
            keys_copy.passphrase_in(options.passphrase_file)
        if options.into:
            return _elsewhere(options)
        if options.keys:
            keys_copy.open_keys(options.keys, keys_copy.passphrase_in(options.passphrase_file), Path(settings.KEYS_HOME))
            since = keys_copy.heed_who_left(options.keys)
            print(f"Of the list beside the copy of the keys: {since} persons left after it was made. Their keys are destroyed again.")
        if options.verify:
            return _drill(options.file)
        started = time.monotonic()
        done = restoring.restore(options.file, replace=options.replace)
        print(f"Restored into {settings.HOME}: {_told(done)}, {time.monotonic() - started:.1f} s. Start Tejido with `tejido serve`.")
        if done.lost:
            print(f"But {openable.told(done.lost)}", file=sys.stderr)
    except (BackupRefused, KeysMissing) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _drill(file: Path) -> int:
    started = time.monotonic()
    done = restoring.verify(file)
    print(f"{file.name} is whole: {_told(done)}; every piece opened in its order, every file as listed, every table as it was. {time.monotonic() - started:.1f} s")
    changed = restoring.changed_since(done)
    now = f"{len(changed)} tables have changed since: {', '.join(changed)}" if changed else "all tables are equal to it, row for row"
    print(f"The database in use now: {now}.")
    return 0


def _told(done: restoring.Opened) -> str:
    made = done.manifest
    return f"made {made['made_at'][:19]}Z by Tejido {made['tejido']} on {made['database']}, {len(done.tables)} tables, {done.rows} rows, {len(made['files'])} files"


def _elsewhere(options: argparse.Namespace) -> int:
    """The same command in the environment of the other place: a folder, or the address of an empty database."""
    is_database = "://" in options.into
    if is_database and options.home is None and not options.verify:
        raise BackupRefused("A database holds no files. Say into which empty folder uploads and heads go: --home FOLDER. This installation keeps its own.")
    home = options.home if is_database else Path(options.into)
    there = {"TEJIDO_HOME": str(home.resolve())} if home else {}
    if home and is_database:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_database:
        there |= dict.fromkeys(("TEJIDO_DATABASE_URL", "TEJIDO_DATABASE_OWNER_URL", "TEJIDO_BACKUP_URL"), options.into)
    there["TEJIDO_KEYS"] = str(home.resolve() / "keys") if options.keys and home else str(settings.KEYS_HOME)
    again = ["restore", str(options.file.resolve())]
    again += ["--keys", str(options.keys.resolve()), "--passphrase-file", str(options.passphrase_file.resolve())] if options.keys else []
    again += ["--verify"] if options.verify else []
    done = subprocess.run([sys.executable, "-m", "tejido.cli", *again], env={**os.environ, **there}, check=False)  # noqa: S603  # our own program
    return done.returncode


def _settled() -> int:
    from tejido.backup.settling import settle

    done = settle()
    print(f"Erased again: {done['erased_again']} persons who had left since. Sessions ended: {done['sessions_ended']}. Lines of the trail read through: {done['lines']}.")
    print(f"Passes of programs ended: {done['passes_ended']}. Messages of that day not sent again: {done['mails_dropped']}.")
    print(
        f"Nothing outside of the database remembers which of its {done['roles']} roles ended since the backup, or which of its {done['consents']} permissions "
        "were withdrawn since. Ask each organisation to look at them before it works on."
    )
    return 0
