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
    "counts": ("counts", "count_rates"),
    "discrete_time_hazard": ("discrete_time_hazard", "discrete_time_hazard"),
    "piecewise_exponential": ("piecewise_exponential", "piecewise_exponential"),
    "transitions": ("transitions", "state_transitions"),
    "negative_control": ("negative_control", "negative_controls"),
    "missing_outcomes": ("missing_outcomes", "missing_outcomes"),
    "meta_analysis": ("organisations", "pooled_effect"),
    "shrinkage": ("organisations", "shrunken_organisations"),
    "funnel": ("organisations", "funnel_limits"),
    "mediation": ("mediation", "linear_mediation"),
    "reliable_change": ("reliable_change", "reliable_changes"),
    "social_return": ("social_return", "social_return_range"),
    "cost_per_outcome": ("cost_per_outcome", "cost_per_outcome"),
}


def method_named(name: str) -> Callable[[Question], Found]:
    """What answers a question by this method."""
    module, function = PLACES[name]
    found: Callable[[Question], Found] = getattr(import_module(f"tejido.impact.methods.{module}"), function)
    return found
