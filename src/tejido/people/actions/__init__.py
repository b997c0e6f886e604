"""The verbs of people."""

from tejido.people.actions.consent import publish_consent_text, record_consent, withdraw_as_asked, withdraw_consent
from tejido.people.actions.erasure import erase_record, lift_restriction, reduce_record, restrict_person
from tejido.people.actions.identity import correct_identity, find_by_name, look_at_identity
from tejido.people.actions.looking import look, look_at_name, look_at_names
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
    "CodeTaken",
    "SomebodyAlike",
    "correct_identity",
    "correct_person",
    "erase_record",
    "find_by_name",
    "join_account",
    "lift_restriction",
    "look",
    "look_at_identity",
    "look_at_name",
    "look_at_names",
    "look_at_person",
    "look_at_trail",
    "publish_consent_text",
    "record_consent",
    "reduce_record",
    "register_person",
    "restrict_person",
    "withdraw_as_asked",
    "withdraw_consent",
]
