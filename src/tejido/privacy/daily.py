"""Every day: finish what was interrupted, let go what the law no longer holds."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from tejido.core import keys
from tejido.core.periods import today
from tejido.privacy.actions import end_retention, finish_erasure
from tejido.privacy.models import Erasure

log = logging.getLogger("tejido.daily")


def complete_erasures() -> str:
    """Destroy keys that a stopped server left, remove the last messages, and end what a law kept until today. One that fails stops no other."""
    over = _each(end_retention, Erasure.objects.filter(retain_until__lte=today()).select_related("organisation"))
    left = list(Erasure.objects.filter(Q(shredded_at=None, keeps_name=False) | ~Q(mail_code="")))
    left += Erasure.objects.filter(keeps_name=True, mail_code="").exclude(person_code__in=keys.reductions())
    done = _each(finish_erasure, left)
    return f"{over} retentions ended, {done} erasures completed" if over or done else ""


def tell_who_left() -> str:
    """The list of who left, written anew in its other place: what was not there when somebody was erased may be there now."""
    keys.tell_elsewhere()
    return ""


def _each(verb: Callable[[Erasure], Any], erasures: Iterable[Erasure]) -> int:
    """How many it did, each in a transaction of its own; what failed is written to the log and comes again tomorrow."""
    done = 0
    for erasure in list(erasures):
        try:
            with transaction.atomic():
                verb(erasure)
        except Exception:
            log.exception("%s of the erasure %s failed", verb.__name__, erasure.code)
        else:
            done += 1
    return done
