"""One estimate of a plan, ready to be answered: complete rows, design matrix, groups; or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tejido.impact.canonical import LINE, SIDE
from tejido.impact.catalogue import CATALOGUE
from tejido.impact.derive import base_columns, levels_of
from tejido.impact.design import covariates_of, expand, needed_columns
from tejido.impact.lags import asks_earlier, behind, exposed_column, lagged, require_order
from tejido.impact.persons import Persons, Told, persons_of
from tejido.impact.refusals import FEWEST, Refused
from tejido.impact.spec import Estimate, Plan

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


LARGEST = 1e100  # beyond it squares of sums are no longer numbers
LINES_NAMED = 10


@dataclass(frozen=True)
class Arm:
    """One side of a comparison: its level in the data, and 0 for the reference or 1 for the compared."""

    level: str
    side: int


@dataclass(frozen=True)
class Question:
    """`whole` has every row of the comparison, `table` only the complete ones; both know the column `arm` (0, 1 or missing).

    `told` says who stands behind their rows where equal rows were folded into one; otherwise their column `person` does.
    """

    plan: Plan
    estimate: Estimate
    whole: pd.DataFrame
    table: pd.DataFrame
    arms: tuple[Arm, ...]
    terms: tuple[str, ...]
    crossed: Mapping[str, str] = field(default_factory=dict)
    told: Told | None = None

    @property
    def outcome(self) -> Array:
        """The outcome of a method that takes one column."""
        return self.values(self.estimate.outcome.column)

    @property
    def options(self) -> Mapping[str, Any]:
        return self.estimate.options

    @property
    def clusters(self) -> NDArray[np.intp] | None:
        """The organisation of each row as a whole number from 0, where the plan names one."""
        if not self.estimate.cluster:
            return None
        return self._clusters[0]

    @property
    def cluster_names(self) -> list[str]:
        return self._clusters[1].tolist() if self.estimate.cluster else []

    @cached_property
    def _clusters(self) -> tuple[NDArray[np.intp], NDArray[Any]]:
        import pandas as pd

        codes, names = pd.factorize(levels_of(self.table[self.estimate.cluster]), sort=True)
        return codes, names.to_numpy()

    @property
    def weights(self) -> Array | None:
        return self.values(self.estimate.weights) if self.estimate.weights else None

    @property
    def persons(self) -> NDArray[np.intp]:
        """The person of each row as a whole number from 0."""
        return np.unique(self.table["person"].to_numpy(), return_inverse=True)[1]

    @cached_property
    def persons_of_table(self) -> Persons:
        return persons_of(self.table, self.told)

    @cached_property
    def persons_of_whole(self) -> Persons:
        return persons_of(self.whole, self.told)

    @cached_property
    def people(self) -> int:
        return self.persons_of_table.number()

    @property
    def times(self) -> Array:
        """(n,) how often each row was found: once, unless equal rows were folded into one."""
        return self.persons_of_table.times

    @property
    def exposure(self) -> str:
        return self.estimate.exposure.column if self.estimate.exposure else ""

    def values(self, name: str) -> Array:
        return np.asarray(self.table[name], dtype=float)

    def design(self, *, constant: bool = True, side: int | None = None) -> Array:
        """Constant, exposure and covariates; `side` sets everyone's exposure to one arm, as standardisation asks."""
        columns = [self._column(term, side) for term in self.terms]
        if self.exposure:
            columns.insert(0, self.exposed if side is None else np.full(len(self.table), float(side)))
        if constant:
            columns.insert(0, np.ones(len(self.table)))
        return np.column_stack(columns) if columns else np.zeros((len(self.table), 0))

    @property
    def exposed(self) -> Array:
        """The exposure as the design has it: 0 and 1 for two groups, else the number itself."""
        return self.values(SIDE if self.arms else exposed_column(self.estimate))

    def _column(self, term: str, side: int | None) -> Array:
        """A covariate; one that is a product with the exposure follows it to the other side."""
        if side is None or not self.exposure:
            return self.values(term)
        if term in self.crossed:
            return side * self.values(self.crossed[term])
        derived = self.plan.derived(term)
        if derived is None or self.exposure not in derived.columns:
            return self.values(term)
        if derived.operation != "product" or self.plan.kind_of(self.exposure) != "yes_no":
            raise Refused("exposure_inside", column=term)
        level = float(self.arms[side].level) if self.arms else float(side)
        others = [self.values(name) for name in derived.columns if name != self.exposure]
        return np.asarray(level ** derived.columns.count(self.exposure) * np.prod(others, axis=0))

    @property
    def names(self) -> list[str]:
        """The names of the design's columns besides the constant."""
        return [*([self.exposure] if self.exposure else []), *self.terms]

    def lines(self, chosen: NDArray[np.bool_]) -> dict[str, str]:
        """Where in the file these complete rows stand, for a refusal."""
        return lines_of(self.table, chosen)

    def people_in(self, side: int) -> int:
        return self.persons_of_table.number(self.table[SIDE] == side)


