from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_belongs"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="restricted_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="uso limitado desde"),
        ),
        migrations.AddField(
            model_name="person",
            name="restriction",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "sin limitar"),
                    ("accuracy", "la persona dice que algo no es correcto y se está revisando"),
                    ("unlawful", "no debía guardarse, y la persona prefiere que no se borre"),
                    ("claims", "la persona lo necesita para una reclamación"),
                    ("objection", "la persona se opuso y se está decidiendo"),
                    ("legal_duty", "la persona pidió borrarlo y una ley obliga a guardar una parte"),
                ],
                default="",
                editable=False,
                max_length=12,
                verbose_name="por qué",
            ),
        ),
    ]
