"""The invented network, and enough organisations beside it that twenty have people."""

import os
import random
from typing import Any

ORGANISATIONS = 20


def open_ground() -> None:
    """Made by the first run on a database; the next ones find it there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tejido.core.scope import everywhere
    from tejido.demo.actions import load_demo
    from tejido.demo.queries import demo_is_loaded

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    call_command("migrate", verbosity=0)
    with everywhere("the ground of a proof"):
        loaded = demo_is_loaded()
    if not loaded:
        load_demo()


def organisations_with_people(seed: int) -> list[int]:
    """Twenty organisations with people, a programme and a group each; those of the demonstration first."""
    from tejido.core.periods import today
    from tejido.core.scope import everywhere
    from tejido.network.models import Organisation, Region
    from tejido.people.models import Person
    from tejido.programmes.models import Cohort, Programme

    chance = random.Random(seed)
    with everywhere("the ground of a proof"):
        for n in range(ORGANISATIONS - Organisation.objects.filter(persons__isnull=False).distinct().count()):
            one = Organisation.objects.create(slug=f"de-prueba-{n}", name=f"De prueba {n}", country="SV", region=Region.objects.order_by("pk")[n])
            Person.objects.bulk_create([Person(organisation=one, registered_on=today()) for _ in range(chance.randint(20, 60))])
            programme = Programme.objects.create(organisation=one, slug="p", name="P")
            Cohort.objects.create(organisation=one, programme=programme, slug="g", name="G", starts_on=today())
        return sorted(set(Person.objects.values_list("organisation_id", flat=True)))


def rows_by_table(run: Any) -> dict[str, int]:
    """How many rows with an organisation each walled table shows to `run(sql)`."""
    from tejido.core.walls.standing import organisation_field, walled

    counts = {}
    for one in walled():
        of_an_organisation = (
            f'"{one.wall.column}" IS NOT NULL' if organisation_field(one.model) else f'"{one.wall.column}" IN (SELECT code FROM network_organisation)'
        )
        unpublished = f' AND "{one.wall.published}" IS NULL' if one.wall.published else ""
        counts[one.table] = run(f'SELECT count(*) FROM "{one.table}" WHERE {of_an_organisation}{unpublished}')
    return counts
