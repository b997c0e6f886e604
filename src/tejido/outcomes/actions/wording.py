"""The verb that fills a slot: the organisation's own licensed wording of an instrument."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, claim, record, require
from tejido.network.models import Organisation
from tejido.outcomes.models import InstrumentWording
from tejido.outcomes.packs import Pack
from tejido.outcomes.permissions import can_upload_wording
from tejido.outcomes.queries import keys_of


class WordingIncomplete(Refused):
    """A questionnaire with a missing question cannot be scored."""


class LicenceMissing(Refused):
    field = "licence"


@transaction.atomic
def upload_wording(
    organisation: Organisation, pack: Pack, language: str, *, by: Any, items: Mapping[str, str], licence: str, version: int | None = None
) -> InstrumentWording:
    """Keep the wording that this organisation may use, with its licence or permission. A second upload replaces the first."""
    require(can_upload_wording(by, organisation))
    missing = [key for key in keys_of(pack) if not items.get(key, "").strip()]
    if missing:
        raise WordingIncomplete(_("Faltan %(n)s textos. Un cuestionario se guarda completo, con las mismas preguntas que el original.") % {"n": len(missing)})
    if not licence.strip():
        raise LicenceMissing(_("Escriba con qué licencia o permiso usa su entidad este texto."))
    words = {key: items[key].strip() for key in keys_of(pack)}
    wording = InstrumentWording.objects.filter(organisation=organisation, instrument=pack.id, language=language).first()
    if wording is None:
        wording = InstrumentWording(organisation=organisation, instrument=pack.id, language=language)
    else:
        claim(wording, version)
    wording.items, wording.licence = words, licence.strip()
    wording.save()
    record("outcomes.wording_uploaded", by=by, on=wording, fields=["items", "licence"], note=f"{pack.id} {language}")
    return wording
