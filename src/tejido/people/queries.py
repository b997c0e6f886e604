"""Reads about persons that more than one app needs."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.people.models import Consent, ConsentText, Person, Purpose


def consent_in_force(purpose: str, day: dt.date | None = None) -> QuerySet[Consent]:
    """Consents that hold on `day`: given, not withdrawn, not expired, and not overtaken by a later answer of the same person.

    Sharing is asked per receiver. A yes that is typed in late cannot undo a withdrawal that came after it. Nothing is allowed with a
    record whose use is restricted.
    """
    day = day or today()
    answers = Consent.objects.filter(purpose=purpose, given_on__lte=day, person__restricted_on__isnull=True)
    same = answers.filter(person=OuterRef("person"), receiver=OuterRef("receiver"))
    latest = same.order_by("-given_on", "-id").values("pk")[:1]
    return answers.filter(
        ~Exists(same.filter(withdrawn_on__gt=OuterRef("given_on"))), Q(expires_on__isnull=True) | Q(expires_on__gt=day),
        pk=Subquery(latest), is_given=True, withdrawn_on__isnull=True,
    )


def allows(purpose: str) -> Exists:
    """For annotating persons: is this permission in force today?"""
    return Exists(consent_in_force(purpose).filter(person=OuterRef("pk")))


def ids_who_allow(organisations: Collection[int], purpose: str, day: dt.date | None = None) -> frozenset[int]:
    """Everybody of these organisations whose permission for `purpose` is in force, for counting: the meaning of `consent_in_force` in one pass.

    The answers are folded here, not in the database: without fresh statistics PostgreSQL compares every answer with every other, which
    takes hours for a network whose registers have just come in.
    """
    day = day or today()
    answers = Consent.objects.filter(purpose=purpose, given_on__lte=day, person__organisation__in=organisations, person__restricted_on__isnull=True)
    last: dict[tuple[int, str], tuple[bool, dt.date, dt.date | None]] = {}
    left: dict[tuple[int, str], dt.date] = {}
    for person, receiver, is_given, given_on, withdrawn_on, expires_on in answers.order_by("given_on", "id").values_list(
        "person_id", "receiver", "is_given", "given_on", "withdrawn_on", "expires_on"
    ):
        whose = (person, receiver)
        last[whose] = (is_given and withdrawn_on is None, given_on, expires_on)
        if withdrawn_on is not None:
            left[whose] = max(withdrawn_on, left.get(whose, withdrawn_on))
    return frozenset(
        whose[0]
        for whose, (says_yes, given_on, expires_on) in last.items()
        if says_yes and left.get(whose, given_on) <= given_on and (expires_on is None or expires_on > day)
    )


def texts_to_read(language: str) -> dict[str, ConsentText]:
    """The text of each purpose that is read out today, in `language` where there is one, else in Spanish."""
    texts = ConsentText.objects.filter(published_on__lte=today(), language__in={"es", language[:2]}).order_by("published_on", "pk")
    ranked = sorted(texts, key=lambda t: (t.published_on, t.language == language[:2]))
    return {text.purpose: text for text in ranked}


@dataclass(frozen=True)
class Decision:
    """What a person decided about one purpose (and one receiver), as it stands today."""

    purpose: str
    label: str
    state: str  # "yes", "no", "withdrawn", "expired" or "unasked"
    answer: Consent | None = None

    @property
    def is_yes(self) -> bool:
        return self.state == "yes"


def state_of(answer: Consent, later_withdrawal: dt.date | None, day: dt.date) -> str:
    """The state of the last answer to one purpose."""
    if not answer.is_given:
        return "no"
    if answer.withdrawn_on or (later_withdrawal and later_withdrawal > answer.given_on):
        return "withdrawn"
    return "expired" if answer.expires_on and answer.expires_on <= day else "yes"


def decisions_of(person: Person) -> list[Decision]:
    """Every purpose with the person's last answer to it; what was never asked is said too. One query."""
    day = today()
    answers: dict[tuple[str, str], list[Consent]] = {}
    for consent in person.consents.filter(given_on__lte=day).select_related("text").order_by("given_on", "id"):
        answers.setdefault((consent.purpose, consent.receiver), []).append(consent)
    decisions = []
    for purpose in Purpose:
        given = [rows for (asked, _receiver), rows in answers.items() if asked == purpose]
        for rows in given:
            withdrawal = max((c.withdrawn_on for c in rows if c.withdrawn_on), default=None)
            decisions.append(Decision(purpose.value, str(purpose.label), state_of(rows[-1], withdrawal, day), rows[-1]))
        if not given:
            decisions.append(Decision(purpose.value, str(purpose.label), "unasked"))
    return decisions


def yes_to(person: Person, purposes: Collection[str]) -> list[Consent]:
    """What the person allows of these purposes as they decided it: a record out of use included, whose yes would hold again afterwards."""
    return [decision.answer for decision in decisions_of(person) if decision.answer and decision.is_yes and decision.purpose in purposes]


def without_untold(lines: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """The lines but for what a person is told by letter only (`untold` of each AppConfig): a line alone would say that a court asks."""
    for config in apps.get_app_configs():
        for name in getattr(config, "untold", ()):
            lines = lines.exclude(target__in=import_string(name)())
    return lines
