"""What a method can be asked, as data: the reader of plans, the command line, the guides and the pages all read it from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Text = str | Promise

#: Shape of an outcome → the keys of `outcome` that make it. A key in brackets may be left out.
SHAPES: dict[str, tuple[str, ...]] = {
    "number": ("column",),
    "yes_no": ("column",),
    "time_to_event": ("time", "event"),
    "start_stop": ("start", "stop", "event"),
    "periods": ("period", "event"),
    "competing": ("time", "exit", "cause", "[censored]"),
    "counts": ("count", "[person_time]"),
    "states": ("state",),
    "before_after": ("before", "after"),
    "effects": ("effect", "error"),
}

PERSON, WAVES, PERIODS, ORGANISATIONS = "person", "person_wave", "person_period", "organisation"

#: What an exposure may be: not used, may be there, must be there; and whether it must be two groups.
NONE, OPTIONAL, REQUIRED, TWO_GROUPS = "none", "optional", "required", "two_groups"


@dataclass(frozen=True)
class Option:
    """A setting under `options`.

    `kind`: number, whole, yes_no, choice (one of `allowed`), numbers (a list), column, columns, assumption
    (`low`, `high` and `source`). `least` and `most` are included.
    """

    name: str
    kind: str
    default: Any = None
    allowed: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    required: bool = False

    def described(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name, "type": self.kind, "default": self.default, "required": self.required}
        if self.allowed:
            found["allowed"] = list(self.allowed)
        if self.least is not None or self.most is not None:
            found["range"] = [self.least, self.most]
        return found


@dataclass(frozen=True)
class Method:
    """One method: what it answers, what it takes, what it may not be used for, and what it rests on.

    `errors` are the kinds of standard error that may be asked for, the first the one given unasked; those of clusters need `cluster`.
    `fits` says whether its figures give each other away (a release then treats it as a model: one hidden figure hides them all).
    `folds`: equal rows may be given to it once, with how often they were found. `registered_only`: refused in a plan that was not
    registered before the data were looked at. `missing_outcome`: people without the outcome take part. `uses` names the functions of
    `tejido.stats` behind it, as file.function.
    """

    name: str
    family: str
    title: Text
    textbook: Text
    limits: Text
    source: str
    shapes: tuple[str, ...]
    rows: tuple[str, ...]
    exposure: str
    uses: tuple[str, ...]
    folds: bool = False
    covariates: str = NONE
    cluster: str = NONE
    weights: bool = False
    errors: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    checks: tuple[str, ...] = ()
    fits: bool = True
    registered_only: bool = False
    missing_outcome: bool = False
    scales: tuple[str, ...] = field(default=())

    def option(self, name: str) -> Option | None:
        return next((option for option in self.options if option.name == name), None)

    def keys(self) -> tuple[str, ...]:
        """The keys that an estimate of this method understands, besides name, method, label, outcome and family."""
        parts = [
            ("exposure", self.exposure != NONE), ("covariates", self.covariates != NONE), ("errors", bool(self.errors)),
            ("cluster", self.cluster != NONE), ("weights", self.weights), ("options", bool(self.options)),
        ]  # fmt: skip
        return (*(key for key, has in parts if has), *self.settings)

    def _left_out(self) -> list[str]:
        """What a plan may say for all its answers and this method cannot use, so that each answer says it."""
        return [*(["clusters_left_out"] if self.cluster == NONE else []), *([] if self.weights else ["weights_left_out"])]

    def described(self) -> dict[str, Any]:
        """The method as plain data, in the language in force."""
        return {
            "name": self.name,
            "family": self.family,
            "answers": str(self.title),
            "method": str(self.textbook),
            "may_not": str(self.limits),
            "outcomes": {shape: list(SHAPES[shape]) for shape in self.shapes},
            "rows": list(self.rows),
            "exposure": self.exposure,
            "covariates": self.covariates,
            "cluster": self.cluster,
            "weights": self.weights,
            "errors": list(self.errors),
            "settings": list(self.settings),
            "options": [option.described() for option in self.options],
            "checks": [*self.checks, *self._left_out()],
            "only_in_registered_plans": self.registered_only,
            "source": self.source,
        }
