"""The methods a plan may ask for, one per file under its textbook name."""

from collections.abc import Callable

from tejido.impact.methods.ancova import ancova
from tejido.impact.methods.cox import cox_regression
from tejido.impact.methods.difference import difference
from tejido.impact.methods.kaplan_meier import kaplan_meier_curves
from tejido.impact.methods.logistic import logistic_regression
from tejido.impact.methods.mixed_model import repeated_score
from tejido.impact.methods.proportions_by_wave import proportions_by_wave
from tejido.impact.question import Found, Question

METHODS: dict[str, Callable[[Question], Found]] = {
    "difference": difference,
    "ancova": ancova,
    "logistic": logistic_regression,
    "proportions_by_wave": proportions_by_wave,
    "kaplan_meier": kaplan_meier_curves,
    "cox": cox_regression,
    "mixed_model": repeated_score,
}
