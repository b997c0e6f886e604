"""SQLite: every role walks at random through every page; each statement on walled rows is counted with what was declared for it.

Then the side doors: every job is run with nothing declared, and every page is asked by two organisations in turn.
"""

import importlib
import json
import pkgutil
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from trust.walling.ground import open_ground

REQUESTS = 1500
LINK = re.compile(r'href="(/[^"#]*)"')
LEAVES = re.compile(r"/(logout|language|demo|static|media)|\.(css|js|svg|png|woff2)")


def main() -> None:
    seed = int(sys.argv[1])
    open_ground()
    counts: Counter[str] = Counter()
    with counting(counts):
        pages = walk(random.Random(seed))
        crossed = two_organisations()
    found: dict[str, Any] = {"statements": dict(counts), **pages, **crossed}
    found |= {"jobs": jobs(), "raw": raw(), "cost": cost(), "planted_cache": planted_cache(), "planted_statement": planted_statement()}
    print(json.dumps(found))


@contextmanager
def counting(counts: Counter[str]) -> Any:
    """Beside the wall: what was declared for each statement that names walled rows?"""
    from django.db import connection

    from tejido.core.scope import declared
    from tejido.core.walls.statements import understood

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and understood(sql).walled:
            scope = declared()
            counts["nothing" if scope is None else f"everywhere: {scope.reason}" if scope.everywhere else "organisations"] += 1
        return execute(sql, params, many, context)

    connection.execute_wrappers.insert(0, count)  # before the wall, which would refuse what is to be counted
    try:
        yield
    finally:
        connection.execute_wrappers.remove(count)


def browsers() -> dict[str, Any]:
    from tejido.accounts.models import User
    from tejido.demo.accounts import ACCOUNTS
    from tests.cast import signed_in

    return {one.key: signed_in(User.objects.get(email=one.email)) for one in ACCOUNTS}


def walk(chance: random.Random) -> dict[str, int]:
    """Follow links at random, all roles in turn."""
    from django.test import Client

    people, known = {**browsers(), "": Client()}, {key: {"/"} for key in ["", *browsers()]}
    asked, broken = Counter[str](), 0
    while sum(asked.values()) < REQUESTS:
        for key, browser in people.items():
            path = chance.choice(sorted(known[key]))
            answer = browser.get(path, follow=False)
            asked[key] += 1
            broken += answer.status_code >= 500
            if answer.headers.get("Location", "").startswith("/"):
                known[key].add(answer.headers["Location"])
            if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
                known[key] |= {link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode()) if not LEAVES.search(link)}
            elif answer.streaming:
                b"".join(answer.streaming_content)
    return {"asked": sum(asked.values()), "roles": len(asked), "addresses": len(set().union(*known.values())), "broken": broken}


def pages_without_object() -> list[str]:
    from tejido.core.routes import routes

    return sorted({f"/{path}" for path, _name, _view in routes() if "<" not in path and "(" not in path and not LEAVES.search(f"/{path}")})


def codes_of(organisation: Any) -> set[str]:
    from tejido.core.scope import within
    from tejido.people.models import Person

    with within(organisation):
        return set(Person.objects.values_list("code", flat=True)) | set(Person.objects.exclude(register_code="").values_list("register_code", flat=True))


def two_organisations() -> dict[str, int]:
    """Coordinators of two organisations ask the same addresses in turn: does an answer carry a code of the other's people?"""
    from tejido.network.models import Organisation

    mine, theirs = (Organisation.objects.get(slug=slug) for slug in ("hilos-de-vida", "orilla-clara"))
    codes, browser = {"programas": codes_of(mine), "programas.es": codes_of(theirs)}, browsers()
    both = codes["programas"] & codes["programas.es"]
    answers = cross = own = 0
    for path in pages_without_object() * 2:
        for key, other in (("programas", "programas.es"), ("programas.es", "programas")):
            answer = browser[key].get(path)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            words = set(re.findall(r"[\w-]{4,}", text.decode(errors="replace")))
            answers += 1
            cross += bool(words & (codes[other] - both))
            own += bool(words & codes[key])
    return {"answers": answers, "cross": cross, "own": own}


