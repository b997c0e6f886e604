"""The chain of the trail: each line of a place carries a keyed code over the line before it and over itself.

Whoever changes the database without the key, which is kept outside of it (`core.keys`), cannot write a line that fits. The head of a
place says how many lines there are, under a code of its own; handed off every day (`core.heads`), it shows even a trail that was cut back.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from tejido.core.keys import Shredded, make_person_keys, person_key, secret_for
from tejido.core.models import AuditEntry, TrailHead

BEGINNING = "0" * 64
TOLD = ("organisation", "number", "actor", "actor_name", "verb", "target", "person", "persons", "fields", "hashes", "emergency", "note")


def key_of(place: str) -> bytes:
    return secret_for(f"trail|{place}")


def told(line: Mapping[str, Any]) -> bytes:
    """What a line says, in one way only."""
    content = {name: line[name] for name in TOLD}
    content["at"] = line["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def code_of(line: Mapping[str, Any], before: str, key: bytes) -> str:
    """The keyed code of a line that follows the one whose code is `before`."""
    return hmac.new(key, before.encode() + told(line), hashlib.sha256).hexdigest()


def seal_of(place: str, number: int, mac: str, key: bytes) -> str:
    """The keyed code of a head: nobody can invent one, only bring an old one back."""
    return hmac.new(key, f"head|{place}|{number}|{mac}".encode(), hashlib.sha256).hexdigest()


def append(line: AuditEntry) -> AuditEntry:
    """Give `line` its number and code and save it. Writers of one place queue up at its head until the transaction ends."""
    place, key = line.organisation, key_of(line.organisation)
    number, before = _take_head(place)
    line.number = number + 1
    line.mac = code_of(vars(line), before, key)
    line.save()
    _move_head(place, line.number, line.mac, seal_of(place, line.number, line.mac, key))
    return line


HEAD = TrailHead._meta.db_table
_LOCK = f"SELECT number, mac FROM {HEAD} WHERE place = %s"  # noqa: S608  # the name of our own table
_MOVE = f"UPDATE {HEAD} SET number = %s, mac = %s, seal = %s WHERE place = %s"  # noqa: S608


def _take_head(place: str) -> tuple[int, str]:
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""  # SQLite: the transaction holds the only write lock
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + lock, [place])
        found = cursor.fetchone()
        if found is None:
            _begin(place)
            cursor.execute(_LOCK + lock, [place])
            found = cursor.fetchone()
    return int(found[0]), str(found[1])


def _begin(place: str) -> None:
    """The first line of a place: told in the chain of the system, so that a whole chain cannot vanish unseen."""
    TrailHead.objects.bulk_create([TrailHead(place=place, mac=BEGINNING)], ignore_conflicts=True)  # the line that follows moves and seals it
    if place:
        append(AuditEntry(verb=BEGUN, note=place))


BEGUN = "core.chain_begun"


def _move_head(place: str, number: int, mac: str, seal: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [number, mac, seal, place])


def hashes_of(values: Mapping[str, Any], place: str, person: str, organisation: Any = None) -> dict[str, str]:
    """A keyed hash of each new value: it proves later what was written and tells nothing by itself.

    What concerns a person is hashed under their own key, made now if they have none, so that it means nothing any more once that key is
    destroyed; under the key of the place, a name or a telephone could be guessed for ever. After that nothing is kept.
    """
    key = _own_key(person, organisation) if person else key_of(place)
    if key is None:
        return {}
    return {name: hmac.new(key, f"trail|{name}|{_plain(value)}".encode(), hashlib.sha256).hexdigest()[:32] for name, value in values.items()}


def _own_key(person: str, organisation: Any) -> bytes | None:
    found = person_key(person)
    if found is None and organisation is not None:
        try:
            return make_person_keys(organisation, [person])[person].key
        except Shredded:
            return None
    return found


def _plain(value: Any) -> str:
    """A value as it would be written down: dates as ISO, rows by their code."""
    return str(getattr(value, "code", None) or (value.isoformat() if hasattr(value, "isoformat") else value))
