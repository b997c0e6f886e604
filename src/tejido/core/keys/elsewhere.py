"""Who left is written down in another place too: the copy of the keys is made at night, and does not know who is erased today.

The list holds codes that name nobody any more. It is sealed with the ring's own secret, which the copy of the keys brings back: else
whoever can write in that place could have anybody erased by the next restore.
"""

import json
import os
from pathlib import Path

from django.conf import settings

from tejido.core.keys.cipher import Cipher
from tejido.core.keys.holders import note_reduction, reductions, secret_for, shred, tombstones

NAME = "tejido-erased.sealed"
PLACE = b"erased"


def tell_elsewhere() -> None:
    """Write the whole list anew where TEJIDO_ERASED_TO says, and nothing where it says nothing."""
    if settings.ERASED_TO is None:
        return
    told = {"erased": sorted(tombstones()), "reduced": sorted(reductions())}
    path = Path(settings.ERASED_TO) / NAME
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    with draft.open("wb") as out:
        out.write(Cipher(secret_for("erased")).seal(json.dumps(told).encode(), PLACE))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def heed(path: Path) -> int:
    """After a copy of the keys was put back: destroy the keys of whoever left since it was made. How many there were."""
    told = json.loads(Cipher(secret_for("erased")).open(path.read_bytes(), PLACE))
    since = sorted(set(told["erased"]) - tombstones().keys())
    for code in since:
        shred(code)
    for code in set(told["reduced"]) - reductions():
        note_reduction(code)
    return len(since)
