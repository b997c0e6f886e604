from django.db import migrations, models

from tejido.core.sealed_files import SealedFiles
from tejido.core.sealed_text import SealedJSON

NAMES = ("cells", "problems")


def seal_rows(apps, editor):
    rows = apps.get_model("interop", "ImportRow").objects
    for row in rows.iterator(chunk_size=500):
        for name in NAMES:
            setattr(row, name, getattr(row, f"{name}_plain"))
        row.save(update_fields=NAMES)


def seal_files(apps, editor):
    """A file that lies there plainly is written again through the storage that seals."""
    storage = SealedFiles()
    imports = apps.get_model("interop", "Import").objects
    for brought in imports.exclude(file=""):
        if not storage.exists(brought.file.name):
            continue
        with open(storage.path(brought.file.name), "rb") as plain:
            name = storage.save(brought.file.name, plain)
        imports.filter(pk=brought.pk).update(file=name)
        storage.delete(brought.file.name)


class Migration(migrations.Migration):
    """Rows that wait to be corrected, and the files they came in, are sealed. There is no way back."""

    dependencies = [
        ("interop", "0003_belongs"),
    ]

    operations = [
        migrations.RenameField(model_name="importrow", old_name="cells", new_name="cells_plain"),
        migrations.RenameField(model_name="importrow", old_name="problems", new_name="problems_plain"),
        migrations.AddField(model_name="importrow", name="cells", field=SealedJSON(default=dict, help_text="column → text as it stood in the file"), preserve_default=False),
        migrations.AddField(model_name="importrow", name="problems", field=SealedJSON(default=dict, help_text="column → message"), preserve_default=False),
        migrations.RunPython(seal_rows),
        migrations.RemoveField(model_name="importrow", name="cells_plain"),
        migrations.RemoveField(model_name="importrow", name="problems_plain"),
        migrations.AlterField(
            model_name="import",
            name="file",
            field=models.FileField(blank=True, help_text="removed seven days after the import", storage=SealedFiles(), upload_to="imports/"),
        ),
        migrations.RunPython(seal_files),
    ]
