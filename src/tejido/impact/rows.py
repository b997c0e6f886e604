"""The one shape of a line of results; every method fills it and every reader may rely on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tejido.impact.refusals import Refused, refusal_text

if TYPE_CHECKING:
    from tejido.impact.question import Question
    from tejido.impact.spec import Estimate

CONSTANT = "constant"


def row(question: Question, term: str, *, scale: str, role: str, estimate: float, n: int | None = None, **more: Any) -> dict[str, Any]:
    """One line: what (name, term), how much (estimate, error, interval, p) and of how many persons."""
    line: dict[str, Any] = {
        "name": question.estimate.name,
        "term": term,
        "estimate": float(estimate),
        "se": None,
        "low": None,
        "high": None,
        "p": None,
        "n": question.people if n is None else int(n),
        "method": question.estimate.method,
        "note": "",
        "scale": scale,
        "role": role,
        "errors": None,
        "group": None,
        "wave": None,
        "refused": None,
    }
    if question.arms:
        line |= {"reference": question.arms[0].level, "compared": question.arms[1].level}
    if role == "exposure" and scale == "difference" and question.estimate.outcome.mid is not None:
        line["mid"] = question.estimate.outcome.mid
    return line | {key: _plain(value) for key, value in more.items()}


def with_events(lines: list[dict[str, Any]], events: float) -> list[dict[str, Any]]:
    """The same lines; that of the exposure says how many events it rests on."""
    return [line | {"events": int(events)} if line["role"] == "exposure" else line for line in lines]


def refused_row(estimate: Estimate, refused: Refused, n: int = 0) -> dict[str, Any]:
    """The line of an estimate that was refused: no number, and the reason in its place."""
    return {
        "name": estimate.name,
        "term": estimate.exposure.column if estimate.exposure else "",
        "estimate": None,
        "se": None,
        "low": None,
        "high": None,
        "p": None,
        "n": n,
        "method": estimate.method,
        "note": refusal_text(refused.code, refused.values),
        "scale": None,
        "role": "exposure",
        "errors": None,
        "group": None,
        "wave": None,
        "refused": {"code": refused.code, "values": refused.values},
    }


def role_of(question: Question, term: str) -> str:
    """Only the exposure is an answer; what was adjusted for is shown but not interpreted."""
    if term == CONSTANT:
        return "constant"
    return "exposure" if term == question.exposure else "covariate"


def _plain(value: Any) -> Any:
    """Numbers as Python's own, so that JSON writes them with all their digits."""
    return value.item() if hasattr(value, "item") else value
