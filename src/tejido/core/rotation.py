"""Renewing all keys while people work: `tejido keys rotate`.

Persons are held a hundred at a time, get a new key, and their values are sealed again in the same transaction. The old keys are
destroyed at the end, when no value in the database needs them. Killed anywhere, it goes on where it was when it is started again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from tejido.core import keys
from tejido.core.holding import holding, lock_holders, with_keys
from tejido.core.keys import turning
from tejido.core.scope import everywhere
from tejido.core.sealed_rows import mark_fields, sealed_fields, sealed_models
from tejido.core.trail import record

MANY = 100  # persons held at a time: a tenth of a second or so
GRACE = 20.0  # seconds that somebody who read a value before it was renewed may still need its old key
Progress = Callable[[int, int], None]


class NotFinished(RuntimeError):
    """Values are still under old keys, which are therefore kept."""


@dataclass
class Rotated:
    """What came of it. `unreadable`: persons whose values could not be opened before either; their keys are kept."""

    persons: int = 0
    unreadable: list[str] = field(default_factory=list)


def rotate(say: Progress = lambda done, all_: None, *, grace: float = GRACE) -> Rotated:
    """Renew every key and seal every value again."""
    with everywhere("the keys are renewed"):
        number = turning.begin()
        done = Rotated()
        for _attempt in range(3):
            renew_all(number, done, say)
            time.sleep(grace)
            behind = left_behind(number)
            if not behind:
                break
            turning.retire(number, sorted(behind), back=True)
        else:
            raise NotFinished(f"The values of {len(behind)} persons are still under old keys. Nothing was destroyed; start it again.")
        mend_marks(number)
        turning.finish(number)
        with transaction.atomic():
            record("core.keys_rotated", by=None, note=f"{done.persons}")
    return done


def renew_all(number: int, done: Rotated, say: Progress) -> None:
    total = turning.count_waiting(number)
    while codes := turning.waiting(number, MANY):
        try:
            renew_some(number, codes)
        except keys.Unreadable:
            for code in codes:
                renew_one(number, code, done)
        done.persons += len(codes)
        say(total - turning.count_waiting(number), total)


def renew_one(number: int, code: str, done: Rotated) -> None:
    try:
        renew_some(number, [code])
    except keys.Unreadable:
        done.unreadable.append(code)
        turning.carry_over(number, [code])


def renew_some(number: int, codes: Sequence[str]) -> None:
    """A new key for these persons, and everything of theirs under it, in one transaction that holds them against writers."""
    with transaction.atomic():
        persons = list(person_model()._base_manager.filter(code__in=codes).order_by("pk").select_for_update().values_list("pk", "code", "organisation_id"))
        for organisation in {where for _pk, _code, where in persons}:
            turning.renew(number, organisation, [code for _pk, code, where in persons if where == organisation])
        with holding(with_keys(persons)):
            for row in rows_of([pk for pk, _code, _where in persons]):
                seal_again(row)
    there = {code for _pk, code, _where in persons}
    if absent := [code for code in codes if code not in there]:
        turning.carry_over(number, absent)
    turning.retire(number, sorted(there))


def rows_of(persons: Sequence[int]) -> Iterator[Any]:
    """Every row of these persons that has sealed fields."""
    for model in sealed_models():
        by = next(iter(sealed_fields(model).values())).by
        yield from model._base_manager.filter(**{f"{by}__in": persons})


def seal_again(row: Any) -> None:
    row.save(update_fields=[*sealed_fields(type(row)), *mark_fields(type(row))])


def left_behind(number: int) -> set[str]:
    """Codes of persons of whom some value is still under a key that is to be destroyed. Looks at every value."""
    old = turning.retired_keys()
    behind: set[str] = set()
    for model in sealed_models():
        for values in model._base_manager.values_list(*sealed_fields(model)).iterator(chunk_size=2000):
            behind |= {old[value.key_id] for value in values if value is not None and value.key_id in old}
    return behind


def mend_marks(number: int) -> None:
    """Make again the marks that are under an old key of an organisation: of persons who came in while the keys were changed."""
    old = turning.old_organisation_keys(number)
    for model in sealed_models():
        if not (names := list(mark_fields(model))):
            continue
        by = next(iter(sealed_fields(model).values())).by
        for person, *marks in list(model._base_manager.values_list(by, *names)):
            if any(int(mark.partition(".")[0]) in old for mark in marks if mark):
                mark_again(person)


def mark_again(person: int) -> None:
    """Seal the values of a person once more, for the marks; not of one who left or whose values do not open."""
    try:
        with transaction.atomic():
            holders = lock_holders(person_model(), [person])
            with holding(holders):
                for row in rows_of([person]):
                    seal_again(row)
    except keys.Unreadable:
        return


def person_model() -> Any:
    """Of whom the sealed values are: the model at the other end of their link."""
    model = sealed_models()[0]
    link: Any = model._meta.get_field(next(iter(sealed_fields(model).values())).by)
    return link.related_model


def unreadable_values() -> tuple[int, int]:
    """How many values there are, and how many of them do not open. Reads everything: for `tejido keys status --open`."""
    number = bad = 0
    for model in sealed_models():
        for row in model._base_manager.iterator(chunk_size=2000):
            opened, failed = opening(row)
            number, bad = number + opened + failed, bad + failed
    return number, bad


def opening(row: models.Model) -> tuple[int, int]:
    """How many sealed values of a row open, and how many do not."""
    opened = failed = 0
    for name in sealed_fields(type(row)):
        if row.__dict__.get(name) is None:
            continue
        try:
            getattr(row, name)
            opened += 1
        except keys.Unreadable:
            failed += 1
    return opened, failed
