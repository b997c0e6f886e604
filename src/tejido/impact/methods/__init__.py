"""The methods a plan may ask for: name in the catalogue → what answers it. A method is loaded when it is first asked."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from tejido.impact.question import Found, Question

#: name → module and function
PLACES: dict[str, tuple[str, str]] = {
    "difference": ("difference", "difference"),
    "ancova": ("ancova", "ancova"),
    "logistic": ("logistic", "logistic_regression"),
    "proportions_by_wave": ("proportions_by_wave", "proportions_by_wave"),
    "mixed_model": ("mixed_model", "repeated_score"),
    "kaplan_meier": ("kaplan_meier", "kaplan_meier_curves"),
    "log_rank": ("kaplan_meier", "log_rank_test"),
    "cumulative_incidence": ("cumulative_incidence", "cumulative_incidence_curves"),
    "restricted_mean": ("restricted_mean", "restricted_mean_time"),
    "life_table": ("life_table", "life_tables"),
    "cox": ("cox", "cox_regression"),
    "inverse_probability_weighting": ("adjusted", "inverse_probability_weighting"),
    "standardisation": ("adjusted", "standardisation"),
    "doubly_robust": ("adjusted", "doubly_robust_effect"),
}


def method_named(name: str) -> Callable[[Question], Found]:
    """What answers a question by this method."""
    module, function = PLACES[name]
    found: Callable[[Question], Found] = getattr(import_module(f"tejido.impact.methods.{module}"), function)
    return found
