"""Answers of the examples as they are kept: `python examples/record.py [folder …]` writes their expected.json again.

What was written by hand stays: where the data are, whether the plan counts as registered, and the numbers that others computed.
Run it only after a change that is meant to change an answer, and look at the difference before it is kept.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WRITTEN = ("data", "registered", "references")


def folders() -> list[Path]:
    """Every example whose answer is kept whole, line by line."""
    return [path.parent for path in sorted(HERE.glob("*/expected.json")) if "data" in json.loads(path.read_text(encoding="utf-8"))]


def answered(folder: Path) -> dict[str, Any]:
    """The answer of `tejido impact run` to the plan of an example."""
    from tejido.impact.command import run_plan_on_file
    from tejido.impact.spec import load_plan, plan_hash

    kept = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    plan = folder / "plan.yaml"
    registered = plan_hash(load_plan(plan.read_text(encoding="utf-8"))) if kept["registered"] else None
    with redirect_stdout(StringIO()) as printed:
        status = run_plan_on_file(str(plan), str(folder / kept["data"]), "-", registered=registered)
    if status:
        raise SystemExit(f"{folder.name}: the run ended with {status}")
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


def record(folder: Path) -> None:
    path = folder / "expected.json"
    kept, document = json.loads(path.read_text(encoding="utf-8")), answered(folder)
    checks = [{key: check[key] for key in ("name", "estimate", "term", "verdict")} for check in document["checks"]]
    results = [{key: value for key, value in line.items() if value is not None} for line in document["manifest"]["results"]]
    lines = [f" {json.dumps(key)}: {json.dumps(kept[key], ensure_ascii=False)}" for key in WRITTEN[:2]]
    for key, items in (("references", kept["references"]), ("checks", checks), ("results", results)):
        rows = ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in items)
        lines.append(f" {json.dumps(key)}: [\n{rows}\n ]" if items else f" {json.dumps(key)}: []")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
    django.setup()
    for one in [HERE / name for name in sys.argv[1:]] or folders():
        record(one)
