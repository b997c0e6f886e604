import django.db.models.deletion
from django.db import migrations

from tejido.core.belongs import Belongs
from tejido.core.migrating import organisation_from


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0001_initial"),
        ("interop", "0002_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="organisation",
            field=Belongs(by="brought", editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.RunPython(organisation_from("interop", "importrow", "brought"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="importrow",
            name="organisation",
            field=Belongs(by="brought", editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
    ]
