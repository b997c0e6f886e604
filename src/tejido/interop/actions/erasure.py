"""What registers that came in still hold of a person goes when the person is erased: rows that wait, and the files themselves."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from tejido.core.trail import record, require
from tejido.interop.clues import files_of, rows_that_name
from tejido.interop.models import Import, ImportRow
from tejido.people.models import Person
from tejido.people.permissions import can_handle_rights


@transaction.atomic
def erase_import_cells(person: Person, *, by: Any, clues: Collection[str], every_row: bool = False) -> int:
    """Remove the rows to correct that name this person, and every file still kept at the organisation: nobody can cut one line out of it.

    What went in from those files stays; a file on its way must be sent again, without this person. `every_row`: the name can no longer be
    read, so nobody can say which of the organisation's rows that wait are this person's, and all of them go.
    """
    require(can_handle_rights(by, person.organisation))
    rows = list(ImportRow.objects.filter(organisation=person.organisation)) if every_row else rows_that_name(person.register_code, clues, person.organisation)
    for row in rows:
        row.delete()
    for brought in files_of(person.organisation):
        _drop_file(brought)
    record("interop.import_cells_erased", by=by, on=person, note=str(len(rows)))
    return len(rows)


def _drop_file(brought: Import) -> None:
    """The file goes from the disk when the transaction is saved; an import that still needs it waits for a new one."""
    file, storage = str(brought.file.name), brought.file.storage
    Import.objects.filter(pk=brought.pk, organisation=brought.organisation_id).update(file="", filename="")
    if brought.status in {Import.Status.MATCHING, Import.Status.CHECKING, Import.Status.PREVIEW}:
        brought.delete()
    transaction.on_commit(lambda: storage.delete(file))
