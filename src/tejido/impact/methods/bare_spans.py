"""Periods and pieces of time that say nothing of their own rate, named before an estimator only finds that something grows for ever."""

from __future__ import annotations

import numpy as np

from tejido.impact.methods.periods import Risk
from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.design import Array
from tejido.stats.piecewise import Pieces

NAMED = 12


def refuse_bare_periods(question: Question, risk: Risk) -> None:
    """A column for each period has no height where the event came to nobody, or to all who were left."""
    if question.options["time"] != "factor":
        return
    periods, place = np.unique(risk.period, return_inverse=True)
    events, n = (np.bincount(place, weights=values) for values in (risk.events[:, 0], risk.n))
    bare = periods[(events == 0) | (events == n)]
    if events.any() and len(bare):
        raise Refused("bare_periods", periods=_named([f"{period:g}" for period in bare]))


def refuse_bare_pieces(cut: Pieces, stop: Array) -> None:
    """A rate cannot be told of a piece without events; one that nobody was followed into lies beyond a cut that is too far."""
    time, events = (np.bincount(cut.piece, weights=values, minlength=len(cut.cuts) + 1) for values in (cut.time, cut.event))
    beyond = [f"{edge:g}" for edge in cut.cuts if edge >= stop.max()]
    if beyond:
        raise Refused("cuts_beyond", cuts=_named(beyond), longest=f"{stop.max():g}")
    edges = ["0", *(f"{edge:g}" for edge in cut.cuts), f"{stop.max():g}"]
    bare = [f"{edges[j]}–{edges[j + 1]}" for j in np.flatnonzero((events == 0) | (time == 0))]
    if events.any() and bare:
        raise Refused("bare_pieces", pieces=_named(bare))


def _named(spans: list[str]) -> str:
    return ", ".join(spans[:NAMED]) + (" …" if len(spans) > NAMED else "")
