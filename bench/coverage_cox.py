"""Does the 95 % interval of a hazard ratio by organisation hold the truth 95 times in a hundred with 20 unlike organisations?

    python bench/coverage_cox.py [SIMULATIONS]        (default 1000)

Organisations of 5 to 66 persons, one with a seventh of all 482; times are exponential with a hazard of the organisation (log-normal, deviation
.5) and half of them are cut short. The ratio is one: of something that half of the organisations have, of something that half of the persons
of each have, and of the same where its logarithm differs between organisations (deviation .4). The engine reports the marked method. That of
leaving out one organisation at a time (Lipsitz, Dear & Zhao 1994, Biometrics 50:842) fits the model as often as there are organisations.
"""

import sys

import numpy as np
from scipy import stats

from tejido.stats.cox import allowing_for_few_clusters, cox

SEED, SIMULATIONS, ORGANISATIONS = 20, 1000, 20
SIZES = np.round(18 * np.exp(np.linspace(-1.3, 1.3, ORGANISATIONS))).astype(int)
PLACE = np.repeat(np.arange(ORGANISATIONS), SIZES)
REPORTED = "G/(G-1) + t(G-1)"
METHODS = ("R's + z", REPORTED, "leaving one out + t(G-1)")
REACH = stats.t.ppf(0.975, ORGANISATIONS - 1)


def people(chance: np.random.Generator, level: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time, event and exposure (column) of each person."""
    taken = (chance.permutation(ORGANISATIONS) % 2)[PLACE] if level == "organisation" else chance.random(len(PLACE)) < 0.5
    log_hazard = chance.normal(0, 0.5, ORGANISATIONS)[PLACE]
    if level == "person, differing":
        log_hazard = log_hazard + chance.normal(0, 0.4, ORGANISATIONS)[PLACE] * taken
    event, gone = chance.exponential(np.exp(-log_hazard)), chance.exponential(1.0, len(PLACE))
    return np.minimum(event, gone), (event <= gone).astype(float), taken.astype(float)[:, None]


def holds(chance: np.random.Generator, level: str) -> list[bool]:
    """Whether the interval of each method holds the truth, a logarithm of zero."""
    time, event, taken = people(chance, level)
    fit = cox(time, event, taken, cluster=PLACE)
    found = fit.coefficients[0]
    rest = (place != PLACE for place in range(ORGANISATIONS))
    moved = [cox(time[kept], event[kept], taken[kept]).coefficients[0] - found for kept in rest]
    apart = np.sqrt((ORGANISATIONS - 1) / ORGANISATIONS * np.square(moved).sum())
    reaches = (1.959964 * fit.standard_errors[0], REACH * allowing_for_few_clusters(fit)[0].standard_errors[0], REACH * apart)
    return [abs(found) <= reach for reach in reaches]


def main() -> None:
    simulations = int(sys.argv[1]) if len(sys.argv) > 1 else SIMULATIONS
    chance = np.random.default_rng(SEED)
    for level in ("organisation", "person", "person, differing"):
        shares = np.mean([holds(chance, level) for _ in range(simulations)], axis=0)
        told = (f"{method}{' *' if method == REPORTED else ''} {share:.3f}" for method, share in zip(METHODS, shares, strict=True))
        print(f"{level:18} {' · '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
