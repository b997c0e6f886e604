"""What accounts need every day."""

from importlib import import_module

from django.conf import settings
from django.utils import timezone


def forget_sessions() -> str:
    """Sessions that ended by themselves go, with the forms that were kept in them; so does the list of who had them."""
    from allauth.usersessions.models import UserSession

    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    gone: int = sessions.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    UserSession.objects.exclude(session_key__in=sessions.objects.values("session_key")).delete()
    return f"{gone} sessions that were over removed" if gone else ""
