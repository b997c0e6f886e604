"""To whom a plan belongs: an organisation, or a network that asks over its agreeing members."""

from tejido.impact.models import Plan
from tejido.network.models import Network, Organisation

Owner = Organisation | Network


def owner_of(plan: Plan) -> Owner:
    return plan.organisation if plan.organisation is not None else plan.network  # type: ignore[return-value]
