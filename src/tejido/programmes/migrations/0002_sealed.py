from django.db import migrations

from tejido.core.migrating import seal_from_plain
from tejido.core.sealed import Sealed


class Migration(migrations.Migration):
    """What was written plainly is sealed, and the plain columns go. There is no way back."""

    dependencies = [
        ("people", "0004_sealed"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(model_name="enrolment", old_name="exit_note", new_name="exit_note_plain"),
        migrations.AddField(model_name="enrolment", name="exit_note", field=Sealed(blank=True, by="person", kind="text", max_length=300, verbose_name="nota de la salida")),
        migrations.RunPython(seal_from_plain("programmes", "enrolment", ["exit_note"], [])),
        migrations.RemoveField(model_name="enrolment", name="exit_note_plain"),
    ]
