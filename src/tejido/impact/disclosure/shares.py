"""Shares of people: a share and its base give the count away, so the counts behind are protected like cells of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import FULL, SMALL, ZERO, Rules

Row = Mapping[str, Any]

#: The number of people behind a share is printed with it, so hiding it costs the share as well.
BASE_WEIGHT = 40.0


def count_behind(row: Row) -> int | None:
    """How many people a share counts, or None where the row is no plain share of a group."""
    n, estimate = row.get("n"), row.get("estimate")
    if n is None or estimate is None or row.get("group") is None:
        return None
    if row.get("count") is not None:
        return int(row["count"])
    count = round(estimate * n)
    if not 0 <= count <= n or abs(estimate * n - count) > 1e-6 * max(1, n):
        return None
    if row.get("scale") == "mean":
        return count if _is_yes_or_no(estimate, int(n), row.get("sd")) else None
    return None if row.get("scale") == "survival" else count


def _is_yes_or_no(mean: float, n: int, sd: float | None) -> bool:
    """A mean whose standard deviation is that of zeros and ones is the share of the ones."""
    return sd is None or n < 2 or abs(sd**2 - mean * (1 - mean) * n / (n - 1)) < 1e-9


def add_shares(ledger: Ledger, rows: Sequence[Row], rules: Rules) -> None:
    """Enter the counts of every share; categories of one group and wave share one base, and what is left over is a cell too."""
    bases: dict[tuple[Any, ...], list[int]] = {}
    for position, row in enumerate(rows):
        if count_behind(row) is not None:
            bases.setdefault((row.get("name"), row.get("group"), row.get("wave"), int(row["n"])), []).append(position)
        if row.get("missed") is not None:
            _add_missed(ledger, position, int(row["missed"]), rules)
    for base, positions in bases.items():
        counts = {position: count_behind(rows[position]) or 0 for position in positions}
        if sum(counts.values()) <= base[-1]:
            _add_base(ledger, base[-1], counts, rules)
        else:
            for position, count in counts.items():
                _add_base(ledger, base[-1], {position: count}, rules)
    _add_contrasts(ledger, rows)


def _add_contrasts(ledger: Ledger, rows: Sequence[Row]) -> None:
    """A contrast rests on the people of its groups: its number gives away a group's that is hidden."""
    for position, row in enumerate(rows):
        if row.get("group") is None and row.get("n") is not None:
            groups = [other for other, one in enumerate(rows) if ("people", other) in ledger.index and one.get("group") is not None]
            own = [other for other in groups if all(rows[other].get(key) == row.get(key) for key in ("name", "wave"))]
            bases = {ledger.index["people", other] for other in own}
            if bases and sum(ledger.values[base] for base in bases) == row["n"]:
                ledger.total(ledger.cell(("people", position), int(row["n"]), weight=BASE_WEIGHT * (1 + int(row["n"]))), sorted(bases))


def _add_missed(ledger: Ledger, position: int, missed: int, rules: Rules) -> None:
    """People not seen at a wave: none missed describes nobody, few missed are few people."""
    cell = ledger.cell(("missed", position), missed, weight=1 + missed)
    if rules.is_small(missed):
        ledger.mark(cell, SMALL)


def _add_base(ledger: Ledger, n: int, counts: dict[int, int], rules: Rules) -> None:
    """One base, its shares, and the people in none of them."""
    base = ledger.cell(("base", *counts), n, weight=BASE_WEIGHT * (1 + n))
    ledger.index.update({("people", position): base for position in counts})
    if rules.is_too_few(n):
        ledger.mark(base, SMALL)
    parts = [ledger.cell(("share", position), count, weight=1 + count) for position, count in counts.items()]
    left = n - sum(counts.values())
    if left or len(parts) == 1:
        parts.append(ledger.cell(("others", *counts), left, printed=False))
    for part in parts:
        value = ledger.values[part]
        if rules.is_small(value):
            ledger.mark(part, SMALL)
        elif value == 0 and n and rules.hide_zero:
            ledger.mark(part, ZERO)
        elif value == n and rules.hide_full:
            ledger.mark(part, FULL)
    ledger.total(base, parts)


def tie_to_line(ledger: Ledger, position: int, line: Mapping[str, int], category: Any = None) -> None:
    """Tie a share, the people outside it and those not seen to the cells (by column) of the same people's line in a table."""
    for kind, column in (("share", category if category in line else "yes"), ("others", "no"), ("missed", "missed")):
        mine = ledger.index.get((kind, position))
        cell = line.get(column)
        if mine is not None and cell is not None and ledger.values[mine] == ledger.values[cell]:
            ledger.total(mine, [cell])


def nested_shares(rows: Sequence[Row], rules: Rules) -> set[int]:
    """Those who gained what matters hold those who changed beyond doubt for the better, or are held by them: few between are few people."""
    found: set[int] = set()
    for position, row in enumerate(rows):
        if row.get("category") != "beyond_mid":
            continue
        own = {one.get("category"): count_behind(one) for one in rows if all(one.get(key) == row.get(key) for key in ("name", "group", "wave"))}
        sums = [own.get("recovered") or 0, (own.get("recovered") or 0) + (own.get("improved") or 0)]
        if any(rules.is_small(abs((count_behind(row) or 0) - one)) for one in sums):
            found.add(position)
    return found


def near_copies(rows: Sequence[Row], rules: Rules) -> set[int]:
    """Shares that say of nearly the same people what an earlier row has said: the two together would speak of the few between."""
    found: set[int] = set()
    for position, row in enumerate(rows):
        count = count_behind(row)
        for earlier in rows[:position] if count is not None else ():
            before = count_behind(earlier)
            if before is None or any(str(row.get(key)) != str(earlier.get(key)) for key in ("group", "wave")):
                continue
            people, counted = int(row["n"]) - int(earlier["n"]), count - before if count is not None else 0
            if rules.is_small(abs(people)) and 0 <= counted * (1 if people > 0 else -1) <= abs(people):
                found.add(position)
    return found
