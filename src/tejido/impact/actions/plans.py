"""Writing, revising and registering plans."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, claim, record, require
from tejido.impact.models import Plan
from tejido.impact.owners import Owner, owner_of
from tejido.impact.permissions import can_register_plan, can_write_plan
from tejido.impact.queries import versions_of
from tejido.impact.spec import load_plan, localised, plan_hash
from tejido.network.models import Organisation


class SlugTaken(Refused):
    """The owner already has a plan of this name: a new text is a new version of it."""


class AlreadyRegistered(Refused):
    """A registered plan stays as it was registered."""


@transaction.atomic
def write_plan(owner: Owner, *, by: Any, text: str) -> Plan:
    """Keep a new plan. Raises `PlanError` with every problem of the text at once."""
    require(can_write_plan(by, owner))
    plan = _plan_of(owner, text, by)
    if versions_of(plan).exists():
        raise SlugTaken(_("Ya existe un plan «%(slug)s». Cambie la clave «plan:», o escriba una versión nueva desde la página de aquel plan.") % {"slug": plan.slug})
    plan.save()
    record("impact.plan_written", by=by, on=plan, organisation=owner_of(plan))
    return plan


@transaction.atomic
def revise_plan(plan: Plan, *, by: Any, text: str) -> Plan:
    """A new version with a new text; the older one, its registration and its answers stay as they are."""
    owner = owner_of(plan)
    require(can_write_plan(by, owner))
    newer = _plan_of(owner, text, by)
    if newer.slug != plan.slug:
        raise Refused(_("Una versión nueva conserva la clave «%(slug)s». Si la pregunta es otra, escriba un plan nuevo.") % {"slug": plan.slug})
    if newer.plan_hash == plan.plan_hash:
        raise Refused(_("El texto dice lo mismo que la versión anterior: no hay nada nuevo que guardar."))
    newer.supersedes = plan
    newer.save()
    record("impact.plan_revised", by=by, on=newer, organisation=owner)
    return newer


@transaction.atomic
def register_plan(plan: Plan, *, by: Any) -> Plan:
    """Fix the plan with its hash and the instant: what is asked from now on was decided before."""
    require(can_register_plan(by, plan))
    claim(plan, None)
    plan.refresh_from_db()
    if plan.registered_at is not None:
        raise AlreadyRegistered(_("Este plan ya está registrado y no cambia."))
    plan.registered_at = timezone.now()
    plan.save(update_fields=["registered_at"])
    record("impact.plan_registered", by=by, on=plan, organisation=owner_of(plan), note=plan.plan_hash)
    return plan


def _plan_of(owner: Owner, text: str, by: Any) -> Plan:
    spec = load_plan(text)
    place = {"organisation": owner} if isinstance(owner, Organisation) else {"network": owner}
    title = localised(spec.title, "es")[:200] or spec.slug
    return Plan(**place, slug=spec.slug, title=title, text=text, plan_hash=plan_hash(spec), written_by=by, is_demo=owner.is_demo)
