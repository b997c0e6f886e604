"""The field matrix: (field, role) pairs that the catalogue closes, looked for on every page and tried in every search box and filter."""

import random
import re
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

from tejido.network.catalogue import EVERYWHERE, reach
from tejido.network.roles import ROLES
from tejido.people import models as people
from tests.access.addresses import addresses
from tests.access.canaries import Canary, plant, rows_of
from tests.access.world import one_account_for_each_role, organisation_full_of_data, published_report
from tests.cast import STARTED, give_role, signed_in, user

APPS = {"network", "people", "programmes", "outcomes", "impact", "interop", "publishing", "desk", "privacy"}
CHANGING = re.compile(r'name="(?:csrfmiddlewaretoken|once|form_key)" value="[^"]*"|nonce-[\w+/=]+|data-once="[^"]*"')
MISS = "zq999zq"
HEADERS = "\n-- headers --\n"


def worked(cast: Any) -> tuple[Any, dict[str, Client], Client]:
    """An organisation full of data, a browser for each role, and one of somebody who holds them all."""
    author = user("author", "Autora")
    world = organisation_full_of_data("AAA", cast.a, author, colleague=cast.bruno)
    published_report(world.answer, author)
    accounts = one_account_for_each_role(cast.a, cast.red)
    everybody = user("every-role", "Todos los papeles")
    for slug, role in ROLES.items():
        give_role(everybody, slug, **({"network": cast.red} if role.place == "network" else {"organisation": cast.a}))
    people.Person.objects.create(organisation=cast.a, register_code="EVERY-ROLE", registered_on=STARTED, account=everybody)
    return world, {slug: signed_in(account) for slug, account in accounts.items()}, signed_in(everybody)


@dataclass
class Found:
    leaks: list[str] = field(default_factory=list)
    checks: int = 0
    seen: int = 0


class Matrix:
    """A world with canaries, and a browser for each role."""

    def __init__(self, world: Any, browsers: dict[str, Client], everybody: Client, planted: list[Canary] | None = None) -> None:
        self.world, self.browsers, self.everybody = world, browsers, everybody
        self.rows = rows_of(world)
        self.planted = plant(self.rows) if planted is None else planted
        self.requests = 0
        self.addresses = addresses(everybody, self.rows, APPS)

    def is_closed(self, role: str, canary: Canary) -> bool:
        """A role held at the network reaches rows of an organisation only where the field is open everywhere."""
        how_far = reach(role, canary.label, canary.field)
        return how_far != EVERYWHERE and (how_far in ("", "self") or ROLES[role].place == "network")

    def body(self, role: str, url: str, query: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        self.requests += 1
        browser = self.browsers[role]
        browser.raise_request_exception = False
        with transaction.atomic():
            answer = browser.get(url, query or {}, headers={"accept-language": "es", **headers})
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer.status_code, content.decode("utf-8", "replace") + HEADERS + str(answer.headers)

    def shown(self, roles: list[str]) -> Found:
        """Ask every address as each role; a canary of a closed field on any of them is a leak."""
        found = Found()
        for role in roles:
            pages = {url: self.body(role, url) for url in self.addresses.values()}
            everything = "\n".join(text for _status, text in pages.values())
            found.leaks += [f"{role}: {url} broke with {status}" for url, (status, _text) in pages.items() if status >= 500]
            for canary in self.planted:
                present = re.search(canary.pattern, everything) is not None
                found.checks += self.is_closed(role, canary)
                found.seen += present and not self.is_closed(role, canary)
                if present and self.is_closed(role, canary):
                    where = next(url for url, (_status, text) in pages.items() if re.search(canary.pattern, text))
                    found.leaks.append(f"{role} reads {canary} at {where}")
        return found

    def pages(self, role: str) -> list[str]:
        """Pages that the role opens: where searching and filtering happens."""
        asked = {url: self.body(role, url) for url in self.addresses.values()}
        return [url for url, (status, text) in asked.items() if status == 200 and "text/html" in text.rpartition(HEADERS)[2]]

    def guessed(self, roles: list[str], most: int, seed: int = 0, pages: int = 1_000) -> Found:
        """Filter and search by closed fields: the answer must be that to a word that nobody wrote."""
        found, chance = Found(), random.Random(seed)
        for role in roles:
            closed = [canary for canary in self.planted if self.is_closed(role, canary)]
            present = self.pages(role)
            for url in chance.sample(present, min(pages, len(present))):
                found.checks += len(closed)
                for together in with_names_apart(closed):
                    if self.differs(role, url, together):
                        found.leaks += [f"{role} can guess {canary} at {url}" for canary in together if self.differs(role, url, [canary])]
                if 'name="q"' in self.body(role, url)[1]:
                    sample = chance.sample(closed, min(most, len(closed)))
                    found.checks += len(sample)
                    found.leaks += [f"{role} can search for {canary} at {url}" for canary in sample if self.differs(role, url, [canary], "q")]
        return found

    def differs(self, role: str, url: str, canaries: list[Canary], box: str = "") -> bool:
        """Whether the page tells these words from words that nobody wrote: asked in their own filters, as orders, or in one box."""
        self.requests += 2
        hit = {box or canary.field: canary.word for canary in canaries}
        miss = dict.fromkeys(hit, MISS)
        ordered = {} if box else {"orden": canaries[0].field, "sort": canaries[0].field}
        return self.plain(role, url, hit | ordered) != self.plain(role, url, miss | ordered)

    def plain(self, role: str, url: str, query: dict[str, str]) -> str:
        """The page without what it echoes and what changes by itself."""
        text = self.body(role, url, query)[1].rpartition(HEADERS)[0]  # their length tells how long the echo was
        for word in {*query.values(), MISS}:
            text = text.replace(word, "") if word.startswith("zq") or word.isdigit() else text
        return CHANGING.sub("", text)


def with_names_apart(canaries: list[Canary]) -> list[list[Canary]]:
    """In as few lots as possible, no two fields of one name in the same."""
    lots: list[dict[str, Canary]] = []
    for canary in canaries:
        lot = next((lot for lot in lots if canary.field not in lot), None)
        if lot is None:
            lots.append(lot := {})
        lot[canary.field] = canary
    return [list(lot.values()) for lot in lots]
