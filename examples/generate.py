"""The invented people of the examples: `python examples/generate.py` writes them again, the same to the last byte.

Nobody in these files exists. What was put in is written beside each file, so that a reader can see whether an answer finds it.
Only the standard library draws here, by the inverse of the normal distribution: no release of a library of numbers changes a file.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist

DATA = Path(__file__).parent / "data"
NAMES = (
    "Olmo", "Encina", "Haya", "Tejo", "Aliso", "Fresno", "Sauce", "Roble", "Acebo", "Nogal",
    "Enebro", "Madroño", "Álamo", "Castaño", "Laurel", "Almez", "Serbal", "Abedul", "Quejigo", "Tilo",
)  # fmt: skip
SIZES = (24, 34, 40, 46, 50, 54, 58, 62, 66, 70, 74, 78, 84, 90, 96, 104, 112, 122, 138, 170)
HOUSING = {  # Hedeker 2003, Statistics in Medicine 22:1433: people on the street, in community and in independent housing, at each interview
    0: {0: (100, 61, 19), 6: (30, 93, 38), 12: (13, 85, 48), 24: (18, 66, 61)},
    1: {0: (80, 75, 26), 6: (15, 45, 101), 12: (19, 23, 115), 24: (19, 36, 103)},
}
HOUSING_PEOPLE = 181
STATES = ("calle", "albergue", "piso con apoyo", "casa propia")

Row = list[object]


class Draw(random.Random):
    """Draws that depend on nothing but the seed."""

    def normal(self, mean: float = 0.0, spread: float = 1.0) -> float:
        return mean + spread * NormalDist().inv_cdf(min(max(self.random(), 1e-12), 1 - 1e-12))

    def yes(self, chance: float) -> int:
        return int(self.random() < chance)

    def waiting(self, rate: float) -> float:
        return -math.log(1 - self.random()) / rate

    def events(self, mean: float) -> int:
        """A Poisson count: how many waits of rate one fit into `mean`."""
        n, passed = 0, self.waiting(1)
        while passed < mean:
            n, passed = n + 1, passed + self.waiting(1)
        return n


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def network() -> Iterator[Row]:
    """Twenty organisations and a programme of supported employment that more of those with work experience join.

    Put in: + 4 points of quality of life (from one organisation to another with a spread of 2), 1.2 of them through confidence; log-odds
    + 0.6 of a job after a year; a rate of crises of 0.7; 1,900 euros more a person; gaps in the last score, more of them without the programme.
    """
    draw = Draw(20)
    yield ["code", "organisation", "programme", "woman", "age", "worked", "quality_before", "confidence", "quality_after", "job",
           "symptoms_before", "symptoms_after", "crises", "years", "cost"]  # fmt: skip
    for name, size in zip(NAMES, SIZES, strict=True):
        level, gain = draw.normal(0, 0.3), draw.normal(2.8, 2)
        for i in range(size):
            woman, age, worked = draw.yes(0.47), 20 + int(40 * draw.random()), draw.yes(0.4)
            before = draw.normal(44 + 5 * worked, 11)
            joined = draw.yes(logistic(-0.3 + 0.6 * worked + 0.025 * (before - 46)))
            confidence = draw.normal(2 + 0.03 * before + 0.6 * joined, 1)
            after = draw.normal(14 + 0.55 * before + gain * joined + 2 * confidence + 3 * level, 9)
            job = draw.yes(logistic(-1.5 + 0.6 * joined + 0.8 * worked + 0.02 * (before - 46) + level))
            symptoms = draw.normal(14, 4.5)
            fell = draw.normal(3 + 2 * joined, 4)
            years = round(0.5 + 0.5 * draw.random(), 2)
            crises = draw.events(years * 0.9 * (0.7 if joined else 1) * draw.waiting(1) ** 0.5)
            cost = 2200 + 1900 * joined + 350 * crises + 900 * draw.waiting(1)
            seen = not draw.yes(0.06 if joined else 0.12)
            yield [
                f"{name[:3]}-{i + 1:03}", name, joined, woman, age, worked, clipped(before, 0, 100), round(confidence, 2),
                clipped(after, 0, 100) if seen else "", job, clipped(symptoms, 0, 24), clipped(symptoms - fell, 0, 24), crises, years, round(cost),
            ]  # fmt: skip


def clipped(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)


def months() -> Iterator[Row]:
    """Month by month until the first job, for at most a year. Put in: twice the rate in the month after one of training."""
    draw = Draw(12)
    yield ["code", "organisation", "month", "start", "stop", "training", "job", "woman", "age"]
    for i in range(420):
        name, woman, age = NAMES[i % 20], draw.yes(0.47), 20 + int(40 * draw.random())
        level, training, before = 0.3 * math.sin(i % 20), draw.yes(0.2), 0
        for month in range(1, 13):
            rate = 0.07 * (2.0 if before else 1.0) * math.exp(level - 0.015 * (age - 40)) * (1.3 if month <= 4 else 1.0)
            job = draw.yes(1 - math.exp(-rate))
            yield [f"M-{i + 1:03}", name, month, month - 1, month, training, job, woman, age]
            before, training = training, draw.yes(0.85 if training else 0.18)
            if job or draw.yes(0.02):
                break


def exits() -> Iterator[Row]:
    """Days in supported housing until one of three exits. Put in: with a companion 1.7 times the rate of an own home, 0.6 that of hospital."""
    draw = Draw(7)
    yield ["code", "companion", "days", "exit"]
    for i in range(360):
        companion = i % 2
        rates = (0.0011 * (1.7 if companion else 1), 0.0008 * (0.6 if companion else 1), 0.0004)
        waits = [draw.waiting(rate) for rate in rates]
        end = 400 + 330 * draw.random()
        days = min(*waits, end)
        door = ("casa propia", "hospital", "se marcha")[waits.index(days)] if days < end else "sigue"
        yield [f"V-{i + 1:03}", companion, max(1, round(days)), door]


def paths() -> Iterator[Row]:
    """Where people live at four interviews. Put in: with support, moves towards a home of one's own are half as likely again."""
    draw = Draw(4)
    yield ["code", "interview", "support", "place"]
    for i in range(560):
        support, place = i % 2, draw.yes(0.55)
        for interview in (0, 6, 12, 18):
            if interview == 0 or draw.yes(0.94):
                yield [f"C-{i + 1:03}", interview, support, STATES[place]]
            up, down = 0.3 * (1.5 if support else 1), 0.16
            chance = draw.random()
            place = min(place + 1, 3) if chance < up else max(place - 1, 0) if chance > 1 - down else place


def housing() -> Iterator[Row]:
    """One row per person and interview with the counts as they are printed; who is who from one interview to the next was not printed."""
    yield ["id", "time", "sec", "y"]
    for group, waves in HOUSING.items():
        for i in range(HOUSING_PEOPLE):
            for wave, counts in waves.items():
                states = [state for state, n in enumerate(counts) for _ in range(n)]
                yield [f"{'SC'[group]}-{i + 1:03}", wave, group, states[i] if i < len(states) else ""]


FILES = {"network": network, "months": months, "exits": exits, "paths": paths, "housing": housing}


def main(folder: Path = DATA) -> None:
    for name, rows in FILES.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows())


if __name__ == "__main__":
    main()
