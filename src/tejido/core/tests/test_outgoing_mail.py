"""Mail: kept with the change, carried later, never twice on purpose, never with more headers than ours."""

import datetime as dt
import re

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tejido.core.models import OutgoingMail
from tejido.core.outbound import Unsendable, send_mail
from tejido.core.outbound.mail import MOST_TRIES, TAKEN_FOR, deliver_mail
from tests.mail_server import post_office

WAITING, SENDING, SENT, GIVEN_UP = OutgoingMail.State
INJECTIONS = [
    "a@example.org\nBcc: b@example.org", "a@example.org\r\nBcc: b@example.org", "a@example.org\rCc: b@example.org", "a@example.org,b@example.org",
    "a@example.org;b@example.org", "Ana <a@example.org>", "a@example.org b@example.org", "a@example.org\0", "a@example.org%0aBcc:b@example.org ",
    "<a@example.org>, <b@example.org>", "a@example.org\u2028Bcc: b@example.org", "a@example.org\u0085Bcc: b@example.org", "\na@example.org",
    "a@example.org\x0bBcc: b@example.org", "group: a@example.org, b@example.org;", "a@example.org (x) , b@example.org", "", "a", "@", "a@", "a@b@c",
]  # fmt: skip
SUBJECTS = ["Hola\nBcc: b@example.org", "Hola\r\n\r\ncuerpo", "Hola\rX: y", "Hola\x0bX: y", "Hola\u2028X: y", "Hola\0", "Hola\u0085X", "x" * 300, "", "  "]


@pytest.fixture
def post(settings):
    with post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = "127.0.0.1", office.port, False, ""
        yield office


@pytest.fixture
def one(db):
    def of(address="ana@example.org"):
        return OutgoingMail.objects.get(recipient=address)

    return of


def due_now():
    OutgoingMail.objects.filter(state__in=OutgoingMail.UNDELIVERED).update(due_at=timezone.now() - dt.timedelta(seconds=1))


def test_a_message_arrives_and_its_text_is_forgotten(post, one):
    send_mail("ana@example.org", "Su código", "Es 1234.")
    ((to, message),) = post.received
    assert (to, message["To"], message["Subject"], message.get_content().strip()) == (("ana@example.org",), "ana@example.org", "Su código", "Es 1234.")
    assert (one().state, one().body, one().tries) == (SENT, "", 1)


