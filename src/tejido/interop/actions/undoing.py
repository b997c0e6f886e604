"""Undo a whole import for seven days: what it created goes, what people built upon since stays."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.trail import record, require
from tejido.interop.actions.going import NotNow
from tejido.interop.models import Import, ImportRow
from tejido.interop.permissions import can_import_into
from tejido.interop.queries import can_be_undone, persons_worked_on_since
from tejido.outcomes.actions.bringing import take_back_outcomes
from tejido.people.actions.bringing import take_back_consents, take_back_persons
from tejido.people.models import Person
from tejido.programmes.actions.bringing import take_back_cohorts, take_back_enrolments

MOST_NAMED = 200  # codes of persons that stay, named on the result page


@transaction.atomic
def undo_import(brought: Import, *, by: Any) -> Import:
    """Remove what the import created. A person in whose record somebody has worked since stays, with all that came in."""
    require(can_import_into(by, brought.organisation))
    brought = Import.objects.select_for_update().get(pk=brought.pk)
    if brought.status not in {Import.Status.DONE, Import.Status.FAILED}:
        raise NotNow(_("Esta importación no está terminada o ya se deshizo."))
    if not can_be_undone(brought):
        raise NotNow(_("Pasaron los siete días para deshacer esta importación. Corrija las fichas una por una."))
    keep = _kept(brought)
    organisation, source = brought.organisation, brought.code
    kept_codes = list(keep.values_list("code", flat=True))
    gone: dict[str, Any] = dict(take_back_outcomes(organisation, source, by=by, keep=keep))
    gone["enrolment"] = take_back_enrolments(organisation, source, by=by, keep=keep)
    gone["consent"] = take_back_consents(organisation, source, by=by, keep=keep)
    gone["person"] = take_back_persons(organisation, source, by=by, keep=keep)
    gone |= take_back_cohorts(organisation, source, by=by)
    brought.made = {"gone": gone, "stayed": len(kept_codes), "stayed_codes": sorted(kept_codes)[:MOST_NAMED]}
    brought.status, brought.filename = Import.Status.UNDONE, ""
    brought.file.delete(save=False)
    ImportRow.objects.filter(brought=brought).delete()
    brought.save(update_fields=["made", "status", "file", "filename"])
    record("interop.import_undone", by=by, on=brought, note=f"stayed={len(kept_codes)}" + ("" if by else " (consola)"))
    return brought


def _kept(brought: Import) -> Any:
    """Settled before anything is removed: the removal itself must not change the answer."""
    ids = list(persons_worked_on_since(brought).values_list("pk", flat=True))
    return Person.objects.filter(pk__in=ids)
