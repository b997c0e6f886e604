"""Does the 95 % interval hold the truth 95 times in a hundred when there are 20 organisations, and unlike ones? Beside what others report.

    python bench/coverage.py [SIMULATIONS]        (default 2000)

Organisations of 70 to 1,553 persons (those of a network of a million, 6,989 to 155,336, at a hundredth), drawn anew each time. The effect is
of something that an organisation has or lacks (half of them, by chance), or of something that some persons of each have and others lack, whose
effect differs between organisations. Outcomes are a score (intraclass correlation .05) or a yes (.05 too, and the model of the mean is exact:
risks of an organisation follow a beta distribution about it). Cells and their sums are drawn directly; nothing has a row.
The engine reports the method that is marked; it must reach the floor in every line.
"""

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy import special, stats

from tejido.stats.cells import Cells
from tejido.stats.cluster_sums import ClusterSums, glm_cluster_sums, linear_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.design import Array
from tejido.stats.families import LOGIT
from tejido.stats.glm import glm
from tejido.stats.wild_bootstrap import score_bootstrap, wild_cluster_bootstrap

SEED, FLOOR, SIMULATIONS, DRAWS = 20, 0.94, 2000, 399
ORGANISATIONS, LIKENESS = 20, 0.05
SIZES = np.rint(np.geomspace(6_989, 155_336, ORGANISATIONS) / 100)
EFFECT = 1  # the column whose coefficient is looked at
REPORTED = "CR2 + Imbens-Kolesár"
METHODS = ("CR1 + z", "CR1 + t(G-1)", "CR2 + Satterthwaite", REPORTED, "wild bootstrap")


def layout(chance: np.random.Generator, level: str) -> tuple[Array, Array, np.ndarray]:
    """Design (constant, effect, sex), persons and organisation of each cell."""
    women = chance.uniform(0.3, 0.7, ORGANISATIONS)
    if level == "organisation":
        effect = np.repeat(chance.permutation(np.arange(ORGANISATIONS) % 2), 2)
        shares = np.column_stack([1 - women, women])
        sex = np.tile([0.0, 1.0], ORGANISATIONS)
    else:
        reached = chance.uniform(0.2, 0.8, ORGANISATIONS)
        effect, sex = np.tile([0.0, 0.0, 1.0, 1.0], ORGANISATIONS), np.tile([0.0, 1.0, 0.0, 1.0], ORGANISATIONS)
        shares = np.column_stack([(1 - reached) * (1 - women), (1 - reached) * women, reached * (1 - women), reached * women])
    n = np.maximum(np.rint(SIZES[:, None] * shares), 1.0).ravel()
    return np.column_stack([np.ones(len(n)), effect, sex]), n, np.repeat(np.arange(ORGANISATIONS), shares.shape[1])


def own_part(chance: np.random.Generator, design: Array, organisation: np.ndarray, level: str) -> Array:
    """What an organisation's persons have in common, standard normal; where persons differ in the effect, it is one part alike, one not."""
    own = chance.normal(size=ORGANISATIONS)[organisation]
    if level == "organisation":
        return own
    apart = chance.normal(size=(ORGANISATIONS, 2))[organisation, design[:, EFFECT].astype(int)]
    return np.sqrt(0.6) * own + np.sqrt(0.4) * apart


def score_cells(chance: np.random.Generator, level: str, truth: Array) -> Cells:
    design, n, organisation = layout(chance, level)
    mean = design @ truth + np.sqrt(LIKENESS) * own_part(chance, design, organisation, level)
    total = n * mean + np.sqrt(n * (1 - LIKENESS)) * chance.normal(size=len(n))
    inside = (1 - LIKENESS) * 2 * chance.gamma((n - 1) / 2)
    return Cells(design, n, total, inside + total**2 / n, None, organisation)


def yes_cells(chance: np.random.Generator, level: str, truth: Array, mean_of: Callable[[Array], Array]) -> Cells:
    design, n, organisation = layout(chance, level)
    mean, together = mean_of(design @ truth), 1 / LIKENESS - 1
    place = stats.norm.cdf(own_part(chance, design, organisation, level))
    risk = special.betaincinv(mean * together, (1 - mean) * together, place)
    total = chance.binomial(n.astype(int), risk).astype(float)
    return Cells(design, n, total, total, None, organisation)


