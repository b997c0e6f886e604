"""The cast, the same in every test.

Ana coordinates the programmes of organisation A, Bruno works there, Dora directs it; Carla belongs to organisation B **and must see
nothing of A**; Nora coordinates the network and Diego analyses for it: both see only aggregates; Elena is a person served by A, with
a portal account; Félix is her brother; nobody is anonymous.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client

STARTED = dt.date(2024, 1, 1)


def user(email: str, name: str):
    from tejido.accounts.actions import open_account

    return open_account(f"{email}@example.org", name, by=None, password="cuatro-palabras-sueltas-ya")


def signed_in(account, *, second_factor: bool = True, **extra) -> Client:
    """A browser in which `account` has signed in, with a second factor unless told otherwise."""
    client = Client(headers={"accept-language": "es"}, **extra)
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}] + ([{"method": "mfa", "at": 2.0, "type": "totp"}] if second_factor else [])
    session["account_authentication_methods_user"] = str(account.pk)
    session.cycle_key()  # the name is in the table, the browser holds what it was hashed from
    session.save()
    client.cookies["sessionid"] = session.secret
    return client


def give_role(account, role: str, *, organisation=None, network=None):
    from tejido.network.models import RoleAssignment

    return RoleAssignment.objects.create(user=account, role=role, organisation=organisation, network=network, starts_on=STARTED)


@pytest.fixture
def cast(db):
    return the_cast()


def the_cast():
    """Two organisations of one network, with the people of the docstring."""
    from tejido.core.trail import record
    from tejido.network.models import Membership, Network, Organisation, Region
    from tejido.people.models import Identity, Person

    region, _ = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})
    other, _ = Region.objects.get_or_create(iso="GT-09", defaults={"country": "GT", "name": "Quetzaltenango"})
    red = Network.objects.create(slug="red", name="Red de prueba")
    a = Organisation.objects.create(slug="hilos", name="Hilos de Vida", country="SV", region=region)
    b = Organisation.objects.create(slug="xela", name="Familias de Xela", country="GT", region=other)
    for organisation in (a, b):
        record("network.organisation_opened", by=None, on=organisation, organisation=organisation)
        Membership.objects.create(network=red, organisation=organisation, starts_on=STARTED, evidence_agreed_on=STARTED)
    c = SimpleNamespace(red=red, a=a, b=b)
    for key, name, role, place in (
        ("ana", "Ana Rivas", "programme_coordinator", a),
        ("bruno", "Bruno Paz", "professional", a),
        ("dora", "Dora Menjívar", "director", a),
        ("carla", "Carla Xol", "programme_coordinator", b),
        ("nora", "Nora Quiroga", "network_coordinator", red),
        ("diego", "Diego Luna", "researcher", red),
        ("elena", "Elena Portillo", "person_served", a),
    ):
        account = user(key, name)
        give_role(account, role, **({"network": place} if place is red else {"organisation": place}))
        setattr(c, key, account)
    with transaction.atomic():  # sealed values are written within one
        c.person = Person.objects.create(organisation=a, register_code="A-001", registered_on=STARTED, account=c.elena, sex="woman", birth_year=1988)
        Identity.objects.create(person=c.person, given_name="Elena", family_name="Portillo", preferred_name="Lena", phone="+503 7000 0001")
        c.brother = Person.objects.create(organisation=a, register_code="A-002", registered_on=STARTED, kind="family", sex="man")
        Identity.objects.create(person=c.brother, given_name="Félix", family_name="Portillo")
        c.stranger = Person.objects.create(organisation=b, register_code="B-001", registered_on=STARTED)
        Identity.objects.create(person=c.stranger, given_name="Marta", family_name="Ajú")
    return c


@pytest.fixture
def browser_of():
    """`browser_of(cast.ana)`: a test client in which that user has signed in with a second factor."""
    return signed_in
