"""The first-level regions of ISO 3166-2 for Spain, Hungary and Central America, from `regions.csv`."""

import csv
from pathlib import Path

from django.db import migrations

REGIONS = Path(__file__).resolve().parent.parent / "regions.csv"


def load_regions(apps, schema_editor):
    Region = apps.get_model("network", "Region")
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    Region.objects.bulk_create([Region(iso=row["iso"], country=row["country"], name=row["name"]) for row in rows], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [migrations.RunPython(load_regions, migrations.RunPython.noop)]
