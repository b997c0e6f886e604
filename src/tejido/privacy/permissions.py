"""Doors to requests: who answers for the rights of persons at an organisation, and the person. A network sees none of them."""

from typing import Any

from django.db.models import Q, QuerySet

from tejido.network.models import Organisation
from tejido.network.permissions import can_at_organisation, organisations_where
from tejido.people.models import Person
from tejido.people.permissions import can_answer_for_person, own_persons_visible_to
from tejido.privacy.models import DataRequest, Erasure, LegalDuty


def requests_visible_to(user: Any) -> QuerySet[DataRequest]:
    """The queue of the organisations for whose rights the user answers."""
    found = DataRequest.objects.filter(organisation__in=organisations_where(user, "rights.handle"))
    return found.select_related("organisation", "person", "filed_by", "closed_by")


def own_requests_visible_to(user: Any) -> QuerySet[DataRequest]:
    """What the person asked, and what was filed in their name; what an authority asks is told to them by letter, when the law allows it."""
    own = own_persons_visible_to(user).values("pk")
    return DataRequest.objects.filter(~Q(kind=DataRequest.Kind.AUTHORITY), person__in=own).select_related("organisation", "person")


def persons_to_file_for_visible_to(user: Any) -> QuerySet[Person]:
    """Whoever may write down a request finds the person by code, a record out of use included."""
    return Person.objects.filter(organisation__in=organisations_where(user, "rights.file")).select_related("organisation")


def organisations_to_answer_for_visible_to(user: Any) -> QuerySet[Organisation]:
    return organisations_where(user, "rights.handle")


def duties_visible_to(user: Any) -> QuerySet[LegalDuty]:
    return LegalDuty.objects.filter(organisation__in=organisations_where(user, "rights.handle")).select_related("organisation", "programme")


def erasures_visible_to(user: Any) -> QuerySet[Erasure]:
    return Erasure.objects.filter(organisation__in=organisations_where(user, "rights.handle")).select_related("organisation")


def can_file_request(user: Any, person: Person) -> bool:
    return can_at_organisation(user, "rights.file", person.organisation) or can_answer_for_person(user, person, "own.request")


def can_cancel_request(user: Any, request: DataRequest) -> bool:
    """The person takes it back; nobody else does."""
    return request.person is not None and can_answer_for_person(user, request.person, "own.request")


def can_handle_request(user: Any, request: DataRequest) -> bool:
    return can_at_organisation(user, "rights.handle", request.organisation)


def can_answer_for_organisation(user: Any, organisation: Organisation) -> bool:
    return can_at_organisation(user, "rights.handle", organisation)


def can_approve_request(user: Any, request: DataRequest) -> bool:
    """Four eyes: whoever wrote an erasure down never approves it. An authority's demand takes two who answer for the rights of persons."""
    if not can_handle_request(user, request) or request.approvals.filter(by=user).exists():
        return False
    return request.kind == DataRequest.Kind.AUTHORITY or request.filed_by_id != user.pk


def can_export_own_data(user: Any, person: Person) -> bool:
    return can_answer_for_person(user, person, "own.request")
