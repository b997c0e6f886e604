"""Is the trail as it was written? Every chain is walked line by line and compared with its head and with the heads that were handed off."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from tejido.core.chain import BEGINNING, BEGUN, TOLD, code_of, key_of, seal_of
from tejido.core.models import AuditEntry, TrailHead

Row = Mapping[str, Any]
HandedOff = Mapping[str, tuple[int, str]]
MOST = 50  # findings for one place: the rest is the same story


@dataclass(frozen=True)
class Finding:
    """What is wrong at a place, from which line on, and how it looks: `kind` is for machines, `says` for people."""

    place: str
    line: int
    kind: str

    @property
    def says(self) -> str:
        return KINDS[self.kind]


KINDS = {
    "edited": "this line does not say what was written, or another line stands in its place",
    "missing": "lines are missing before this one",
    "twice": "this line stands here twice",
    "cut": "the last lines are gone: the head says that there were more",
    "beyond": "this line was added without moving the head",
    "no-head": "the head of this place is gone",
    "head": "the head of this place was not written by Tejido",
    "vanished": "the whole trail of this place is gone",
    "set-back": "the trail was set back to an older state: more lines were handed off",
    "re-written": "the line that was handed off under this number said something else",
}


def walk(place: str, rows: Iterator[Row], head: tuple[int, str, str] | None, handed: Mapping[int, str]) -> Iterator[Finding]:
    """What is wrong with the lines of one place. `rows` in the order of their numbers."""
    key, before, reached = key_of(place), BEGINNING, 0
    for row in rows:
        number = row["number"]
        if number == reached:
            yield Finding(place, number, "twice")
            continue
        if number != reached + 1:
            yield Finding(place, number, "missing")
        elif not hmac.compare_digest(code_of(row, before, key), row["mac"]):
            yield Finding(place, number, "edited")
        if number in handed and handed[number] != row["mac"]:
            yield Finding(place, number, "re-written")
        if head and number == head[0] + 1:
            yield Finding(place, number, "beyond")
        before, reached = row["mac"], number
    yield from _ends(place, key, reached, before, head)
    if handed and max(handed) > reached:
        yield Finding(place, max(handed), "set-back")


def _ends(place: str, key: bytes, reached: int, last: str, head: tuple[int, str, str] | None) -> Iterator[Finding]:
    if head is None:
        if reached:
            yield Finding(place, reached, "no-head")
        return
    number, mac, seal = head
    if not hmac.compare_digest(seal, seal_of(place, number, mac, key)):
        yield Finding(place, number, "head")
    elif number > reached:
        yield Finding(place, number, "cut")
    elif number == reached and mac != last:
        yield Finding(place, number, "edited")


def verify(handed_off: Sequence[HandedOff]) -> tuple[int, int, list[Finding]]:
    """(places, lines, findings) over the whole database. Each of `handed_off` is what one day's file says: place → (number, code).

    People work meanwhile: heads are read after the last line of each place, and lines written later are left for the next time.
    """
    begun = set(TrailHead.objects.values_list("place", flat=True)) | set(AuditEntry.objects.filter(verb=BEGUN).values_list("note", flat=True))
    last: dict[str, int] = dict(AuditEntry.objects.order_by().values_list("organisation").annotate(Max("number")))
    heads = {head.place: (head.number, head.mac, head.seal) for head in TrailHead.objects.all()}
    system = {""} if last else set()  # each chain began with a line there
    places = sorted(begun | last.keys() | system | {place for day in handed_off for place in day})
    findings, lines = [], 0
    for place in places:
        if place not in last:
            findings.append(Finding(place, 0, "vanished"))
            continue
        until = max(last[place], heads[place][0] if place in heads else 0)
        rows = AuditEntry.objects.filter(organisation=place, number__lte=until).order_by("number", "id").values("at", "mac", *TOLD).iterator(chunk_size=2000)
        handed = {number: mac for day in handed_off if place in day for number, mac in [day[place]]}
        found, count = _first_of(place, rows, heads.get(place), handed)
        findings += found
        lines += count
    return len(places), lines, findings


def _first_of(place: str, rows: Any, head: tuple[int, str, str] | None, handed: Mapping[int, str]) -> tuple[list[Finding], int]:
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    found = list(walk(place, counted(), head, handed))
    return found[:MOST], count
