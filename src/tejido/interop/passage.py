"""A file on its way: through the check alone, or through the check into the record, chunk by chunk.

Each chunk is one transaction, progress included: a crash loses at most the chunk under way, says how far it got, and a second run
creates nothing twice. Not verbs themselves: the verbs of `actions` start them, here or in the worker.
"""

import logging
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.bulk import insert_rows
from tejido.core.sealed_files import in_the_clear
from tejido.core.trail import Refused, record
from tejido.interop.checking import Checked, Checker, Ground
from tejido.interop.entering import Entry, open_places
from tejido.interop.matching import load_mapping
from tejido.interop.models import Import, ImportRow
from tejido.interop.reading import Reading

log = logging.getLogger(__name__)


def ground_of(brought: Import) -> Ground:
    reading = Reading.from_json(brought.reading)
    return Ground(brought.organisation, load_mapping(brought.mapping, reading.header), reading)


def chunks_of(brought: Import, ground: Ground) -> Iterator[Checked]:
    with in_the_clear(brought.file) as path:
        yield from Checker(ground).chunks(path)


def check_through(brought: Import) -> None:
    """Every cell is read and compared; nothing is written but the rows to fix and the counts of what would happen."""
    _reset(brought)
    try:
        would = Counter[str]()
        for checked in chunks_of(brought, ground_of(brought)):
            would += checked.new
            would["unchanged"] += checked.unchanged
            _step(brought, checked)
        brought.made, brought.status = dict(+would), Import.Status.PREVIEW
    except Refused as refused:
        brought.problem, brought.status = str(refused), Import.Status.MATCHING
    brought.save(update_fields=["made", "status", "problem"])


def bring_through(brought: Import) -> None:
    """The good rows go in, the bad ones wait to be corrected."""
    before = Counter({noun: number for noun, number in brought.made.items() if noun != "unchanged"})  # of a run that stopped midway
    _reset(brought)
    brought.status = Import.Status.RUNNING
    user = brought.brought_by
    try:
        with transaction.atomic():
            before += open_places(ground_of(brought), user=user, source=brought.code)
            brought.made = dict(before)
            brought.save(update_fields=["made", "status"])
        ground = ground_of(brought)  # once more: the new cohorts have keys now
        entry, unchanged = Entry(ground, user=user, source=brought.code), 0
        for checked in chunks_of(brought, ground):
            with transaction.atomic():
                made = Counter(brought.made) + entry.enter(checked.good)
                brought.made = dict(made)
                _step(brought, checked)
            unchanged += checked.unchanged
        brought.made = {**brought.made, "unchanged": unchanged}
        finish(brought, Import.Status.DONE)
    except Refused as refused:
        finish(brought, Import.Status.FAILED, str(refused))
    except Exception:  # whatever it was, the import must say how far it got instead of looking as if it still ran
        log.exception("Import %s stopped at row %s", brought.code, brought.rows_read)
        said = _("Se detuvo en la fila %(row)d por un fallo nuestro. Lo importado está a salvo: pulse «Seguir» y continuará sin repetir nada.")
        finish(brought, Import.Status.FAILED, said % {"row": brought.rows_read})


def finish(brought: Import, status: str, problem: str = "") -> None:
    with transaction.atomic():
        stored = Import.objects.get(pk=brought.pk)  # after a failed chunk the object in hand may be ahead of what was kept
        if status == Import.Status.DONE:
            stored.made = brought.made
        stored.status, stored.problem, stored.finished_at = status, problem, timezone.now()
        stored.save(update_fields=["status", "problem", "finished_at", "made"])
        counts = " ".join(f"{noun}={number}" for noun, number in sorted(stored.made.items()) if isinstance(number, int))
        verb = "interop.import_finished" if status == Import.Status.DONE else "interop.import_failed"
        record(verb, by=brought.brought_by, on=stored, note=f"{stored.rows_good}/{stored.rows_read}: {counts}" + ("" if brought.brought_by else " (consola)"))
    brought.refresh_from_db()


def _reset(brought: Import) -> None:
    ImportRow.objects.filter(brought=brought).delete()
    brought.rows_read = brought.rows_good = brought.rows_bad = 0
    brought.problem, brought.progress_at = "", timezone.now()
    brought.save(update_fields=["rows_read", "rows_good", "rows_bad", "problem", "progress_at"])


def _step(brought: Import, checked: Checked) -> None:
    """Keep the bad rows of a chunk and the progress."""
    rows = [(brought.organisation_id, brought.pk, row.number, row.cells, row.problems) for row in checked.bad]
    insert_rows(ImportRow, ("organisation_id", "brought_id", "number", "cells", "problems"), rows)
    brought.rows_read += checked.read
    brought.rows_good += len(checked.good)
    brought.rows_bad += len(checked.bad)
    brought.progress_at = timezone.now()
    brought.save(update_fields=["rows_read", "rows_good", "rows_bad", "progress_at", "made"])
