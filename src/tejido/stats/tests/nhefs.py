"""Smoking cessation and weight (NHEFS): the design of Hernán & Robins, What If, ch. 12 and 13, for the tests that weigh people."""

import csv
import gzip
from functools import cache

import numpy as np

from tejido.stats.tests.cases import ROOT

DATA = ROOT / "science" / "cases" / "nhefs_iptw" / "data.csv.gz"


@cache
def nhefs() -> dict[str, np.ndarray]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}


def dummies(values: np.ndarray) -> list[np.ndarray]:
    return [(values == level).astype(float) for level in np.unique(values)[1:]]


@cache
def covariates() -> np.ndarray:
    c = nhefs()
    squared = [c["age"] ** 2, c["smokeintensity"] ** 2, c["smokeyrs"] ** 2, c["wt71"] ** 2]
    plain = [c[name] for name in ("age", "sex", "race", "smokeintensity", "smokeyrs", "wt71")]
    coded = [column for name in ("education", "exercise", "active") for column in dummies(c[name])]
    return np.column_stack([np.ones(len(c["age"])), *plain, *squared, *coded])
