"""What follows a restore holds, also where the trail of the backup was bent."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from tests.cast import signed_in

from tejido.backup.settling import settle
from tejido.core import append_only, keys
from tejido.core.trail import record
from tejido.people.models import Person


@pytest.fixture
def bent(cast):
    """A trail in which somebody wrote past Tejido."""
    record("people.person_viewed", by=cast.bruno, on=cast.person, note="as it was")
    append_only.lift()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET note = 'as somebody wished' WHERE note = 'as it was'")
    append_only.lay()
    return cast


def test_a_bent_trail_is_told_and_brings_nobody_back(bent):
    signed_in(bent.bruno)
    keys.shred(bent.person.code)
    with pytest.raises(SystemExit, match="trail"):
        settle()
    assert not Session.objects.exists()
    assert not Person.objects.filter(code=bent.person.code).exists()
