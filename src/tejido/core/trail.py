"""require · act · record: the three steps of every verb, in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tejido.core.chain import append, hashes_of
from tejido.core.models import AuditEntry, Record
from tejido.core.refused import Refused as Refused
from tejido.core.scope import also_within
from tejido.core.walls.standing import ORGANISATION

R = TypeVar("R", bound=Record)


class ChangedMeanwhile(Refused):
    """Somebody else saved the same record after this user had opened it."""


def require(allowed: bool) -> None:
    """Stop here unless the predicate said yes. Views have asked the same door before: this is the second look."""
    if not allowed:
        raise PermissionDenied


def record(
    verb: str,
    *,
    by: Any,
    on: models.Model | None = None,
    organisation: Any = None,
    person: Any = None,
    persons: Iterable[str] = (),
    fields: Iterable[str] | Mapping[str, Any] = (),
    note: str = "",
) -> AuditEntry:
    """Write one line of the trail, in the transaction of the change that it tells of: if the line fails, so does the change.

    `by` is the user, or None for the system itself. `organisation` and `person` are taken from `on` where it has them. `persons`
    are the codes of several persons seen at once. A mapping of `fields` keeps a keyed hash of each new value beside its name.
    """
    organisation = organisation or getattr(on, "organisation", None)
    person = person or (on if on is not None and on._meta.label == "people.Person" else getattr(on, "person", None))
    place, whose = getattr(organisation, "code", None) or "", getattr(person, "code", None) or ""
    line = AuditEntry(
        actor=getattr(by, "code", None) or "",
        organisation=place,
        verb=verb,
        target=f"{on._meta.label}:{getattr(on, 'code', on.pk)}" if on is not None else "",
        person=whose,
        persons=" ".join(persons),
        fields=sorted(fields),
        hashes=hashes_of(fields, place, whose, getattr(person, "organisation_id", None)) if isinstance(fields, Mapping) else {},
        emergency=_emergency.get(),
        note=str(note)[:400],
    )
    concerned = [organisation] if isinstance(organisation, models.Model) and organisation._meta.label == ORGANISATION else []
    with transaction.atomic(savepoint=False), also_within(*concerned):  # a line may concern an organisation whose rows are out of reach
        return append(line)


_emergency: ContextVar[str] = ContextVar("emergency", default="")


@contextmanager
def under_emergency(code: str) -> Iterator[None]:
    """Every line of the block says that it was done under this emergency access."""
    token = _emergency.set(code)
    try:
        yield
    finally:
        _emergency.reset(token)


def claim(row: R, version: int | None) -> R:
    """Take the next version of `row`, or refuse if somebody saved it since `version` was read (None: take it anyway).

    Call it inside the verb's transaction, before saving: on both databases the UPDATE makes the two writers queue up.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1):
        raise ChangedMeanwhile(
            _("Otra persona guardó cambios en este registro mientras usted lo editaba. Lo que escribió sigue aquí abajo: compárelo con la versión guardada y vuelva a guardar.")
        )
    row.version = (version if version is not None else row.version) + 1
    return row


def amend(row: R, changes: Mapping[str, Any], *, version: int | None) -> dict[str, Any]:
    """Put `changes` on `row` as its next version (see `claim`) and give the fields that really changed, with their new values."""
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    claim(row, version)
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    return changed
