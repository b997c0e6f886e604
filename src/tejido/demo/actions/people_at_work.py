"""Accounts and roles of the demonstration."""

import datetime as dt
import random

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from tejido.accounts.models import User
from tejido.demo.accounts import ACCOUNTS, DOMAIN, PASSWORD, secret_of
from tejido.demo.names import family_name, given_name
from tejido.network.models import Network, Organisation, RoleAssignment
from tejido.network.roles import ROLES


def open_demo_accounts(chance: random.Random, networks: dict[str, Network], organisations: dict[str, Organisation], since: dt.date) -> dict[str, User]:
    """One account per role, and a direction at every member, which nobody signs in to."""
    password = make_password(PASSWORD)
    users = {a.key: User(email=a.email, name=a.name, password=password, is_demo=True) for a in ACCOUNTS}
    directors = {slug: User(email=f"direccion.{slug}@{DOMAIN}", name=f"{given_name(chance, 'woman')} {family_name(chance)}", is_demo=True) for slug in organisations}
    del directors["hilos-de-vida"]
    for user in directors.values():
        user.set_unusable_password()
    User.objects.bulk_create([*users.values(), *directors.values()])
    EmailAddress.objects.bulk_create([EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in users.values()])
    encrypt = get_adapter().encrypt
    Authenticator.objects.bulk_create(
        [
            Authenticator(user=users[a.key], type=Authenticator.Type.TOTP, data={"secret": encrypt(secret_of(a.email))})
            for a in ACCOUNTS
            if ROLES[a.role].staff
        ]
    )
    places: dict[str, Network | Organisation] = {**networks, **organisations}
    roles = [role_at(users[a.key], a.role, places[a.place], since) for a in ACCOUNTS]
    roles += [role_at(users["coordinacion"], "network_coordinator", networks[slug], since) for slug in ("demo-guatemala", "demo-el-salvador")]
    roles += [role_at(user, "director", organisations[slug], since) for slug, user in directors.items()]
    RoleAssignment.objects.bulk_create(roles)
    return users


def role_at(user: User, role: str, place: Network | Organisation, since: dt.date) -> RoleAssignment:
    where = {"network": place} if isinstance(place, Network) else {"organisation": place}
    return RoleAssignment(user=user, role=role, starts_on=since, **where)
