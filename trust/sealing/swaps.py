"""Bytes that were moved or forged: none is ever given back."""

import os
import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from trust.bar import Bar
from trust.sealing.world import MARK, World

SWAPS, FORGED = 1000, 400
NAMES = ("given_name", "family_name", "preferred_name", "phone", "email", "address")


def moved(world: World, chance: random.Random) -> Bar:
    """Sealed values put at another field, row or organisation."""
    accepted = sum(not refused(row, column, value) for row, column, value in pairs(chance, SWAPS))
    planted = planted_without_place(chance)
    return Bar(
        "30", "A sealed value opens at its own place only", f"{accepted} of {SWAPS} moved values accepted", "1,000 moves across fields, rows and organisations",
        f"without the place in the seal, {planted} of 50 moved values are accepted", met=not accepted, floor_met=SWAPS >= 1000, caught=planted > 25,
    )  # fmt: skip


def forged(world: World, chance: random.Random) -> Bar:
    """Plain words, noise, cut and changed values in a sealed column."""
    shown = sum(not refused(row, column, value) for row, column, value in forgeries(chance, FORGED))
    planted = planted_open_field(chance)
    return Bar(
        "30", "What was not sealed is refused, not shown", f"{shown} of {FORGED} plain or damaged values given back", "400 values of four kinds",
        f"a field that gives back what it cannot open shows {planted} of 50", met=not shown, floor_met=FORGED >= 400, caught=planted > 25,
    )  # fmt: skip


def identities(chance: random.Random, number: int) -> list[Any]:
    from tejido.people.models import Identity

    return chance.sample(list(Identity.objects.order_by("pk")[:1000]), number)


def raw(row: Any, column: str) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_identity WHERE person_id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def refused(row: Any, column: str, value: bytes | str) -> bool:
    """Put `value` in a column, read the row as the application does, and put back what stood there."""
    from django.db import connection, transaction

    from tejido.core.keys import Unreadable
    from tejido.people.models import Identity

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_identity SET {column} = %s WHERE person_id = %s", [value, row.pk])
        try:
            getattr(Identity.objects.get(pk=row.pk), column)
            opened = True
        except Unreadable:
            opened = False
        transaction.set_rollback(True)
    return not opened


def pairs(chance: random.Random, number: int) -> Iterator[tuple[Any, str, bytes]]:
    """A row and column, and the sealed value of another place."""
    for start in range(0, number, 100):
        rows = identities(chance, 101)
        for here, there in list(pairwise(rows))[: min(100, number - start)]:
            column, other = chance.sample(NAMES, 2)
            if chance.random() < 0.5:
                yield here, column, raw(here, other)  # another field of the same row
            else:
                yield here, column, raw(there, column)  # the same field of another row, half of them of another organisation


def forgeries(chance: random.Random, number: int) -> Iterator[tuple[Any, str, bytes]]:
    rows = identities(chance, 100)
    for at in range(number):
        row, column = rows[at % 100], chance.choice(NAMES)
        sound = raw(row, column)
        flipped = bytearray(sound)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield row, column, (f"{MARK} plain".encode(), os.urandom(len(sound)), sound[: chance.randrange(len(sound))], bytes(flipped))[at % 4]


def planted_without_place(chance: random.Random) -> int:
    """The same moves, when values are sealed without their place."""
    from django.db import transaction

    from tejido.core import sealed

    rows, sound = identities(chance, 51), sealed.place_of
    for row, column in ((row, column) for row in rows for column in (*NAMES, "birth_date")):
        getattr(row, column)  # opened while its place still counts
    sealed.place_of = lambda *place: b""
    try:
        with transaction.atomic():
            for row in rows:
                row.save()
            accepted = sum(not refused(here, "given_name", raw(there, "given_name")) for here, there in pairwise(rows))
            transaction.set_rollback(True)
    finally:
        sealed.place_of = sound
    return accepted


def planted_open_field(chance: random.Random) -> int:
    """The same forgeries, when the field gives back what it cannot open."""
    from tejido.core.keys import Unreadable
    from tejido.core.sealed import Sealed

    sound = Sealed.opened

    def gives_back(self: Any, row: Any, value: Any) -> Any:
        try:
            return sound(self, row, value)
        except Unreadable:
            return bytes(value)

    Sealed.opened = gives_back  # type: ignore[method-assign]
    try:
        return sum(not refused(row, column, value) for row, column, value in forgeries(chance, 50))
    finally:
        Sealed.opened = sound  # type: ignore[method-assign]
