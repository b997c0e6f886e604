"""Asking a plan of the record."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, record, require
from tejido.impact.apart import answer_apart
from tejido.impact.calculation import answer_here
from tejido.impact.dataset import Dataset, dataset_of
from tejido.impact.models import Answer, Plan
from tejido.impact.owners import owner_of
from tejido.impact.permissions import can_ask_plan
from tejido.impact.queries import asked_from_the_console, earlier_looks, organisations_behind
from tejido.impact.spec import load_plan


class NobodyBehind(Refused):
    """There is no record that this plan may ask."""


def ask_plan(plan: Plan, *, by: Any, cut_off: dt.date | None = None, apart: bool = False) -> Answer:
    """Run the plan now on those who allow it today, and keep the whole answer. The asker never sees a row.

    Only a plan registered before anybody of its owner had seen an answer of these data counts as registered. The model is
    worked out between two transactions: nobody waits for it to save. `apart`: in a process of its own, as web pages ask.
    """
    require(can_ask_plan(by, plan))
    asked_at, cut_off = timezone.now(), cut_off or today()
    if cut_off > today():
        raise Refused(_("La fecha de corte está en el futuro: elija hoy o un día anterior."))
    with transaction.atomic():
        data = _data_of(plan, cut_off)
        registered = plan.registered_at is not None and not earlier_looks(plan).exists() and not asked_from_the_console(plan)
    attrition = {"enrolled": data.enrolled, "without_consent": data.without_consent}
    work_out = answer_apart if apart else answer_here
    document = work_out(plan.text, data.table, facts=data.facts, registered=registered, asked_at=asked_at, attrition=attrition)
    document["cut_off"] = cut_off.isoformat()
    if plan.network_id is not None:
        document["persons_by_organisation"] = list(data.persons_by_organisation)
    with transaction.atomic():
        if registered and earlier_looks(plan, document["data_hash"] or "").exists():
            registered, document["status"] = False, "exploratory"
        answer = Answer.objects.create(
            plan=plan, asked_by=by, cut_off=cut_off, is_registered=registered, data_hash=document["data_hash"] or "", document=document
        )
        record("impact.plan_asked", by=by, on=answer, organisation=owner_of(plan), note=plan.plan_hash)
    return answer


def _data_of(plan: Plan, cut_off: dt.date) -> Dataset:
    behind = organisations_behind(plan)
    if not behind:
        raise NobodyBehind(_("Ninguna entidad de la red ha acordado todavía aportar sus datos a las respuestas de la red."))
    return dataset_of(load_plan(plan.text), behind, cut_off=cut_off)
