"""Questions of the demonstration, asked of its own data by the same verbs as real ones: one answer published, one waiting for review, in each part of the network."""

from tejido.accounts.models import User
from tejido.network.models import Network


def answer_demo_plans(networks: dict[str, Network], users: dict[str, User]) -> None:
    """Filled in below."""
