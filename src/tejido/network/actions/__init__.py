"""Verbs about networks, organisations, memberships, spaces and roles."""

from tejido.network.actions.emergency import AlreadyOpen, NobodyWatches, ReasonTooShort, TooLong, end_emergency, open_emergency
from tejido.network.actions.invitation import InvitationOver, accept_invitation, invite_colleague, opened, withdraw_invitation
from tejido.network.actions.leaving import close_account_at_console, close_own_account, end_roles_here, reopen_account_at_console
from tejido.network.actions.membership import (
    AlreadyMember,
    MemberOfItself,
    agree_evidence,
    close_membership,
    open_membership,
    stop_evidence,
)
from tejido.network.actions.networks import DemoLoaded, correct_network, open_network
from tejido.network.actions.organisation import BandTaken, choose_band, correct_organisation, open_organisation
from tejido.network.actions.role import (
    AccountClosed,
    LastWhoAssigns,
    NotAtThisPlace,
    NotToOneself,
    RoleHeld,
    appoint_coordinator,
    end_role,
    give_role,
)
from tejido.network.actions.space import close_space, correct_space, open_space
from tejido.network.actions.token import EndTooFar, make_token, note_token_use, revoke_token
from tejido.network.actions.watching import ask_breach, read_trail, see_notice, watch_listing, watch_reading, watch_rows, watch_taking

__all__ = [
    "AccountClosed",
    "AlreadyMember",
    "AlreadyOpen",
    "BandTaken",
    "DemoLoaded",
    "EndTooFar",
    "InvitationOver",
    "LastWhoAssigns",
    "MemberOfItself",
    "NobodyWatches",
    "NotAtThisPlace",
    "NotToOneself",
    "ReasonTooShort",
    "RoleHeld",
    "TooLong",
    "accept_invitation",
    "agree_evidence",
    "appoint_coordinator",
    "ask_breach",
    "choose_band",
    "close_account_at_console",
    "close_membership",
    "close_own_account",
    "close_space",
    "correct_network",
    "correct_organisation",
    "correct_space",
    "end_emergency",
    "end_role",
    "end_roles_here",
    "give_role",
    "invite_colleague",
    "make_token",
    "note_token_use",
    "open_emergency",
    "open_membership",
    "open_network",
    "open_organisation",
    "open_space",
    "opened",
    "read_trail",
    "reopen_account_at_console",
    "revoke_token",
    "see_notice",
    "stop_evidence",
    "watch_listing",
    "watch_reading",
    "watch_rows",
    "watch_taking",
    "withdraw_invitation",
]  # fmt: skip
