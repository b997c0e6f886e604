"""Keys of organisations and persons: made, found, and destroyed."""

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tejido.core.keys import ring
from tejido.core.keys.cipher import Cipher, Unreadable, derived, fresh_key

LIFE = 30.0  # seconds that an unwrapped key stays in this process: so long may one that is shredded elsewhere still be of use here
MOST = 10_000
BATCH = 500


class Shredded(Unreadable):
    """The key of this person was destroyed when the person left. Nothing can open these values again, in no copy."""


class PersonKey(NamedTuple):
    """`id` is written before each value that is sealed with it."""

    id: int
    key: bytes
    cipher: Cipher


_unwrapped: dict[tuple[str, int], tuple[float, PersonKey]] = {}
_organisations: dict[tuple[str, int], tuple[float, bytes]] = {}


def forget() -> None:
    """Drop what this process remembers of unwrapped keys."""
    _unwrapped.clear()
    _organisations.clear()
    _secrets.clear()


# --- organisations


def organisation_keys(organisation: Any) -> list[tuple[int, bytes]]:
    """(id, key) of an organisation, the current one first; during a rotation there are two. Made when there is none."""
    number = _number(organisation)
    found = _organisation_rows(number)
    if not found:
        with ring.changing() as changing:
            if not _organisation_rows(number):
                add_organisation_key(changing, number, ring.current_master())
        found = _organisation_rows(number)
    return [(key_id, organisation_key(key_id)) for key_id in found]


def add_organisation_key(changing: Any, organisation: int, master: int) -> int:
    """The next generation of an organisation's key, inside a transaction on the ring."""
    last = changing.execute("SELECT max(generation) FROM organisation_key WHERE organisation = ?", (organisation,)).fetchone()[0] or 0
    wrapped = ring.wrap(master, fresh_key(), f"organisation|{organisation}|{last + 1}")
    made = changing.execute(
        "INSERT INTO organisation_key (organisation, generation, master, wrapped) VALUES (?, ?, ?, ?)", (organisation, last + 1, master, wrapped)
    )
    return int(made.lastrowid)


def _organisation_rows(organisation: int) -> list[int]:
    rows = ring.connection().execute("SELECT id FROM organisation_key WHERE organisation = ? ORDER BY generation DESC", (organisation,))
    return [key_id for (key_id,) in rows]


def organisation_key(key_id: int) -> bytes:
    where = (_ring_name(), key_id)
    kept = _organisations.get(where)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    row = ring.connection().execute("SELECT organisation, generation, master, wrapped FROM organisation_key WHERE id = ?", (key_id,)).fetchone()
    if row is None:
        raise Unreadable("the key of the organisation is no longer in the ring")
    organisation, generation, master, wrapped = row
    key = ring.unwrap(master, wrapped, f"organisation|{organisation}|{generation}")
    _organisations[where] = (time.monotonic() + LIFE, key)
    return key


# --- persons


def make_person_keys(organisation: Any, persons: Iterable[str]) -> dict[str, PersonKey]:
    """The current key of each of these persons (codes), for sealing; those who have none get one, all in one transaction."""
    codes = list(dict.fromkeys(persons))
    found = _current(codes)
    missing = [code for code in codes if code not in found]
    if missing:
        add_person_keys(organisation_keys(organisation)[0], missing)
        found |= _current(missing)
    return {code: found[code] for code in codes}


def add_person_keys(organisation_key: tuple[int, bytes], codes: Sequence[str], *, renew: bool = False) -> None:
    """Make keys under an organisation's key; `renew`: the next generation, beside the one there is."""
    key_id, key = organisation_key
    cipher = Cipher(key)
    with ring.changing() as changing:
        last = _asked(changing, "SELECT person, max(generation) FROM person_key WHERE person IN ({}) GROUP BY person", codes)
        generations: dict[str, int] = dict(last)
        if gone := [code for (code,) in _asked(changing, "SELECT person FROM tombstone WHERE person IN ({})", codes)]:
            raise Shredded(f"{len(gone)} of these persons left and their keys were destroyed: nothing can be kept about them again")
        rows = []
        for code in codes:
            if code in generations and not renew:
                continue
            generation = generations.get(code, 0) + 1
            rows.append((code, generation, key_id, cipher.seal(fresh_key(), _place(code, generation))))
        changing.executemany("INSERT INTO person_key (person, generation, organisation_key, wrapped) VALUES (?, ?, ?, ?)", rows)


def person_key(person: str) -> bytes | None:
    """The current key of a person (by code); None where there is none: never made, or destroyed."""
    found = _current([person])
    return found[person].key if person in found else None


