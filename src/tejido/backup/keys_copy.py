"""The second archive: the keys, without which the first is noise. Kept elsewhere, and only ever the latest.

It is overwritten each time: a person's key that was destroyed must not live on in an older copy. It is sealed with a passphrase,
which belongs on paper.
"""

import os
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

from django.conf import settings

from tejido.backup import BackupRefused, Damaged, archive
from tejido.backup.stage import stage
from tejido.core.keys import Cipher, Unreadable, elsewhere, key_of_passphrase
from tejido.core.sqlite_library import sqlite3

NAME = "tejido-keys.sealed"
MARK = b"TEJIDO-KEYS-1\n"
SALT = 16
SHORTEST = 20
RING = "ring.sqlite3"


def passphrase_in(file: Path | None) -> str:
    if file is None:
        raise BackupRefused("The copy of the keys is sealed with a passphrase: say in which file it is (--passphrase-file FILE).")
    try:
        words = file.read_text().strip()
    except OSError as problem:
        raise BackupRefused(f"The passphrase cannot be read: {problem}.") from None
    if len(words) < SHORTEST:
        raise BackupRefused(f"The passphrase in {file} is short. Use at least {SHORTEST} characters, such as five words drawn by chance.")
    return words


def copy_keys(folder: Path, passphrase: str, *, archives: Path) -> Path:
    """Seal the keys of this installation into `folder`, which must be another place than that of the archives."""
    if folder.resolve().is_relative_to(archives.resolve()) or archives.resolve().is_relative_to(folder.resolve()):
        raise BackupRefused("The keys may not lie beside the backups that they open: whoever took the one would have the other. Choose another place.")
    salt, path = os.urandom(SALT), folder / NAME
    sealed = Cipher(key_of_passphrase(passphrase, salt)).seal(_packed(Path(settings.KEYS_HOME)), MARK + salt)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.whole_or_nothing(path) as out:
            out.write(MARK + salt + sealed)
    except OSError as problem:
        raise BackupRefused(f"The archive is made, the copy of the keys is not: {folder}: {problem.strerror}. Is that place mounted, and may this user write there?") from None
    return path


def open_keys(path: Path, passphrase: str, into: Path) -> None:
    """Put the keys of a copy into `into`, a folder that holds none yet."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BackupRefused(f"{path} cannot be read: {problem.strerror}.") from None
    if not content.startswith(MARK):
        raise Damaged(f"{path} is not a copy of keys, or its beginning is damaged.")
    if (into / RING).exists():
        raise BackupRefused(f"There are keys in {into} already. If they came from this copy, leave out --keys; else move them away first. Keys are never overwritten.")
    salt = content[len(MARK) : len(MARK) + SALT]
    try:
        packed = Cipher(key_of_passphrase(passphrase, salt)).open(content[len(MARK) + SALT :], MARK + salt)
    except Unreadable:
        raise Damaged("This is not the passphrase of this copy of the keys, or the copy is damaged.") from None
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        tar.extractall(into, filter="data")
    for folder in (into, into / "master"):
        folder.chmod(0o700)


def heed_who_left(copy: Path) -> int:
    """Where the list of who left lies beside the copy of the keys, nobody on it comes back, though they left after the copy was made."""
    path = copy.with_name(elsewhere.NAME)
    try:
        return elsewhere.heed(path) if path.exists() else 0
    except (Unreadable, OSError):
        raise Damaged(f"{path} is damaged or of other keys. It says who was erased after the copy of the keys: find it whole, or move it away to go on without.") from None


def _packed(home: Path) -> bytes:
    """The ring as it is at one instant, and the master keys."""
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar, stage(home) as scratch:
        copy = scratch / RING
        with closing(sqlite3.connect(home / RING)) as ring, closing(sqlite3.connect(copy)) as target:
            ring.backup(target)
        for name, path in [(RING, copy), *((f"master/{key.name}", key) for key in sorted((home / "master").iterdir()) if key.name.isdigit())]:
            member = tar.gettarinfo(path, name)
            member.mode = 0o600 if name == RING else 0o400
            with path.open("rb") as file:
                tar.addfile(member, file)
    return packed.getvalue()
