"""Where a copy of the machine's files could be read: every byte that a day of work leaves behind is searched."""

import contextlib
import csv
import io
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from trust.bar import Bar
from trust.sealing.world import DAY, MARK, SOUGHT, World, identity_of, register_by_hand

BY_HAND, BY_FILE, BAD = 620, 480, 20
MAPPING = """
columns:
  codigo: person.register_code
  registro: person.registered_on
  nombre: identity.given_name
  apellidos: identity.family_name
  apodo: identity.preferred_name
  nacimiento: identity.birth_date
  telefono: identity.phone
  correo: identity.email
  direccion: identity.address
"""


def at_rest(world: World, home: Path) -> Bar:
    """1,100 marked persons come in, are looked at, searched for, exported, backed up: no mark anywhere on the disk."""
    listen(home)
    register_by_hand(world, range(BY_HAND))
    bring_file(world)
    shown = work_a_day(world)
    copies(home)
    opened = readable(world)
    files, size, hits = search(home)
    planted = planted_column(home)
    return Bar(
        "29", "A stolen copy of the disk is noise", f"{len(hits)} marks in {files} files, {size / 1e6:.0f} MB" + "".join(f" ({h})" for h in hits[:5]),
        f"1,000 persons who read back ({opened}), shown on {shown} pages, files of database, log, backup, upload", f"one plain column found: {len(planted)} files",
        met=not hits, floor_met=opened >= 1000 and shown >= 20 and files >= 8 and size > 2e6, caught=bool(planted),
    )  # fmt: skip


def listen(home: Path) -> None:
    """Everything that is logged goes to a file, and what is put aside for a moment lies in the home folder too."""
    (home / "tmp").mkdir(exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(home / "tmp")
    logging.basicConfig(filename=home / "everything.log", level=logging.DEBUG, force=True)


def bring_file(world: World) -> None:
    from tejido.interop.command import import_file

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as elsewhere:
        path, mapping = Path(elsewhere) / "register.csv", Path(elsewhere) / "mapping.yaml"
        mapping.write_text(MAPPING, encoding="utf-8")
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["codigo", "registro", "nombre", "apellidos", "apodo", "nacimiento", "telefono", "correo", "direccion"])
            for number in range(BY_HAND, BY_HAND + BY_FILE + BAD):
                known = identity_of(number)
                day = DAY.strftime("%d/%m/%Y") if number < BY_HAND + BY_FILE else "no se sabe"
                out.writerow([f"F-{number}", day, *known.values()])
        with contextlib.redirect_stdout(io.StringIO()):
            status = import_file(path, mapping, world.places[0].slug)
    if status != 1:
        raise RuntimeError("the register did not go in with some rows left to correct")


def work_a_day(world: World) -> int:
    """Pages with names, by one who may see them; how many of them really showed a mark."""
    from django.test import Client
    from django.urls import reverse

    from tejido.interop.models import Import
    from tejido.people.models import Person

    client = Client()
    client.force_login(world.by)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}, {"method": "mfa", "at": 2.0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(world.by.pk)
    session.cycle_key()  # the name is in the table, the browser holds what it was hashed from
    session.save()
    client.cookies["sessionid"] = session.secret
    codes = Person.objects.filter(organisation=world.places[0]).order_by("-pk").values_list("code", flat=True)[:8]
    pages = [reverse("people:list"), *(f"{reverse('people:list')}?page={n}" for n in (2, 3)), f"{reverse('people:list')}?q={MARK}n7"]
    pages += [f"{reverse('people:list')}?q={identity_of(11)['email']}", f"{reverse('desk:search')}?q={MARK}n5"]
    pages += [reverse(f"people:{name}", args=[code]) for code in codes for name in ("detail", "identity")]
    brought = Import.objects.get()
    pages += [reverse("interop:fix", args=[brought.code])]
    return sum(MARK in client.get(page, follow=True).content.decode(errors="ignore") for page in pages)


def copies(home: Path) -> None:
    """A backup as the operator makes it, and a bare copy of the database."""
    from django.db import connection

    from tejido import cli
    from tejido.core.sqlite_library import sqlite3

    with contextlib.redirect_stdout(io.StringIO()):
        status = cli.main(["backup", str(home / "backups")])
    if status:
        raise RuntimeError("no backup was made")
    if connection.vendor == "sqlite":
        bare = sqlite3.connect(connection.settings_dict["NAME"])
        bare.execute("VACUUM INTO ?", [str(home / "bare.sqlite3")])
        bare.close()


def readable(world: World) -> int:
    """Persons whose name reads back right through the door."""
    from tejido.people.models import Person
    from tejido.people.permissions import names_visible_to

    persons = list(Person.objects.order_by("pk"))
    return sum(name.startswith(f"{MARK}p") for name in names_visible_to(world.by, persons).values())


def search(home: Path) -> tuple[int, int, list[str]]:
    """Files, bytes, and the names of those in which a mark stands."""
    files = size = 0
    hits = []
    for path in sorted(home.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        files, size = files + 1, size + len(content)
        small = content.lower()
        if any(mark in small for mark in SOUGHT):
            hits.append(str(path.relative_to(home)))
    return files, size, hits


def planted_column(home: Path) -> list[str]:
    """The same search, when one name of one person stands plainly in one column."""
    from django.db import connection

    from tejido.people.models import Person

    person: Any = Person.objects.order_by("pk").first()
    kept = person.register_code
    Person.objects.filter(pk=person.pk).update(register_code=f"{MARK}n0")
    hits = search(home)[2]
    Person.objects.filter(pk=person.pk).update(register_code=kept)
    connection.close()
    return hits
