from django.db import migrations, models


def number_what_is_there(apps, editor):
    """Lines written before the chain get their number and code in the order in which they were written."""
    from tejido.core.chain import BEGINNING, code_of, key_of, seal_of, TOLD

    lines, heads = apps.get_model("core", "AuditEntry"), apps.get_model("core", "TrailHead")
    reached = {}
    for line in lines.objects.order_by("id").iterator(chunk_size=2000):
        place = line.organisation
        number, before = reached.get(place, (0, BEGINNING))
        line.number = number + 1
        line.mac = code_of({"at": line.at, **{name: getattr(line, name) for name in TOLD}}, before, key_of(place))
        lines.objects.filter(pk=line.pk).update(number=line.number, mac=line.mac)
        reached[place] = (line.number, line.mac)
    heads.objects.bulk_create(
        heads(place=place, number=number, mac=mac, seal=seal_of(place, number, mac, key_of(place))) for place, (number, mac) in reached.items()
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0003_answered_forms")]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                ("place", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("mac", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField("auditentry", "number", models.PositiveBigIntegerField(default=0, editable=False, help_text="of the line at its place, from 1"), preserve_default=False),
        migrations.AddField("auditentry", "mac", models.CharField(default="", editable=False, max_length=64), preserve_default=False),
        migrations.AddField("auditentry", "persons", models.TextField(blank=True, default="", help_text="codes of several persons seen at once, such as a page of a list"), preserve_default=False),
        migrations.AddField("auditentry", "hashes", models.JSONField(blank=True, default=dict, help_text="name of a field: keyed hash of its new value")),
        migrations.AddField("auditentry", "emergency", models.CharField(blank=True, default="", help_text="code of the emergency access under which it was done", max_length=12), preserve_default=False),
        migrations.AlterField("auditentry", "organisation", models.CharField(blank=True, help_text="code of the place: an organisation, a network, or empty for the system", max_length=12)),
        migrations.RunPython(number_what_is_there, migrations.RunPython.noop),
        migrations.AddConstraint("auditentry", models.UniqueConstraint(fields=["organisation", "number"], name="one_line_per_number")),
        migrations.AddIndex("auditentry", models.Index(fields=["actor", "at"], name="core_audite_actor_idx")),
        migrations.AddIndex("auditentry", models.Index(condition=~models.Q(persons=""), fields=["organisation", "at"], name="pages_of_names")),
    ]
