"""What the partial likelihood sees at each event time: the score and the information of those still at risk."""

from dataclasses import dataclass

import numpy as np

from tejido.stats.design import Array

TIES = ("efron", "breslow")


@dataclass(frozen=True)
class RiskSets:
    """One entry per distinct event time. `scores` (k×p), `informations` (k×p×p), `deaths` and `at_risk` (k)."""

    times: Array
    deaths: Array
    at_risk: Array
    scores: Array
    informations: Array


def risk_sets(time: Array, event: Array, design: Array, coefficients: Array, ties: str) -> RiskSets:
    """Score and information of the Cox partial likelihood by event time (Efron 1977 or Breslow 1974 ties)."""
    order = np.argsort(-time, kind="stable")
    time, design = time[order], design[order] - design.mean(axis=0)
    happened = event[order] > 0
    line = design @ coefficients
    weight = np.exp(line - line.max())
    weighted = weight[:, None] * design
    squared = weighted[:, :, None] * design[:, None, :]
    totals = np.cumsum(weight), np.cumsum(weighted, axis=0), np.cumsum(squared, axis=0)
    times = np.unique(time[happened])
    last = np.searchsorted(-time, -times, side="right") - 1
    scores, informations, deaths = [], [], []
    for moment, end in zip(times, last, strict=True):
        dead = happened & (time == moment)
        own = weight[dead].sum(), weighted[dead].sum(axis=0), squared[dead].sum(axis=0)
        score, information = _one_time(tuple(t[end] for t in totals), own, int(dead.sum()), ties)
        scores.append(design[dead].sum(axis=0) - score)
        informations.append(information)
        deaths.append(int(dead.sum()))
    return RiskSets(times, np.array(deaths, float), np.asarray(last + 1, float), np.array(scores), np.array(informations))


def _one_time(total: tuple[Array, ...], own: tuple[Array, ...], deaths: int, ties: str) -> tuple[Array, Array]:
    score, information = np.zeros_like(total[1]), np.zeros_like(total[2])
    for k in range(deaths):
        share = k / deaths if ties == "efron" else 0.0
        size = total[0] - share * own[0]
        mean = (total[1] - share * own[1]) / size
        score = score + mean
        information = information + (total[2] - share * own[2]) / size - np.outer(mean, mean)
    return score, information
