"""Guard-rails: one check per file, each travels with the result it speaks of and is told in plain words.

A check says ok, attention or fails. What must not be shown at all is refused with the reason instead.
"""

from tejido.impact.guardrails.balance import balance_check
from tejido.impact.guardrails.clusters import clusters_check, clusters_checks, clusters_left_out_check, in_groups, rests_on_one
from tejido.impact.guardrails.events import events_per_column
from tejido.impact.guardrails.hazards import hazards_checks
from tejido.impact.guardrails.immortal_time import immortal_time_check
from tejido.impact.guardrails.missing import bounds_check, missing_check
from tejido.impact.guardrails.multiplicity import multiplicity_check
from tejido.impact.guardrails.overlap import overlap_check
from tejido.impact.guardrails.random_effects import random_effects_check
from tejido.impact.guardrails.separation import separation_check
from tejido.impact.guardrails.unmeasured import unmeasured_check
from tejido.impact.guardrails.weights import weights_left_out_check

__all__ = [
    "balance_check",
    "bounds_check",
    "clusters_check",
    "clusters_checks",
    "clusters_left_out_check",
    "events_per_column",
    "hazards_checks",
    "immortal_time_check",
    "in_groups",
    "missing_check",
    "multiplicity_check",
    "overlap_check",
    "random_effects_check",
    "rests_on_one",
    "separation_check",
    "unmeasured_check",
    "weights_left_out_check",
]