@dataclass
class Found:
    """What a method gives back: rows of estimates, checks, tables of persons, and the measures of the fitted model."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    model: dict[str, Any] = field(default_factory=dict)


def used_columns(plan: Plan, estimate: Estimate, frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The register's columns behind an estimate, or their earlier values: those of its baseline (exposure, covariates …) and of its outcome."""
    exposure = [exposed_column(estimate)] if estimate.exposure else []
    covariates = [column for name, lag in covariates_of(estimate) for column in _known_by(name, lag, frame, plan)]
    extra = [name for name in (estimate.cluster, estimate.weights) if name]
    baseline = base_columns([*exposure, *covariates, *estimate.random, *extra, *estimate.option_columns], plan)
    return baseline, [name for name in base_columns(list(estimate.outcome.columns), plan) if name not in baseline]


def _known_by(name: str, lag: int, frame: pd.DataFrame, plan: Plan) -> list[str]:
    """Where a gap of a covariate shows; all 0/1 columns of an earlier category have the same gaps."""
    return [lagged(column, lag) for column in behind(name, frame, plan)[:1]] if lag else [name]


def ask(plan: Plan, estimate: Estimate, frame: pd.DataFrame, told: Told | None = None) -> Question:
    """Form the question from a frame with derived columns, or refuse it; `told` where its rows are folded."""
    if frame.empty:
        raise Refused("empty")
    if plan.wave and asks_earlier(estimate):
        require_order(frame["wave"], plan.wave)
    arms, sides = arms_of(plan, estimate, frame)
    whole = frame.assign(**{SIDE: sides})
    if arms:
        whole = whole[whole[SIDE].notna() | whole[exposed_column(estimate)].isna()]
    needed = _needed(plan, estimate, frame, bool(arms))
    _refuse_infinite(whole, [name for name in needed if name != SIDE])
    table = whole.dropna(subset=needed).reset_index(drop=True)
    if table.empty:
        emptiest = max((n for n in needed if n != SIDE), key=lambda name: whole[name].isna().sum())
        raise Refused("no_complete", column=emptiest)
    times = persons_of(table, told).times if told else None
    table, terms, crossed = expand(estimate, table, plan, times)
    question = Question(plan, estimate, whole.reset_index(drop=True), table, arms, tuple(terms), crossed, told)
    _refuse_weights(question)
    _refuse_small(question)
    return question


def _needed(plan: Plan, estimate: Estimate, frame: pd.DataFrame, has_arms: bool) -> list[str]:
    """Columns without which a row cannot take part."""
    exposure = [SIDE] if has_arms else [exposed_column(estimate)] if estimate.exposure else []
    extra = [name for name in (estimate.cluster, estimate.weights) if name]
    ends = () if CATALOGUE[estimate.method].missing_outcome else estimate.outcome.columns
    found = [*needed_columns(estimate, frame, plan), *estimate.random, *ends, *extra, *estimate.option_columns, *exposure]
    return list(dict.fromkeys(found))


def arms_of(plan: Plan, estimate: Estimate, frame: pd.DataFrame) -> tuple[tuple[Arm, ...], pd.Series[Any] | float]:
    """The two sides of the comparison and who stands where; no arms when the exposure is a number or there is none."""
    exposure = estimate.exposure
    if exposure is None or plan.kind_of(exposure.column) == "number":
        return (), float("nan")
    levels = levels_of(frame[exposed_column(estimate)])
    present = sorted(level for level in levels.unique() if level)
    if exposure.reference not in present and exposure.compared and len(present) > 1:
        raise Refused("no_reference", reference=exposure.reference, column=exposure.column, levels=", ".join(present[:12]))
    others = [level for level in present if level != exposure.reference]
    if not exposure.compared and len(others) > 1:
        raise Refused("many_groups", column=exposure.column, levels=", ".join(present[:12]))
    compared = exposure.compared or (others[0] if others else "")
    if len(present) < 2:
        raise Refused("one_group", column=exposure.column)
    sides = levels.map({exposure.reference: 0.0, compared: 1.0})
    return (Arm(exposure.reference, 0), Arm(compared, 1)), sides.astype(float)


def _refuse_infinite(frame: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        if frame[name].dtype.kind != "f":
            continue
        far = np.abs(frame[name].to_numpy()) > LARGEST
        if far.any():
            code = "infinite" if np.isinf(frame[name]).any() else "too_large"
            raise Refused(code, column=name, **lines_of(frame, far))


def lines_of(frame: pd.DataFrame, chosen: NDArray[np.bool_]) -> dict[str, str]:
    """The rows of the file, the first of them, where the table came from one."""
    if LINE not in frame:
        return {}
    rows = sorted(frame.loc[chosen, LINE].tolist())
    return {"lines": ", ".join(str(row) for row in rows[:LINES_NAMED]) + (" …" if len(rows) > LINES_NAMED else "")}


def _refuse_weights(question: Question) -> None:
    weights = question.weights
    if weights is not None and ((weights < 0).any() or weights.sum() <= 0):
        raise Refused("negative_weight", column=question.estimate.weights, **question.lines(weights < 0))


def _refuse_small(question: Question) -> None:
    if question.estimate.outcome.shape == "effects":  # a row is an organisation with its own answer, not a person
        return
    for arm in question.arms:
        people = question.people_in(arm.side)
        if people < FEWEST:
            raise Refused("few_people", group=arm.level, n=people, least=FEWEST)
    if question.people < FEWEST:
        raise Refused("few_people_whole", n=question.people, least=FEWEST)
