"""A plan and a table in, one stable document out: everything that pages, files and releases say comes from here."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from tejido.impact.attrition import attrition_of, attrition_table, none_analysed
from tejido.impact.behind import with_counts
from tejido.impact.canonical import canonical
from tejido.impact.catalogue import CATALOGUE
from tejido.impact.counted import Counted
from tejido.impact.derive import derive_columns, meets
from tejido.impact.lags import lag_columns
from tejido.impact.manifest import manifest_of
from tejido.impact.persons import PERSON, ROW, Told, persons_of
from tejido.impact.question import Found, Question, ask
from tejido.impact.refusals import Refused, refusal_of
from tejido.impact.rows import refused_row
from tejido.impact.sentences import check_sentence, sentences_of, table_title
from tejido.impact.spec import Estimate, Plan, plan_hash
from tejido.impact.spec.problems import nearest
from tejido.stats.unfit import Unfit

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
LIBRARIES = ("tejido", "numpy", "scipy", "statsmodels", "lifelines", "pandas")
ROWS_NAMED = 10


def answer_plan(
    plan: Plan,
    frame: pd.DataFrame,
    *,
    source: str,
    registered: bool,
    asked_at: datetime,
    attrition: Mapping[str, Any] | None = None,
    counted: Counted | None = None,
) -> dict[str, Any]:
    """Answer every estimate of the plan from a table with the columns `person`, `wave` (if any) and those of the plan.

    A refused estimate stays in the document with its reason; nothing is left out in silence. `counted` says how an engine made the table;
    where it folded equal rows into one, a column `row` numbers them in place of `person`.
    """
    counted = counted or Counted()
    told = counted.told
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "plan": dict(plan.raw),
        "plan_hash": plan_hash(plan),
        "data_hash": None,
        "versions": _versions(),
        "source": source,
        "status": "registered" if registered else "exploratory",
        "asked_at": asked_at.isoformat(),
        "attrition": {},
        "estimates": [],
        "checks": [],
        "models": [],
        "tables": [],
    }
    try:
        everyone, inside, document["data_hash"] = prepare(frame, plan, counted)
    except Refused as refused:
        document["attrition"] = _nobody(frame, attrition, refused.code, told)
        document["estimates"] = [refused_row(estimate, refused) for estimate in plan.estimates]
    else:
        for estimate in plan.estimates:
            _add(document, estimate, _found(plan, estimate, inside, registered, told))
        there = attrition_of(plan, plan.primary, everyone, inside, attrition, told)
        nothing = not document["models"] and all(row["refused"] for row in document["estimates"])  # a model may have curves where moments are refused
        document["attrition"] = none_analysed(there) if nothing else there
        document["tables"].insert(0, attrition_table(document["attrition"]))
        document["checks"] += _counted(plan, document["estimates"])
    document["versions"] |= _versions(counted.libraries)
    document = _with_words(_finite(document), plan)
    return document | {"manifest": manifest_of(document, engine=counted.engine, cells_hash=counted.cells_hash, snapshot=counted.snapshot)}


def prepare(frame: pd.DataFrame, plan: Plan, counted: Counted | None = None) -> tuple[pd.DataFrame, pd.DataFrame, str | None]:
    """Everyone in canonical order, those within the plan's conditions with derived columns, and the hash of the data: of folded rows that
    of their cells, which are in order already."""
    is_folded = counted is not None and counted.told is not None
    _require_columns(frame, plan, ROW if is_folded else PERSON)
    numbers = _as_numbers(frame, plan)
    everyone, digest = (numbers, counted.cells_hash) if counted and is_folded else canonical(numbers, plan)
    inside = lag_columns(derive_columns(everyone, plan), plan) if len(everyone) else everyone
    for condition in plan.where if len(everyone) else ():
        inside = inside[meets(inside, condition)]
    if inside.empty:
        raise Refused("empty")
    return everyone, inside.reset_index(drop=True), digest


def _require_columns(frame: pd.DataFrame, plan: Plan, who: str) -> None:
    for name in [who, *(["wave"] if plan.wave else []), *(column.name for column in plan.columns)]:
        if name not in frame.columns:
            raise Refused("missing_column", column=name, hint=nearest(name, [str(known) for known in frame.columns]))


def _as_numbers(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Numbers as floats whatever they were kept as, and a yes or no as 1 or 0 only."""
    import pandas as pd

    found = frame.copy()
    for column in (column for column in plan.columns if column.kind != "category"):
        values = found[column.name]
        if values.dtype.kind not in "fiub":
            text = [i + 1 for i, value in enumerate(values) if isinstance(value, str)]
            if text:
                rows = ", ".join(str(i) for i in text[:ROWS_NAMED]) + (" …" if len(text) > ROWS_NAMED else "")
                raise Refused("not_a_number", column=column.name, rows=rows)
        found[column.name] = pd.to_numeric(values).astype(float)
        if column.kind == "yes_no" and not found[column.name].dropna().isin((0.0, 1.0)).all():
            raise Refused("not_yes_no", column=column.name)
    return found


