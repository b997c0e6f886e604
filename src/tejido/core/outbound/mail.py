"""Mail: kept in the transaction that asks for it, carried to the server by the worker, tried again until it arrives or is given up.

A page therefore answers while the mail server is down, and a change that is rolled back sends nothing. A message is taken for ten
minutes before it is handed over; a worker killed meanwhile loses nothing: the same message, with the same Message-ID, goes again.
"""

import datetime as dt
import logging
import smtplib
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db.models import F, Min
from django.utils import timezone
from django_tasks import task

from tejido.core.models import OutgoingMail

FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=4)
MOST_TRIES = 24  # about three days
TAKEN_FOR = dt.timedelta(minutes=10)
KEPT_FOR = dt.timedelta(days=30)  # who was written to and when; the text goes as soon as it is delivered
LONGEST_SUBJECT = 200
LONGEST_BODY = 100_000
log = logging.getLogger("tejido.outbound")


class Unsendable(ValueError):
    """Not one plain address, or a line break where none may be: whoever wrote it wants more headers than ours."""


def send_mail(to: str, subject: str, body: str, *, organisation: Any = None) -> OutgoingMail:
    """Keep a message for one person; it leaves when the transaction around it is saved."""
    if any(ord(sign) < 32 or ord(sign) == 127 or sign in "\u0085\u2028\u2029" for sign in to + subject):
        raise Unsendable("A control character in the address or in the subject.")
    try:
        validate_email(to)
    except ValidationError:
        raise Unsendable("Not an e-mail address.") from None
    if parseaddr(to) != ("", to):
        raise Unsendable("More than an address.")
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise Unsendable("No subject, or too long.")
    mail = OutgoingMail.objects.create(recipient=to, subject=subject, body=body, organisation=getattr(organisation, "code", "") or "")
    deliver_mail.enqueue()
    return mail


@task(priority=50)  # before registers that wait: a sign-in code is good for minutes
def deliver_mail() -> None:
    """Deliver everything that is due, the oldest first, then see to the next try of what is left."""
    started = timezone.now()
    OutgoingMail.objects.filter(state=OutgoingMail.State.SENT, sent_at__lt=started - KEPT_FOR).delete()
    connection = get_connection(fail_silently=False)
    try:
        while (mail := _take(started)) is not None:
            _hand_over(mail, connection)
    finally:
        _hang_up(connection)
    _come_back()


def _take(before: dt.datetime) -> OutgoingMail | None:
    """The next message that was due `before`, marked as ours; None when there is none. Two workers never take the same one."""
    undelivered = OutgoingMail.objects.filter(state__in=OutgoingMail.UNDELIVERED)
    due = undelivered.filter(due_at__lte=before).defer("body")  # opened when it is handed over: one that does not open holds up no other
    while mail := due.order_by("due_at", "pk").first():
        ours = undelivered.filter(pk=mail.pk, due_at=mail.due_at, tries=mail.tries)
        if ours.update(state=OutgoingMail.State.SENDING, due_at=timezone.now() + TAKEN_FOR, tries=F("tries") + 1):
            mail.refresh_from_db()
            return mail
    return None


def _hand_over(mail: OutgoingMail, connection: Any) -> None:
    try:
        message = EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.recipient], connection=connection)
        message.extra_headers["Message-ID"] = f"<{mail.code}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        message.send(fail_silently=False)
    except Exception as problem:  # whatever one message does, the others go and this one comes back
        _hang_up(connection)
        _put_back(mail, problem)
        return
    mail.state, mail.sent_at, mail.body, mail.problem = OutgoingMail.State.SENT, timezone.now(), "", ""
    mail.save(update_fields=["state", "sent_at", "body", "problem"])


def _put_back(mail: OutgoingMail, problem: Exception) -> None:
    """Wait twice as long as last time; give up after three days, or at once when the server says that nobody is there."""
    nobody = isinstance(problem, smtplib.SMTPRecipientsRefused) and all(500 <= code < 600 for code, _said in problem.recipients.values())
    given_up = nobody or mail.tries >= MOST_TRIES
    mail.state = OutgoingMail.State.GIVEN_UP if given_up else OutgoingMail.State.WAITING
    mail.due_at = timezone.now() + min(FIRST_WAIT * 2 ** (mail.tries - 1), LONGEST_WAIT)
    mail.problem = type(problem).__name__[:60]  # the server's own words may repeat the address or the text
    if given_up:
        mail.body = ""
    mail.save(update_fields=["state", "due_at", "problem", *(["body"] if given_up else [])])
    log.warning("Message %s was not delivered (%s), try %d%s", mail.code, mail.problem, mail.tries, ": given up" if given_up else "")


def _hang_up(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("The mail server hung up first.")


def _come_back() -> None:
    """Ask for another round when the next message is due, unless one is asked for already."""
    due = OutgoingMail.objects.filter(state__in=OutgoingMail.UNDELIVERED).aggregate(first=Min("due_at"))["first"]
    if due is None or not deliver_mail.get_backend().supports_defer:
        return
    from django_tasks_db.models import DBTaskResult

    asked = DBTaskResult.objects.filter(status="READY", task_path=deliver_mail.module_path, run_after__isnull=False)
    if not asked.filter(run_after__lte=due + FIRST_WAIT).exists():
        deliver_mail.using(run_after=due).enqueue()
