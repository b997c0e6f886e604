"""Who reaches what: every address × actor × object × method, foreign ids in bodies, and what was taken away (bars 2, 3 and 10)."""

import functools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from trust.bar import Bar
from trust.signing import stage


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from trust.crossing.asking import the_worlds

    worlds = the_worlds()
    yield reach(worlds)
    yield bodies(worlds)
    yield taken(worlds)


def reach(worlds: SimpleNamespace) -> Bar:
    from django.test import override_settings
    from django.urls import clear_url_caches

    from tests.access.planted import PLANTED
    from trust.crossing.asking import browsers, in_two, matrix

    actors = sorted(browsers(worlds))

    def some(part: list[str]) -> tuple[int, set[tuple[str, str]], list[str]]:
        found: list[str] = []
        return *matrix(worlds, part, found.append), found

    halves = in_two(some, actors)
    checks, opened, found = sum(half[0] for half in halves), set().union(*(half[1] for half in halves)), [line for half in halves for line in half[2]]
    planted: list[str] = []
    with override_settings(ROOT_URLCONF="tests.access.planted"):
        clear_url_caches()
        matrix(worlds, ["professional"], planted.append, only=frozenset(PLANTED))
    clear_url_caches()
    caught = {name for name in PLANTED if any(f" {name} " in line for line in planted)}
    shut = [name for name in must_open() if not any(route == name for _actor, route in opened)]
    return Bar(
        "2", "every address, actor, object and method: no canary, nothing breaks", f"{len(found)} leaks or breaks in {checks} checks {found[:4] or ''}",
        f"{checks} checks (30,000), {len(opened)} pairs opened, {len(shut)} pages opened to nobody {shut[:5] or ''}",
        f"a view, an export and a search without door: {len(caught)} of 3 found", not found, checks >= 30_000 and not shut, len(caught) == 3,
    )  # fmt: skip


def must_open() -> list[str]:
    """Pages that somebody of the worlds may read: all whose address alone is enough (tests/access says which need more)."""
    from tejido.core.routes import routes
    from tests.access.test_matrix import NEEDS_MORE, OURS

    found = []
    for path, name, view in routes():
        asks_post = getattr(view, "__wrapped__", None) is not None and "POST" in str(getattr(view, "__closure__", ""))
        if name.split(":")[0] in OURS and name not in NEEDS_MORE and "<" not in path and not asks_post:
            found.append(name)
    return [name for name in found if name not in ONLY_REDIRECT]


# To another page, or first to the question who it is.
ONLY_REDIRECT = {"desk:home", "demo:leave", "network:account_close", "network:token_new", "ui:reading", "people:mine"}


def everything_at_a(worlds: SimpleNamespace) -> Any:
    """An account with every role that an organisation gives, at A alone."""
    from tejido.network.roles import ROLES
    from tests.cast import give_role, signed_in, user

    with stage.arranging():
        account = user("todo-a", "Todo en A")
        for role in ROLES.values():
            if role.staff and role.place != "network":
                give_role(account, role.slug, organisation=worlds.cast.a)
        made = signed_in(account)
    made.raise_request_exception = False
    return made


def bodies(worlds: SimpleNamespace) -> Bar:
    from tejido.network.models import Organisation
    from tests.access.test_matrix import address, all_routes
    from trust.crossing.bodies import tell_apart

    made = everything_at_a(worlds)
    addresses = [address(name, path, worlds.a) for name, path in all_routes() if not name.startswith(("publishing", "ui", "demo", "api"))]
    found: list[str] = []
    fields, pairs = tell_apart(made, worlds, addresses, found.append)
    planted: list[str] = []
    with patch("tejido.network.forms.organisations_managed_by", lambda user: Organisation.objects.all()):
        tell_apart(made, worlds, ["/network/spaces/new/"], planted.append, 60)
    return Bar(
        "3", "an id of another organisation in a form is answered like an id of nothing", f"{len(found)} of {pairs} pairs told apart {found[:3] or ''}",
        f"{pairs} pairs (500), {fields} fields", f"a field on everybody's rows: {len(planted)} seen", not found, pairs >= 500, bool(planted),
    )  # fmt: skip


def taken(worlds: SimpleNamespace) -> Bar:
    from tejido.network import gate
    from trust.crossing.taken import take_away

    count, before, after = take_away(worlds, 250)
    kept = functools.lru_cache(lambda pk, _user: list(real(_user)))
    real = gate.roles_of
    with patch.object(gate, "roles_of", lambda user: kept(user.pk, user)):
        _, _, stale = take_away(worlds, 3)
    return Bar(
        "10", "what was taken away serves nothing more", f"{after} requests served after the commit of {count} changes", f"{count} changes (1,000), {before} served before",
        f"roles kept in memory: {stale} served", not after, count >= 1000 and before >= 0.95 * count, stale > 0,
    )  # fmt: skip
