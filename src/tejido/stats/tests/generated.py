"""People made by a formula that R and Python compute alike (Park & Miller 1988), and what R's survival says of them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

SIZE = 120


@dataclass(frozen=True)
class People:
    age: np.ndarray
    group: np.ndarray
    score: np.ndarray
    entry: np.ndarray
    stop: np.ndarray
    event: np.ndarray
    stratum: np.ndarray
    count: np.ndarray
    cause: np.ndarray
    cluster: np.ndarray

    @property
    def design(self) -> np.ndarray:
        return np.column_stack([self.age, self.group, self.score])

    @property
    def half(self) -> np.ndarray:
        """Weights that are no numbers of people."""
        return self.count / 2 + 0.25 * (self.count == 3)


@cache
def people() -> People:
    seed, u = 42, np.empty(10 * SIZE)
    for i in range(len(u)):
        seed = seed * 16807 % 2147483647
        u[i] = seed / 2147483647
    u = u.reshape(10, SIZE)
    group, event = (u[1] < 0.5).astype(float), (u[5] < 0.6).astype(float)
    entry = np.floor(u[3] * 6)
    stop = entry + 1 + np.floor(u[4] * 30 / (1 + group))
    found = People(
        np.floor(u[0] * 40) + 20, group, np.floor(u[2] * 100) / 10, entry, stop, event,
        np.floor(u[6] * 3), 1 + np.floor(u[7] * 4), np.where(event == 1, 1 + (u[8] < 0.4), 0.0), np.floor(u[9] * 20),
    )  # fmt: skip
    sums = [float(getattr(found, name).sum()) for name in People.__dataclass_fields__]
    assert sums == reference()["sums"], "the formula no longer gives the people that R saw"
    return found


@cache
def reference() -> dict[str, Any]:
    """Made by survival_reference.R."""
    return json.loads(Path(__file__).with_name("survival_reference.json").read_text(encoding="utf-8"))


def numbers(values: Any) -> np.ndarray:
    """A list of the reference as an array; what R could not say is not a number."""
    return np.array(values, dtype=float)


def some(values: np.ndarray) -> np.ndarray:
    """The steps of a curve that the reference holds: the first two, the middle one, the last two."""
    return values[[0, 1, len(values) // 2 - 1, -2, -1]]
