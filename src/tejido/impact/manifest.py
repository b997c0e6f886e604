"""The manifest of an answer: what went in, what computed it, and what came out, so that anybody can do it again and compare.

The numbers are kept as decimal strings with all their digits: a file format may round a float, never a text.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

SCHEMA = 1
TOLERANCE = 1e-10
PLACE = Path(__file__).resolve().parents[1]
PACKAGES = ("stats", "impact")
#: Numbers of a row that must come out again.
NUMBERS = ("estimate", "se", "low", "high", "p", "n")
KEY = ("name", "term", "group", "wave", "at", "errors")


def manifest_of(
    document: Mapping[str, Any], *, engine: str = "memory", cells_hash: str | None = None, snapshot: str | None = None
) -> dict[str, Any]:
    """Plan, data, cells, snapshot of the lake (where it was counted from one), code, libraries, engine, seeds and results of one answer."""
    results = list(_results(document))
    return {
        "schema": SCHEMA,
        "plan_hash": document["plan_hash"],
        "data_hash": document["data_hash"],
        "cells_hash": cells_hash,
        "snapshot": snapshot,
        "code": {"version": document["versions"].get("tejido"), "digest": code_digest()},
        "versions": dict(document["versions"]),
        "engine": engine,
        "seeds": _seeds(document),
        "status": document["status"],
        "results": results,
        "result_digest": digest_of(results),
    }


def digest_of(results: Any) -> str:
    """SHA-256 of results in their canonical JSON."""
    return hashlib.sha256(json.dumps(results, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@cache
def code_digest() -> str:
    """SHA-256 of the source of everything that computes: it needs no version control and sees an edited installation."""
    found = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((PLACE / package).rglob("*.py")):
            if "tests" not in path.parts:
                found.update(str(path.relative_to(PLACE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _results(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in document["estimates"]:
        key = {name: _text(row.get(name)) for name in KEY}
        numbers = {name: decimal(row.get(name)) for name in NUMBERS}
        yield key | numbers | {"refused": row["refused"]["code"] if row.get("refused") else None}


def decimal(value: Any) -> str | None:
    """A number as a text with all its digits; nothing stays nothing."""
    return None if value is None else repr(float(value)) if isinstance(value, float) else str(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _seeds(document: Mapping[str, Any]) -> dict[str, int]:
    """The seeds of the estimates that draw at random."""
    from tejido.impact.spec import plan_of

    return {e.name: int(e.options["seed"]) for e in plan_of(document["plan"]).estimates if e.options.get("seed") is not None}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Every way in which a new run differs from the one that is remembered, in words; empty where it came out again to 1e-10."""
    return [*_changed_numbers(before["results"], now["results"])]


def causes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is not as it was: plan, data, code, libraries or engine. Results may be the same all the same."""
    found = []
    for key, words in (
        ("plan_hash", _("el plan")),
        ("data_hash", _("los datos")),
        ("cells_hash", _("las celdas")),
        ("snapshot", _("el lago de hechos del que se contó")),
        ("engine", _("el motor")),
        ("seeds", _("las semillas")),
    ):
        if before.get(key) != now.get(key):
            found.append(_("Ha cambiado %(what)s.") % {"what": words})
    if before["code"]["digest"] != now["code"]["digest"]:
        found.append(
            _("Ha cambiado el código de Tejido (versión %(before)s, ahora %(now)s).")
            % {"before": before["code"]["version"], "now": now["code"]["version"]}
        )
    for name in sorted({*before["versions"], *now["versions"]} - {"tejido"}):
        old, new = before["versions"].get(name, "—"), now["versions"].get(name, "—")
        if old != new:
            found.append(_("Ha cambiado %(name)s: %(before)s, ahora %(now)s.") % {"name": name, "before": old, "now": new})
    return found


def _changed_numbers(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterator[str]:
    places = {_key(row): row for row in now}
    for row in before:
        other = places.pop(_key(row), None)
        label = " · ".join(part for part in _key(row) if part)
        if other is None:
            yield _("%(line)s: ya no está.") % {"line": label}
        elif row["refused"] != other["refused"]:
            yield _("%(line)s: antes «%(before)s», ahora «%(now)s».") % {
                "line": label,
                "before": row["refused"] or "—",
                "now": other["refused"] or "—",
            }
        else:
            for name in NUMBERS:
                if not same(row[name], other[name]):
                    yield _("%(line)s: %(number)s era %(before)s y ahora es %(now)s.") % {
                        "line": label,
                        "number": name,
                        "before": row[name],
                        "now": other[name],
                    }
    for key in places:
        yield _("%(line)s: antes no estaba.") % {"line": " · ".join(part for part in key if part)}


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] or "" for name in KEY)


def same(before: str | None, now: str | None) -> bool:
    """Equal to 1e-10 of themselves (or, near zero, of one)."""
    if before is None or now is None:
        return before == now
    first, second = float(before), float(now)
    return math.isclose(first, second, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
