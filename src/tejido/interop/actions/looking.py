"""Rows of a register hold names: whoever sees or takes them along leaves a line."""

from typing import Any

from django.db import transaction

from tejido.core.trail import record, require
from tejido.interop.models import Import
from tejido.interop.permissions import can_import_into
from tejido.network.actions import watch_taking


@transaction.atomic
def look_at_rows(brought: Import, *, by: Any, taken: bool = False) -> Import:
    """See rows of a register on a page, or take them along as a file (`taken`)."""
    require(can_import_into(by, brought.organisation))
    record("interop.rows_downloaded" if taken else "interop.rows_viewed", by=by, on=brought)
    if taken:
        watch_taking(by, brought.organisation)
    return brought
