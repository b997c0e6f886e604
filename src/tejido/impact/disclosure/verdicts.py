"""Checks on their way out: the verdict leaves, a number only where it counts nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

#: Checks whose numbers are tests or ratios of the model. Those of any other may count people: there only the verdict leaves.
OPEN = frozenset(
    {"proportional_hazards", "events_per_column", "random_effects", "separation", "unmeasured", "dispersion", "negative_control"}
)
PARTS = ("name", "estimate", "term", "verdict", "statistic", "p")


def checks_out(document: Mapping[str, Any], silent: set[str]) -> list[dict[str, Any]]:
    """The checks of the estimates that are shown, told again without what may not be said; unknown kinds of check stay inside."""
    from tejido.impact.sentences import check_sentence
    from tejido.impact.sentences.checks import SENTENCES

    found, plan = [], None
    for check in document.get("checks", []):
        name = str(check.get("name"))
        if str(check.get("estimate")) in silent:
            continue
        if name in OPEN or (name == "multiplicity" and not silent):
            found.append({key: item for key, item in check.items() if key != "values" or name not in OPEN})
        elif name in SENTENCES and check.get("estimate") is not None:
            plan = plan or _plan_of(document)
            kept = {key: check.get(key) for key in PARTS} | {"statistic": None, "p": None, "values": {}}
            found.append(kept | {"sentence": check_sentence(kept, plan)})
    return found


def _plan_of(document: Mapping[str, Any]) -> Any:
    from tejido.impact.spec import plan_of

    return plan_of(document["plan"])


def drop_adjusted(rows: Sequence[dict[str, Any]], families: set[str]) -> None:
    """What is left of a p value beside hidden ones stays inside."""
    for row in rows:
        if row.get("family") in families:
            row.pop("p_adjusted", None)
