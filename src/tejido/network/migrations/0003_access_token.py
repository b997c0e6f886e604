import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import tejido.core.codes


class Migration(migrations.Migration):
    dependencies = [("network", "0002_emergencies"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=tejido.core.codes.new_code, editable=False, max_length=12, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=80, verbose_name="para qué programa")),
                ("capabilities", models.JSONField(default=list, verbose_name="qué puede leer")),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="sirve hasta")),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="última vez")),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("role", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="network.roleassignment", verbose_name="papel")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL, verbose_name="de quién")),
            ],
            options={"verbose_name": "pase de programa", "ordering": ["-created_at"]},
        ),
    ]
