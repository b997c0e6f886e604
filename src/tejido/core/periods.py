"""Time: everything that can change has a first day and an exclusive last day."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def today() -> dt.date:
    """The date where the network works, not in Greenwich."""
    return timezone.localdate()


def on(day: dt.date | None = None, prefix: str = "") -> Q:
    """Filter for rows in force on `day` (default today): starts_on <= day < ends_on."""
    day = day or today()
    return Q(**{f"{prefix}starts_on__lte": day}) & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day}))


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: dt.date | None = None) -> "DatedQuerySet":
        """Rows in force on `day` (default today)."""
        return self.filter(on(day))


class Dated(models.Model):
    """A row in force from `starts_on` until the day before `ends_on`. Ending it never rewrites the past."""

    starts_on = models.DateField(gettext_lazy("desde"))
    ends_on = models.DateField(gettext_lazy("hasta"), null=True, blank=True)

    objects: Any = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Termina antes de empezar: revise las dos fechas.")})

    def is_on(self, day: dt.date | None = None) -> bool:
        day = day or today()
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)
