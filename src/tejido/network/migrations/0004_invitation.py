import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import tejido.core.codes
from tejido.network.roles import ROLE_CHOICES


class Migration(migrations.Migration):
    dependencies = [("network", "0003_access_token"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=tejido.core.codes.new_code, editable=False, max_length=12, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("role", models.CharField(choices=ROLE_CHOICES, max_length=30, verbose_name="papel")),
                ("email", models.EmailField(max_length=254, verbose_name="correo electrónico")),
                ("name", models.CharField(help_text="as the inviter typed it, whoever the address belongs to", max_length=120, verbose_name="nombre")),
                ("language", models.CharField(default="es", max_length=5, verbose_name="idioma")),
                ("expires_at", models.DateTimeField(verbose_name="sirve hasta")),
                ("invited_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="quién invitó")),
                ("network", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="network.network", verbose_name="red")),
                ("organisation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="network.organisation", verbose_name="entidad")),
            ],
            options={
                "verbose_name": "invitación",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(organisation__isnull=False, network__isnull=True) | Q(organisation__isnull=True, network__isnull=False),
                        name="invitation_to_one_place",
                    )
                ],
            },
        ),
    ]
