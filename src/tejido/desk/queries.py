"""What waits for whom, read from the records themselves; and the search."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tejido.core.periods import on, today
from tejido.core.routes import SIGNED_IN
from tejido.impact.models import Answer
from tejido.impact.permissions import owners_visible_to, plans_visible_to, releases_visible_to
from tejido.interop.models import Import
from tejido.network.filters import matching
from tejido.network.models import Organisation, RoleAssignment
from tejido.network.permissions import (
    memberships_answered_for_by,
    notices_visible_to,
    organisations_visible_to,
    organisations_where,
    organisations_without_direction,
    roles_of,
    roles_visible_to,
)
from tejido.network.queries import members_of, regions_covered
from tejido.network.roles import STAFF_ROLES
from tejido.people.models import Consent, Person
from tejido.people.permissions import persons_visible_to
from tejido.privacy.models import DataRequest
from tejido.privacy.permissions import requests_visible_to
from tejido.programmes.models import Enrolment, Programme
from tejido.ui.days import as_day

SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """Something to do this week, verb first."""

    icon: str
    title: str
    url: str
    note: str


def tasks_for(user: Any, capabilities: frozenset[str]) -> list[Task]:
    """Everything that waits for this user, most pressing first."""
    readers = {
        SIGNED_IN: notices_unseen,
        "rights.handle": requests_to_answer,
        "releases.approve": releases_to_review,
        "imports.run": rows_to_fix,
        "releases.prepare": releases_returned,
        "consents.record": consents_that_expire,
        "plans.write": plans_unanswered,
        "roles.assign": colleagues_to_help,
    }
    return [task for capability, read in readers.items() if capability == SIGNED_IN or capability in capabilities for task in read(user)]


def notices_unseen(user: Any) -> list[Task]:
    """What those who watch over a place should know and nobody has looked at yet."""
    if not (unseen := notices_visible_to(user).filter(seen_at__isnull=True).count()):
        return []
    title = ngettext("Leer %(n)s aviso", "Leer %(n)s avisos", unseen) % {"n": unseen}
    return [Task("shield-alert", title, reverse("network:notices"), _("Alguien debe verlo: la primera persona que lo mire lo anota por todas."))]


def requests_to_answer(user: Any) -> list[Task]:
    """What persons asked about their data, the nearest day first."""
    waiting = requests_visible_to(user).filter(state=DataRequest.State.OPEN).order_by("due_on")[:3]
    return [
        Task("life-buoy", _("Contestar a una solicitud: %(what)s") % {"what": one.get_kind_display()}, reverse("privacy:detail", args=[one.code]),
             _("Se contesta antes del %(day)s.") % {"day": as_day(one.due_on)})
        for one in waiting
    ]  # fmt: skip


def releases_to_review(user: Any) -> list[Task]:
    organisations, networks = owners_visible_to(user, "releases.approve")
    mine = Q(answer__plan__organisation__in=organisations) | Q(answer__plan__network__in=networks)
    waiting = releases_visible_to(user).filter(mine, status="in_review").exclude(prepared_by=user)[:5]
    return [
        Task("file-check", _("Revisar «%(title)s»") % {"title": release.answer.plan.title}, reverse("impact:release_review", args=[release.code]),
             _("Lo preparó %(name)s. Hace falta una segunda persona para publicar.") % {"name": release.prepared_by})
        for release in waiting
    ]  # fmt: skip


def releases_returned(user: Any) -> list[Task]:
    mine = releases_visible_to(user).filter(status="returned", prepared_by=user)[:5]
    return [
        Task("file-pen", _("Retomar «%(title)s»") % {"title": release.answer.plan.title}, reverse("impact:release", args=[release.code]),
             _("La revisión dejó comentarios."))
        for release in mine
    ]  # fmt: skip


def rows_to_fix(user: Any) -> list[Task]:
    brought = (
        Import.objects.filter(organisation__in=organisations_where(user, "imports.run"), status=Import.Status.DONE)
        .annotate(left=Count("bad_rows", filter=Q(bad_rows__is_fixed=False)))
        .filter(left__gt=0)[:5]
    )
    return [
        Task("file-warning", ngettext("Corregir una fila de %(file)s", "Corregir %(n)s filas de %(file)s", b.left) % {"n": b.left, "file": b.filename},
             reverse("interop:detail", args=[b.code]), _("Las demás ya entraron. Estas dicen qué les falta."))
        for b in brought
    ]  # fmt: skip


def consents_that_expire(user: Any) -> list[Task]:
    day = today()
    persons = Person.objects.filter(organisation__in=organisations_where(user, "consents.record"), restricted_on__isnull=True)
    expiring = Consent.objects.filter(person__in=persons, is_given=True, withdrawn_on__isnull=True, expires_on__gt=day, expires_on__lte=day + SOON)
    later = Consent.objects.filter(person=OuterRef("person"), purpose=OuterRef("purpose"), given_on__gt=OuterRef("given_on"))
    count = expiring.exclude(Exists(later)).values("person").distinct().count()
    if not count:
        return []
    title = ngettext("Renovar el permiso de una persona", "Renovar los permisos de %(n)s personas", count) % {"n": count}
    return [Task("shield-check", title, reverse("people:list"), _("Vencen antes de 30 días. Converse con cada una: puede decir que no."))]


def plans_unanswered(user: Any) -> list[Task]:
    answered = Answer.objects.filter(plan=OuterRef("pk"))
    waiting = plans_visible_to(user).filter(registered_at__isnull=False, superseded_by__isnull=True).exclude(Exists(answered))[:5]
    return [
        Task("chart-line", _("Preguntar a los datos: «%(title)s»") % {"title": plan.title}, reverse("impact:plan", args=[plan.code]),
             _("El plan quedó registrado el %(day)s y todavía no se ha preguntado a los datos.") % {"day": as_day(plan.registered_at)})
        for plan in waiting if plan.registered_at
    ]  # fmt: skip


def colleagues_to_help(user: Any) -> list[Task]:
    """Colleagues who cannot enter yet, members without a direction, and what the user's own place has not decided."""
    from allauth.mfa.models import Authenticator

    tasks = []
    held: QuerySet[RoleAssignment] = roles_visible_to(user).filter(on(), role__in=STAFF_ROLES, user__is_active=True)
    waiting = held.exclude(Exists(Authenticator.objects.filter(user=OuterRef("user")))).values("user").distinct().count()
    if waiting:
        title = ngettext("Ayudar a una persona a entrar", "Ayudar a %(n)s personas a entrar", waiting) % {"n": waiting}
        tasks.append(Task("user-cog", title, reverse("network:colleagues"), _("Tienen un papel y todavía no prepararon su segundo paso.")))
    for organisation in organisations_without_direction(user)[:5]:
        tasks.append(Task("user-plus", _("Invitar a la dirección de %(name)s") % {"name": organisation}, reverse("network:invite"),
                          _("Nadie puede dar papeles allí todavía.")))  # fmt: skip
    undecided = memberships_answered_for_by(user).filter(on(), evidence_agreed_on__isnull=True, organisation__isnull=False)
    for code, network in undecided.values_list("organisation__code", "network__name")[:3]:
        tasks.append(Task("scale", _("Decidir si aportan a los resultados de %(name)s") % {"name": network},
                          reverse("network:organisation", args=[code]),
                          _("Sin identidad y con permiso de cada persona. Pueden cambiar de idea.")))  # fmt: skip
    return tasks


