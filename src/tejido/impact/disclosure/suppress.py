"""Hide what reveals a person, and as little else as possible: first the sensitive cells, then what protects those that can still be worked out."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tejido.impact.disclosure.attack import Attacker
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.linking import ledger_of
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.shield import Shield
from tejido.impact.disclosure.tables import CountTable, Protected, printed_table


def protect(tables: Sequence[CountTable], rules: Rules | None = None) -> Protected:
    """Hide cells until no protected one can be worked out from all tables together."""
    rules = rules or Rules()
    ledger = ledger_of(tables, rules)
    hidden = hide(ledger, rules)
    printed = tuple(printed_table(ledger, hidden, table) for table in tables)
    withheld = tuple(table.name for table in printed if all(cell.value is None for cell in table.every_cell()))
    return Protected(printed, ledger, hidden, rules, withheld)


@dataclass(frozen=True)
class Stated:
    """A ledger by what it says: two that say the same are hidden in the same way."""

    said: tuple[Hashable, ...]
    ledger: Ledger = field(compare=False)


def hide(ledger: Ledger, rules: Rules) -> frozenset[int]:
    """The cells of a ledger that may not be printed. The last answers are remembered: a review asks for the same one several times."""
    marks = (frozenset(ledger.known), frozenset(ledger.unprinted), frozenset(ledger.sensitive))
    said = (tuple(ledger.values), tuple(ledger.weights), tuple(ledger.floors), tuple(ledger.sums), *marks)
    return _hidden(Stated(said, ledger), rules)


@lru_cache(maxsize=16)
def _hidden(stated: Stated, rules: Rules) -> frozenset[int]:
    ledger = stated.ledger
    hidden = set(ledger.sensitive) - ledger.unprinted
    if not rules.complementary or not ledger.sensitive:
        return frozenset(hidden)
    attacker = Attacker(ledger, hidden)
    ranges = attacker.ranges(sorted(ledger.sensitive), rules.threshold)
    exposed = [cell for cell, (low, high) in ranges.items() if high - low < rules.threshold]
    shield = Shield(ledger, hidden, rules.threshold)
    shield.learn(attacker)
    for cell in sorted(exposed, key=lambda cell: (ranges[cell][1] - ranges[cell][0], cell)):
        shield.cover(cell)
    return frozenset(shield.hidden)
