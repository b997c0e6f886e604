"""Opening and correcting organisations, and the band they wear."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, claim, record, require
from tejido.network.actions.membership import open_membership
from tejido.network.actions.spelling import apply_changes, free_slug
from tejido.network.bands import bands_in_use, free_bands
from tejido.network.models import Network, Organisation, Region
from tejido.network.permissions import can_correct_organisation, can_manage_network


class BandTaken(Refused):
    """Another organisation wears this band."""


@transaction.atomic
def open_organisation(name: str, *, network: Network, region: Region, starts_on: dt.date, by: Any, **facts: Any) -> Organisation:
    """Enter an organisation of any legal kind and its membership of `network`; it gets a band that nobody wears."""
    require(can_manage_network(by, network))
    draft, dye = next(iter(free_bands()), ("", None))
    organisation = Organisation.objects.create(
        slug=free_slug(Organisation, name), name=name, region=region, country=region.country,
        band_draft=draft, band_dye=dye, is_demo=network.is_demo, **facts,
    )  # fmt: skip
    record("network.organisation_opened", by=by, on=organisation, organisation=organisation, fields=["name", "region", *facts])
    open_membership(network, organisation=organisation, starts_on=starts_on, by=by)
    return organisation


@transaction.atomic
def correct_organisation(organisation: Organisation, *, by: Any, version: int | None = None, **facts: Any) -> Organisation:
    """Correct what is public of an organisation."""
    require(can_correct_organisation(by, organisation))
    organisation = claim(Organisation.objects.get(pk=organisation.pk), version)
    if region := facts.get("region"):
        facts["country"] = region.country
    changed = apply_changes(organisation, facts)
    organisation.save(update_fields=changed)
    record("network.organisation_corrected", by=by, on=organisation, organisation=organisation, fields=changed)
    return organisation


@transaction.atomic
def choose_band(organisation: Organisation, draft: str, dye: int, *, by: Any) -> Organisation:
    """Choose a band among those that nobody wears."""
    require(can_correct_organisation(by, organisation))
    if (draft, dye) in bands_in_use(besides=organisation):
        raise BandTaken(_("Otra entidad acaba de elegir esa franja. Elija una de las que siguen libres."))
    organisation.band_draft, organisation.band_dye = draft, dye
    organisation.save(update_fields=["band_draft", "band_dye"])
    record("network.band_chosen", by=by, on=organisation, organisation=organisation, fields=["band_draft", "band_dye"])
    return organisation
