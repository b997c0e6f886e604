"""Answers as the calculation gives them, kept so that the tests of what may be published need no library of statistics.

`python -m tejido.impact.tests.recorded.real` answers again; the digests of `test_disclosure_recorded` are to be taken afterwards.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("real.json")


def answered() -> Iterator[dict[str, Any]]:
    """A trial with gaps under each method for one moment, a housing study of four waves, and times to an event; large and small."""
    import numpy as np

    from tejido.impact.spec import load_plan
    from tejido.impact.tests.studies import EXAMPLES, ask, housing, plan_from, small_trial
    from tejido.impact.tests.test_survival_answers import survival_plan

    fitted = [
        {"name": "mean", "method": "difference"},
        {"name": "adjusted", "method": "ancova", "covariates": ["age"]},
        {"name": "yes", "method": "logistic", "outcome": {"column": "better"}, "covariates": ["age"]},
    ]
    for people in (18, 48, 240):
        frame = small_trial(people)
        frame.loc[: people // 8, "age"] = np.nan
        frame.loc[[people // 3, people // 2], "score"] = np.nan
        for given in (None, {"enrolled": people + 30, "without_consent": 12, "by_arm": {"0": {"enrolled": people // 2 + 14, "without_consent": 5}}}):
            yield ask(plan_from(estimates=fitted), frame, attrition=given)
    plan = load_plan((EXAMPLES / "plans" / "section8-housing.yaml").read_text(encoding="utf-8"))
    homes = housing()
    yield ask(plan, homes)
    yield ask(plan, homes[homes["person"].isin(sorted(set(homes["person"]))[::6])])
    draw = np.random.default_rng(3)
    for people in (30, 90, 300):
        frame = small_trial(people)[["person", "treat"]]
        frame["days"] = draw.integers(5, 500, people).astype(float)
        frame["found"] = draw.binomial(1, 0.4, people).astype(float)
        plan = survival_plan(method="kaplan_meier", at=[60, 90, 180, 400])
        yield ask(plan, frame)
        yield ask(survival_plan(method="cox"), frame)
    yield ask(plan_from(), small_trial(60).iloc[:0])


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")

    django.setup()
    FILE.write_text("[\n" + ",\n".join(json.dumps(document, ensure_ascii=False) for document in answered()) + "\n]\n")
