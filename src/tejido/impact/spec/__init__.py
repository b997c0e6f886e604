"""The analysis plan: what is asked of the data, written down before the data are looked at."""

from tejido.impact.spec.load import load_plan, plan_hash, plan_of
from tejido.impact.spec.nouns import Column, Condition, Derived, Estimate, Exposure, Outcome, Plan, Population, Source, Term, localised
from tejido.impact.spec.problems import PlanError

__all__ = [
    "Column",
    "Condition",
    "Derived",
    "Estimate",
    "Exposure",
    "Outcome",
    "Plan",
    "PlanError",
    "Population",
    "Source",
    "Term",
    "load_plan",
    "localised",
    "plan_hash",
    "plan_of",
]
