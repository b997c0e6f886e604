"""Lists have pages, and a page asks the database as often for a thousand rows as for ten (bar 28)."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from trust.bar import Bar
from trust.signing import stage

FEW, MANY = 10, 1_000
MOST_ROWS = 100
MOST_MORE_QUERIES = 3  # a page is full at a thousand rows and not at ten: a second page is asked for, names of its rows are looked up in one go
OPENS, CLOSES = {"ul", "ol", "tbody", "main"}, re.compile(r"<(/?)(ul|ol|tbody|main|li|tr|article|section)\b")


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from trust.crossing.asking import the_worlds
    from trust.edges.many import clones

    worlds = the_worlds()
    browsers, urls = the_pages(worlds)
    rows = {name: row for name, row in vars(worlds.a).items() if hasattr(row, "_meta")}
    made = 0
    with stage.arranging():
        for row in rows.values():
            made += clones(row, FEW, "fila")
    before = asked(browsers, urls)
    with stage.arranging():
        for row in rows.values():
            made += clones(row, MANY - FEW, "muchas", 20 + FEW)
    after = asked(browsers, urls)
    long, asking = grown(before, after)
    with patch("tejido.people.views.persons.PAGE", 10**6), patch("tejido.network.views.spaces.Paginator", unpaged):
        planted, _asking = grown(before, asked(browsers, {name: url for name, url in urls.items() if name in ("people:list", "network:spaces")}))
    tried = len(after)
    yield Bar(
        "28", "lists have pages and ask as often for many rows as for few",
        f"{len(long)} pages with a list of more than {MOST_ROWS} rows, {len(asking)} ask more often, of {tried}{': ' + '; '.join([*long, *asking]) if long or asking else ''}",
        f"{tried} pages (100), {len(rows)} tables with {MANY} rows more (20), {made} rows (20,000)", f"two lists without pages: {len(planted)} seen", not long and not asking,
        tried >= 100 and len(rows) >= 20 and made >= 20_000, len(planted) == 2,
    )  # fmt: skip


def unpaged(rows: Any, _size: int) -> Any:
    """The planted fault: one page for everything."""
    from django.core.paginator import Paginator

    return Paginator(rows, 10**6)


def the_pages(worlds: Any) -> tuple[dict[str, Any], dict[str, str]]:
    from tejido.network.roles import ROLES
    from tests.access.addresses import addresses
    from tests.access.test_matrix import OURS
    from tests.cast import give_role, signed_in, user
    from trust.edges.typed import Steady

    with stage.arranging():
        account = user("todas", "Todas Las Manos")
        for role in ROLES.values():
            if role.staff:
                give_role(account, role.slug, **({"network": worlds.cast.red} if role.place == "network" else {"organisation": worlds.cast.a}))
        own, every = signed_in(worlds.accounts["person_served"]), signed_in(account)
        rows = {row._meta.label: row for row in vars(worlds.a).values() if hasattr(row, "_meta")}
        urls = addresses(every, rows, OURS - {"ui", "demo"})
        urls |= {name: url for name, url in addresses(own, rows, {"people", "outcomes", "programmes", "privacy"}).items() if "mine" in name}
    return {"all": Steady(every), "own": Steady(own)}, urls


def longest_list(page: str) -> int:
    """Rows of the longest list or table of a page; what can be chosen in a box of a form is no row."""
    longest, lists = 0, [0]
    for ends, tag in CLOSES.findall(page):
        if tag in OPENS and ends:
            longest = max(longest, lists.pop() if len(lists) > 1 else 0)
        elif tag in OPENS:
            lists.append(0)
        elif not ends:
            lists[-1] += 1
    return longest


def asked(browsers: dict[str, Any], urls: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Page → (rows on it, questions to the database)."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, url in urls.items():
        browser = browsers["own" if "mine" in name else "all"]
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            answer = browser.get(url)
            transaction.set_rollback(True)
        if not answer.streaming and "html" in answer.get("Content-Type", ""):
            found[f"{name} {url}"] = (longest_list(answer.content.decode()), len(queries))
    return found


def grown(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> tuple[list[str], list[str]]:
    long = [f"{page.split()[0]} {before[page][0]} → {rows} rows" for page, (rows, _asked) in after.items() if rows > max(MOST_ROWS, before[page][0])]
    asking = [f"{page.split()[0]} {before[page][1]} → {number} questions" for page, (_rows, number) in after.items() if number - before[page][1] > MOST_MORE_QUERIES]
    return long, asking
