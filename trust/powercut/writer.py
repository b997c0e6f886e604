"""The writer whose power is cut: Tejido's own settings, keys and verb, `python -m trust.powercut.writer COUNT JOURNAL SYNCHRONOUS`.

A record is opened again and again. The code of each one that was acknowledged goes into TEJIDO_HOME/acknowledged, after the commit.
"""

import os
import sys

import django
from django.conf import settings


def begin() -> None:
    """The empty installation: one organisation, and one account that may open records. Run before the recording."""
    from django.core.management import call_command
    from django.db import connections

    from tejido.core.scope import everywhere
    from tejido.network.models import Organisation, Region
    from tests.cast import give_role, user

    call_command("migrate", verbosity=0)
    with everywhere("a proof arranges"):
        region, _ = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})
        place = Organisation.objects.create(slug="hilos", name="Hilos de Vida", country="SV", region=region)
        give_role(user("ana", "Ana Rivas"), "programme_coordinator", organisation=place)
        register(0)  # the first of its kind makes keys and chains
    connections.close_all()  # no journal is left: whoever changes its mode with one lying there is beyond what is promised


def register(number: int) -> str:
    import datetime as dt

    from tejido.accounts.models import User
    from tejido.network.models import Organisation
    from tejido.people.actions import register_person

    identity = {"given_name": f"Rosa {number}", "family_name": "de la Prueba", "phone": f"+503 7{number:07d}"}
    who, where = User.objects.get(email="ana@example.org"), Organisation.objects.get(slug="hilos")
    return str(register_person(where, by=who, registered_on=dt.date(2024, 3, 1), identity=identity).code)


def write(count: int, journal: str, synchronous: str) -> None:
    """As the server does: a transaction for each record, and the connection closed now and then."""
    from django.db import connections

    from tejido.core.scope import everywhere

    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = (
        options["init_command"].replace("journal_mode=WAL", f"journal_mode={journal}").replace("synchronous=FULL", f"synchronous={synchronous}")
    )
    acknowledged = os.open(settings.HOME / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with everywhere("a proof writes"):
        for number in range(1, count + 1):
            code = register(number)
            os.write(acknowledged, f"{code}\n".encode())
            if number % 12 == 0:
                connections.close_all()


if __name__ == "__main__":
    django.setup()
    begin() if sys.argv[1] == "begin" else write(int(sys.argv[1]), sys.argv[2], sys.argv[3])
