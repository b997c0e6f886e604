"""The verbs of people."""

from tejido.people.actions.consent import publish_consent_text, record_consent, withdraw_consent
from tejido.people.actions.identity import correct_identity, find_by_name, look_at_identity
from tejido.people.actions.person import (
    CodeTaken,
    SomebodyAlike,
    correct_person,
    join_account,
    look_at_person,
    look_at_trail,
    register_person,
)

__all__ = [
    "CodeTaken", "SomebodyAlike",
    "correct_identity", "correct_person", "find_by_name", "join_account", "look_at_identity", "look_at_person", "look_at_trail",
    "publish_consent_text", "record_consent", "register_person", "withdraw_consent",
]
