import django.db.models.deletion
from django.db import migrations

from tejido.core.belongs import Belongs
from tejido.core.migrating import organisation_from


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0001_initial"),
        ("outcomes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="score",
            name="organisation",
            field=Belongs(by="assessment", editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.RunPython(organisation_from("outcomes", "score", "assessment"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="score",
            name="organisation",
            field=Belongs(by="assessment", editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
    ]
