"""From state to state: who moved where between two interviews, what drives it, and where people come to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tejido.stats.design import Array, require_finite
from tejido.stats.multinomial import MultinomialFit, multinomial
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class TransitionTable:
    """Origin by destination (S, S): persons, the share of those in the origin (not a number where nobody was), its Wilson interval."""

    counts: Array
    probability: Array
    low: Array
    high: Array

    @property
    def origin(self) -> Array:
        """Persons in each state before (S,)."""
        return np.asarray(self.counts.sum(axis=1))


@dataclass(frozen=True)
class TransitionFit:
    """One multinomial logit per origin that is left; none for a state in which nobody was, or which everybody keeps."""

    fits: tuple[MultinomialFit | None, ...]
    reached: tuple[tuple[int, ...], ...]

    def probabilities(self, design: Array) -> Array:
        """(T, S, S): from, to, for design rows (T, p)."""
        size = len(self.fits)
        found = np.zeros((len(design), size, size))
        for origin, fit in enumerate(self.fits):
            if fit is None:
                found[:, origin, origin] = 1.0
            else:
                found[:, origin, self.reached[origin]] = fit.probabilities(design)
        return found


@dataclass(frozen=True)
class Occupancy:
    """Share in each state (T + 1, S) at the beginning and after each step, with delta-method errors and intervals kept within 0 and 1 by
    the logit scale; a share that cannot vary has itself as interval."""

    share: Array
    standard_error: Array
    low: Array
    high: Array


def transition_table(
    origin: NDArray[np.intp], destination: NDArray[np.intp], states: int, weights: Array | None = None, *, level: float = 0.95
) -> TransitionTable:
    """Counts of pairs of consecutive interviews, by state 0 … states − 1 before and after; interval of Wilson 1927 (JASA 22:209) for each
    share by itself. `weights`: how many pairs each line stands for. Refuses a state outside the list (`unknown_state`)."""
    for state in (origin, destination):
        if len(state) and (state.min() < 0 or state.max() >= states):
            raise Unfit("unknown_state")
    if not len(origin):
        raise Unfit("too_few")
    number = np.ones(len(origin)) if weights is None else weights
    require_finite(number)
    if (number < 0).any():
        raise Unfit("impossible_counts")
    counts = np.bincount(origin * states + destination, weights=number, minlength=states**2).astype(float).reshape(states, states)
    z = float(stats.norm.ppf(0.5 + level / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        n = counts.sum(axis=1, keepdims=True)
        share = counts / n
        centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = np.where(counts == 0, 0.0 * share, np.maximum(centre - reach, 0.0))  # equal then, but for the last digit of the machine
    high = np.where(counts == n, share, np.minimum(centre + reach, 1.0))
    return TransitionTable(counts, share, low, high)


def move_error(person: NDArray[np.intp], group: NDArray[np.intp], moved: Array, stayed: Array) -> float:
    """The error of the log odds ratio between two groups of having `moved` rather than `stayed` (0 or 1 for each move).

    A person may leave the same state more than once: √Σ (mᵢ/M − sᵢ/S)² over the persons of both groups, with m and s the person's moves
    and stays and M and S those of the group, is the sandwich by person of the saturated logit (Liang & Zeger 1986, Biometrika 73:13). Where
    everybody moves once it is √Σ 1/n (Woolf 1955, Ann. Hum. Genet. 19:251).
    """
    variance = 0.0
    for one in np.unique(group):
        mine, who = group == one, np.unique(person[group == one], return_inverse=True)[1]
        moves, stays = np.bincount(who, moved[mine]), np.bincount(who, stayed[mine])
        if not moves.sum() or not stays.sum():
            raise Unfit("separated")
        variance += float(((moves / moves.sum() - stays / stays.sum()) ** 2).sum())
    return float(np.sqrt(variance))


def transition_model(design: Array, counts: Array) -> TransitionFit:
    """A multinomial logit of the destination for each origin: design (K, p) with the constant first, counts (K, S, S) of persons per cell,
    from and to; staying is the reference (or, where nobody stayed, the first state reached).

    Kalbfleisch & Lawless 1985 (JASA 80:863) for panel data; Muenz & Rubinstein 1985 (Biometrics 41:91) for covariates. A destination that
    nobody reached from an origin has probability zero there and no coefficients.
    """
    require_finite(counts)
    fits: list[MultinomialFit | None] = []
    reached: list[tuple[int, ...]] = []
    for origin in range(counts.shape[1]):
        to = np.flatnonzero(counts[:, origin].sum(axis=0) > 0)
        reached.append(tuple(int(j) for j in to))
        left = len(to) > 1
        stay = reached[-1].index(origin) if origin in reached[-1] else 0
        if len(to) == 1 and to[0] != origin:
            raise Unfit("one_outcome", reached[-1])
        fits.append(multinomial(design, counts[:, origin][:, to], reference=stay) if left else None)
    return TransitionFit(tuple(fits), tuple(reached))


def occupancy(fit: TransitionFit, path: Array, initial: Sequence[float] | Array, *, level: float = 0.95) -> Occupancy:
    """p(t + 1) = p(t)P(x_t) from the shares `initial` (S,), taken as known, along design rows `path` (T, p), one per step.

    Errors by the delta method through every step: ∂p(t + 1) = ∂p(t)·P + p(t)·∂P, the origins' coefficients being independent.
    """
    share = [np.asarray(initial)]
    if not np.isclose(share[0].sum(), 1.0) or (share[0] < 0).any():
        raise ValueError("initial shares are not negative and add up to one")
    moving = fit.probabilities(path)
    variance = np.zeros((len(path) + 1, len(share[0])))
    for step in range(len(path)):
        share.append(share[-1] @ moving[step])
    shares = np.array(share)
    for origin, model in enumerate(fit.fits):
        if model is not None:
            gradient = _followed(model.gradients(path), list(fit.reached[origin]), shares[:, origin], moving)
            variance += np.einsum("tsp,pq,tsq->ts", gradient, model.covariance, gradient)
    error = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log(shares / (1 - shares))
        reach = stats.norm.ppf(0.5 + level / 2) * error / (shares * (1 - shares))
        low, high = (np.where(error > 0, 1 / (1 + np.exp(-(centre + side * reach))), shares) for side in (-1, 1))
    return Occupancy(shares, error, low, high)


def _followed(gradient: Array, reached: list[int], share: Array, moving: Array) -> Array:
    """How the shares (T + 1, S) follow the coefficients of one origin, step after step."""
    steps, states = moving.shape[:2]
    found = np.zeros((steps + 1, states, gradient.shape[2]))
    for step in range(steps):
        found[step + 1] = np.einsum("sp,sd->dp", found[step], moving[step])
        found[step + 1][reached] += share[step] * gradient[step]
    return found
