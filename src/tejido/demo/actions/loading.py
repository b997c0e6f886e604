"""Loading the demonstration from a seed."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.core.periods import today
from tejido.core.scope import everywhere
from tejido.core.trail import Refused, record
from tejido.demo.actions.answering import answer_demo_plans
from tejido.demo.actions.bringing import bring_demo_register
from tejido.demo.actions.people_at_work import open_demo_accounts
from tejido.demo.actions.writing import Loom, cohorts_by_name, measures_by_name
from tejido.demo.lives import PLACES, lives_of
from tejido.demo.programmes import OFFERS, Offer
from tejido.demo.queries import demo_is_loaded, real_organisations
from tejido.network.bands import free_bands
from tejido.network.models import Membership, Network, Organisation, Region, Space
from tejido.outcomes.models import Measure
from tejido.people.models import ConsentText, Identity, Person
from tejido.people.queries import texts_to_read
from tejido.programmes.models import Cohort, Programme

WORLD = Path(__file__).resolve().parent.parent / "world.yaml"
TWO_YEARS = dt.timedelta(days=730)
MEASURES: dict[str, list[dict[str, Any]]] = {
    "america": [{"slug": "horas-de-cuidado", "label": "Horas de cuidado a la semana", "unit": "horas", "direction": "lower", "lowest": 0, "highest": 168}],
    "spain": [
        {"slug": "anos-de-escuela", "label": "Años de escuela", "unit": "años", "lowest": 0, "highest": 25},
        {"slug": "ingresos-al-mes", "label": "Ingresos propios al mes", "unit": "euros", "direction": "higher", "lowest": 0, "highest": 5000},
        {"slug": "donde-vive", "label": "Dónde vive", "kind": "category", "levels": list(dict.fromkeys(PLACES.values()))},
    ],
}


class RealDataHere(Refused):
    """Invented and real data never share a database."""


class AlreadyLoaded(Refused):
    """The demonstration is there already."""


@everywhere("the demonstration is made whole")
@transaction.atomic
def load_demo(seed: int = 2026, *, day: dt.date | None = None, with_answers: bool = True) -> dict[str, int]:
    """Load the invented network as if it had lived for two years until `day`. Runs at the console of the server only."""
    if real_organisations().exists():
        raise RealDataHere(_("Aquí hay entidades verdaderas. La demostración no se carga junto a datos reales: use otra carpeta (TEJIDO_HOME)."))
    if demo_is_loaded():
        raise AlreadyLoaded(_("La demostración ya está cargada. Para empezarla de nuevo, quítela antes."))
    chance, day = random.Random(seed), day or today()  # noqa: S311  (invented lives, no secrets)
    world = yaml.safe_load(WORLD.read_text(encoding="utf-8"))
    networks = open_demo_networks(world, day)
    organisations = open_demo_organisations(world, networks, day)
    users = open_demo_accounts(chance, networks, organisations, day - TWO_YEARS)
    weights = {entry["slug"]: entry["weight"] for entry in world["organisations"]}
    count = weave(chance, organisations, weights, day)
    give_portals(users, organisations["hilos-de-vida"])
    if with_answers:
        answer_demo_plans(networks, organisations, users)
        bring_demo_register(chance, organisations["hilos-de-vida"], users["programas"], day)
    record("demo.loaded", by=None, note=f"seed {seed}, {count} persons")
    return {"networks": len(networks), "organisations": len(organisations), "persons": count, "accounts": len(users)}


def open_demo_networks(world: dict[str, Any], day: dt.date) -> dict[str, Network]:
    networks = {
        entry["slug"]: Network.objects.create(
            slug=entry["slug"], name=entry["name"], purpose=entry["purpose"], founded_on=dt.date(entry["founded"], 1, 1), is_demo=True
        )
        for entry in world["networks"]
    }
    for entry in world["networks"]:
        if above := entry.get("member_of"):
            Membership.objects.create(
                network=networks[above], member_network=networks[entry["slug"]], starts_on=dt.date(entry["founded"], 1, 1), evidence_agreed_on=day - TWO_YEARS
            )
    return networks


def open_demo_organisations(world: dict[str, Any], networks: dict[str, Network], day: dt.date) -> dict[str, Organisation]:
    """The members with their bands, memberships and spaces. Two of them have not decided yet whether they add to the results."""
    regions = {region.iso: region for region in Region.objects.all()}
    rows, memberships, spaces = {}, [], []
    for number, (entry, (draft, dye)) in enumerate(zip(world["organisations"], free_bands(), strict=False)):
        region = regions[entry["region"]]
        organisation = Organisation(
            slug=entry["slug"], name=entry["name"], legal_form=entry["form"], region=region, country=region.country, town=entry["town"],
            latitude=entry["at"][0], longitude=entry["at"][1], band_draft=draft, band_dye=dye, is_demo=True,
            about=_("Entidad inventada para la demostración. Acompaña a personas y a sus familias en %(town)s.") % {"town": entry["town"]},
        )  # fmt: skip
        rows[entry["slug"]] = organisation
        agreed = None if entry.get("undecided") else day - TWO_YEARS
        memberships.append(Membership(network=networks[entry["network"]], organisation=organisation, starts_on=day - TWO_YEARS, evidence_agreed_on=agreed))
        if name := entry.get("space"):
            opened = day - dt.timedelta(days=120 + number * 37)
            spaces.append(Space(organisation=organisation, region=region, name=name, town=entry["town"], opening_hours="martes y jueves, de 15 a 18 h", starts_on=opened))
    Organisation.objects.bulk_create(rows.values())
    Membership.objects.bulk_create(memberships)
    Space.objects.bulk_create(spaces)
    return rows


def offers_of(organisation: Organisation) -> list[Offer]:
    return [offer for offer in OFFERS if part_of_the_world(organisation) in offer.where]


def part_of_the_world(organisation: Organisation) -> str:
    return "spain" if organisation.country == "ES" else "america"


def weave(chance: random.Random, organisations: dict[str, Organisation], weights: dict[str, float], day: dt.date) -> int:
    """Programmes, cohorts and measures of every member, and the people in them."""
    members = list(organisations.values())
    open_demo_programmes(members, day)
    loom = Loom(cohorts_by_name(members), publish_demo_texts(day), measures_by_name(members))
    for organisation in members:
        number = 0
        for offer in offers_of(organisation):
            for life in lives_of(chance, offer, weights[organisation.slug], day):
                number += 1
                loom.gather(organisation, life, number)
    return len(loom.write())


def open_demo_programmes(members: list[Organisation], day: dt.date) -> None:
    pairs = [(o, offer, Programme(organisation=o, slug=offer.slug, name=offer.name, kind=offer.kind, about=offer.about)) for o in members for offer in offers_of(o)]
    Programme.objects.bulk_create([programme for _o, _offer, programme in pairs])
    Cohort.objects.bulk_create(
        [
            Cohort(
                organisation=o, programme=programme, slug=group.slug, name=group.name, arm=group.arm, places=max(6, group.size * 2),
                starts_on=group.starts_on(day), ends_on=group.ends_on(day),
            )
            for o, offer, programme in pairs
            for group in offer.groups
        ]
    )  # fmt: skip
    Measure.objects.bulk_create(
        [
            Measure(organisation=o, **measure)
            for o in members
            for measure in MEASURES[part_of_the_world(o)]
        ]
    )


def publish_demo_texts(day: dt.date) -> dict[str, int]:
    """The shipped words under a version of the demonstration's own, as they were read out two years ago."""
    texts = {
        purpose: ConsentText(purpose=purpose, text_version="demo", language="es", text=shipped.text, published_on=day - TWO_YEARS - TWO_YEARS)
        for purpose, shipped in texts_to_read("es").items()
    }
    ConsentText.objects.bulk_create(texts.values())
    return {purpose: text.pk for purpose, text in texts.items()}


def give_portals(users: dict[str, User], organisation: Organisation) -> None:
    """Two people of the member may open their own page: one in the art workshop, one in the family classes."""
    for key, kind in (("persona", "served"), ("familiar", "family")):
        person = Person.objects.filter(organisation=organisation, kind=kind, assessments__isnull=False).order_by("registered_on", "pk").first()
        if person is None:
            raise LookupError(f"nobody of kind {kind} was woven")
        Person.objects.filter(pk=person.pk).update(account=users[key])
        given, family = users[key].name.split(" ", 1)
        identity = Identity.objects.get(person=person)
        identity.given_name, identity.family_name, identity.preferred_name = given, family, "Lupita" if key == "persona" else ""
        identity.save()
        record("people.person_viewed", by=users["profesional"], on=person)
