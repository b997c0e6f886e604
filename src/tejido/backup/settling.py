"""After a restore: the past is back, but whoever left stays gone, whoever was signed in signs in again, passes of programs end, messages of
that day are not sent again, and the trail is read through. What nothing outside of the database remembers (roles that ended since,
permissions withdrawn since) is counted, so that people look at it.
"""

from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tejido.core import scope
from tejido.core.models import OutgoingMail
from tejido.core.periods import today
from tejido.core.running import unsettled
from tejido.core.trail import record
from tejido.core.verifying import verify


def settle() -> dict[str, int]:
    """On a database of this version: erase again, end all sessions, and say so in the trail. Safe to repeat."""
    with scope.everywhere("a restored backup holds every organisation"):
        with transaction.atomic():
            done = {"erased_again": _erase_again(), "sessions_ended": _end_sessions(), "passes_ended": _end_passes(),
                    "invitations_ended": _end_invitations(), "mails_dropped": _drop_mails()}
            record("core.restored_from_backup", by=None, note=" ".join(f"{what}={number}" for what, number in done.items()))
        unsettled().unlink(missing_ok=True)
        done |= {"roles": _roles_to_check(), "consents": _consents_to_check()}
        done["lines"] = _read_trail()  # after that is saved: a trail that was bent brings nobody back
    return done


def _read_trail() -> int:
    """The trail fits from end to end. It is shorter than the heads handed off since the backup, of course."""
    _places, lines, findings = verify([])
    if findings:
        raise SystemExit("The trail of the backup was changed:\n" + "\n".join(map(str, findings[:20])))
    return lines


def _erase_again() -> int:
    from tejido.privacy.actions.erasure import reapply_erasures

    return reapply_erasures()


def _end_sessions() -> int:
    from allauth.usersessions.models import UserSession

    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    UserSession.objects.all().delete()
    ended: int = sessions.objects.all().delete()[0]
    return ended


def _end_passes() -> int:
    """One that was taken back since would open again. Programs ask for new ones."""
    from tejido.network.models import AccessToken

    ended: int = AccessToken.objects.filter(revoked_at=None).update(revoked_at=timezone.now())
    return ended


def _end_invitations() -> int:
    """One that was withdrawn or accepted since would open again. Who is still wanted is invited anew."""
    from tejido.network.models import Invitation

    return Invitation.objects.all().delete()[0]


def _drop_mails() -> int:
    """Most of them have arrived long ago; links in them may have been used or taken back since."""
    waiting = OutgoingMail.objects.filter(state__in=OutgoingMail.UNDELIVERED)
    return waiting.update(state=OutgoingMail.State.GIVEN_UP, body="", problem="Restored")


def _roles_to_check() -> int:
    from tejido.network.models import RoleAssignment

    return RoleAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today())).count()


def _consents_to_check() -> int:
    from tejido.people.models import Consent

    return Consent.objects.filter(is_given=True, withdrawn_on=None).count()
