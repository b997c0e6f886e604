"""Tampering with the trail behind its triggers, in eight ways, and what is found of it."""

import hashlib
import random
from collections.abc import Callable
from typing import Any

from django.db import transaction

KINDS = ("edit", "delete", "insert", "swap", "re-order", "truncate", "re-hash", "old head brought back")


def tampered(place: str, kind: str, chance: random.Random, handed: dict[str, tuple[int, str]]) -> bool:
    """Tamper once with the lines of `place`; was it found?"""
    from tejido.core.verifying import verify

    with transaction.atomic():
        WAYS[kind](place, chance)
        found = bool([one for one in verify([handed])[2] if one.place == place])
        transaction.set_rollback(True)
    return found


def _rows(place: str) -> list[Any]:
    from tejido.core.models import AuditEntry

    return list(AuditEntry.objects.filter(organisation=place).order_by("number"))


def _set(line: Any, **values: Any) -> None:
    from tejido.core.models import AuditEntry

    AuditEntry.objects.filter(pk=line.pk).update(**values)


def _content(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("at", "actor", "verb", "target", "person", "persons", "fields", "hashes", "emergency", "note", "mac")}


def _edit(place: str, chance: random.Random) -> None:
    change = chance.choice([{"actor": "X"}, {"verb": "people.none"}, {"person": "X"}, {"note": "x"}, {"hashes": {"x": "y"}}, {"persons": "X"}, {"emergency": "X"}])
    _set(chance.choice(_rows(place)), **change)


def _delete(place: str, chance: random.Random) -> None:
    from tejido.core.models import AuditEntry

    gone = chance.sample(_rows(place)[:-1], chance.randint(1, 3))
    AuditEntry.objects.filter(pk__in=[line.pk for line in gone])._raw_delete("default")


def _insert(place: str, chance: random.Random) -> None:
    """A line in the middle: those after it move up by one."""
    from tejido.core.models import AuditEntry

    rows = _rows(place)
    at = chance.randrange(1, len(rows))
    for line in reversed(rows[at:]):
        _set(line, number=line.number + 1)
    AuditEntry.objects.bulk_create([AuditEntry(organisation=place, number=rows[at].number, verb="people.person_viewed", mac=chance.randbytes(32).hex())])


def _swap(place: str, chance: random.Random) -> None:
    one, other = chance.sample(_rows(place), 2)
    first, second = _content(one), _content(other)
    _set(one, **second)
    _set(other, **first)


def _reorder(place: str, chance: random.Random) -> None:
    rows = _rows(place)
    start = chance.randrange(len(rows) - 6)
    some = rows[start : start + 5]
    contents = [_content(line) for line in some]
    for line, content in zip(some, contents[1:] + contents[:1], strict=True):
        _set(line, **content)


def _truncate(place: str, chance: random.Random) -> None:
    from tejido.core.models import AuditEntry, TrailHead

    rows = _rows(place)
    left = chance.randrange(5, len(rows) - 1)
    AuditEntry.objects.filter(pk__in=[line.pk for line in rows[left:]])._raw_delete("default")
    if chance.random() < 0.5:  # and a head to fit, which cannot be sealed
        TrailHead.objects.filter(place=place).update(number=rows[left - 1].number, mac=rows[left - 1].mac)


def _rehash(place: str, chance: random.Random) -> None:
    """Edit a line and compute every code after it anew, with a key of one's own."""
    from tejido.core.chain import TOLD, code_of, seal_of
    from tejido.core.models import TrailHead

    rows, key = _rows(place), chance.randbytes(32)
    at = chance.randrange(1, len(rows))
    rows[at].note, before = "x", rows[at - 1].mac
    for line in rows[at:]:
        before = code_of({"at": line.at, **{name: getattr(line, name) for name in TOLD}}, before, key)
        _set(line, mac=before, note=line.note)
    TrailHead.objects.filter(place=place).update(mac=before, seal=seal_of(place, rows[-1].number, before, key))


OLD: dict[str, tuple[int, str, str]] = {}


def _set_back(place: str, chance: random.Random) -> None:
    """Lines and head as they were before the heads were handed off: every code fits."""
    from tejido.core.models import AuditEntry, TrailHead

    number, mac, seal = OLD[place]
    AuditEntry.objects.filter(organisation=place, number__gt=number)._raw_delete("default")
    TrailHead.objects.filter(place=place).update(number=number, mac=mac, seal=seal)


WAYS: dict[str, Callable[[str, random.Random], None]] = dict(
    zip(KINDS, (_edit, _delete, _insert, _swap, _reorder, _truncate, _rehash, _set_back), strict=True)
)


def plain_chain_is_fooled() -> bool:
    """The planted fault: a chain without a key. The attacker edits a line, computes the rest anew, and every code fits."""
    lines = [f"line {number}" for number in range(50)]

    def chained(content: list[str]) -> list[str]:
        codes, before = [], ""
        for line in content:
            before = hashlib.sha256((before + line).encode()).hexdigest()
            codes.append(before)
        return codes

    forged = [*lines[:20], "nothing happened", *lines[21:]]
    written = chained(forged)  # what the attacker leaves in the database
    return chained(forged) == written and forged != lines
