"""Doors to persons: an organisation opens its own records, and everybody opens their own. A network opens none."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tejido.accounts.models import User
from tejido.core.models import AuditEntry
from tejido.core.periods import on
from tejido.core.sealed_rows import at_hand
from tejido.network.models import Membership, Organisation, RoleAssignment
from tejido.network.permissions import can_at_organisation, networks_where, organisations_where
from tejido.network.roles import roles_with
from tejido.people.models import Consent, Identity, Person
from tejido.people.queries import without_untold


def own_persons_visible_to(user: Any) -> QuerySet[Person]:
    """The user's own record, where the organisation opened an account for it."""
    if not getattr(user, "is_authenticated", None):
        return Person.objects.none()
    return Person.objects.filter(account=user, organisation__in=organisations_where(user, "own.read")).select_related("organisation")


def persons_visible_to(user: Any) -> QuerySet[Person]:
    """Records of the organisations where the user works with people, and the user's own."""
    return Person.objects.filter(
        Q(restricted_on__isnull=True, organisation__in=organisations_where(user, "people.read")) | Q(pk__in=own_persons_visible_to(user).values("pk"))
    ).select_related("organisation")


def restricted_persons_visible_to(user: Any) -> QuerySet[Person]:
    """Records whose use is restricted: that they exist and why, for whoever answers for the rights of persons. Nothing of what they say."""
    restricted = Person.objects.filter(restricted_on__isnull=False, organisation__in=organisations_where(user, "rights.handle"))
    return restricted.select_related("organisation")


def identities_visible_to(user: Any) -> QuerySet[Identity]:
    """Names and contacts: fewer roles see them than see the record."""
    return Identity.objects.filter(
        Q(person__restricted_on__isnull=True, person__organisation__in=organisations_where(user, "people.identify"))
        | Q(person__in=own_persons_visible_to(user).values("pk"))
    )


def names_visible_to(user: Any, persons: Iterable[Person]) -> dict[int, str]:
    """What to call each of `persons` on screen, by primary key; without leave to see the name, nothing: screens show the code."""
    identities = at_hand(identities_visible_to(user).filter(person__in=[p.pk for p in persons]))
    names = {identity.person_id: str(identity) for identity in identities}
    return {pk: name for pk, name in names.items() if name}


def consents_visible_to(user: Any) -> QuerySet[Consent]:
    return Consent.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("text", "person")


def looks_visible_to(user: Any) -> QuerySet[AuditEntry]:
    """The trail of the persons whom the user may see: what was done with their record and who opened it."""
    return without_untold(AuditEntry.objects.filter(person__in=persons_visible_to(user).values("code")))


def looks_at_person_visible_to(user: Any, person: Person) -> QuerySet[AuditEntry]:
    """Every line that tells of this person, pages of lists with their name included."""
    if not can_look_at_person(user, person):
        return AuditEntry.objects.none()
    return without_untold(AuditEntry.objects.filter(Q(person=person.code) | Q(organisation=person.organisation.code, persons__contains=person.code)))


def organisations_to_register_in_visible_to(user: Any) -> QuerySet[Organisation]:
    return organisations_where(user, "people.write")


def accounts_to_join_visible_to(user: Any, person: Person) -> QuerySet[User]:
    """Accounts of persons served or of family at the organisation of `person` that do not have a record there yet."""
    taken = Person.objects.filter(organisation=person.organisation_id, account__isnull=False).exclude(pk=person.pk)
    held = RoleAssignment.objects.filter(on(), organisation=person.organisation_id, role__in=roles_with("own.read"))
    accounts = User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=taken.values("account"))
    return accounts if can_correct_identity(user, person) else accounts.none()


def can_look_at_person(user: Any, person: Person) -> bool:
    return persons_visible_to(user).filter(pk=person.pk).exists()


def can_look_at_identity(user: Any, person: Person) -> bool:
    may = not person.is_restricted and can_at_organisation(user, "people.identify", person.organisation)
    return may or can_answer_for_person(user, person, "own.read")


def can_register_person(user: Any, organisation: Organisation) -> bool:
    return can_at_organisation(user, "people.write", organisation)


def can_correct_person(user: Any, person: Person) -> bool:
    return not person.is_restricted and can_at_organisation(user, "people.write", person.organisation)


def can_correct_identity(user: Any, person: Person) -> bool:
    return can_correct_person(user, person) and can_at_organisation(user, "people.identify", person.organisation)


def can_record_consent(user: Any, person: Person) -> bool:
    """Staff who take permissions, and the person."""
    may = not person.is_restricted and can_at_organisation(user, "consents.record", person.organisation)
    return may or can_answer_for_person(user, person, "own.consent")


def can_note_refusal(user: Any, person: Person) -> bool:
    """Whoever writes down what a person asks about their data, and the person: a no is heard wherever it arrives, of a record out of use too."""
    return can_at_organisation(user, "rights.file", person.organisation) or can_answer_for_person(user, person, "own.request")


def can_handle_rights(user: Any, organisation: Organisation) -> bool:
    """Restrict, lift and erase: the data-protection officer and the direction. The daily job and the console act as the system."""
    return user is None or can_at_organisation(user, "rights.handle", organisation)


def can_answer_for_person(user: Any, person: Person, capability: str) -> bool:
    """Is this the user's own record, and does the user hold the capability over it?"""
    return person.account_id is not None and person.account_id == user.pk and can_at_organisation(user, capability, person.organisation)


def can_publish_consent_text(user: Any) -> bool:
    """Who coordinates a network that is a member of no other: the words hold for all below it, not for one branch alone."""
    below = Membership.objects.on().filter(member_network__isnull=False).values("member_network")
    return networks_where(user, "network.manage").exclude(pk__in=below).exists()
