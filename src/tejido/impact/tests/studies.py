"""Plans and tables for the tests of the answers: the two shipped studies, the published housing table, and small variations."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from tejido.impact.answer import answer_plan
from tejido.impact.flatfile import read_flatfile
from tejido.impact.spec import Plan, load_plan, plan_of

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}
EXAMPLES = Path(__file__).parents[4] / "examples"
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)

# Hedeker 2003 (Statistics in Medicine 22:1433): street, community and independent housing at each interview, by group.
HOUSING = {
    0: {0: (100, 61, 19), 6: (30, 93, 38), 12: (13, 85, 48), 24: (18, 66, 61)},
    1: {0: (80, 75, 26), 6: (15, 45, 101), 12: (19, 23, 115), 24: (19, 36, 103)},
}
PEOPLE = {0: 181, 1: 181}


def example(name: str, register: str = "register.csv") -> tuple[Plan, pd.DataFrame]:
    """The plan and the register of a shipped study."""
    plan = load_plan((EXAMPLES / name / "plan.yaml").read_text(encoding="utf-8"))
    return plan, read_flatfile(EXAMPLES / name / register, plan)


def plan_from(**keys: Any) -> Plan:
    """A small trial plan with these keys changed; a key set to None is taken out."""
    raw: dict[str, Any] = {
        "plan": "small-trial",
        "title": "Un ensayo pequeño",
        "question": "¿Cambia el resultado?",
        "columns": {
            "treat": {"kind": "yes_no"},
            "score": {"kind": "number"},
            "age": {"kind": "number"},
            "better": {"kind": "yes_no"},
            "region": {"kind": "category"},
        },
        "exposure": {"column": "treat"},
        "outcome": {"column": "score"},
        "estimates": [{"name": "main", "method": "difference"}],
    }
    raw.update(keys)
    return plan_of({key: value for key, value in raw.items() if value is not None})


def small_trial(people: int = 60, seed: int = 7) -> pd.DataFrame:
    """Two equal groups with a score, an age, a yes-or-no outcome and a region."""
    random = np.random.default_rng(seed)
    treat = (np.arange(people) % 2).astype(float)
    return pd.DataFrame(
        {
            "person": [f"P{i}" for i in range(people)],
            "treat": treat,
            "score": random.normal(50, 5, people) + 3 * treat,
            "age": random.integers(18, 70, people).astype(float),
            "better": random.binomial(1, 0.4, people).astype(float),
            "region": random.choice(["norte", "sur", "este"], people),
        }
    )


def housing() -> pd.DataFrame:
    """One row per person and interview with the published counts; those not counted were not seen."""
    rows = []
    for group, waves in HOUSING.items():
        for wave, counts in waves.items():
            states = [state for state, n in enumerate(counts) for _ in range(n)]
            for i in range(PEOPLE[group]):
                state = float(states[i]) if i < len(states) else np.nan
                rows.append({"person": f"{group}-{i}", "wave": float(wave), "sec": float(group), "y": state})
    return pd.DataFrame(rows)


def ask(plan: Plan, frame: pd.DataFrame, **keys: Any) -> dict[str, Any]:
    """The whole answer as the pages get it."""
    return answer_plan(plan, frame, **({"source": "file", "registered": False, "asked_at": NOON} | keys))


def lines(document: dict[str, Any], **wanted: Any) -> list[dict[str, Any]]:
    """The rows of results with these values."""
    return [row for row in document["estimates"] if all(row.get(key) == value for key, value in wanted.items())]


def line(document: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    found = lines(document, **wanted)
    assert len(found) == 1, (wanted, len(found))
    return found[0]


def raw_plan(text: str) -> dict[str, Any]:
    return yaml.safe_load(text)


def released_plan(*estimates: dict[str, Any], **keys: Any) -> Plan:
    columns = {"week": NUMBER | {"unit": "semanas"}, "arrest": YES_NO, "fin": YES_NO, "age": NUMBER, "race": YES_NO, "prio": NUMBER}
    given = {
        "columns": columns,
        "exposure": {"column": "fin"},
        "outcome": {"time": "week", "event": "arrest", "direction": "lower_is_better"},
    }
    return plan_from(**given | keys, assignment="random", estimates=[{"name": f"e{i}"} | one for i, one in enumerate(estimates)])


def network_plan(*estimates: dict[str, Any], **keys: Any) -> Plan:
    numbers = dict.fromkeys(["between", "score", "cost", "before", "after", "other", "visits", "years", "reached"], NUMBER)
    columns = numbers | {"organisation": CATEGORY, "treat": YES_NO, "better": YES_NO}
    return plan_from(**{"columns": columns} | keys, estimates=[{"name": f"e{i}"} | one for i, one in enumerate(estimates)])


def check(document, name, **wanted):
    found = [one for one in document["checks"] if one["name"] == name and all(one[key] == value for key, value in wanted.items())]
    assert len(found) == 1, (name, len(found))
    return found[0]
