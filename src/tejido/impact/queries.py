"""Reads about plans and answers that span tables."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.scope import also_within, within
from tejido.impact.models import Answer, Plan, Release
from tejido.network.models import Membership, Network, Organisation
from tejido.outcomes.models import Assessment, Measure
from tejido.programmes.models import Cohort


def organisations_behind(plan: Plan, day: dt.date | None = None) -> set[int]:
    """Whose records a plan may ask: its organisation, or the members that agreed to add to their network's answers.

    A network may be a member of a network: its members count when both memberships have agreed. One query per level.
    """
    owner = plan.organisation if plan.organisation_id is not None else plan.network
    return organisations_of(owner, day) if owner is not None else set()


def organisations_of(owner: Organisation | Network, day: dt.date | None = None) -> set[int]:
    """The same for an owner who has no plan yet."""
    if isinstance(owner, Organisation):
        return {owner.pk}
    day = day or today()
    found: set[int] = set()
    seen: set[int] = set()
    level = {owner.pk}
    while level:
        seen |= level
        agreed = Membership.objects.on(day).filter(network__in=level, evidence_agreed_on__lte=day)
        pairs = list(agreed.values_list("organisation_id", "member_network_id"))
        found |= {organisation for organisation, _network in pairs if organisation is not None}
        level = {network for _organisation, network in pairs if network is not None} - seen
    return found


def owned_by(plan: Plan) -> Q:
    """Plans of the same owner."""
    return Q(organisation=plan.organisation_id, network=plan.network_id)


def versions_of(plan: Plan) -> QuerySet[Plan]:
    """Every version of a plan, newest first."""
    return Plan.objects.filter(owned_by(plan), slug=plan.slug).order_by("-created_at", "-pk")


def earlier_looks(plan: Plan, data_hash: str = "") -> QuerySet[Answer]:
    """Answers given before this plan was registered: of any version of it, or of any plan of the owner to the same data."""
    same = Q(plan__slug=plan.slug)
    if data_hash:
        same |= Q(data_hash=data_hash)
    looks = Answer.objects.filter(same, plan__organisation=plan.organisation_id, plan__network=plan.network_id)
    return looks if plan.registered_at is None else looks.filter(created_at__lt=plan.registered_at)


def asked_from_the_console(plan: Plan) -> bool:
    """Has somebody run this very text on the server's console before it was registered? The trail knows."""
    looks = AuditEntry.objects.filter(verb="impact.plan_asked", actor="", note__endswith=plan.plan_hash)
    with also_within(*organisations_behind(plan)):  # a line that stayed with a member must not make the plan look new
        return (looks if plan.registered_at is None else looks.filter(at__lt=plan.registered_at)).exists()


def issues_of(slug: str) -> QuerySet[Release]:
    """Every numbered issue of a public address, newest first."""
    return Release.objects.filter(slug=slug, number__isnull=False).order_by("-number")


def open_release_of(answer: Answer) -> Any:
    """The release of this answer that is still on its way, if there is one."""
    on_the_way = [Release.Status.PREPARED, Release.Status.IN_REVIEW, Release.Status.RETURNED]
    return Release.objects.filter(answer=answer, status__in=on_the_way).first()


def wrote_release(user: Any, release: Release) -> bool:
    """Did this user prepare the release or change its words? The trail knows, whoever prepared it first."""
    words = ("impact.release_prepared", "impact.release_edited")
    return AuditEntry.objects.filter(target=f"{release._meta.label}:{release.code}", verb__in=words, actor=user.code).exists()


def vocabulary_behind(organisations: set[int]) -> dict[str, list[tuple[str, str]]]:
    """What a plan may name at these organisations: programmes, cohorts and outcomes, as (name in the plan, words). No person is read."""
    with within(*organisations):
        return _vocabulary(organisations)


def _vocabulary(organisations: set[int]) -> dict[str, list[tuple[str, str]]]:
    cohorts, programmes = {}, {}
    rows = Cohort.objects.filter(organisation__in=organisations).order_by("programme__name", "-starts_on")
    for slug, name, programme, programme_name in rows.values_list("slug", "name", "programme__slug", "programme__name"):
        cohorts[slug] = f"{programme_name} · {name}"
        programmes[programme] = programme_name
    measures = Measure.objects.filter(organisation__in=organisations).order_by("label").values_list("slug", "label")
    instruments = Assessment.objects.filter(organisation__in=organisations).order_by("instrument").values_list("instrument", flat=True).distinct()
    return {
        "programmes": list(programmes.items()),
        "cohorts": list(cohorts.items()),
        "measures": [(f"measure:{slug}", label) for slug, label in dict(measures).items()],
        "scores": [(f"score:{slug}", slug.upper()) for slug in instruments],
    }
