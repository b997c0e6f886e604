"""Community spaces: opened, corrected, closed."""

import datetime as dt
from typing import Any

from django.db import transaction

from tejido.core.trail import claim, record, require
from tejido.network.actions.membership import refuse_end_before_start
from tejido.network.actions.spelling import apply_changes
from tejido.network.models import Organisation, Region, Space
from tejido.network.permissions import can_correct_organisation


@transaction.atomic
def open_space(organisation: Organisation, name: str, *, region: Region, starts_on: dt.date, by: Any, **facts: Any) -> Space:
    """Open a community space of an organisation in a region."""
    require(can_correct_organisation(by, organisation))
    space = Space.objects.create(organisation=organisation, name=name, region=region, starts_on=starts_on, **facts)
    record("network.space_opened", by=by, on=space, fields=["name", "region", "starts_on", *facts])
    return space


@transaction.atomic
def correct_space(space: Space, *, by: Any, version: int | None = None, **facts: Any) -> Space:
    """Correct what a space says of itself."""
    require(can_correct_organisation(by, space.organisation))
    space = claim(Space.objects.select_related("organisation").get(pk=space.pk), version)
    changed = apply_changes(space, facts)
    space.save(update_fields=changed)
    record("network.space_corrected", by=by, on=space, fields=changed)
    return space


@transaction.atomic
def close_space(space: Space, ends_on: dt.date, *, by: Any, version: int | None = None) -> Space:
    """Close a space on a day; it stays in the history of the region."""
    require(can_correct_organisation(by, space.organisation))
    refuse_end_before_start(space.starts_on, ends_on)
    claim(space, version)
    space.ends_on = ends_on
    space.save(update_fields=["ends_on"])
    record("network.space_closed", by=by, on=space, fields=["ends_on"])
    return space
