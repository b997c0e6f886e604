"""The curves of events that a document holds."""

from collections.abc import Mapping
from typing import Any

SHARES = ("survival", "incidence")


def curves_in(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The curves of a protected document, or of an exact one, in one shape: name, group, steps with `time`, `survival` or `incidence`,
    `low`, `high`, and of a model in periods `at_risk`."""
    if "curves" in document:
        return [dict(one) | {"name": one.get("name") or one.get("estimate")} for one in document["curves"]]
    found = []
    for model in document.get("models", []):
        for one in model.get("curves", []):
            share = next(part for part in SHARES if part in one)
            parts = zip(one["times"], one[share], one["low"], one["high"], strict=True)
            steps = [{"time": t, share: s, "low": low, "high": high} for t, s, low, high in parts]
            for step, followed in zip(steps, one.get("at_risk") or (), strict=False):
                step["at_risk"] = followed
            found.append({"name": model["name"], "group": one["group"], "cause": one.get("cause"), "steps": steps})
    return found
