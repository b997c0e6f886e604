"""What every row shares, and the trail of who did what."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tejido.core.codes import new_code


class Record(models.Model):
    """A row with an outside name (`code`) and a version, so that two people who save the same record are told of each other."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """One line of the trail: who did what to which record, when; names of fields, never their values.

    People and organisations are kept by code, not by foreign key: the line outlives what it tells of.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(_("quién"), max_length=12, blank=True, help_text="code of the user; empty for the system itself")
    actor_name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=12, blank=True, db_index=True)
    verb = models.CharField(_("qué"), max_length=80, db_index=True)
    target = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=12, blank=True, db_index=True)
    fields = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A line of the trail is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A line of the trail is never removed.")


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
    body = models.TextField(blank=True)
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
