"""A register that a member of the demonstration brought in last week, by the same verbs as a real one: three rows wait for a correction."""

import datetime as dt
import random

from django.core.files.base import ContentFile
from django.db import transaction

from tejido.accounts.models import User
from tejido.demo.names import family_name, given_name
from tejido.interop.actions import match_columns, run_import, start_import
from tejido.network.models import Organisation

FILENAME = "mutua-ayuda-otono.csv"
HEADER = "Código;Nombre;Apellidos;Sexo;Nacimiento;Grupo;Entrada"
MAPPING = {
    "columns": {
        "Código": "person.register_code", "Nombre": "identity.given_name", "Apellidos": "identity.family_name", "Sexo": "person.sex",
        "Nacimiento": "person.birth_year", "Grupo": "enrolment.cohort", "Entrada": "enrolment.starts_on",
    },
    "programmes": {"ayuda-mutua": {"name": "Grupo de ayuda mutua", "kind": "mutual_help"}},
}  # fmt: skip


@transaction.atomic
def bring_demo_register(chance: random.Random, organisation: Organisation, by: User, day: dt.date) -> None:
    """Twenty rows: seventeen are good; one has a day that does not exist, one a word for the sex that nobody knows, one a year of long ago."""
    start = day - dt.timedelta(days=35)
    rows = []
    for number in range(1, 21):
        sex = chance.choice(("mujer", "hombre"))
        name = given_name(chance, "woman" if sex == "mujer" else "man")
        entered = (start + dt.timedelta(days=7 * (number % 3))).strftime("%d/%m/%Y")
        rows.append([f"AM-{number:02d}", name, family_name(chance), sex, str(chance.randint(1955, 2003)), "Otoño", entered])
    rows[4][6], rows[9][3], rows[15][4] = f"31/02/{day.year}", "m/f", "1876"
    text = "\r\n".join([HEADER, *(";".join(row) for row in rows)]) + "\r\n"
    mapping = {**MAPPING, "cohorts": {"otono": {"programme": "ayuda-mutua", "name": "Otoño", "starts_on": start.isoformat()}}}
    brought = start_import(organisation, ContentFile(text.encode("cp1252"), name=FILENAME), FILENAME, by=by)
    run_import(match_columns(brought, mapping, by=by), by=by)