def person_keys_by_id(ids: Iterable[int]) -> dict[int, PersonKey]:
    """The keys that sealed some values, by the number before each value; those no longer in the ring are left out."""
    now, name = time.monotonic(), _ring_name()
    found: dict[int, PersonKey] = {}
    asked: list[int] = []
    for key_id in set(ids):
        kept = _unwrapped.get((name, key_id))
        if kept and kept[0] > now:
            found[key_id] = kept[1]
        else:
            asked.append(key_id)
    if asked:
        sql = "SELECT id, person, generation, organisation_key, wrapped FROM person_key WHERE wrapped IS NOT NULL AND id IN ({})"
        rows = _asked(ring.connection(), sql, asked)
        found |= {key.id: key for _code, key in _unwrap(rows)}
    return found


def is_shredded(key_id: int) -> bool:
    row = ring.connection().execute("SELECT wrapped IS NULL FROM person_key WHERE id = ?", (key_id,)).fetchone()
    return bool(row and row[0])


def known_ids() -> set[int]:
    """The number of every key of a person that the ring holds, or has destroyed because the person left."""
    return {key_id for (key_id,) in ring.connection().execute("SELECT id FROM person_key")}


def shred(person: str) -> None:
    """Destroy every key of a person for good. Safe to repeat; what remains is when it was done."""
    with ring.changing() as changing:
        ids = [key_id for (key_id,) in changing.execute("SELECT id FROM person_key WHERE person = ?", (person,))]
        changing.execute("UPDATE person_key SET wrapped = NULL WHERE person = ?", (person,))
        changing.execute("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", (person, ring.now()))
    for key_id in ids:
        _unwrapped.pop((_ring_name(), key_id), None)


def note_reduction(person: str) -> None:
    """Note that a person was erased but for what a law keeps under their key: an older copy of the database must not bring the rest back."""
    with ring.changing() as changing:
        changing.execute("INSERT OR IGNORE INTO reduction VALUES (?, ?)", (person, ring.now()))


def reductions() -> set[str]:
    """Codes of the persons of whom only what a law keeps may be there."""
    return {code for (code,) in ring.connection().execute("SELECT person FROM reduction")}


def tombstones() -> dict[str, dt.datetime]:
    """Codes of the persons whose keys were destroyed, and when."""
    return {code: dt.datetime.fromisoformat(at) for code, at in ring.connection().execute("SELECT person, at FROM tombstone")}


def _current(codes: Sequence[str]) -> dict[str, PersonKey]:
    """Asked of the ring each time: a writer must not seal with a generation that a rotation is leaving behind."""
    sql = (
        "SELECT id, person, generation, organisation_key, wrapped FROM person_key k WHERE wrapped IS NOT NULL AND person IN ({}) "
        "AND generation = (SELECT max(generation) FROM person_key WHERE person = k.person)"
    )
    return dict(_unwrap(_asked(ring.connection(), sql, codes)))


def _unwrap(rows: Iterable[tuple[int, str, int, int, bytes]]) -> list[tuple[str, PersonKey]]:
    name, until = _ring_name(), time.monotonic() + LIFE
    ciphers: dict[int, Cipher] = {}
    found = []
    for key_id, code, generation, parent, wrapped in rows:
        if parent not in ciphers:
            ciphers[parent] = Cipher(organisation_key(parent))
        key = ciphers[parent].open(wrapped, _place(code, generation))
        made = PersonKey(key_id, key, Cipher(key))
        found.append((code, made))
        if len(_unwrapped) >= MOST:
            _unwrapped.clear()
        _unwrapped[name, key_id] = (until, made)
    return found


def _asked(connection: Any, sql: str, values: Sequence[Any]) -> list[Any]:
    """The rows of a question about many values, some hundred at a time."""
    rows: list[Any] = []
    for start in range(0, len(values), BATCH):
        some = values[start : start + BATCH]
        rows += connection.execute(sql.format(", ".join("?" * len(some))), some).fetchall()
    return rows


def _place(code: str, generation: int) -> bytes:
    return f"person|{code}|{generation}".encode()


def _number(organisation: Any) -> int:
    return int(getattr(organisation, "pk", organisation))


# --- other secrets

_secrets: dict[tuple[str, str], bytes] = {}


def secret_for(label: str) -> bytes:
    """32 bytes for one purpose (`trail|PLACE`, `backup`), the same for as long as this ring lives, rotations included."""
    where = (_ring_name(), label)
    if where not in _secrets:
        if len(_secrets) >= MOST:
            _secrets.clear()
        _secrets[where] = derived(ring.root(), label)
    return _secrets[where]


def master() -> bytes:
    """The current key-encryption key."""
    return ring.folder.master_key(ring.current_master())


def _ring_name() -> str:
    ring.connection()
    return str(ring.folder.home())