def test_a_change_that_is_rolled_back_sends_nothing(post, db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with transaction.atomic():
        send_mail("ana@example.org", "Su código", "Es 1234.")
        transaction.set_rollback(True)
    deliver_mail.call()
    assert post.received == []
    assert not OutgoingMail.objects.exists()


def test_a_server_that_is_down_loses_nothing_and_the_message_arrives_later(post, one, caplog):
    post.mood = "later"
    send_mail("ana@example.org", "Su código", "Es 1234.")
    kept = one()
    assert (kept.state, kept.tries, kept.body, kept.problem) == (WAITING, 1, "Es 1234.", "SMTPDataError")
    assert kept.due_at > timezone.now() + dt.timedelta(seconds=20)
    assert "ana@example.org" not in caplog.text
    deliver_mail.call()
    assert one().tries == 1, "not before it is due"
    post.mood = ""
    due_now()
    deliver_mail.call()
    assert (one().state, len(post.received)) == (SENT, 1)


def test_each_wait_is_longer_and_one_day_it_is_given_up(post, one):
    post.mood = "later"
    send_mail("ana@example.org", "Su código", "Es 1234.")
    waits = [one().due_at - timezone.now()]
    for _try in range(MOST_TRIES - 1):
        due_now()
        deliver_mail.call()
        waits.append(one().due_at - timezone.now())
    assert waits[0] < waits[1] < waits[4]
    assert max(waits) <= dt.timedelta(hours=4)
    assert (one().state, one().body) == (GIVEN_UP, "")


def test_a_message_that_cannot_be_opened_or_written_holds_up_no_other(post, one, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for address in ("noise@example.org", "ana\u00f1@example.org", "bea@example.org"):
        OutgoingMail.objects.create(recipient=address, subject="Su código", body="Es 1234.", due_at=timezone.now() - dt.timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_outgoingmail SET body = 'bm9pc2Ugb2YgYW5vdGhlciBrZXkgdGhhdCBub2JvZHkgaGFz' WHERE recipient = 'noise@example.org'")
    deliver_mail.call()
    assert one("bea@example.org").state == SENT
    spoiled = OutgoingMail.objects.defer("body").get(recipient="noise@example.org")
    assert (spoiled.state, spoiled.tries, spoiled.problem) == (WAITING, 1, "Unreadable")
    assert DBTaskResult.objects.filter(task_path=deliver_mail.module_path, status="READY").exists(), "it comes back"


def test_an_address_where_nobody_is_is_given_up_at_once(post, one):
    post.mood = "nobody"
    send_mail("ana@example.org", "Su código", "Es 1234.")
    assert (one().state, one().tries) == (GIVEN_UP, 1)


def test_what_a_killed_worker_had_taken_goes_again_with_the_same_name(post, one):
    send_mail("ana@example.org", "Su código", "Es 1234.")
    # as a worker leaves it that is killed after the server has the message and before that is noted
    OutgoingMail.objects.update(state=SENDING, body="Es 1234.", sent_at=None, due_at=timezone.now() + TAKEN_FOR)
    deliver_mail.call()
    assert len(post.received) == 1, "another worker may still be at it"
    due_now()
    deliver_mail.call()
    assert len({message["Message-ID"] for _to, message in post.received}) == 1
    assert one().state == SENT


def test_a_slow_delivery_does_not_stop_the_next_one(post, db):
    post.mood = "hangs up"
    send_mail("ana@example.org", "Uno", "1")
    post.mood = ""
    send_mail("bea@example.org", "Dos", "2")
    assert dict(OutgoingMail.objects.values_list("recipient", "state")) == {"ana@example.org": WAITING, "bea@example.org": SENT}


@pytest.mark.parametrize("address", INJECTIONS)
def test_an_address_that_wants_more_is_refused(db, address):
    with pytest.raises(Unsendable):
        send_mail(address, "Hola", "x")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_that_wants_more_is_refused(db, subject):
    with pytest.raises(Unsendable):
        send_mail("ana@example.org", subject, "x")


def test_a_text_cannot_become_a_header_or_a_second_message(post, db):
    send_mail("ana@example.org", "Hola", "Bcc: b@example.org\r\n\r\n.\r\nMAIL FROM:<x>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nx\r\n.\r\n")
    ((to, message),) = post.received
    assert to == ("ana@example.org",)
    assert message["Bcc"] is None


def test_the_text_on_its_way_is_noise_in_the_database(post, one):
    post.mood = "later"
    send_mail("ana@example.org", "Su código", "El enlace es CANARIO.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM core_outgoingmail")
        assert "CANARIO" not in cursor.fetchone()[0]
    assert one().body == "El enlace es CANARIO."


TELLING = re.compile(
    r"salud|mental|psiqui|psico|depres|ansied|terap|trastorn|enferm|paciente|clínic|diagn|suicid|esquizo|bipolar|adicc"
    r"|health|illness|patient|disorder|beteg|lelki|pszich", re.IGNORECASE,
)  # fmt: skip


def test_no_subject_names_what_the_network_works_on():
    """Every subject in templates and code, in all three languages."""
    from pathlib import Path

    import polib

    package = Path(__file__).parents[2]
    said = [re.findall(r'translate "([^"]+)"', path.read_text()) for path in package.rglob("*_subject.txt")]
    called = re.compile(r"send_mail\(\s*[^,]+,\s*_\(\"([^\"]+)\"\)|subject = _\(\"([^\"]+)\"\)")
    said += [[a or b for a, b in called.findall(path.read_text())] for path in package.rglob("*.py") if "tests" not in path.parts]
    subjects = {subject for some in said for subject in some}
    assert len(subjects) >= 15
    for language in ("en", "hu"):
        catalogue = {entry.msgid: entry.msgstr for entry in polib.pofile(str(package / f"locale/{language}/LC_MESSAGES/django.po"))}
        subjects |= {catalogue[subject] for subject in list(subjects) if catalogue.get(subject)}
    assert [subject for subject in subjects if TELLING.search(subject)] == []
