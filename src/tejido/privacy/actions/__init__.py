"""The verbs of privacy."""

from tejido.privacy.actions.copies import export_own_data, hand_over_copy
from tejido.privacy.actions.erasure import end_retention, erase_person, finish_erasure, reapply_erasures
from tejido.privacy.actions.requests import (
    TwoPersons,
    WhoIsAsking,
    answer_request,
    approve_request,
    cancel_request,
    extend_request,
    file_request,
    look_at_request,
    note_identity,
    open_letter,
)
from tejido.privacy.actions.terms import declare_duty, end_duty, set_terms

__all__ = [
    "TwoPersons", "WhoIsAsking",
    "answer_request", "approve_request", "cancel_request", "declare_duty", "end_duty", "end_retention", "erase_person", "export_own_data",
    "extend_request", "file_request", "finish_erasure", "hand_over_copy", "look_at_request", "note_identity", "open_letter",
    "reapply_erasures", "set_terms",
]
