"""Verbs that hand out a person's copy. Each leaves a line that the person can read."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.trail import record, require
from tejido.network.actions import watch_taking
from tejido.people.models import Person
from tejido.privacy.actions.requests import Closed, TwoPersons, refuse_unproved
from tejido.privacy.archive import archive_of
from tejido.privacy.models import DataRequest
from tejido.privacy.permissions import can_export_own_data, can_handle_request
from tejido.privacy.queries import approvals_missing

WITH_COPY = {DataRequest.Kind.ACCESS, DataRequest.Kind.PORTABILITY, DataRequest.Kind.AUTHORITY}


@transaction.atomic
def export_own_data(person: Person, *, by: Any, language: str) -> bytes:
    """The person's own copy. The page has just asked who they are."""
    require(can_export_own_data(by, person))
    packed, _data = archive_of(person, language)
    record("privacy.data_exported", by=by, on=person)
    return packed


@transaction.atomic
def hand_over_copy(request: DataRequest, *, by: Any, language: str) -> bytes:
    """The copy for somebody who asked on paper, in person or by law: after it is known who asks, and while the request is open.

    Whoever wrote the request down does not hand the copy over.
    """
    require(can_handle_request(by, request) and request.kind in WITH_COPY and request.person is not None)
    if request.state != DataRequest.State.OPEN:
        raise Closed(_("Esta solicitud ya está contestada. Si hace falta otra copia, anote otra solicitud."))
    refuse_unproved(request)
    if approvals_missing(request):
        raise TwoPersons(_("Falta la aprobación de otra persona de su entidad."))
    if request.filed_by_id == by.pk and request.kind != DataRequest.Kind.AUTHORITY:  # else one person alone could open any record, and take it along
        raise TwoPersons(_("Quien anotó o ya aprobó esta solicitud no puede aprobarla. Pídalo a otra persona de su entidad que conteste estos derechos."))
    assert request.person is not None  # for the types
    packed, _data = archive_of(request.person, language)
    record("privacy.data_exported", by=by, on=request, person=request.person, note=request.kind)
    watch_taking(by, request.organisation)
    return packed
