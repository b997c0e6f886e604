"""Rows of a register hold names: whoever sees or takes them along leaves a line."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from tejido.core.breach import note_of_rows
from tejido.core.trail import record, require
from tejido.interop.models import Import, ImportRow
from tejido.interop.permissions import can_import_into
from tejido.interop.queries import persons_known_in, register_codes_in
from tejido.interop.reading import Row
from tejido.network.actions import watch_rows, watch_taking


@transaction.atomic
def look_at_rows(brought: Import, rows: Iterable[Row | ImportRow], *, by: Any, taken: bool = False) -> Import:
    """See these rows of a register on a page, or take them along as a file (`taken`).

    The line names the persons of them who have a record by now, and says how many rows there were: the others have no code to be told by.
    """
    require(can_import_into(by, brought.organisation))
    codes = register_codes_in(brought, rows)
    known = persons_known_in(brought.organisation, codes.values())
    record("interop.rows_downloaded" if taken else "interop.rows_viewed", by=by, on=brought, persons=known, note=note_of_rows(codes))
    (watch_taking if taken else watch_rows)(by, brought.organisation)
    return brought
