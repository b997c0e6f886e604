"""A file arrives, and leaves again when its time is over."""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from tejido.core.ingest import shown_name, stored_name
from tejido.core.scope import everywhere
from tejido.core.sealed_files import in_the_clear
from tejido.core.trail import record, require
from tejido.interop.matching import suggest_mapping
from tejido.interop.models import Import, ImportRow
from tejido.interop.permissions import can_import_into
from tejido.interop.queries import remembered_mapping
from tejido.interop.reading import Unreadable, guess_reading
from tejido.network.models import Organisation

KEPT = dt.timedelta(days=7)
UNNAMED = dt.timedelta(days=1)


@transaction.atomic
def start_import(organisation: Organisation, file: File, filename: str, *, by: Any, mapping: dict[str, Any] | None = None) -> Import:
    """Keep the file, read through it once, and suggest what its columns mean. An unreadable file is refused and not kept."""
    require(can_import_into(by, organisation))
    forget_old_files(by=None)
    brought = Import(organisation=organisation, brought_by=by, filename=shown_name(filename), file_hash=_hash(file))
    brought.file.save(stored_name(), file, save=False)
    try:
        with in_the_clear(brought.file) as path:
            reading = guess_reading(path, filename, **((mapping or {}).get("reading") or {}))
    except Unreadable:
        brought.file.delete(save=False)
        raise
    brought.reading, brought.rows = reading.as_json(), reading.rows
    brought.mapping = mapping or suggest_mapping(reading, remembered_mapping(organisation, reading.header))
    brought.save()
    record("interop.import_started", by=by, on=brought, note="" if by else "consola")
    return brought


def _hash(file: File) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


@transaction.atomic
def read_again(brought: Import, told: dict[str, Any], *, by: Any) -> Import:
    """Read the file as the user says (sheet, encoding, separator, header row, order of dates), and guess only the rest."""
    require(can_import_into(by, brought.organisation))
    with in_the_clear(brought.file) as path:
        reading = guess_reading(path, **told)
    if list(reading.header) != list(brought.reading.get("header", [])):
        brought.mapping = suggest_mapping(reading, remembered_mapping(brought.organisation, reading.header))
    brought.reading, brought.rows, brought.status = reading.as_json(), reading.rows, Import.Status.MATCHING
    brought.save(update_fields=["reading", "rows", "mapping", "status"])
    record("interop.import_read_again", by=by, on=brought, fields=told)
    return brought


@everywhere("files go after their days, whoever brought them")
@transaction.atomic
def forget_old_files(*, by: Any) -> int:
    """Remove the uploaded files, and the copies of bad rows, of imports older than seven days: they hold names."""
    require(by is None)
    old = Import.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(file="")
    forgotten = 0
    for brought in old:
        brought.file.delete(save=False)
        Import.objects.filter(pk=brought.pk).update(file="", filename="")
        ImportRow.objects.filter(brought=brought).delete()
        forgotten += 1
    if forgotten:
        record("interop.files_forgotten", by=None, note=str(forgotten))
    return forgotten


@everywhere("files go after their days, whoever brought them")
@transaction.atomic
def sweep_files(*, by: Any) -> int:
    """Remove uploads that no import names: a server that was killed between an erasure and its last step left them on the disk.

    Not the youngest: a file is there a moment before its import is.
    """
    require(by is None)
    field = Import._meta.get_field("file")
    storage, folder = field.storage, str(field.upload_to)
    named = set(Import.objects.exclude(file="").values_list("file", flat=True))
    there = [f"{folder}{name}" for name in storage.listdir(folder)[1]] if storage.exists(folder) else []
    left = [name for name in there if name not in named and storage.get_modified_time(name) < timezone.now() - UNNAMED]
    for name in left:
        storage.delete(name)
    if left:
        record("interop.files_forgotten", by=None, note=f"{len(left)} without an import")
    return len(left)
