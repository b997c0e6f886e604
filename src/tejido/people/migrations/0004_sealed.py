from django.db import migrations, models

from tejido.core.migrating import seal_from_plain
from tejido.core.sealed import Mark, Sealed


class Migration(migrations.Migration):
    """What was written plainly is sealed, and the plain columns go. There is no way back."""

    dependencies = [
        ("people", "0003_restriction"),
    ]

    operations = [
        migrations.RenameField(model_name="identity", old_name="given_name", new_name="given_name_plain"),
        migrations.AddField(model_name="identity", name="given_name", field=Sealed(blank=True, by="person", kind="text", max_length=80, verbose_name="nombre")),
        migrations.RenameField(model_name="identity", old_name="family_name", new_name="family_name_plain"),
        migrations.AddField(model_name="identity", name="family_name", field=Sealed(blank=True, by="person", kind="text", max_length=120, verbose_name="apellidos")),
        migrations.RenameField(model_name="identity", old_name="preferred_name", new_name="preferred_name_plain"),
        migrations.AddField(model_name="identity", name="preferred_name", field=Sealed(blank=True, by="person", kind="text", max_length=80, verbose_name="le gusta que le digan")),
        migrations.RenameField(model_name="identity", old_name="birth_date", new_name="birth_date_plain"),
        migrations.AddField(model_name="identity", name="birth_date", field=Sealed(blank=True, by="person", kind="date", verbose_name="fecha de nacimiento")),
        migrations.RenameField(model_name="identity", old_name="phone", new_name="phone_plain"),
        migrations.AddField(model_name="identity", name="phone", field=Sealed(blank=True, by="person", kind="phone", max_length=40, verbose_name="teléfono")),
        migrations.RenameField(model_name="identity", old_name="email", new_name="email_plain"),
        migrations.AddField(model_name="identity", name="email", field=Sealed(blank=True, by="person", kind="email", max_length=254, verbose_name="correo electrónico")),
        migrations.RenameField(model_name="identity", old_name="address", new_name="address_plain"),
        migrations.AddField(model_name="identity", name="address", field=Sealed(blank=True, by="person", kind="text", max_length=200, verbose_name="dirección")),
        migrations.AddField(model_name="identity", name="phone_mark", field=Mark(of="phone")),
        migrations.AddField(model_name="identity", name="email_mark", field=Mark(of="email")),
        migrations.RunPython(seal_from_plain("people", "identity", ["given_name", "family_name", "preferred_name", "birth_date", "phone", "email", "address"], ["phone_mark", "email_mark"])),
        migrations.RemoveField(model_name="identity", name="given_name_plain"),
        migrations.RemoveField(model_name="identity", name="family_name_plain"),
        migrations.RemoveField(model_name="identity", name="preferred_name_plain"),
        migrations.RemoveField(model_name="identity", name="birth_date_plain"),
        migrations.RemoveField(model_name="identity", name="phone_plain"),
        migrations.RemoveField(model_name="identity", name="email_plain"),
        migrations.RemoveField(model_name="identity", name="address_plain"),
        migrations.AddIndex(model_name="identity", index=models.Index(fields=["organisation", "phone_mark"], name="identity_by_phone")),
        migrations.AddIndex(model_name="identity", index=models.Index(fields=["organisation", "email_mark"], name="identity_by_email")),
    ]