def _found(plan: Plan, estimate: Estimate, inside: pd.DataFrame, registered: bool, told: Told | None) -> Found:
    from tejido.impact.methods import method_named

    try:
        _refuse_unregistered(estimate, registered)
        question = ask(plan, estimate, inside, told)
    except Refused as refused:
        return Found(rows=[refused_row(estimate, refused)])
    try:
        return with_checks(question, with_counts(question, method_named(estimate.method)(question)))
    except Refused as refused:
        return Found(rows=[refused_row(estimate, refused, question.people)])
    except Unfit as unfit:
        return Found(rows=[refused_row(estimate, refusal_of(unfit, _names(question, unfit.reason)), question.people)])


def _refuse_unregistered(estimate: Estimate, registered: bool) -> None:
    """What only means something when it was asked before looking."""
    if CATALOGUE[estimate.method].registered_only and not registered:
        raise Refused("registered_only")


def _names(question: Question, reason: str) -> list[str]:
    """The columns of the design that an estimator of this method saw, in their order; random effects have a design of their own."""
    if reason.startswith("random_"):
        return ["constant", *question.estimate.random]
    if question.estimate.method == "cox":
        return question.names
    apart = question.estimate.method in ("inverse_probability_weighting", "doubly_robust", "missing_outcomes")
    return ["constant", *(question.terms if apart else question.names)]


def _counted(plan: Plan, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from tejido.impact.guardrails import multiplicity_check

    return multiplicity_check(plan, rows)


def with_checks(question: Question, found: Found) -> Found:
    """The checks that every answer brings, whatever its method: who is missing, what nobody measured, and organisations or weights left out."""
    from tejido.impact.guardrails import (
        bounds_check,
        clusters_left_out_check,
        missing_check,
        rests_on_one,
        unmeasured_check,
        weights_left_out_check,
    )

    found.checks = [rests_on_one(question, check, found.rows) for check in found.checks]
    found.checks += missing_check(question) if "missing" in CATALOGUE[question.estimate.method].checks else []
    found.checks += bounds_check(question, found.rows)
    found.checks += clusters_left_out_check(question) + weights_left_out_check(question)
    found.checks += unmeasured_check(question, found.rows) if "unmeasured" in CATALOGUE[question.estimate.method].checks else []
    return found


def _add(document: dict[str, Any], estimate: Estimate, found: Found) -> None:
    document["estimates"] += found.rows
    document["checks"] += found.checks
    document["tables"] += found.tables
    if found.model:
        document["models"].append({"name": estimate.name, "method": estimate.method} | found.model)


def _with_words(document: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Titles and sentences in the language in force; they can be told again in another from the same document."""
    for check in document["checks"]:
        check["sentence"] = check_sentence(check, plan)
        for row in document["estimates"] if check["verdict"] == "fails" and check["term"] else ():
            if (row["name"], row["term"]) == (check["estimate"], check["term"]):
                row["note"] = check["sentence"]
    for table in document["tables"]:
        table["title"] = table_title(table, plan)
    document["sentences"] = sentences_of(document, plan)
    return document


def _nobody(frame: pd.DataFrame, attrition: Mapping[str, Any] | None, code: str, told: Told | None) -> dict[str, Any]:
    """Nobody analysed: everyone enrolled is lost to the conditions of the plan, or to what kept it from being computed."""
    given, present = attrition or {}, persons_of(frame, told).number() if told or PERSON in frame else 0
    without = int(given.get("without_consent", 0))
    enrolled = max(int(given.get("enrolled", 0)), present + without)
    lost: list[dict[str, Any]] = [
        {"reason": "without_consent", "column": None, "n": without},
        {"reason": "no_record", "column": None, "n": enrolled - without - present},
        {"reason": "outside" if code == "empty" else "refused", "column": None, "n": present},
    ]
    counted = {"enrolled": enrolled, "without_consent": without, "with_baseline": 0, "analysed": 0}
    return counted | {"lost": [item for item in lost if item["n"] > 0], "arms": []}


def _versions(more: tuple[str, ...] = ()) -> dict[str, str]:
    found = {"python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in (*LIBRARIES, *more):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            from tejido import __version__

            found[name] = __version__
    return found


def _finite(value: Any) -> Any:
    """JSON has no infinity: what has no finite value is null."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
