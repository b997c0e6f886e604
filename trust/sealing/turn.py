"""All keys are renewed while people read and write, and the renewal is killed again and again."""

import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from trust.bar import Bar
from trust.sealing.world import MARK, World, bring_many, identity_of

PERSONS, KILLS, GRACE = 14_400, 20, 2.0
FIRST = 100_000  # numbers of those brought for this part
READS, WRITES = 1000, 50
FORK: Any = get_context("fork")


def renewed(world: World, chance: random.Random) -> Bar:
    """100,000 values get new keys under readers and writers; 20 kills; the old keys are gone and nothing needs them."""
    from django.db import connections

    from tejido.core import rotation
    from tejido.core.keys import folder, turning
    from tejido.people.models import Identity, Person

    bring_many(world, range(FIRST, FIRST + PERSONS))
    keys = list(Person.objects.filter(source="PROOF").order_by("pk").values_list("pk", flat=True))
    before, old_master = old_numbers(), folder.master_numbers()
    connections.close_all()
    reads, writes, bad = (FORK.Value("i", 0) for _ in range(3))
    stop = FORK.Event()
    people = [FORK.Process(target=alone, args=(work, world, keys, chance.random(), stop, count, bad)) for work, count in ((read, reads), (write, writes))]
    for person in people:
        person.start()
    kills = kill_often(chance)
    last = FORK.Process(target=alone, args=(rotation.rotate, lambda done, all_: None), kwargs={"grace": GRACE})
    last.start()
    last.join()
    stop.set()
    for person in people:
        person.join()
    number, unreadable, wrong = look_at_all(Identity)
    needed = len(before & old_numbers())
    gone = set(old_master).isdisjoint(folder.master_numbers()) and turning.under_way() is None and last.exitcode == 0
    skipped, noticed = planted_skip(chance, keys)
    return Bar(
        "30", "Renewing 100,000 sealed values online", f"{unreadable + wrong + bad.value} unreadable of {number}; {needed} need an old key; old keys destroyed: {gone}",
        f"100,000 values, {kills} kills midway (20), {reads.value} reads (1,000) and {writes.value} writes (50) meanwhile",
        f"one person skipped is noticed: {skipped in noticed} ({len(noticed)} of 1)",
        met=not (unreadable or wrong or bad.value or needed) and gone,
        floor_met=number >= 100_000 and kills >= KILLS and reads.value >= READS and writes.value >= WRITES,
        caught=noticed == {skipped},
    )  # fmt: skip


def alone(work: Callable[..., Any], *given: Any, **named: Any) -> None:
    """In a process of its own: with nothing of its parent's connections, and nothing remembered."""
    from tejido.core import keys
    from tejido.core.scope import everywhere

    keys.forget()
    with everywhere("the proof arranges and looks"):
        work(*given, **named)


def kill_often(chance: random.Random) -> int:
    """Start the renewal and kill it somewhere, until it was killed KILLS times before its end."""
    from tejido.core import rotation

    kills = 0
    for _try in range(3 * KILLS):
        if kills == KILLS:
            break
        turn = FORK.Process(target=alone, args=(rotation.rotate, lambda done, all_: None), kwargs={"grace": 60.0})
        turn.start()
        time.sleep(chance.uniform(0.05, 0.7))
        if turn.is_alive():
            os.kill(turn.pid, signal.SIGKILL)
            kills += 1
        turn.join()
    return kills


def read(world: World, keys: list[int], seed: float, stop: Any, count: Any, bad: Any) -> None:
    """Somebody who opens pages: reads a few rows, waits a little, and only then looks at what they say."""
    from tejido.people.models import Identity

    chance = random.Random(seed)
    while not stop.is_set():
        rows = list(Identity.objects.filter(pk__in=chance.sample(keys, 20)))
        time.sleep(chance.uniform(0, 0.05))
        for row in rows:
            try:
                bad.value += not row.given_name.startswith(MARK)
            except Exception:
                bad.value += 1
            count.value += 1


def write(world: World, keys: list[int], seed: float, stop: Any, count: Any, bad: Any) -> None:
    """Somebody who corrects records."""
    from tejido.people.actions import correct_identity
    from tejido.people.models import Identity, Person

    chance = random.Random(seed)
    while not stop.is_set():
        person = Person.objects.select_related("organisation").get(pk=chance.choice(keys))
        words = f"Avenida {MARK} {chance.random()}"
        try:
            correct_identity(person, by=world.by, address=words)
            bad.value += Identity.objects.get(pk=person.pk).address != words
            count.value += 1
        except Exception:
            bad.value += 1
        time.sleep(0.05)


def old_numbers() -> set[int]:
    """The numbers of all keys that values of the database name."""
    from tejido.core.sealed_rows import sealed_fields, sealed_models

    found: set[int] = set()
    for model in sealed_models():
        for values in model._base_manager.values_list(*sealed_fields(model)).iterator(chunk_size=2000):
            found |= {value.key_id for value in values if value is not None}
    return found


def look_at_all(identity: Any) -> tuple[int, int, int]:
    """Values, how many do not open, how many say something else than was written."""
    from tejido.core import keys
    from tejido.core.rotation import opening

    keys.forget()
    number = unreadable = wrong = 0
    for row in identity.objects.filter(person__source="PROOF").select_related("person").iterator(chunk_size=2000):
        opened, failed = opening(row)
        number, unreadable = number + opened + failed, unreadable + failed
        if not failed:
            told = identity_of(int(row.person.register_code.removeprefix("R-")))
            wrong += sum(getattr(row, name) != value for name, value in told.items() if name != "address")
    return number, unreadable, wrong


def planted_skip(chance: random.Random, persons: list[int]) -> tuple[str, set[str]]:
    """A renewal of two hundred persons that leaves one out: whom the last look before destroying anything finds."""
    from tejido.core import rotation
    from tejido.core.keys import turning
    from tejido.people.models import Person

    some = Person.objects.filter(pk__in=chance.sample(persons, 200))
    skipped = chance.choice(list(some))
    number, sound = turning.begin(), rotation.seal_again
    rotation.seal_again = lambda row: None if row.person_id == skipped.pk else sound(row)
    try:
        rotation.renew_some(number, [person.code for person in some])
    finally:
        rotation.seal_again = sound
    return skipped.code, rotation.left_behind(number)
