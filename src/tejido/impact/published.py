"""The window of the public site: sealed documents, and nothing that leads back to the answer behind them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from tejido.impact.models import Release
from tejido.impact.seal import seal_of

FIELDS = ("slug", "number", "status", "published_at", "document", "seal", "withdrawn_reason")
OUT = (Release.Status.PUBLISHED, Release.Status.WITHDRAWN)


class SealBroken(Exception):
    """The stored document is not the one that was approved: not one figure of it may be shown."""


@dataclass(frozen=True)
class Issue:
    """One numbered issue as the public sees it. `replaced_by` is the number of the newest issue where this is an older one."""

    slug: str
    number: int
    published_at: dt.datetime
    seal: str
    document: Mapping[str, Any]
    is_withdrawn: bool
    withdrawn_reason: str
    replaced_by: int | None
    numbers: tuple[int, ...]

    @property
    def release(self) -> Mapping[str, Any]:
        """What the sealed document says of the release itself."""
        found: Mapping[str, Any] = self.document["release"]
        return found


def _rows() -> QuerySet[Release, dict[str, Any]]:
    return Release.objects.filter(status__in=OUT, number__isnull=False).order_by("-published_at").values(*FIELDS)


def latest_issues() -> list[Issue]:
    """The newest issue of every address, newest first."""
    numbers: dict[str, list[int]] = {}
    for slug, number in Release.objects.filter(status__in=OUT, number__isnull=False).values_list("slug", "number"):
        numbers.setdefault(slug, []).append(number or 0)
    newest = Q(pk__in=())
    for slug, found in numbers.items():
        newest |= Q(slug=slug, number=max(found))
    return [_issue(row, numbers[row["slug"]]) for row in _rows().filter(newest)]


def issue(slug: str, number: int | None = None) -> Issue | None:
    """One issue of an address, the newest by default."""
    numbers = [n for n in _rows().filter(slug=slug).values_list("number", flat=True) if n is not None]
    wanted = max(numbers, default=None) if number is None else number
    found = _rows().filter(slug=slug, number=wanted).first() if wanted in numbers else None
    return _issue(found, numbers) if found else None


def _issue(row: Mapping[str, Any], known: list[int]) -> Issue:
    if seal_of(row["document"]) != row["seal"]:
        raise SealBroken(f"{row['slug']} {row['number']}")
    numbers = tuple(sorted(known, reverse=True))
    return Issue(
        slug=row["slug"],
        number=row["number"],
        published_at=row["published_at"],
        seal=row["seal"],
        document=row["document"],
        is_withdrawn=row["status"] == Release.Status.WITHDRAWN,
        withdrawn_reason=row["withdrawn_reason"],
        replaced_by=numbers[0] if numbers[0] != row["number"] else None,
        numbers=numbers,
    )
