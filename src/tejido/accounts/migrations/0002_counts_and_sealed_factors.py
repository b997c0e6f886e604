"""The table in which wrong guesses are counted; and the secrets of second factors are sealed with a key outside the database."""

from django.core.management import call_command
from django.db import migrations


def make_table(apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def seal_factors(apps, editor):
    from tejido.accounts.adapter import SEALED, SecondFactor

    seal = SecondFactor().encrypt
    for owned in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        for name in ("secret", "seed"):
            if name in owned.data and not owned.data[name].startswith(SEALED):
                owned.data[name] = seal(owned.data[name])
                owned.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [
        migrations.RunPython(make_table, migrations.RunPython.noop),
        migrations.RunPython(seal_factors, migrations.RunPython.noop),
    ]
