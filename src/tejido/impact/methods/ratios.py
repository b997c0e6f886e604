"""Lines of a model whose coefficients are logarithms of ratios: odds, hazards, rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.guardrails import clusters_check
from tejido.impact.question import Found, Question
from tejido.impact.refusals import Refused
from tejido.impact.rows import role_of, row
from tejido.stats.cells import Cells
from tejido.stats.cluster_sums import glm_cluster_sums
from tejido.stats.clusters import ClusterFit, cluster_robust
from tejido.stats.families import Family
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.triangle import Source
from tejido.stats.wald import Wald

#: The kind of error of a line whose persons have several rows, or events, each.
PERSON = "person"
#: Persons × columns² that errors by person may take: some three gigabytes.
MOST_OF_PERSONS = 60_000_000


def ratio_rows(
    question: Question, fit: Wald, names: Sequence[str], *, scale: str, told: Sequence[str], freedom: float = np.inf, **more: Any
) -> list[dict[str, Any]]:
    """One line for each of the told names; fewer than ten organisations leave the ratio and its error alone."""
    by_clusters, errors = isinstance(fit, ClusterFit), PERSON if question.clusters is None else "CR2"
    bare = isinstance(fit, ClusterFit) and fit.clusters < FEWEST_CLUSTERS
    intervals = None if bare else fit.intervals() if by_clusters else fit.intervals(degrees_of_freedom=freedom)
    p = None if bare else fit.p_values() if by_clusters else fit.p_values(freedom)
    found = []
    for term in told:
        j = list(names).index(term)
        numbers: dict[str, Any] = {"se": fit.standard_errors[j]}
        if intervals is not None and p is not None:
            low, high = intervals[j]
            with np.errstate(over="ignore"):  # of a very small unit a ratio may be beyond all numbers, and then is not told
                ratios = np.exp([low, high])
            numbers |= {"low": low, "high": high, "p": p[j], "ratio_low": ratios[0], "ratio_high": ratios[1]}
        if isinstance(fit, ClusterFit) and not bare:
            numbers["df"] = fit.degrees_of_freedom[j]
        found.append(
            row(
                question, term, scale=scale, role=role_of(question, term), estimate=fit.coefficients[j], ratio=np.exp(fit.coefficients[j]),
                errors=errors if by_clusters else None, **(known(numbers) | more),
            )
        )  # fmt: skip
    return found


def known(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """What is not a number, as the error of a column that rests on one organisation alone, is not told."""
    return {key: value if np.isfinite(value) else None for key, value in numbers.items()}


def units_of(question: Question, repeated: bool) -> NDArray[np.intp] | None:
    """Whose rows may be alike: those of an organisation where the plan names it, else of a person where what is counted is `repeated` in one."""
    return question.clusters if question.clusters is not None or not repeated else question.persons


def by_clusters(question: Question, found: Found, fit: Wald, cells: Source | None, family: Family) -> Wald:
    """The same coefficients with errors that allow for likeness within what `units_of` says; none where it says nothing.

    Each person or organisation has a square of as many columns as the model: refused where those of the persons would not fit.
    """
    if cells is None or (isinstance(cells, Cells) and cells.cluster is None):
        return fit
    columns = len(fit.coefficients)
    if question.clusters is None and question.people * columns**2 > MOST_OF_PERSONS:
        raise Refused("many_persons", n=question.people, columns=columns)
    sums = glm_cluster_sums(cells, family, fit.coefficients)
    if question.clusters is not None:
        found.checks.append(clusters_check(question, len(sums), float(sums.persons.max() / sums.persons.sum())))
    return cluster_robust(sums)
