"""Every address as every role, with a witness at the database: what changes a record or reads a name leaves a line."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.db import transaction


def asked(worlds: SimpleNamespace, browsers: dict[str, Any]) -> Iterator[tuple[str, str, int, Any]]:
    """(actor, method and address, status, what the witness saw) of each request; its effects are rolled back."""
    from tejido.core.witness import witness
    from tests.access.test_matrix import address, all_routes

    for actor, browser in browsers.items():
        browser.raise_request_exception = False
        for name, path in all_routes():
            url = address(name, path, worlds.a)
            for method, values in (("get", {}), ("post", FILLED)):
                if name in NOT_ASKED:
                    continue
                with transaction.atomic():
                    with witness() as seen:
                        answer = getattr(browser, method)(url, values)
                        if answer.streaming:
                            b"".join(answer.streaming_content)
                    transaction.set_rollback(True)
                yield actor, f"{method} {url}", answer.status_code, seen


# Plausible values for the boxes of many forms at once, so that many POSTs do write.
FILLED = {
    "name": "Grupo", "words": "Otra meta", "starts_on": "2025-03-01", "ends_on": "2025-09-01", "registered_on": "2025-01-02", "kind": "served",
    "sex": "woman", "given_name": "Luz", "family_name": "Paz", "reason": "Hace falta porque nadie contesta.", "note": "Nota", "agree": "yes",
    "is_given": "True", "given_on": "2025-01-02", "label": "Horas", "unit": "horas", "type": "volunteer", "taken_on": "2025-05-01",
    "exit_reason": "completed", "category": "life", "minutes": "30", "title": "Título", "arm": "intervention", "value": "3",
}  # fmt: skip
NOT_ASKED = {"demo:leave"}


def untold(worlds: SimpleNamespace, browsers: dict[str, Any]) -> tuple[int, int, int, list[str]]:
    """(requests, those that wrote, those that read names, those of either without a line)."""
    requests = wrote = read = 0
    found = []
    for actor, what, status, seen in asked(worlds, browsers):
        if status >= 500:
            found.append(f"{actor} {what}: {status}")
        requests += 1
        wrote += bool(seen.written)
        read += bool(seen.names_read)
        if seen.untold and status < 400 and not re.search("rolled", str(seen.untold)):
            found.append(f"{actor} {what}: {', '.join(seen.untold)}")
    return requests, wrote, read, found
