"""After a restore: the past is back, but whoever left stays gone, whoever was signed in signs in again, and the trail is read through."""

from importlib import import_module

from django.conf import settings
from django.db import transaction

from tejido.core import scope
from tejido.core.trail import record
from tejido.core.verifying import verify


def settle() -> dict[str, int]:
    """On a database of this version: erase again, end all sessions, and say so in the trail. Safe to repeat."""
    with scope.everywhere("a restored backup holds every organisation"):
        with transaction.atomic():
            done = {"erased_again": _erase_again(), "sessions_ended": _end_sessions()}
            record("core.restored_from_backup", by=None, note=" ".join(f"{what}={number}" for what, number in done.items()))
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
