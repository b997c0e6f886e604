"""The folder of the keys, outside of the database and of its backups, and the master keys in it.

A master key is a file `master/0001` that only its owner can read; the highest number is the current one. It wraps the other keys
(`core.keys.ring`) and nothing else. It has nothing to do with Django's SECRET_KEY.
"""

import base64
import os
import stat
from pathlib import Path

from django.conf import settings

from tejido.core.keys.cipher import KEY_BYTES, fresh_key


class KeysMissing(RuntimeError):
    """The keys are not where they should be, or not as they should be. The message says what to do."""


def home() -> Path:
    return Path(settings.KEYS_HOME)


def make_home() -> Path:
    """The folder, made for its owner only if it is not there yet; one that others may enter is refused."""
    folder = home()
    for path in (folder, folder / "master"):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_open_to_others(path)
    return folder


def refuse_open_to_others(path: Path) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as problem:
        raise KeysMissing(f"The keys cannot be read: {problem}. Set TEJIDO_KEYS to their folder, or put the folder back from its copy.") from None
    if mode & 0o077:
        wanted = "700" if path.is_dir() else "400"
        raise KeysMissing(f"Others than the owner may read {path}. Run `chmod {wanted} {path}`, and consider `tejido keys rotate`.")


def master_numbers() -> list[int]:
    """The numbers of the master keys at hand, oldest first."""
    folder = home() / "master"
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit()) if folder.is_dir() else []


def master_key(number: int) -> bytes:
    path = _file(number)
    refuse_open_to_others(path)
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except (OSError, ValueError) as problem:
        raise KeysMissing(f"The master key {path} cannot be read: {problem}. Put it back from its copy.") from None
    if len(key) != KEY_BYTES:
        raise KeysMissing(f"The master key {path} is damaged. Put it back from its copy.")
    return key


def make_master_key(number: int) -> int:
    """Make the master key of this number. Two processes that start at once agree: the first to link wins."""
    make_home()
    path = _file(number)
    draft = path.with_name(f"draft.{os.getpid()}.{number}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
        file.write(base64.b64encode(fresh_key()).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _settle(path.parent)
    return number


def destroy_master_key(number: int) -> None:
    """Overwrite and remove one that wraps nothing any more."""
    path = _file(number)
    if not path.exists():
        return
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _settle(path.parent)


def _file(number: int) -> Path:
    return home() / "master" / f"{number:04d}"


def _settle(folder: Path) -> None:
    """A new or removed name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
