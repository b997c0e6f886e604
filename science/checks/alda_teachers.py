"""How long special educators stay (Singer 1993; Singer & Willett 2003, ch. 10): the life table as printed."""

from collections.abc import Iterator

from science.case import Case
from science.line import Line, printed
from tejido.stats.life_table import life_table


def lines(case: Case) -> Iterator[Line]:
    people, known = case.table(), case.published
    table = life_table(people["years"], 1 - people["censor"])
    yield from case.against("life_table", "atrisk", {f"year{int(t)}": float(n) for t, n in zip(table.periods, table.at_risk, strict=True)})
    yield from case.against("life_table", "events", {f"year{int(t)}": float(n) for t, n in zip(table.periods, table.events, strict=True)})
    for i, period in enumerate(table.periods):
        yield printed("published", f"at risk in year {period:g}", table.at_risk[i], known["atrisk"][i])
        yield printed("published", f"left in year {period:g}", table.events[i], known["events"][i])
        yield printed("published", f"hazard of year {period:g}", table.hazard[i], known["hazard"][i])
