"""Verbs about networks, organisations, memberships, spaces and roles."""

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
    LastWhoAssigns,
    NotAtThisPlace,
    NotToOneself,
    RoleHeld,
    appoint_coordinator,
    end_role,
    give_role,
    invite_colleague,
)
from tejido.network.actions.space import close_space, correct_space, open_space

__all__ = [
    "AlreadyMember", "BandTaken", "DemoLoaded", "LastWhoAssigns", "MemberOfItself", "NotAtThisPlace", "NotToOneself", "RoleHeld",
    "agree_evidence", "appoint_coordinator", "choose_band", "close_membership", "close_space", "correct_network", "correct_organisation", "correct_space",
    "end_role", "give_role", "invite_colleague", "open_membership", "open_network", "open_organisation", "open_space", "stop_evidence",
]  # fmt: skip