def intervals(sums: ClusterSums) -> Iterator[tuple[float, float]]:
    """Of the methods without draws: error and the multiple of it that each reaches."""
    plain, corrected = cluster_robust(sums, "CR1"), cluster_robust(sums, working="independent")
    reported = cluster_robust(sums)
    freedom = (np.inf, *(fit.degrees_of_freedom[EFFECT] for fit in (plain, corrected, reported)))
    for fit, own in zip((plain, plain, corrected, reported), freedom, strict=True):
        yield float(fit.standard_errors[EFFECT]), float(stats.t.ppf(0.975, own))


def covered(cells: Cells, truth: float, logit: bool, seed: int) -> tuple[list[bool], list[float]]:
    """By method: whether the interval holds the truth, and half its width (not for the bootstrap)."""
    if logit:
        sums = glm_cluster_sums(cells, LOGIT, glm(cells, LOGIT).coefficients)
        wild = score_bootstrap(cells, LOGIT, EFFECT, null=truth, level=None, draws=DRAWS, seed=seed)
    else:
        sums = linear_cluster_sums(cells)
        wild = wild_cluster_bootstrap(sums, EFFECT, null=truth, level=None, draws=DRAWS, seed=seed)
    reach = [error * multiple for error, multiple in intervals(sums)]
    return [abs(sums.coefficients[EFFECT] - truth) <= r for r in reach] + [wild.p > 0.05], reach


def lines() -> Iterator[tuple[str, str, bool, Callable[[np.random.Generator, str], Cells], float]]:
    """Outcome and model, level of the effect, whether it is a logit, how cells are drawn, and the true effect."""
    score, risk, odds = np.array([5.0, 0.3, 0.2]), np.array([0.3, 0.1, 0.05]), np.array([-0.9, 0.5, 0.3])
    for level in ("organisation", "person"):
        yield "score, least squares", level, False, lambda chance, level: score_cells(chance, level, score), score[EFFECT]
        yield "yes, risk difference", level, False, lambda chance, level: yes_cells(chance, level, risk, np.asarray), risk[EFFECT]
        yield "yes, log odds", level, True, lambda chance, level: yes_cells(chance, level, odds, special.expit), odds[EFFECT]


def main(simulations: int) -> int:
    print(
        f"{simulations:,} simulations a line, {ORGANISATIONS} organisations of {SIZES.min():.0f} to {SIZES.max():.0f} persons, seed {SEED}, {DRAWS} draws of signs"
    )
    print(
        f"nominal .95, floor {FLOOR:.2f} for the method marked *, which the engine reports; one standard error of a share {(0.95 * 0.05 / simulations) ** 0.5:.4f}\n"
    )
    print(
        f"{'outcome and model':24}{'effect of':14}"
        + "".join(f"{('*' if m == REPORTED else '') + m:>23}" for m in METHODS)
        + f"{'half width *':>15}{'s':>6}"
    )
    least = 1.0
    for number, (name, level, logit, drawn, truth) in enumerate(lines()):
        begun, chance = time.perf_counter(), np.random.default_rng([SEED, number])
        found = [covered(drawn(chance, level), float(truth), logit, seed) for seed in range(simulations)]
        shares = np.mean([hits for hits, _ in found], axis=0)
        width = np.median([reach[METHODS.index(REPORTED)] for _, reach in found])
        least = min(least, float(shares[METHODS.index(REPORTED)]))
        print(
            f"{name:24}{level:14}" + "".join(f"{share:23.3f}" for share in shares) + f"{width:15.3f}{time.perf_counter() - begun:6.1f}",
            flush=True,
        )
    print(f"\nleast coverage of the reported interval {least:.3f}, floor {FLOOR:.2f}: {'reached' if least >= FLOOR else 'NOT reached'}")
    return 0 if least >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SIMULATIONS))
