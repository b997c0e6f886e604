"""What every row shares, and the trail of who did what."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tejido.core.codes import new_code
from tejido.core.sealed_text import SealedText
from tejido.core.walls.standing import Wall


class Record(models.Model):
    """A row with an outside name (`code`) and a version, so that two people who save the same record are told of each other."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """One line of the trail: who did what to which record, when; names of fields and keyed hashes, never their values.

    People and organisations are kept by code, not by foreign key: the line outlives what it tells of. `number` and `mac` chain it
    to the line before it at the same place (`core.chain`); the database refuses to change or remove it (`core.append_only`).
    """

    wall = Wall(column="organisation", by_code=True)

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(_("quién"), max_length=12, blank=True, help_text="code of the user; empty for the system itself")
    actor_name = models.CharField(max_length=200, blank=True)  # in lines of earlier versions only: names stay with the account (core.actors)
    organisation = models.CharField(max_length=12, blank=True, help_text="code of the place: an organisation, a network, or empty for the system")
    number = models.PositiveBigIntegerField(editable=False, help_text="of the line at its place, from 1")
    verb = models.CharField(_("qué"), max_length=80, db_index=True)
    target = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=12, blank=True, db_index=True)
    persons = models.TextField(blank=True, help_text="codes of several persons seen at once, such as a page of a list")
    fields = models.JSONField(default=list, blank=True)
    hashes = models.JSONField(default=dict, blank=True, help_text="name of a field: keyed hash of its new value")
    emergency = models.CharField(max_length=12, blank=True, help_text="code of the emergency access under which it was done")
    note = models.CharField(max_length=400, blank=True)
    mac = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_line_per_number")]
        indexes = [
            models.Index(fields=["actor", "at"], name="core_audite_actor_idx"),
            models.Index(fields=["organisation", "at"], condition=~models.Q(persons=""), name="pages_of_names"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A line of the trail is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A line of the trail is never removed.")


class TrailHead(models.Model):
    """How far the chain of a place goes: number and code of its last line, under a seal of its own. It only moves forward."""

    place = models.CharField(max_length=12, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.place or '-'} {self.number}"


class OutgoingMail(models.Model):
    """A message on its way: kept with the change that caused it, delivered by the worker, its text forgotten on arrival."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        GIVEN_UP = "given_up"

    UNDELIVERED = (State.WAITING, State.SENDING)

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = SealedText(blank=True)
    organisation = models.CharField(max_length=12, blank=True, help_text="code of the organisation in whose name it goes; empty for an account's own")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True, help_text="kind of the last failure, never its words")

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="outgoing_due")]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class AnsweredForm(models.Model):
    """Where the sender of one form was sent on, so that the same form sent again is not done again (see `core.once`)."""

    key = models.CharField(max_length=64, primary_key=True)
    location = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key[:8]