def jobs() -> dict[str, str]:
    """Every job of the worker, run with nothing declared: it declares its organisations itself, or asks for none."""
    import tejido
    from tejido.core import scope
    from tejido.core.scope import NothingDeclared, everywhere
    from tejido.interop.models import Import

    with everywhere("which register is there to check"):
        brought = Import.objects.order_by("pk").first()
    given = {"check_in_background": (brought.code, brought.organisation_id), "bring_in_background": (brought.code, brought.organisation_id)}  # type: ignore[union-attr]
    told: dict[str, str] = {}
    for module in pkgutil.walk_packages(tejido.__path__, "tejido."):
        if ".tests" in module.name or ".migrations" in module.name or module.name.endswith(("wsgi", "mutating")):
            continue
        for name, job in vars(importlib.import_module(module.name)).items():
            if type(job).__name__ == "Task" and job.func.__module__ == module.name:
                token = scope._declared.set(None)
                try:
                    job.func(*given.get(name, ()))
                    told[name] = "fine"
                except NothingDeclared:
                    told[name] = "nothing declared"
                except Exception as other:  # the demonstration's register may be gone: not what is asked here
                    told[name] = f"fine ({type(other).__name__})"
                finally:
                    scope._declared.reset(token)
    return told


def raw() -> dict[str, Any]:
    """Planted: a raw query with nothing declared is refused; with another organisation declared it finds nobody."""
    from tejido.core.scope import NothingDeclared, within
    from tejido.network.models import Organisation
    from tejido.people.models import Person

    mine, theirs = (Organisation.objects.get(slug=slug) for slug in ("hilos-de-vida", "orilla-clara"))
    try:
        refused = not list(Person.objects.raw("SELECT * FROM people_person"))
    except NothingDeclared:
        refused = True
    with within(theirs):
        foreign = len(list(Person.objects.raw("SELECT * FROM people_person WHERE organisation_id = %s", [mine.pk])))
        own = len(list(Person.objects.raw("SELECT * FROM people_person WHERE organisation_id = %s", [theirs.pk])))
    return {"refused": refused, "foreign": foreign, "own": own}


def planted_statement() -> int:
    """Planted: a page that forgets its scope must show among the counted statements."""
    from tejido.core import scope

    counts: Counter[str] = Counter()
    token = scope._declared.set(None)
    try:
        with counting(counts):
            from tejido.people.models import Person

            try:
                list(Person.objects.all()[:1])
            except scope.NothingDeclared:
                counts["refused"] += 1
    finally:
        scope._declared.reset(token)
    return counts["refused"] and counts["nothing"]


def cost() -> float:
    """Microseconds that the wall adds to one question by key: median of alternating blocks."""
    from django.db import connection

    from tejido.core.scope import within
    from tejido.people.models import Person

    with within(*Person._meta.get_field("organisation").related_model.objects.all()):
        key = Person.objects.values_list("pk", flat=True)[0]

        def ask() -> float:
            started = time.process_time()
            for _ in range(200):
                list(Person.objects.filter(pk=key))
            return (time.process_time() - started) / 200 * 1e6

        walled, bare = [], []
        for _ in range(9):
            walled.append(ask())
            connection.lower_wall()  # type: ignore[attr-defined]
            with patch.object(connection, "execute_wrappers", []):
                bare.append(ask())
            connection.raise_wall()  # type: ignore[attr-defined]
    return statistics.median(walled) - statistics.median(bare)


def planted_cache() -> int:
    """Planted: a view that keeps its answer for everybody must be seen to give one organisation the other's page."""
    from django.urls import get_resolver

    match = get_resolver().resolve("/people/")
    kept: dict[str, Any] = {}
    plain = match.func

    def forgetful(request: Any, *args: Any, **kwargs: Any) -> Any:
        kept.setdefault("answer", plain(request, *args, **kwargs))
        return kept["answer"]

    forgetful.open_to = plain.open_to  # type: ignore[attr-defined]
    pattern = next(p for p in _patterns() if p.callback is plain)
    with patch.object(pattern, "callback", forgetful), patch.object(sys.modules[__name__], "pages_without_object", lambda: ["/people/"]):
        return two_organisations()["cross"]


def _patterns(resolver: Any = None) -> Any:
    from django.urls import URLPattern, get_resolver

    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _patterns(entry)


if __name__ == "__main__":
    main()
