"""Ids of another organisation in every field of every form: the answer is the one to an id of nothing."""

import re
import secrets
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

NO_IDS = {"csrfmiddlewaretoken", "version"}  # which state of a row somebody had read is a count


class Fields(HTMLParser):
    """The forms of a page: (method, address, {name: value}, {name: values offered})."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, str, dict[str, str], dict[str, set[str]]]] = []
        self.choosing = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append((a.get("method", "get").lower(), a.get("action", ""), {}, {}))
        elif self.forms and tag in {"input", "select", "textarea", "option"}:
            self.field(tag, a)

    def field(self, tag: str, a: dict[str, str]) -> None:
        _method, _address, filled, offered = self.forms[-1]
        name = a.get("name", "")
        if tag == "select":
            self.choosing = name
            offered.setdefault(name, set())
            filled.setdefault(name, "")
        elif tag == "option" and self.choosing:
            offered[self.choosing].add(a.get("value", ""))
            if a.get("value") and ("selected" in a or not filled[self.choosing]):
                filled[self.choosing] = a["value"]
        elif tag == "input" and a.get("type") in {"radio", "checkbox"}:
            offered.setdefault(name, set()).add(a.get("value", "on"))
            filled.setdefault(name, a.get("value", "on"))
        elif tag == "input" and name and a.get("type") not in {"submit", "file"}:
            filled[name] = a.get("value", "") or ("2025-05-01" if a.get("type") == "date" else "7")
            if a.get("type") == "hidden":
                offered.setdefault(name, set())
        elif tag == "textarea":
            filled[name] = "texto"


def forms_of(browser: Any, address: str) -> Iterator[tuple[str, str, dict[str, str], dict[str, set[str]]]]:
    """The forms on a page that choose something, without those of the frame around it."""
    answer = browser.get(address)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return
    page = Fields()
    page.feed(answer.content.decode("utf-8", "replace"))
    for method, action, filled, offered in page.forms:
        action = action or address
        if offered.keys() - {"csrfmiddlewaretoken"} and not action.startswith(("/accounts/", "/language/", "/ui/")):
            yield method, action, filled, offered


def foreign_ids(world: SimpleNamespace) -> list[tuple[str, bool]]:
    """(value, whether it is a number) of every noun of the other organisation."""
    rows = {f"{row._meta.label}": row for row in vars(world).values() if hasattr(row, "_meta") and hasattr(row, "pk")}
    found = [(str(row.pk), True) for row in rows.values()] + [(row.code, False) for row in rows.values() if hasattr(row, "code")]
    return sorted(set(found))


def plain(text: str, value: str) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]*"', "", text)
    return re.sub(r"(?<![\w.])" + re.escape(value) + r"(?![\w.])", "…", text)


def tell_apart(browser: Any, worlds: SimpleNamespace, addresses: list[str], note: Callable[[str], None], limit: int = 6) -> tuple[int, int]:
    """Send foreign ids and ids of nothing; note where the answers differ. (fields, pairs)."""
    from trust.crossing.asking import ask_with

    ids, fields, pairs, seen = foreign_ids(worlds.b), 0, 0, set()
    for address in addresses:
        for method, action, filled, offered in forms_of(browser, address):
            for name in sorted(offered.keys() - NO_IDS):
                if (action.split("?")[0], name) in seen:
                    continue
                seen.add((action.split("?")[0], name))
                fields += 1
                fit = [(value, is_number) for value, is_number in ids if value not in offered[name]]
                start = len(seen) * 5 % max(1, len(fit))
                for value, is_number in (fit[start:] + fit[:start])[:limit] + [(value, n) for value, n in fit if value == str(worlds.b.organisation.pk)]:
                    nothing = str(secrets.randbelow(10**8) + 10**8) if is_number else secrets.token_hex(5).upper()
                    answers = [plain(ask_with(browser, method, action, {**filled, name: one}), one) for one in (value, nothing)]
                    pairs += 1
                    if answers[0] != answers[1]:
                        note(f"{method} {action} {name}={value}: {answers[0][:60]!r} ≠ {answers[1][:60]!r}")
    return fields, pairs
