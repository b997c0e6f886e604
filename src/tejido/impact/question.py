"""One estimate of a plan, ready to be answered: complete rows, design matrix, groups; or refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tejido.impact.derive import base_columns, level_of, terms_of
from tejido.impact.refusals import FEWEST, Refused
from tejido.impact.spec import Estimate, Plan

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Arm:
    """One side of a comparison: its level in the data, and 0 for the reference or 1 for the compared."""

    level: str
    side: int


@dataclass(frozen=True)
class Question:
    """`whole` has every row of the comparison, `table` only the complete ones; both know the column `arm` (0, 1 or missing)."""

    plan: Plan
    estimate: Estimate
    whole: pd.DataFrame
    table: pd.DataFrame
    arms: tuple[Arm, ...]
    terms: tuple[str, ...]

    @property
    def people(self) -> int:
        return int(self.table["person"].nunique())

    @property
    def exposure(self) -> str:
        return self.estimate.exposure.column if self.estimate.exposure else ""

    def values(self, name: str) -> Array:
        return np.asarray(self.table[name], dtype=float)

    def design(self, *, constant: bool = True, side: int | None = None) -> Array:
        """Constant, exposure and covariates; `side` sets everyone's exposure to one arm, as standardisation asks."""
        columns = [self.values(term) for term in self.terms]
        if self.exposure:
            exposed = self.values("arm" if self.arms else self.exposure)
            columns.insert(0, exposed if side is None else np.full(len(exposed), float(side)))
        if constant:
            columns.insert(0, np.ones(len(self.table)))
        return np.column_stack(columns)

    @property
    def names(self) -> list[str]:
        """The names of the design's columns besides the constant."""
        return [*([self.exposure] if self.exposure else []), *self.terms]

    def people_in(self, side: int) -> int:
        return int(self.table.loc[self.table["arm"] == side, "person"].nunique())


@dataclass
class Found:
    """What a method gives back: rows of estimates, checks, tables of persons, and the measures of the fitted model."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    model: dict[str, Any] = field(default_factory=dict)


def used_columns(plan: Plan, estimate: Estimate) -> tuple[list[str], list[str]]:
    """The register's columns behind an estimate: those of its baseline (exposure, covariates) and those of its outcome."""
    exposure = [estimate.exposure.column] if estimate.exposure else []
    baseline = base_columns([*exposure, *estimate.covariates, *estimate.random], plan)
    ends = [name for name in (estimate.outcome.column, estimate.outcome.time, estimate.outcome.event) if name]
    return baseline, [name for name in base_columns(ends, plan) if name not in baseline]


def ask(plan: Plan, estimate: Estimate, frame: pd.DataFrame) -> Question:
    """Form the question from a frame with derived columns, or refuse it."""
    if frame.empty:
        raise Refused("empty")
    arms, sides = arms_of(plan, estimate, frame)
    whole = frame.assign(arm=sides)
    if arms:
        whole = whole[whole["arm"].notna() | whole[estimate.exposure.column].isna()]  # type: ignore[union-attr]
    terms = terms_of(estimate.covariates, frame, plan)
    ends = [name for name in (estimate.outcome.column, estimate.outcome.time, estimate.outcome.event) if name]
    needed = [*terms, *estimate.random, *ends, *(["arm"] if arms else [estimate.exposure.column] if estimate.exposure else [])]
    _refuse_infinite(whole, [name for name in needed if name != "arm"])
    table = whole.dropna(subset=needed).reset_index(drop=True)
    if table.empty:
        emptiest = max((n for n in needed if n != "arm"), key=lambda name: whole[name].isna().sum())
        raise Refused("no_complete", column=emptiest)
    question = Question(plan, estimate, whole.reset_index(drop=True), table, arms, tuple(terms))
    _refuse_small(question)
    return question


def arms_of(plan: Plan, estimate: Estimate, frame: pd.DataFrame) -> tuple[tuple[Arm, ...], pd.Series[Any] | float]:
    """The two sides of the comparison and who stands where; no arms when the exposure is a number or there is none."""
    exposure = estimate.exposure
    if exposure is None or plan.kind_of(exposure.column) == "number":
        return (), float("nan")
    levels = frame[exposure.column].map(level_of)
    present = sorted({level for level in levels if level})
    if exposure.reference not in present and exposure.compared and len(present) > 1:
        raise Refused("no_reference", reference=exposure.reference, column=exposure.column, levels=", ".join(present))
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
        if frame[name].dtype.kind == "f" and np.isinf(frame[name]).any():
            raise Refused("infinite", column=name)


def _refuse_small(question: Question) -> None:
    for arm in question.arms:
        people = question.people_in(arm.side)
        if people < FEWEST:
            raise Refused("few_people", group=arm.level, n=people, least=FEWEST)
    if question.people < FEWEST:
        raise Refused("few_people_whole", n=question.people, least=FEWEST)
