"""Names compared as people say them: without accents, capitals or order. In memory only: names are never searched in the database."""

import unicodedata
from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tejido.core.sealed import marks
from tejido.core.sealed_rows import read_through
from tejido.network.models import Organisation
from tejido.people.models import Identity

MOST_COMPARED = 20_000  # of an organisation, the newest first: some seconds of work
SHORTEST_NUMBER = 6


class Found(list[int]):
    """Keys of the persons who answer to a search; `only_newest`: there are more names than are compared, so an older one may be missing."""

    only_newest = False


def say_what_was_compared(request: HttpRequest, found: Found) -> Found:
    """On the page of a search that left names out: who is not found there may have a record all the same."""
    if found.only_newest:
        said = _("Se comparan solo los nombres de las %(n)s fichas más nuevas. Para encontrar una más antigua, busque por su código, teléfono o correo.")
        messages.info(request, said % {"n": number_format(MOST_COMPARED, use_l10n=True, force_grouping=True)})
    return found


def folded(text: str) -> str:
    """`text` in lower case without accents and with single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def compared(identities: QuerySet[Identity]) -> Iterator[Identity]:
    """The identities of a door, to be looked through in memory: names never lie on the disk unsealed, so no index can be asked."""
    return read_through(identities, MOST_COMPARED)


def are_too_many(identities: QuerySet[Identity]) -> bool:
    return identities.order_by()[MOST_COMPARED : MOST_COMPARED + 1].exists()


def answers_to(identity: Identity, words: str) -> bool:
    """Does every word of the search begin one of the names of this person?"""
    names = folded(f"{identity.given_name} {identity.family_name} {identity.preferred_name}").split()
    return all(any(name.startswith(word) for name in names) for word in folded(words).split())


def alike(identities: Iterable[Identity], given_name: str, family_name: str) -> Identity | None:
    """The first of `identities` with the same full name."""
    wanted = folded(f"{given_name} {family_name}")
    return next((i for i in identities if wanted and folded(f"{i.given_name} {i.family_name}") == wanted), None)


def reached_at(identities: QuerySet[Identity], words: str, organisations: Iterable[Organisation]) -> list[int]:
    """Keys of the persons who have exactly this phone number or e-mail address at one of these organisations, found by its mark."""
    places = list(organisations)
    if "@" in words:
        return list(identities.filter(email_mark__in=marks(Identity, "email", words, places)).values_list("person_id", flat=True))
    digits = sum(c.isdigit() for c in words)
    if digits < SHORTEST_NUMBER or any(c.isalpha() for c in words):
        return []
    return list(identities.filter(phone_mark__in=marks(Identity, "phone", words, places)).values_list("person_id", flat=True))
