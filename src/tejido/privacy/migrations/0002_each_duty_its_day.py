from django.db import migrations, models


class Migration(migrations.Migration):
    """Only words for those who read the models."""

    dependencies = [
        ("privacy", "0001_requests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="erasure",
            name="kept",
            field=models.JSONField(default=list, help_text="[{what, law, keeps, until, participations}]", verbose_name="qué se guarda y por qué"),
        ),
        migrations.AlterField(
            model_name="erasure",
            name="retain_until",
            field=models.DateField(blank=True, help_text="the next day on which a part of it goes", null=True, verbose_name="se guarda hasta"),
        ),
    ]
