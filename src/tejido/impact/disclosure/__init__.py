"""What may be published: the one suppression function behind every page, file and chart of a release.

`protect` hides the cells of counting tables, `audit` attacks the result with a solver, and `protect_figures`
turns a whole answer document into the one that may leave the house. Nothing else decides what is hidden.
"""

from tejido.impact.disclosure.audit import AuditReport, Finding, audit
from tejido.impact.disclosure.document import figures_audit, protect_figures
from tejido.impact.disclosure.rules import HIDDEN, Rules, hidden_text
from tejido.impact.disclosure.suppress import protect
from tejido.impact.disclosure.tables import CountTable, NotAdditive, Protected, ProtectedTable

__all__ = [
    "HIDDEN",
    "AuditReport",
    "CountTable",
    "Finding",
    "NotAdditive",
    "Protected",
    "ProtectedTable",
    "Rules",
    "audit",
    "figures_audit",
    "hidden_text",
    "protect",
    "protect_figures",
]
