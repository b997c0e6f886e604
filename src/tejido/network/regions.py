"""The first-level regions of ISO 3166-2 for Spain, Hungary and Central America, read out of `regions.csv` after each migration."""

import csv
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".csv")


def load_regions(**_signal: Any) -> None:
    """Add the regions that are not there yet; those that are there stay as they are."""
    from tejido.network.models import Region

    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    known = set(Region.objects.values_list("iso", flat=True))
    Region.objects.bulk_create([Region(**row) for row in rows if row["iso"] not in known])
