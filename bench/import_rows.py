"""How fast does a register go in? Rows per second of `tejido import` beside a plain bulk_create of the same rows, in one run.

    python bench/import_rows.py [ROWS ...]        (default 10000 100000)

Two registers. *Whole*: a row is a person with name, two permissions, a participation with entry and exit, and three measures: eight
records. *Plain*: a row is a person with sex, year of birth and day of registration: one record. Both sides
start from a fresh SQLite file on the same disk, with the durability of the product (FULL). Processor seconds compare well on a busy
machine, clock seconds do not. Memory is the peak of the process while it works, above what it held before.
"""

import csv
import datetime as dt
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAMES = ("Alma", "Beto", "Clara", "Darío", "Eva", "Fermín", "Gala", "Hugo", "Inés", "Joel")
MAPPING = """
columns:
  codigo: person.register_code
  sexo: person.sex
  nombre: identity.given_name
  apellidos: identity.family_name
  nacimiento: identity.birth_date
  grupo: enrolment.cohort
  entrada: enrolment.starts_on
  salida: enrolment.ends_on
  edad: measure:edad
  ingresos: measure:ingresos
  trabaja: measure:trabaja
programmes: {apoyo: {name: Apoyo, kind: support}}
cohorts:
  a: {programme: apoyo, name: A, arm: programme, starts_on: 2020-01-01}
  b: {programme: apoyo, name: B, arm: comparison, starts_on: 2020-01-01}
measures:
  edad: {label: Edad, lowest: 0, highest: 120}
  ingresos: {label: Ingresos, unit: USD, lowest: 0}
  trabaja: {label: Trabaja, kind: yes_no}
consent: {purposes: [service, impact], given_on: 2020-01-01, channel: register, text_version: "1"}
"""

PLAIN_MAPPING = """
columns: {codigo: person.register_code, sexo: person.sex, anio: person.birth_year, alta: person.registered_on}
"""


def write_plain_register(path: Path, rows: int) -> None:
    chance = random.Random(20)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["codigo", "sexo", "anio", "alta"])
        for number in range(rows):
            day = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(900))
            out.writerow([f"R-{number:06d}", chance.choice(("mujer", "hombre")), chance.randrange(1950, 2000), day.strftime("%d/%m/%Y")])


def write_register(path: Path, rows: int) -> None:
    chance = random.Random(20)
    first = dt.date(2020, 1, 1)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["codigo", "sexo", "nombre", "apellidos", "nacimiento", "grupo", "entrada", "salida", "edad", "ingresos", "trabaja"])
        for number in range(rows):
            entry = first + dt.timedelta(days=chance.randrange(900))
            birth = dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(18000))
            out.writerow([
                f"R-{number:06d}", chance.choice(("mujer", "hombre")), chance.choice(NAMES), f"Apellido {number}", birth.strftime("%d/%m/%Y"),
                chance.choice("ab"), entry.strftime("%d/%m/%Y"), (entry + dt.timedelta(days=90)).strftime("%d/%m/%Y"),
                2020 - birth.year, f"{chance.random() * 9000:.2f}".replace(".", ","), chance.choice(("sí", "no")),
            ])  # fmt: skip


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def organisation():
    from tejido.network.models import Organisation, Region

    region, _ = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})
    return Organisation.objects.create(slug="bench", name="Bench", country="SV", region=region)


def by_tejido(path: Path) -> tuple[float, float, float, float]:
    """Seconds to read and check, seconds to bring in (check included), of processor for the latter, and megabytes above the start."""
    import contextlib
    import io

    from tejido.interop.command import import_file

    organisation()
    mapping = path.with_suffix(".yaml")
    mapping.write_text(PLAIN_MAPPING if path.stem == "plain" else MAPPING, encoding="utf-8")
    before = peak_mb()
    took = []
    for dry_run in (True, False):
        at, cpu = time.perf_counter(), time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            assert import_file(path, mapping, "bench", dry_run=dry_run, as_json=True) == 0
        took.append(time.perf_counter() - at)
    return took[0], took[1], time.process_time() - cpu, peak_mb() - before


def plain_by_bulk_create(path: Path) -> tuple[float, float, float]:
    """The same for the plain register."""
    from django.db import transaction

    from tejido.people.models import Person

    org = organisation()
    before = peak_mb()
    at, cpu = time.perf_counter(), time.process_time()
    sexes = {"mujer": "woman", "hombre": "man"}
    with path.open(encoding="utf-8", newline="") as file, transaction.atomic():
        Person.objects.bulk_create([
            Person(
                organisation=org, register_code=r["codigo"], sex=sexes[r["sexo"]], birth_year=int(r["anio"]),
                registered_on=dt.datetime.strptime(r["alta"], "%d/%m/%Y").date(),
            )
            for r in csv.DictReader(file, delimiter=";")
        ])  # fmt: skip
    return time.perf_counter() - at, time.process_time() - cpu, peak_mb() - before


