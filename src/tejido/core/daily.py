"""What must happen every day: each app names its jobs (`daily` of its AppConfig). Safe to run as often as one likes: a job that has nothing
to do does nothing. `tejido daily` runs them, from a timer of the machine or from `tejido serve` itself.
"""

import logging
from collections.abc import Iterator

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from tejido.core.scope import everywhere

log = logging.getLogger("tejido.daily")


def jobs() -> Iterator[str]:
    """Dotted names of the daily jobs of every app; each is a function without arguments that says what it did, or nothing."""
    for config in apps.get_app_configs():
        yield from getattr(config, "daily", ())


def run() -> tuple[list[str], list[str]]:
    """(what was done, what failed). Each job in a transaction of its own; one that fails does not stop the others."""
    done, failed = [], []
    for name in jobs():
        try:
            with everywhere("daily jobs look after every place"), transaction.atomic():
                said = import_string(name)()
        except Exception:
            log.exception("The daily job %s failed", name)
            failed.append(name)
        else:
            done += [said] if said else []
    return done, failed
