"""The verbs of evidence: a plan is written, registered and asked; a release is prepared, judged by a second person and sealed."""

from tejido.impact.actions.answers import ask_plan
from tejido.impact.actions.plans import register_plan, revise_plan, write_plan
from tejido.impact.actions.publication import approve_release, return_release, withdraw_release
from tejido.impact.actions.releases import edit_release, prepare_release, reissue_release, send_to_review

__all__ = [
    "approve_release",
    "ask_plan",
    "edit_release",
    "prepare_release",
    "register_plan",
    "reissue_release",
    "return_release",
    "revise_plan",
    "send_to_review",
    "withdraw_release",
    "write_plan",
]