def by_bulk_create(path: Path) -> tuple[float, float, float]:
    """Seconds (and of processor) that Django's bulk_create needs for the same rows, read by csv and trusted unchecked; megabytes."""
    from django.db import transaction

    from tejido.outcomes.models import Measure, Measurement
    from tejido.people.models import Consent, ConsentText, Identity, Person
    from tejido.programmes.models import Cohort, Enrolment, Programme

    org = organisation()
    programme = Programme.objects.create(organisation=org, slug="apoyo", name="Apoyo")
    cohorts = {s: Cohort.objects.create(organisation=org, programme=programme, slug=s, name=s, starts_on=dt.date(2020, 1, 1)) for s in "ab"}
    measures = [Measure.objects.create(organisation=org, slug=s, label=s) for s in ("edad", "ingresos", "trabaja")]
    texts = [ConsentText.objects.filter(purpose=purpose).first() for purpose in ("service", "impact")]
    before = peak_mb()
    at, cpu = time.perf_counter(), time.process_time()
    day = lambda text: dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: E731
    with path.open(encoding="utf-8", newline="") as file, transaction.atomic():
        rows = list(csv.DictReader(file, delimiter=";"))
        persons = Person.objects.bulk_create([Person(organisation=org, register_code=r["codigo"], registered_on=day(r["entrada"])) for r in rows])
        pairs = list(zip(persons, rows, strict=True))
        Identity.objects.bulk_create([Identity(person=p, given_name=r["nombre"], family_name=r["apellidos"], birth_date=day(r["nacimiento"])) for p, r in pairs])
        Consent.objects.bulk_create([
            Consent(person=p, text=t, purpose=t.purpose, is_given=True, given_on=dt.date(2020, 1, 1), channel="register") for p in persons for t in texts
        ])
        Enrolment.objects.bulk_create([
            Enrolment(organisation=org, person=p, cohort=cohorts[r["grupo"]], starts_on=day(r["entrada"]), ends_on=day(r["salida"])) for p, r in pairs
        ])
        Measurement.objects.bulk_create([
            Measurement(organisation=org, person=p, measure=m, measured_on=day(r["entrada"]), value=float({"sí": 1, "no": 0}.get(v, v.replace(",", "."))))
            for p, r in pairs
            for m, v in zip(measures, (r["edad"], r["ingresos"], r["trabaja"]), strict=True)
        ])
    return time.perf_counter() - at, time.process_time() - cpu, peak_mb() - before


def in_fresh_home(what: str, path: Path) -> list[float]:
    """One measurement in a process and a database of its own."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"TEJIDO_HOME": home, "TEJIDO_SECRET_KEY": "bench", "DJANGO_SETTINGS_MODULE": "tejido.settings"}
        out = subprocess.run([sys.executable, __file__, "--one", what, str(path)], env=env, capture_output=True, text=True)
        if out.returncode:
            raise SystemExit(out.stderr)
    return [float(word) for word in out.stdout.split()]


def one(what: str, path: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tejido.core.scope import everywhere

    call_command("migrate", verbosity=0)
    peer = plain_by_bulk_create if path.stem == "plain" else by_bulk_create
    if what == "tejido":
        print(*by_tejido(path))
    else:
        with everywhere("the peer knows no scope"):
            print(*peer(path))


def main(sizes: list[int]) -> None:
    side = f"{'CPU':>8} {'rows/s':>8} {'peak MB':>8}"
    print(f"{'register':<8} {'rows':>8} |{'check':>8} {'bring':>8} {side} |{'bulk_create':>12} {side} | CPU ratio")
    for kind, rows in [(kind, rows) for kind in ("plain", "whole") for rows in sizes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{kind}.csv"
            (write_plain_register if kind == "plain" else write_register)(path, rows)
            checked, brought, cpu, memory = in_fresh_home("tejido", path)
            plain, plain_cpu, plain_memory = in_fresh_home("bulk", path)
        print(
            f"{kind:<8} {rows:>8} |{checked:>6.2f} s {brought:>6.2f} s {cpu:>6.2f} s {rows / brought:>8.0f} {memory:>8.1f} |"
            f"{plain:>10.2f} s {plain_cpu:>6.2f} s {rows / plain:>8.0f} {plain_memory:>8.1f} | {cpu / plain_cpu:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(word) for word in sys.argv[1:]] or [10_000, 100_000])
