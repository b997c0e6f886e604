"""The lake: dated facts without identity, for questions too large for the record itself (docs/guides/engine.md).

build_lake()                     bring it up to date, with consent as it stands today
open_lake()                      the one there is, whole, or why not
lake.table("spells", engine)     a fact for an expression
standing(lake, "scores", …)      an indicator from the standing roll-up

Each is loaded when it is first asked for: a page that looks whether there is a lake does not need what reads it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tejido.impact.departures import lake_folder
    from tejido.impact.lake.build import Built, NotYet, build_lake
    from tejido.impact.lake.manifest import LakeBusy, LakeDamaged, LakeMissing
    from tejido.impact.lake.reading import Lake, LakeBehind, open_lake, require_current_consent
    from tejido.impact.lake.rollups import Indicator, indicator, rolled_up, standing

__all__ = [
    "Built", "Indicator", "Lake", "LakeBehind", "LakeBusy", "LakeDamaged", "LakeMissing", "NotYet",
    "build_lake", "indicator", "lake_folder", "open_lake", "require_current_consent", "rolled_up", "standing",
]  # fmt: skip

PLACES = {
    "build": ("Built", "NotYet", "build_lake", "lake_folder"),
    "manifest": ("LakeBusy", "LakeDamaged", "LakeMissing"),
    "reading": ("Lake", "LakeBehind", "open_lake", "require_current_consent"),
    "rollups": ("Indicator", "indicator", "rolled_up", "standing"),
}


def __getattr__(name: str) -> Any:
    for place, names in PLACES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{place}"), name)
    raise AttributeError(name)
