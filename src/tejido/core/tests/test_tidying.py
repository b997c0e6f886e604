"""Every day what is over goes, and nothing that is not."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from tejido.core import daily
from tejido.core.models import OutgoingMail
from tests.cast import signed_in

OLD = dt.timedelta(days=40)


def test_ended_sessions_jobs_and_messages_go_and_those_in_use_stay(cast):
    now = timezone.now()
    for status, finished in (("FAILED", now - OLD), ("SUCCESSFUL", now - OLD), ("FAILED", now), ("READY", None)):
        DBTaskResult.objects.create(
            status=status, task_path="tejido.interop.tasks.bring_in_background", args_kwargs={"args": [], "kwargs": {}}, backend_name="default",
            run_after=get_date_max(), finished_at=finished,
        )  # fmt: skip
    for state, day in (("given_up", now - OLD), ("given_up", now), ("waiting", now - OLD)):
        OutgoingMail.objects.create(recipient="a@example.org", subject="x", state=state, created_at=day, due_at=now + OLD)
    signed_in(cast.ana)
    signed_in(cast.bruno)
    over = Session.objects.first()
    Session.objects.filter(pk=over.pk).update(expire_date=now - dt.timedelta(minutes=1))
    _done, failed = daily.run()
    assert failed == []
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    assert sorted(OutgoingMail.objects.filter(recipient="a@example.org").values_list("state", flat=True)) == ["given_up", "waiting"]
    assert Session.objects.count() == 1
    assert not Session.objects.filter(pk=over.pk).exists()
