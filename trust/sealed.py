"""Sealed identities: a stolen copy is noise, keys are renewed under way, values open at their own place only. On SQLite, as installed."""

import random
from collections.abc import Iterator
from pathlib import Path

import django
from django.core.management import call_command

from trust.bar import Bar
from trust.sealing import rest, swaps, turn, world


def bars(seed: int) -> Iterator[Bar]:
    django.setup()
    from django.conf import settings
    from django.db import transaction

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    call_command("migrate", verbosity=0)
    from tejido.core.scope import everywhere

    chance = random.Random(seed)
    with everywhere("the proof arranges and looks"):
        with transaction.atomic():
            there = world.open_places()
        yield rest.at_rest(there, Path(settings.HOME))
        yield swaps.moved(there, chance)
        yield swaps.forged(there, chance)
        yield turn.renewed(there, chance)
