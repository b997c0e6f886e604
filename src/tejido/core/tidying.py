"""Every day what is over goes: jobs that ended and messages that were given up."""

import datetime as dt

from django.utils import timezone

from tejido.core.models import OutgoingMail
from tejido.core.outbound.mail import KEPT_FOR

JOBS_KEPT_FOR = dt.timedelta(days=7)


def forget_what_is_over() -> str:
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    jobs = DBTaskResult.objects.filter(status__in=("SUCCESSFUL", "FAILED"), finished_at__lt=now - JOBS_KEPT_FOR).delete()[0]
    mails = OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP, created_at__lt=now - KEPT_FOR).delete()[0]
    return f"{jobs} ended jobs, {mails} messages given up removed" if jobs or mails else ""
