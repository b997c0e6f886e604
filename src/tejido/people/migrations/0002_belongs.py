import django.db.models.deletion
from django.db import migrations

from tejido.core.belongs import Belongs
from tejido.core.migrating import organisation_from


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="organisation",
            field=Belongs(by="person", editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.RunPython(organisation_from("people", "identity", "person"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="identity",
            name="organisation",
            field=Belongs(by="person", editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.AddField(
            model_name="consent",
            name="organisation",
            field=Belongs(by="person", editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.RunPython(organisation_from("people", "consent", "person"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="consent",
            name="organisation",
            field=Belongs(by="person", editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
    ]
