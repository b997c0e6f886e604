"""How the table of a plan was counted: by which engine, from what, and who stands behind its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tejido.impact.persons import Told

ENGINE_LIBRARIES = ("duckdb", "ibis-framework", "pyarrow")


@dataclass(frozen=True)
class Counted:
    """`cells_hash` the digest of the different rows and how often each was found · `snapshot` of the lake, where it was counted from one ·
    `told` where equal rows are kept once."""

    engine: str = "memory"
    cells_hash: str | None = None
    snapshot: str | None = None
    told: Told | None = None

    @property
    def libraries(self) -> tuple[str, ...]:
        """What else computed, by name."""
        return () if self.engine == "memory" else (*ENGINE_LIBRARIES, *(("pyspark",) if self.engine == "spark" else ()))
