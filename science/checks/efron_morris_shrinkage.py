"""Eighteen batters after 45 times at bat, and their season (Efron & Morris 1975, 1977)."""

from collections.abc import Iterator

from science.case import Case
from science.line import Line, printed
from tejido.stats.shrinkage import james_stein


def lines(case: Case) -> Iterator[Line]:
    table, known = case.table(), case.published
    early, season = table["y"], table["p"]
    centre = float(early.mean())
    shrunken = james_stein(early, centre * (1 - centre) / 45)
    factor = float((shrunken - centre)[0] / (early - centre)[0])
    lost = {"sse_mle": float(((early - season) ** 2).sum()), "sse_js": float(((shrunken - season) ** 2).sum())}
    yield from case.against("james_stein", "js", dict(zip(table.text("name"), shrunken, strict=True)))
    for name, value in {"grand_mean": centre, "shrink_c": factor, **lost}.items():
        yield from case.against("james_stein", name, {"value": value})
    yield printed("published", "grand mean", centre, known["grand_mean"])
    yield printed("published", "c", factor, known["c"])
