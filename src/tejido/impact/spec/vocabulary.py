"""The words a plan may use. Data, so that the reader, the documentation and the screens agree."""

KINDS = ("number", "yes_no", "category")
ASSIGNMENTS = ("random", "not_random")
ROWS = ("person", "person_wave")
DIRECTIONS = ("higher_is_better", "lower_is_better", "neutral")
MISSING = ("complete_case",)
COMPARISONS = ("above", "below", "at_least", "at_most", "equals", "in")
ERRORS = ("classical", "HC0", "HC1", "HC2", "HC3")
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
    "columns",
    "derive",
    "exposure",
    "outcome",
    "covariates",
    "where",
    "missing",
    "estimates",
]
PLAN_REQUIRED = ("plan", "title", "question", "columns", "outcome", "estimates")

# method → the settings it understands besides name, method, label and outcome
METHODS: dict[str, tuple[str, ...]] = {
    "difference": ("exposure", "errors"),
    "ancova": ("exposure", "covariates", "errors"),
    "logistic": ("exposure", "covariates"),
    "proportions_by_wave": ("exposure",),
    "kaplan_meier": ("exposure", "at"),
    "cox": ("exposure", "covariates", "ties"),
    "mixed_model": ("exposure", "covariates", "random", "ml"),
}
SURVIVAL = ("kaplan_meier", "cox")
NEEDS_EXPOSURE = ("difference", "ancova", "logistic", "proportions_by_wave", "kaplan_meier", "cox")
TWO_GROUPS = ("difference", "proportions_by_wave", "kaplan_meier")
LONG = ("proportions_by_wave", "mixed_model")

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
    "cohort": (),
    "programme": (),
    "person": (),
    "measure": ("wave",),
    "score": ("wave", "scale"),
    "spell": ("types", "give", "within", "at"),
    "enrolment": (),
    "wave": (),
}
SPELL_GIVES = ("days", "event", "at_date", "total_days")
