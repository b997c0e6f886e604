"""The release gate: attack what would be published, and name every protected cell that can be worked out."""

from dataclasses import dataclass

from tejido.impact.disclosure.attack import Attacker
from tejido.impact.disclosure.ledger import Key, Ledger
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.tables import Protected


@dataclass(frozen=True)
class Finding:
    """A protected cell that a reader can pin down to fewer values than the threshold."""

    cell: Key
    rule: str
    lower: int
    upper: int

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper


@dataclass(frozen=True)
class AuditReport:
    """How many protected cells were attacked, and which of them gave way."""

    examined: int
    unsafe: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        return not self.unsafe

    @property
    def exact(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.unsafe if finding.is_exact)


def audit(protected: Protected) -> AuditReport:
    """Attack all tables of a publication together."""
    return audit_ledger(protected.ledger, protected.hidden, protected.rules)


def audit_ledger(ledger: Ledger, hidden: frozenset[int], rules: Rules) -> AuditReport:
    """Attack every sensitive cell; one that is printed all the same is reported with its own value as its range."""
    attacker = Attacker(ledger, hidden)
    ranges = attacker.ranges((cell for cell in sorted(ledger.sensitive) if cell in attacker.column), rules.threshold)
    findings = []
    for cell, rule in sorted(ledger.sensitive.items()):
        lower, upper = ranges.get(cell, (ledger.values[cell], ledger.values[cell]))
        if upper - lower < rules.threshold:
            findings.append(Finding(ledger.names[cell], rule, lower, upper))
    return AuditReport(len(ledger.sensitive), tuple(findings))
