"""A database as it was before values were sealed, brought to this version: `python -m tejido.core.tests.before_sealing` prints what is read then."""

import datetime as dt
import json
from typing import Any

import django

BEFORE = (
    ("core", "0001_initial"), ("accounts", "0001_initial"), ("people", "0002_belongs"), ("programmes", "0001_initial"), ("outcomes", "0002_belongs"),
    ("interop", "0003_belongs"),
)  # fmt: skip
DAY = dt.date(2024, 1, 1)
MANY = 600  # more than one portion of the sealing
PLAIN = ("ana@example.org", "quiere cantar", "se fue contenta", "\"codigo\": ")  # long enough not to stand in noise by chance


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tejido.core.scope import everywhere
    from tejido.core.walls.owner import as_owner
    from tejido.core.whole_migrations import WholeMigrations

    with everywhere("a database of old"), as_owner(connection):
        fill(WholeMigrations(connection).migrate(list(BEFORE)).apps)
    call_command("migrate", verbosity=0)
    with everywhere("what became of it"):
        print(json.dumps({**told(), "plain": plain_words()}))


def fill(old: Any) -> None:
    """Plain rows, made with the models of then."""
    region = old.get_model("network", "Region").objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})[0]
    places = [old.get_model("network", "Organisation").objects.create(slug=f"p{n}", name=f"P{n}", country="SV", region=region) for n in range(2)]
    person, identity = old.get_model("people", "Person").objects, old.get_model("people", "Identity").objects
    for n in range(MANY):
        one = person.create(organisation=places[n % 2], register_code=f"R-{n}", registered_on=DAY)
        named = {"given_name": "Lena", "birth_date": DAY, "email": "Ana@example.org", "phone": f"+503 7000 {n:04d}"} if n % 10 else {}
        identity.create(person=one, organisation_id=one.organisation_id, **named)
    lena = person.get(register_code="R-1")
    programme = old.get_model("programmes", "Programme").objects.create(organisation_id=lena.organisation_id, slug="p", name="P")
    cohort = old.get_model("programmes", "Cohort").objects.create(organisation_id=lena.organisation_id, programme=programme, slug="g", name="G", starts_on=DAY)
    here = {"organisation_id": lena.organisation_id, "person": lena, "starts_on": DAY}
    old.get_model("programmes", "Enrolment").objects.create(cohort=cohort, exit_note="se fue contenta", **here)
    old.get_model("outcomes", "Goal").objects.create(number=1, words="quiere cantar", **here)
    brought = old.get_model("interop", "Import").objects.create(organisation_id=lena.organisation_id)
    old.get_model("interop", "ImportRow").objects.create(
        brought=brought, organisation_id=lena.organisation_id, number=2, cells={"codigo": "R-1", "nombre": "Lena"}, problems={"codigo": "no"}
    )


def told() -> dict[str, Any]:
    """What the models of today read."""
    from tejido.core.sealed import marks
    from tejido.interop.models import ImportRow
    from tejido.outcomes.models import Goal
    from tejido.people.models import Identity
    from tejido.programmes.models import Enrolment

    rows = list(Identity.objects.select_related("person__organisation"))
    lena = next(row for row in rows if row.person.register_code == "R-1")
    row = ImportRow.objects.get()
    return {
        "identities": len(rows), "named": sum(row.given_name == "Lena" and row.birth_date == DAY for row in rows),
        "nameless": sum((row.given_name, row.birth_date, row.email_mark) == ("", None, "") for row in rows),
        "found": [one.person.register_code for one in Identity.objects.filter(phone_mark__in=marks(Identity, "phone", "50370000001", [lena.person.organisation]))],
        "same_address": Identity.objects.filter(email_mark__in=marks(Identity, "email", "ana@EXAMPLE.org", [lena.person.organisation])).count(),
        "goal": Goal.objects.get().words, "exit": Enrolment.objects.get().exit_note, "cells": row.cells, "problems": row.problems,
    }  # fmt: skip


def plain_words() -> list[str]:
    """Words that still stand readable in a column that was sealed."""
    from django.db import connection

    from tejido.core.sealed_rows import sealed_models

    found: list[str] = []
    for table in {model._meta.db_table for model in sealed_models()} | {"interop_importrow"}:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                written = " ".join(str(bytes(cell)) if isinstance(cell, bytes | memoryview) else str(cell) for cell in row)
                found += [f"{table}: {word}" for word in PLAIN if word in written]
    return found


if __name__ == "__main__":
    main()
