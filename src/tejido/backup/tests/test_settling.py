"""What follows a restore holds, also where the trail of the backup was bent."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tejido.backup.settling import settle
from tejido.backup.tests.test_round_trip import Installation
from tejido.core import keys
from tejido.core.models import AuditEntry, OutgoingMail
from tejido.core.running import unsettled
from tejido.core.trail import record
from tejido.network.models import AccessToken
from tejido.people.models import Person
from tests.cast import signed_in


@pytest.fixture
def bent(cast):
    """A trail in which somebody wrote past Tejido."""
    record("people.person_viewed", by=cast.bruno, on=cast.person, note="as it was")
    line = AuditEntry.objects.get(note="as it was")
    line.pk, line.number, line.note = None, line.number + 1000, "as somebody wished"
    AuditEntry.objects.bulk_create([line])
    return cast


def test_a_bent_trail_is_told_and_brings_nobody_back(bent):
    signed_in(bent.bruno)
    keys.shred(bent.person.code)
    with pytest.raises(SystemExit, match="trail"):
        settle()
    assert not Session.objects.exists()
    assert not Person.objects.filter(code=bent.person.code).exists()


def test_what_was_taken_back_or_sent_since_does_not_come_back(cast):
    role = cast.bruno.roles.get()
    token = AccessToken.objects.create(user=cast.bruno, role=role, name="reports", secret_hash="x" * 64, expires_at=timezone.now() + dt.timedelta(days=9))
    waiting = OutgoingMail.objects.create(recipient="bruno@example.org", subject="a", body="https://tejido.example.org/link")
    unsettled().touch()
    done = settle()
    token.refresh_from_db()
    waiting.refresh_from_db()
    assert not token.is_good()
    assert (waiting.state, waiting.body) == ("given_up", "")
    assert (done["passes_ended"], done["mails_dropped"], done["roles"]) == (1, 1, 7)
    assert not unsettled().exists()


def test_an_installation_whose_restore_was_killed_serves_nobody(tmp_path):
    made = Installation(tmp_path, TEJIDO_DATABASE_URL="")
    (tmp_path / "restore.unsettled").touch()
    assert "tejido restore --settle" in made.tejido("serve", code=1)
    assert "tejido restore --settle" in made.tejido("worker", code=1)
    made.tejido("restore", "--settle")
    assert not (tmp_path / "restore.unsettled").exists()
