"""The words a plan may use. Data, so that the reader, the documentation and the screens agree."""

from tejido.impact.catalogue import CATALOGUE

KINDS = ("number", "yes_no", "category")
ASSIGNMENTS = ("random", "not_random")
ROWS = ("person", "person_wave", "person_period", "organisation")
DIRECTIONS = ("higher_is_better", "lower_is_better", "neutral")
MISSING = ("complete_case",)
COMPARISONS = ("above", "below", "at_least", "at_most", "equals", "in")
TIES = ("efron", "breslow")
LANGUAGES = ("es", "en", "hu")

PLAN_KEYS = [
    "plan",
    "title",
    "question",
    "assignment",
    "rows",
    "person",
    "wave",
    "population",
    "periods",
    "columns",
    "derive",
    "exposure",
    "outcome",
    "covariates",
    "cluster",
    "weights",
    "where",
    "missing",
    "estimates",
]
PLAN_REQUIRED = ("plan", "title", "question", "columns", "outcome", "estimates")

# method → the settings it understands besides name, method, label, outcome and family
METHODS: dict[str, tuple[str, ...]] = {name: method.keys() for name, method in CATALOGUE.items()}
FAMILIES = ("confirmatory", "exploratory")
CODINGS = ("linear", "factor", "spline")

# operation → the keys inside it (None: the operation takes the name of one column, "list": a list of columns)
OPERATIONS: dict[str, tuple[str, ...] | str | None] = {
    "square": None,
    "product": "list",
    "difference": "list",
    "minus": ("column", "value"),
    "indicator": ("column", *COMPARISONS),
    "category": ("column", "reference"),
}

# where the database finds a column: kind of fact → the options it may carry
SOURCES: dict[str, tuple[str, ...]] = {
    "cohort": ("lag", "ever"),
    "programme": ("lag", "ever"),
    "person": (),
    "measure": ("wave",),
    "score": ("wave", "scale"),
    "spell": ("types", "give", "within", "at", "lag", "ever"),
    "period": (),
    "enrolment": (),
    "wave": (),
}
SPELL_GIVES = ("days", "event", "at_date", "total_days")
