"""Hostile texts through every form, and every page that shows them in a real Chromium (bar 20)."""

from collections.abc import Iterator
from typing import Any

from trust.bar import Bar
from trust.signing import stage

FEWEST_STRINGS = 500


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from django.test import override_settings
    from django.urls import clear_url_caches

    from tests.browser import chromium
    from trust.edges.chrome import shown

    seen, forms = typed_everywhere(seed)
    with override_settings(ROOT_URLCONF="trust.edges.raw_page"):
        clear_url_caches()
        answer = stage.browser().get("/raw/", {"q": "<img src=x onerror=alert(1)>"})
    planted = [(answer.content.decode(), answer["Content-Security-Policy"])]
    executable = chromium()
    if executable is None:
        yield Bar("20", "no text of anybody becomes markup", "no Chromium found", "a browser", "none", False, False, False)
        return
    fired, caught = shown([*seen.pages.values()], executable), shown(planted, executable)
    texts = seen.texts()
    every = texts.pop("all")
    refused = sorted({box.split(".")[0] for box in seen.boxes} - set(seen.taken))
    odd = [*seen.broken[:3], *fired.dialogs[:2], *fired.reports[:3], *fired.asked[:2], *fired.acting[:2]]
    yield Bar(
        "20", "no text of anybody becomes markup",
        f"{len(fired.dialogs)} dialogs, {len(fired.reports)} reports of the policy, {len(fired.asked)} requests, {len(fired.acting)} attributes that act, "
        f"{fired.swallowed} pages swallowed, {len(seen.broken)} broken, on {len(seen.pages)} pages (200) {dict(seen.statuses)}{': ' + '; '.join(odd) if odd else ''}",
        f"{every} texts (500), {len(texts)} boxes (50) with at least {min(texts.values())} of them (500), "
        f"{forms} forms of which {len(seen.taken)} took them (25; not: {', '.join(refused)})",
        f"a page that trusts what it shows: {len(caught.dialogs)} dialogs, {len(caught.reports)} reports", not fired.count and not seen.broken,
        every >= FEWEST_STRINGS and len(texts) >= 50 and min(texts.values()) >= FEWEST_STRINGS and len(seen.taken) >= 25 and len(seen.pages) >= 200,
        bool(caught.dialogs and caught.reports),
    )  # fmt: skip


def typed_everywhere(seed: int) -> tuple[Any, int]:
    from tejido.network.roles import ROLES
    from tests.access.addresses import addresses
    from tests.access.test_matrix import OURS
    from tests.cast import give_role, signed_in, user
    from trust.crossing.asking import the_worlds
    from trust.edges.typed import Seen, Steady, everything_hostile, search, type_into

    worlds = the_worlds()
    with stage.arranging():
        account = user("todas", "Todas Las Manos")
        for role in ROLES.values():
            if role.staff:
                give_role(account, role.slug, **({"network": worlds.cast.red} if role.place == "network" else {"organisation": worlds.cast.a}))
        browsers: dict[str, Any] = {"all": signed_in(account), "own": signed_in(worlds.accounts["person_served"]), "nora": signed_in(worlds.cast.nora), "nobody": stage.browser()}
        rows = {row._meta.label: row for row in vars(worlds.a).values() if hasattr(row, "_meta")}
        urls = addresses(browsers["all"], rows, OURS - {"ui", "demo"})
        urls |= {name: url for name, url in addresses(browsers["own"], rows, OURS - {"ui", "demo"}).items() if name not in urls or "mine" in name}
    seen, browsers = Seen(), {who: Steady(browser) for who, browser in browsers.items()}
    for turn, url in enumerate(dict.fromkeys(urls.values())):
        type_into(browsers["own" if "/mine/" in url else "all"], url, seen, turn + seed)
    for turn in range(2):
        everything_hostile(browsers, urls, seen, turn + seed)
    search(browsers["all"], urls, seen)
    return seen, len({box.split(".")[0] for box in seen.boxes})
