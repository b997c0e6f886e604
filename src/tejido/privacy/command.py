"""At the console: a person's copy is read back into an organisation. Who may ask for a copy is decided on the screens."""

import sys
from pathlib import Path

from django.db.models import Q

from tejido.core.scope import within
from tejido.core.trail import Refused
from tejido.network.models import Organisation
from tejido.privacy.archive import data_of
from tejido.privacy.reading_back import read_back


def import_export(file: Path, organisation: str) -> int:
    place = Organisation.objects.filter(Q(code=organisation) | Q(slug=organisation)).first()
    if place is None:
        print(f"There is no organisation {organisation!r}.", file=sys.stderr)
        return 1
    try:
        data = data_of(file)
        with within(place):
            person = read_back(data, place, by=None)
    except (Refused, ValueError, KeyError, OSError) as problem:
        print(f"Nothing was brought in: {problem}", file=sys.stderr)
        return 1
    print(f"{person.code}: {sum(len(rows) for rows in data['records'].values())} rows in the copy, the record is in place.")
    return 0
