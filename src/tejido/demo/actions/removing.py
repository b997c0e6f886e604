"""Removing the demonstration in one step, whatever was written in it meanwhile.

The lines of the trail stay, of the demonstration's own places too: nothing is ever taken out of a chain, and the place that each
names says that it was invented. One more says that a demonstration was removed, and how big it was.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from tejido.accounts.models import User
from tejido.accounts.session_store import SessionStore
from tejido.core.models import OutgoingMail
from tejido.core.scope import everywhere
from tejido.core.trail import record, require
from tejido.demo.queries import at_demo, demo_accounts
from tejido.impact.models import Answer, Plan, Release
from tejido.interop.models import Import, ImportRow, RememberedMapping
from tejido.network.models import AccessToken, EmergencyAccess, Invitation, Membership, Network, Notice, Organisation, RoleAssignment, Space
from tejido.network.permissions import networks_where
from tejido.outcomes.models import Assessment, Goal, InstrumentWording, Measure, Measurement, Score, Spell
from tejido.people.models import Consent, ConsentText, Identity, Person
from tejido.privacy.models import Approval, DataRequest, Erasure, LegalDuty, RightsTerms
from tejido.programmes.models import Cohort, Enrolment, Programme


def can_remove_demo(user: Any) -> bool:
    """A coordinator of the demo network, or the console of the server (`user` None)."""
    return user is None or networks_where(user, "network.manage").filter(is_demo=True).exists()


@everywhere("the demonstration is taken away whole")
@transaction.atomic
def remove_demo(*, by: Any) -> int:
    """Remove everything that belongs to a demo organisation, network or account. Returns how many rows went."""
    require(can_remove_demo(by))
    accounts = list(demo_accounts().values_list("pk", "code"))
    files = [row.file for row in Import.objects.filter(organisation__is_demo=True).exclude(file="")]
    gone = take_away(messages())
    gone += sum(take_away(rows) for rows in rows_of_records())
    gone += close_sessions({str(pk) for pk, _code in accounts})
    gone += User.objects.filter(pk__in=[pk for pk, _code in accounts]).delete()[0]
    record("demo.removed", by=None, note=f"{gone} rows")
    transaction.on_commit(lambda: forget_files(files))
    return gone


def forget_files(files: list[Any]) -> None:
    """The uploaded registers, once their rows are gone for good."""
    for file in files:
        file.delete(save=False)


def take_away(rows: QuerySet[Any]) -> int:
    """Delete without loading: nothing below these rows is left by then."""
    return int(rows._raw_delete(rows.db))


def messages() -> QuerySet[Any]:
    """Mail to demo accounts, or in the name of a demo organisation: also what is still on its way."""
    places = Organisation.objects.filter(is_demo=True).values("code")
    networks = Network.objects.filter(is_demo=True).values("code")  # they invite too, people who never took an account
    return OutgoingMail.objects.filter(Q(organisation__in=places) | Q(organisation__in=networks) | Q(recipient__in=demo_accounts().values("email")))


def rows_of_records() -> list[QuerySet[Any]]:
    """From the leaves to the roots, so that no row is left pointing at nothing."""
    here = {"organisation__is_demo": True}
    texts_in_use = Consent.objects.filter(person__organisation__is_demo=False).values("text")
    return [
        *(noun.objects.filter(**here) for noun in (Approval, DataRequest, LegalDuty, RightsTerms, Erasure)),
        Release.objects.filter(at_demo("answer__plan__")),
        Answer.objects.filter(at_demo("plan__")),
        Plan.objects.filter(at_demo(), supersedes__isnull=False),
        Plan.objects.filter(at_demo()),
        ImportRow.objects.filter(brought__organisation__is_demo=True),
        Import.objects.filter(**here),
        RememberedMapping.objects.filter(**here),
        Score.objects.filter(assessment__organisation__is_demo=True),
        Assessment.objects.filter(**here),
        Goal.objects.filter(**here),
        Measurement.objects.filter(**here),
        Measure.objects.filter(**here),
        Spell.objects.filter(**here),
        InstrumentWording.objects.filter(**here),
        Enrolment.objects.filter(**here),
        Cohort.objects.filter(**here),
        Programme.objects.filter(**here),
        Consent.objects.filter(person__organisation__is_demo=True),
        ConsentText.objects.filter(text_version__startswith="demo").exclude(pk__in=texts_in_use),
        Identity.objects.filter(person__organisation__is_demo=True),
        Person.objects.filter(**here),
        Space.objects.filter(**here),
        EmergencyAccess.objects.filter(**here),
        Notice.objects.filter(at_demo()),
        AccessToken.objects.filter(at_demo("role__")),
        Invitation.objects.filter(at_demo()),
        RoleAssignment.objects.filter(at_demo()),
        Membership.objects.filter(Q(network__is_demo=True) | Q(organisation__is_demo=True) | Q(member_network__is_demo=True)),
        Organisation.objects.filter(is_demo=True),
        Network.objects.filter(is_demo=True),
    ]


def close_sessions(user_keys: set[str]) -> int:
    """End every open session of the demo accounts: their rows name accounts that no longer exist."""
    gone = 0
    for session in Session.objects.iterator():
        if SessionStore(session.session_key).decode(session.session_data).get(SESSION_KEY) in user_keys:
            session.delete()
            gone += 1
    return gone
