from django.db import migrations

from tejido.core.migrating import seal_from_plain
from tejido.core.sealed import Sealed


class Migration(migrations.Migration):
    """What was written plainly is sealed, and the plain columns go. There is no way back."""

    dependencies = [
        ("outcomes", "0002_belongs"),
        ("people", "0004_sealed"),
    ]

    operations = [
        migrations.RenameField(model_name="goal", old_name="words", new_name="words_plain"),
        migrations.AddField(model_name="goal", name="words", field=Sealed(by="person", kind="text", max_length=300, verbose_name="con sus palabras")),
        migrations.RunPython(seal_from_plain("outcomes", "goal", ["words"], [])),
        migrations.RemoveField(model_name="goal", name="words_plain"),
    ]
