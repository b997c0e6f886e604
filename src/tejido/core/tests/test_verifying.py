"""The proof of the trail while people work, and of the chain in which all others begin."""

from types import SimpleNamespace

from tejido.core import verifying
from tejido.core.heads import heads
from tejido.core.models import AuditEntry, TrailHead
from tejido.core.trail import record


def test_a_line_written_while_the_trail_is_proved_is_no_fault(cast, monkeypatch):
    record("people.person_viewed", by=cast.bruno, on=cast.person)
    key_of, written = verifying.key_of, []

    def key_and_meanwhile(place):
        """The heads were read, the lines of this place were not."""
        written.append(record("people.person_viewed", by=cast.bruno, on=cast.person))
        return key_of(place)

    monkeypatch.setattr(verifying, "key_of", key_and_meanwhile)
    assert verifying.verify([heads()])[2] == []
    assert written


def test_the_chain_of_the_system_cannot_vanish_with_what_it_told(cast, monkeypatch):
    record("people.person_viewed", by=cast.bruno, on=cast.person)
    monkeypatch.setattr(verifying, "AuditEntry", SimpleNamespace(objects=AuditEntry.objects.exclude(organisation="")))
    monkeypatch.setattr(verifying, "TrailHead", SimpleNamespace(objects=TrailHead.objects.exclude(place="")))
    assert [(one.place, one.kind) for one in verifying.verify([])[2]] == [("", "vanished")]
