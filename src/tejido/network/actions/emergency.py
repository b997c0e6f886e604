"""Verbs about emergency access: opened with a reason by who otherwise cannot read, told at once to who watches, ended by either."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tejido.core.trail import Refused, record, require
from tejido.network.models import EmergencyAccess, Organisation
from tejido.network.permissions import can_end_emergency, can_open_emergency, emergency_of
from tejido.network.watchers import notify, tell, watchers_of

OPENED = gettext_noop("%(who)s abrió un acceso de emergencia por %(minutes)s minutos. Lea por qué, y termínelo si no hace falta.")


class ReasonTooShort(Refused):
    """Whoever reads it later must understand it."""

    field = "reason"


class TooLong(Refused):
    """An emergency lasts an hour at most; another one can follow, with its own reason."""

    field = "minutes"


class AlreadyOpen(Refused):
    """One at a time."""


class NobodyWatches(Refused):
    """An emergency access that nobody else is told of is not given."""


@transaction.atomic
def open_emergency(organisation: Organisation, *, by: Any, category: str, reason: str, minutes: int = 30) -> EmergencyAccess:
    """Open the records of one's own organisation for reading, for some minutes, in front of those who watch over it."""
    require(can_open_emergency(by, organisation))
    reason = " ".join(reason.split())
    if len(reason) < EmergencyAccess.SHORTEST_REASON:
        raise ReasonTooShort(_("Escriba el motivo con al menos 20 letras: la persona y quien protege los datos podrán leerlo."))
    if not 1 <= minutes <= EmergencyAccess.LONGEST:
        raise TooLong(_("Un acceso de emergencia dura de 1 a 60 minutos. Si hace falta más, abra otro cuando este termine."))
    get_user_model().objects.select_for_update().get(pk=by.pk)  # two at once: the second waits, and meets the first
    if emergency_of(by) is not None:
        raise AlreadyOpen(_("Ya tiene un acceso de emergencia abierto. Termínelo antes de abrir otro."))
    watchers = watchers_of(organisation, but=by)
    if not watchers:
        raise NobodyWatches(_("Nadie más puede recibir el aviso en %(place)s. Pida a la coordinación de su red que nombre a quien protege los datos.") % {"place": organisation})
    now = timezone.now()
    access = EmergencyAccess.objects.create(
        user=by, organisation=organisation, category=category, reason=reason, starts_at=now, ends_at=now + dt.timedelta(minutes=minutes)
    )
    record("network.emergency_opened", by=by, on=access, fields=["category", "reason", "ends_at"], note=f"{category} · {minutes} min")
    notify(organisation, "audit.read", OPENED, reverse("network:emergencies"), who=str(by), minutes=minutes)
    tell(watchers, organisation)
    return access


@transaction.atomic
def end_emergency(access: EmergencyAccess, *, by: Any) -> EmergencyAccess:
    """End it now: from the next request on it opens nothing."""
    require(can_end_emergency(by, access))
    if access.is_running:
        access.ended_at, access.ended_by = timezone.now(), by
        access.save(update_fields=["ended_at", "ended_by"])
        record("network.emergency_ended", by=by, on=access, fields=["ended_at"])
    return access
