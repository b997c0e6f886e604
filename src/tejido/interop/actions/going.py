"""Columns are matched, rows are checked, good ones go in, bad ones are corrected."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, record, require
from tejido.interop.checking import Checker
from tejido.interop.entering import Entry
from tejido.interop.matching import load_mapping
from tejido.interop.models import Import, ImportRow, RememberedMapping
from tejido.interop.passage import bring_through, check_through, ground_of
from tejido.interop.permissions import can_import_into
from tejido.interop.queries import header_hash
from tejido.interop.reading import Row

INLINE_ROWS = 5000  # a longer file goes through the worker
SILENCE = dt.timedelta(minutes=5)  # without a sign of life for so long, a run is taken for dead and may be started again


class NotNow(Refused):
    """The import is not in the state that this step needs."""


@transaction.atomic
def match_columns(brought: Import, mapping: dict[str, Any], *, by: Any, check: bool = True) -> Import:
    """Take the mapping (refused with all its problems at once), remember it for this header, and check every row."""
    require(can_import_into(by, brought.organisation))
    if brought.status not in {Import.Status.MATCHING, Import.Status.PREVIEW}:
        raise NotNow(_("Este archivo ya se importó. Para cambiar las columnas, deshaga la importación y vuelva a traerlo."))
    load_mapping(mapping, tuple(brought.reading["header"]))
    brought.mapping, brought.problem = mapping, ""
    ground_of(brought)  # refuses what the organisation does not have
    is_long = check and brought.rows > INLINE_ROWS
    brought.status = Import.Status.CHECKING if is_long else Import.Status.PREVIEW
    brought.progress_at = timezone.now()
    brought.save(update_fields=["mapping", "status", "problem", "progress_at"])
    RememberedMapping.objects.update_or_create(
        organisation=brought.organisation, header_hash=header_hash(brought.reading["header"]), defaults={"mapping": mapping}
    )
    record("interop.columns_matched", by=by, on=brought)
    if is_long:
        from tejido.interop.tasks import check_in_background

        check_in_background.enqueue(brought.code, brought.organisation_id)
    elif check:
        check_through(brought)
    brought.refresh_from_db()
    return brought


@transaction.atomic
def run_import(brought: Import, *, by: Any) -> Import:
    """Bring the good rows in. Again after a failure: what went in stays, nothing is created twice."""
    require(can_import_into(by, brought.organisation))
    stored = Import.objects.select_for_update().get(pk=brought.pk)
    dead = stored.status == Import.Status.RUNNING and (stored.progress_at or stored.created_at) < timezone.now() - SILENCE
    if stored.status not in {Import.Status.PREVIEW, Import.Status.FAILED} and not dead:
        raise NotNow(_("Este archivo ya se está importando o ya se importó."))
    if stored.status == Import.Status.PREVIEW:
        stored.made = {}  # what the check foretold
    stored.status, stored.progress_at = Import.Status.RUNNING, timezone.now()
    stored.save(update_fields=["status", "progress_at", "made"])
    record("interop.import_run", by=by, on=stored, note="" if by else "consola")
    if stored.rows > INLINE_ROWS and by is not None:
        from tejido.interop.tasks import bring_in_background

        bring_in_background.enqueue(stored.code, stored.organisation_id)
    else:
        transaction.on_commit(lambda: bring_through(stored))  # after the commit, so that each chunk is a transaction of its own
    return stored


@transaction.atomic
def correct_row(row: ImportRow, cells: dict[str, str], *, by: Any) -> bool:
    """Check a corrected row again; bring it in when it is good (True), else keep the correction and say what is still wrong."""
    brought = row.brought
    require(can_import_into(by, brought.organisation))
    if brought.status != Import.Status.DONE or row.is_fixed:
        raise NotNow(_("Esta fila ya no espera una corrección."))
    ground = ground_of(brought)
    checked = Checker(ground).check([Row(row.number, [cells.get(name, "") for name in ground.reading.header])], alone=True)
    row.cells = {name: cells.get(name, "") for name in ground.reading.header}
    row.is_fixed = not checked.bad
    row.problems = checked.bad[0].problems if checked.bad else {}
    row.save(update_fields=["cells", "problems", "is_fixed"])
    if row.is_fixed:
        made = Counter({noun: n for noun, n in brought.made.items() if isinstance(n, int)})
        made += Entry(ground, user=by, source=brought.code).enter(checked.good)
        brought.made, brought.rows_good, brought.rows_bad = dict(made), brought.rows_good + 1, brought.rows_bad - 1
        brought.save(update_fields=["made", "rows_good", "rows_bad"])
    record("interop.row_corrected", by=by, on=brought, note=str(row.number))
    return row.is_fixed