@dataclass(frozen=True)
class Figures:
    """The numbers of the sentence that opens the desk; None where they are not this user's to see."""

    persons: int | None = None
    taking_part: int | None = None
    organisations: int | None = None
    countries: int | None = None
    regions: int | None = None
    with_space: int | None = None
    published: int | None = None


def figures_for(user: Any, capabilities: frozenset[str]) -> Figures:
    """A worker's figures are those of the own organisation; a network's are its members, never sums of people."""
    persons = taking_part = organisations = countries = regions = with_space = published = None
    if "people.read" in capabilities:
        own = organisations_where(user, "people.read")
        persons = Person.objects.filter(organisation__in=own, restricted_on__isnull=True).count()
        taking_part = Enrolment.objects.filter(on(), organisation__in=own, person__restricted_on__isnull=True).values("person").distinct().count()
    elif "network.read" in capabilities:
        seen: QuerySet[Organisation] = organisations_visible_to(user)
        organisations, countries = seen.count(), seen.order_by().values("country").distinct().count()
        covered = regions_covered()
        regions, with_space = covered.count(), covered.filter(space_count__gt=0).count()
    if "plans.read" in capabilities:
        published = releases_visible_to(user).filter(status="published").count()
    return Figures(persons, taking_part, organisations, countries, regions, with_space, published)


def members_to_show(user: Any) -> list[Organisation]:
    """For the map of whoever works for a network: the members of the networks where they hold a role, at any depth."""
    networks = [assignment.network for assignment in roles_of(user) if assignment.network is not None]
    keys = {pk for network in networks for pk in members_of(network).values_list("pk", flat=True)}
    return list(organisations_visible_to(user).filter(pk__in=keys).select_related("region").order_by("country", "name"))


def programmes_found(user: Any, held: frozenset[str], words: str) -> QuerySet[Programme]:
    own = organisations_where(user, "programmes.read")
    return Programme.objects.filter(organisation__in=own).filter(matching(held, Programme, words, name="icontains")).select_related("organisation")


def persons_found(user: Any, held: frozenset[str], words: str) -> QuerySet[Person]:
    """Persons by their code or by the code that the register gives them."""
    return persons_visible_to(user).filter(matching(held, Person, words, code="istartswith", register_code="icontains"))


def organisations_named(user: Any, held: frozenset[str], words: str) -> QuerySet[Organisation]:
    found: QuerySet[Organisation] = organisations_visible_to(user).filter(matching(held, Organisation, words, name="icontains", town="icontains"))
    return found.select_related("region")
