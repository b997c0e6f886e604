from django.db import migrations, models


def forget_names(apps, editor):
    """Where the file is gone, its name goes too."""
    apps.get_model("interop", "Import").objects.filter(file="").update(filename="")


class Migration(migrations.Migration):

    dependencies = [
        ("interop", "0004_sealed"),
    ]

    operations = [
        migrations.RunPython(forget_names),
        migrations.AlterField(
            model_name="import",
            name="filename",
            field=models.CharField(help_text="removed with the file: people call files by names of people", max_length=200, verbose_name="archivo"),
        ),
    ]
