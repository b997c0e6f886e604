"""Addresses that really open: every route with the objects of a world, found by asking as somebody who holds every role."""

import itertools
import re
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from tejido.core.routes import routes

TRIES = 60
CONSTANTS = ("phq-8", "impact", "published", "record", "csv", "1", "es")
ANSWERS = {200, 302, 405}


def parameters_of(path: str) -> list[tuple[str, str]]:
    """(word before it, name) of each parameter of an address."""
    return [(before, name) for before, name in re.findall(r"(?:([\w-]+)/)?<(?:\w+:)?(\w+)>", path)]


def candidates(rows: dict[str, Any], before: str, name: str) -> list[str]:
    """Codes of the rows of which the address speaks; of all rows where it names none."""
    def kin(label: str) -> bool:
        app, kind = label.lower().split(".")
        return kind[:4] in {before[:4], name[:4]} or (app == before and name == "code")

    codes = {label: row.code for label, row in rows.items() if hasattr(row, "code")}
    near = [code for label, code in codes.items() if kin(label)]
    places = [codes[label] for label in ("network.Organisation", "people.Person") if label in codes]
    if name != "code" and not near:
        return [*CONSTANTS, *places]
    return [*dict.fromkeys([*near, *places]), *CONSTANTS[:2], *([] if near else codes.values())]


def opened(browser: Client, url: str) -> bool:
    with transaction.atomic():
        status = browser.get(url).status_code
        transaction.set_rollback(True)
    return status in ANSWERS


def addresses(browser: Client, rows: dict[str, Any], apps: set[str]) -> dict[str, str]:
    """Route name → the first address of it that opens."""
    browser.raise_request_exception = False
    found: dict[str, str] = {}
    for path, name, _view in routes():
        if name.split(":")[0] not in apps or name in found:
            continue
        parameters = parameters_of(path)
        for values in itertools.islice(itertools.product(*(candidates(rows, *p) for p in parameters)), TRIES):
            try:
                url = reverse(name, kwargs=dict(zip((n for _b, n in parameters), values, strict=True)))
            except NoReverseMatch:
                continue
            if opened(browser, url):
                found[name] = url
                break
    return found
