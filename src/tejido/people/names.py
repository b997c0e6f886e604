"""Names compared as people say them: without accents, capitals or order. In memory only: names are never searched in the database."""

import unicodedata
from collections.abc import Iterable

from tejido.people.models import Identity


def folded(text: str) -> str:
    """`text` in lower case without accents and with single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def answers_to(identity: Identity, words: str) -> bool:
    """Does every word of the search begin one of the names of this person?"""
    names = folded(f"{identity.given_name} {identity.family_name} {identity.preferred_name}").split()
    return all(any(name.startswith(word) for name in names) for word in folded(words).split())


def alike(identities: Iterable[Identity], given_name: str, family_name: str) -> Identity | None:
    """The first of `identities` with the same full name."""
    wanted = folded(f"{given_name} {family_name}")
    return next((i for i in identities if wanted and folded(f"{i.given_name} {i.family_name}") == wanted), None)
