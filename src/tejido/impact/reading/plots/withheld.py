"""Pictures that a protected document does not bear: their names, and why they are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tejido.impact.hidden import hidden_text
from tejido.impact.reading.plots.source import Plot, Source
from tejido.impact.sentences.labels import language
from tejido.ui.charts.picture import Picture, drawn

#: Streams that are not drawn are spoken of beside the table that they are drawn from.
TOLD_ELSEWHERE = frozenset({"flows"})


def withheld_plots(source: Source) -> Iterator[Plot]:
    """In the place of each picture a sentence."""
    for one in source.document.get("withheld", []):
        titles = one["title"]
        refused = Picture(drawn([], 1), "", (_("Figura"),), (), refused=hidden_text(source.threshold))
        yield Plot(one["kind"], one["key"], titles.get(language()[:2]) or titles["es"], refused)


def withheld_from(exact: list[Plot], shown: list[Plot], titles: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """What a document says of the pictures that it does not bear; `titles`: language → key → title."""
    keys = {plot.key for plot in shown}
    return [
        {"kind": plot.kind, "key": plot.key, "title": {code: told[plot.key] for code, told in titles.items()}}
        for plot in exact
        if plot.key not in keys and plot.kind not in TOLD_ELSEWHERE
    ]


def in_every_language(told: Any) -> dict[str, Any]:
    """What a function says in each language of the interface."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = told()
    return found
