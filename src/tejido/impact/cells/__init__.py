"""Cells: what a model needs of a table, counted by the engine that runs there (docs/guides/engine.md).

gather(table, design, engine)          the cells of a model; give them to `stats.glm.glm` as they are
person_periods(lake, spec, engine)     months or quarters at risk, with exposures before the outcome
"""

from tejido.impact.cells.design import Design
from tejido.impact.cells.gathering import Gathered, gather, with_lags
from tejido.impact.cells.nouns import Exposure, PersonPeriods, Taking, Trait
from tejido.impact.cells.periods import Facts, periods_of, person_periods
from tejido.impact.spec.nouns import Term
from tejido.impact.spec.periods import Stretch

__all__ = [
    "Design", "Exposure", "Facts", "Gathered", "PersonPeriods", "Stretch", "Taking", "Term", "Trait",
    "gather", "periods_of", "person_periods", "with_lags",
]  # fmt: skip
