"""Who reads plans, answers and releases, and who may act on them: always at the organisation or network that owns the plan."""

from typing import Any

from django.db.models import Q, QuerySet

from tejido.impact.models import Answer, Plan, Release
from tejido.impact.owners import Owner, owner_of
from tejido.impact.queries import wrote_release
from tejido.network.models import Network, Organisation
from tejido.network.permissions import can_at_network, can_at_organisation, networks_where, organisations_where


def owners_visible_to(user: Any, capability: str) -> tuple[QuerySet[Organisation], QuerySet[Network]]:
    """The organisations and networks for which `user` may do this."""
    return organisations_where(user, capability), networks_where(user, capability)


def _owned(user: Any, capability: str, prefix: str = "") -> Q:
    organisations, networks = owners_visible_to(user, capability)
    return Q(**{f"{prefix}organisation__in": organisations}) | Q(**{f"{prefix}network__in": networks})


def plans_visible_to(user: Any) -> QuerySet[Plan]:
    return Plan.objects.filter(_owned(user, "plans.read")).select_related("organisation", "network", "written_by")


def answers_visible_to(user: Any) -> QuerySet[Answer]:
    return Answer.objects.filter(_owned(user, "plans.read", "plan__")).select_related("plan", "plan__organisation", "plan__network", "asked_by")


def releases_visible_to(user: Any) -> QuerySet[Release]:
    """Releases on their way and those that went out, for whoever reads the plans behind them."""
    found = Release.objects.filter(_owned(user, "plans.read", "answer__plan__"))
    return found.select_related("answer__plan__organisation", "answer__plan__network", "prepared_by", "reviewed_by")


def can_at(user: Any, capability: str, owner: Owner | None) -> bool:
    """Holds the capability at the very owner."""
    if isinstance(owner, Organisation):
        return can_at_organisation(user, capability, owner)
    return owner is not None and can_at_network(user, capability, owner)


def can_write_plan(user: Any, owner: Owner) -> bool:
    return can_at(user, "plans.write", owner)


def can_register_plan(user: Any, plan: Plan) -> bool:
    return can_at(user, "plans.write", owner_of(plan))


def can_ask_plan(user: Any, plan: Plan) -> bool:
    return can_at(user, "plans.write", owner_of(plan))


def can_see_exact_answer(user: Any, answer: Answer) -> bool:
    """Exact tables are for those who answer for the data; every other reader gets the protected document."""
    return can_at(user, "answers.exact", owner_of(answer.plan))


def can_prepare_release(user: Any, answer: Answer) -> bool:
    return can_at(user, "releases.prepare", owner_of(answer.plan))


def can_edit_release(user: Any, release: Release) -> bool:
    return can_prepare_release(user, release.answer)


def can_review_release(user: Any, release: Release) -> bool:
    """Four eyes: whoever prepared a release, or changed a word of it, never judges it."""
    if release.prepared_by_id == user.pk or not can_at(user, "releases.approve", owner_of(release.answer.plan)):
        return False
    return not wrote_release(user, release)


def can_withdraw_release(user: Any, release: Release) -> bool:
    return can_at(user, "releases.approve", owner_of(release.answer.plan))
