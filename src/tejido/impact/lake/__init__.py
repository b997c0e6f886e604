"""The lake: dated facts without identity, for questions too large for the record itself (docs/guides/engine.md).

build_lake()                     bring it up to date, with consent as it stands today
open_lake()                      the one there is, whole, or why not
lake.table("spells", engine)     a fact for an expression
standing(lake, "scores", …)      an indicator from the standing roll-up
flat_table(frame, plan)          a plan's flat file in the same shape
"""

from tejido.impact.lake.build import Built, NotYet, build_lake, lake_folder
from tejido.impact.lake.flat import flat_snapshot, flat_table
from tejido.impact.lake.reading import Lake, LakeBehind, open_lake, require_current_consent
from tejido.impact.lake.rollups import Indicator, indicator, rolled_up, standing
from tejido.impact.lake.store import LakeBusy, LakeDamaged, LakeMissing

__all__ = [
    "Built", "Indicator", "Lake", "LakeBehind", "LakeBusy", "LakeDamaged", "LakeMissing", "NotYet",
    "build_lake", "flat_snapshot", "flat_table", "indicator", "lake_folder", "open_lake", "require_current_consent", "rolled_up", "standing",
]  # fmt: skip
