"""Real data with published answers, read the same way by every test of the estimators."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[4]
PLACES = {
    "nsw": ROOT / "examples" / "nsw-supported-work",
    "unemployment": ROOT / "examples" / "unemployment-depression",
    "reisby": ROOT / "tests" / "cases" / "reisby-depression",
    "rossi": ROOT / "tests" / "cases" / "rossi-recidivism",
}

# Freireich et al. 1963 (Blood 21:699): weeks of remission under 6-mercaptopurine and under placebo.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [1] * 9 + [0] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TIME = np.array(TREATED + PLACEBO, float)
EVENT = np.array(RELAPSED + [1] * 21, float)
GROUP = np.array([0.0] * 21 + [1.0] * 21)


def case(name: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The columns of a case as arrays, and its expected answers."""
    place = PLACES[name]
    path = next(p for p in (place / "register.csv", place / "data.csv") if p.exists())
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {key: np.array([_value(row[key]) for row in rows]) for key in rows[0]}
    return columns, json.loads((place / "expected.json").read_text(encoding="utf-8"))


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def with_constant(*columns: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(columns[0])), *columns]).astype(float)
