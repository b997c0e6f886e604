import django.db.models.deletion
from django.db import migrations

from tejido.core.belongs import Belongs
from tejido.core.migrating import organisation_from


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0001_initial"),
        ("impact", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="organisation",
            field=Belongs(by="plan", editable=False, null=True, blank=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.RunPython(organisation_from("impact", "answer", "plan"), migrations.RunPython.noop),
        migrations.AddField(
            model_name="release",
            name="organisation",
            field=Belongs(by="answer", editable=False, null=True, blank=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.organisation"),
        ),
        migrations.RunPython(organisation_from("impact", "release", "answer"), migrations.RunPython.noop),
    ]
