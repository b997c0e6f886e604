"""`tejido impact run PLAN` without --data: the plan asks the database, for one organisation or for a network's agreeing members.

The console of the server is trusted with the database, so nobody's leave is asked; consent is applied all the same, and the trail gets its line.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import record
from tejido.impact.calculation import answer_table
from tejido.impact.command import NOT_READABLE, compare, give, read_plan
from tejido.impact.dataset import SourceMissing, dataset_of
from tejido.impact.models import Plan
from tejido.impact.queries import organisations_behind
from tejido.impact.spec import PlanError, load_plan
from tejido.impact.uncounted import NotCounted
from tejido.network.models import Network, Organisation


def run_plan_on_database(
    plan_path: Path, json_out: str | None, *, organisation: str | None, network: str | None, rerun: str | None = None
) -> int:
    """Answer a plan from the record; returns the exit status."""
    try:
        plan = load_plan(read_plan(str(plan_path)))
        document = answer_from_record(plan, whose_records(organisation, network))
    except (PlanError, SourceMissing, NotCounted) as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return NOT_READABLE
    return give(document, json_out) if rerun is None else compare(document, rerun, json_out)


@transaction.atomic
def answer_from_record(plan: Any, place: Network | Organisation) -> dict[str, Any]:
    """The answer, always marked exploratory: nothing here could show that nobody had looked before."""
    owner = Plan(network=place) if isinstance(place, Network) else Plan(organisation=place)
    data = dataset_of(plan, organisations_behind(owner), cut_off=today())
    counts = {"enrolled": data.enrolled, "without_consent": data.without_consent}
    document = answer_table(plan, data.table, facts=data.facts, registered=False, asked_at=datetime.now(UTC), attrition=counts)
    record("impact.plan_asked", by=None, organisation=place, note=f"consola · {document['plan_hash']}")
    return document


def whose_records(organisation: str | None, network: str | None) -> Network | Organisation:
    """The place whose records are asked; the only organisation of a database need not be named."""
    if Organisation._meta.db_table not in connection.introspection.table_names():
        raise PlanError([_("Aquí no hay todavía una base de datos a la que preguntar. Para responder con un archivo añada «--data ARCHIVO».")])
    if network:
        place = Network.objects.filter(Q(slug=network) | Q(code=network)).first()
        if place is None:
            raise PlanError([_("No hay ninguna red llamada «%(name)s».") % {"name": network}])
        return place
    found = Organisation.objects.all()
    if organisation:
        found = found.filter(Q(slug=organisation) | Q(code=organisation))
    if found.count() != 1:
        raise PlanError([_("Diga de qué entidad son los datos: --organisation CÓDIGO. Hay %(n)d que encajan.") % {"n": found.count()}])
    return found.get()
