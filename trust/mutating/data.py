"""Faults in what is data: one capability given to a role or taken from it, one field put into another class."""

import random
from dataclasses import replace

CLASSES = ("public", "internal", "identifying", "special", "secret")


def data_mutants(seed: int, most: int = 30) -> list[str]:
    """`data:role:director:people.read` turns that capability of that role over; `data:field:people.Person:sex:public` puts the field into that class."""
    from tejido.network.catalogue import fields
    from tejido.network.roles import CAPABILITIES, ROLES

    chance = random.Random(seed)
    roles = [f"data:role:{slug}:{capability}" for slug in ROLES for capability in CAPABILITIES]
    moved = [f"data:field:{known.label}:{name}:{other}" for known, name, kind in fields() for other in CLASSES if other != kind]
    return chance.sample(roles, most // 2) + chance.sample(moved, most // 2)


def put(mutant: str) -> None:
    """Make the fault, in this process only."""
    from tejido.network.catalogue import kept
    from tejido.network.roles import ROLES

    _data, kind, *words = mutant.split(":")
    if kind == "role":
        slug, capability = words
        ROLES[slug] = replace(ROLES[slug], capabilities=ROLES[slug].capabilities ^ {capability})
    else:
        label, name, other = words
        kept(label).classes[name] = other
