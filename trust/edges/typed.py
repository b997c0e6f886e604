"""Hostile texts typed into every text box of every form, as somebody who holds every role; what the pages then say is kept to be looked at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from trust.edges.strings import STRINGS, packed
from trust.signing import stage

LONGEST = 3_000  # of a value, where the box takes more
MOST_ROUNDS = 8  # of one form: a short box takes some of the texts, each box others
CHANGES_NOTHING_ELSE = ("new", "edit", "identity", "invite", "wording")


@dataclass
class Seen:
    """The pages (with their policy) on which a text stood, and what was odd."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    boxes: dict[str, set[str]] = field(default_factory=dict)  # form.box → values sent
    taken: Counter[str] = field(default_factory=Counter)  # form → sendings that were accepted
    broken: list[str] = field(default_factory=list)

    def sent(self, form: str, typed: dict[str, str]) -> None:
        for box, value in typed.items():
            self.boxes.setdefault(f"{form}.{box}", set()).add(value)

    def texts(self) -> dict[str, int]:
        """How many hostile texts each box was sent; how many different ones all together under «all»."""
        whole = {box: " ".join(values) for box, values in self.boxes.items()}
        counted = {box: sum(text in value for text in STRINGS) for box, value in whole.items()}
        together = " ".join(whole.values())
        return {**counted, "all": sum(text in together for text in STRINGS)}

    def look(self, answer: Any, what: str) -> None:
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.broken.append(f"{what}: {answer.status_code}")
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            return
        said = answer.content.decode("utf-8", "replace")
        if "alert" in said or "&lt;b&gt;x" in said or "e.example" in said:
            self.pages[f"{what} {len(self.pages)}"] = (said, answer.get("Content-Security-Policy", ""))
        if "1337" in said:
            self.broken.append(f"{what}: a template was computed")


class Steady:
    """A test client that forgets what answers did to its cookies: what they wrote is undone, so the session stays the first one."""

    def __init__(self, browser: Any) -> None:
        browser.raise_request_exception = False
        browser.get("/desk/")
        self.browser, self.jar = browser, {name: morsel.value for name, morsel in browser.cookies.items()}

    def __getattr__(self, way: str) -> Any:
        self.browser.cookies.clear()
        self.browser.cookies.load(self.jar)
        return getattr(self.browser, way)


def text_boxes(form: Any) -> dict[str, int]:
    """Name in the sending → how many letters the box takes."""
    from django import forms

    return {
        form.add_prefix(name): min(box.max_length or LONGEST, LONGEST)
        for name, box in form.fields.items()
        if isinstance(box, forms.CharField) and isinstance(box.widget, forms.TextInput | forms.Textarea) and not box.disabled
    }  # fmt: skip


def forms_of(browser: Any, url: str) -> list[Any]:
    from django import forms
    from django.db import transaction

    with transaction.atomic():
        answer = browser.get(url)
        transaction.set_rollback(True)
    found: dict[str, Any] = {}
    for context in answer.context or []:
        for values in getattr(context, "dicts", [context]):
            found.update({type(value).__qualname__: value for value in values.values() if isinstance(value, forms.BaseForm)})
    return [form for form in found.values() if text_boxes(form)]


def too_long(form: Any) -> Iterator[dict[str, str]]:
    """Every text in every box, as long as the longest box takes: a short box refuses it and shows it again."""
    for value in packed(LONGEST):
        yield dict.fromkeys(text_boxes(form), value)


def rounds(form: Any, turn: int) -> Iterator[dict[str, str]]:
    """One value for each text box at a time: all texts for a long box, a share for a short one, begun elsewhere for each."""
    values = {name: one for name, longest in text_boxes(form).items() if (one := packed(longest))}
    for number in range(min(MOST_ROUNDS, max(len(one) for one in values.values()))):
        yield {name: one[(turn * 37 + place * 11 + number * max(1, len(one) // MOST_ROUNDS)) % len(one)] for place, (name, one) in enumerate(values.items())}


def type_into(browser: Any, url: str, seen: Seen, turn: int) -> None:
    from django.db import transaction

    from tests.access.assignment import filled_in

    for form in forms_of(browser, url):
        with stage.arranging():
            name, filled = type(form).__qualname__, filled_in(form)
        for typed in rounds(form, turn):
            with transaction.atomic():
                answer = browser.post(url, {**filled, **typed})
                seen.look(answer, f"post {url}")
                if answer.status_code == 302:
                    seen.taken[name] += 1
                    seen.look(browser.get(answer["Location"]), f"after {url}")
                transaction.set_rollback(True)
            seen.sent(name, typed)
        for typed in too_long(form):
            with transaction.atomic():
                seen.look(browser.post(url, {**filled, **typed}), f"post {url}")
                transaction.set_rollback(True)
            seen.sent(name, typed)
        with transaction.atomic():
            seen.look(browser.get(url, typed), f"get {url}")
            transaction.set_rollback(True)


def everything_hostile(browsers: dict[str, Any], urls: dict[str, str], seen: Seen, turn: int) -> None:
    """All forms that only write are sent once, then every page is opened; all of it is undone."""
    from django.db import transaction

    from tests.access.assignment import filled_in

    with transaction.atomic():
        for name, url in urls.items():
            if not any(word in name.rpartition(":")[2].split("_") for word in CHANGES_NOTHING_ELSE):
                continue
            for form in forms_of(browsers["all"], url):
                typed = next(rounds(form, turn))
                seen.sent(type(form).__qualname__, typed)
                with stage.arranging():
                    filled = filled_in(form)
                seen.look(browsers["all"].post(url, {**filled, **typed}), f"post {url}")
        for who, browser in browsers.items():
            for url in urls.values():
                seen.look(browser.get(url), f"{who} {url}")
        transaction.set_rollback(True)


def search(browser: Any, urls: dict[str, str], seen: Seen) -> None:
    """Boxes of lists and of the desk: what was looked for stands on the page again."""
    from django.db import transaction

    for name, longest in (("q", 190), ("name", 190), ("pagina", 60), ("since", 60), ("country", 60), ("account", 60)):
        for url in ["/desk/search/", *(url for route, url in urls.items() if route.endswith((":list", "organisations", "queue", "trail", "breach", "spaces")))]:
            for text in packed(longest)[:: 5 if "search" in url else 40]:
                with transaction.atomic():
                    seen.look(browser.get(url, {name: text}), f"search {url}")
                    transaction.set_rollback(True)
