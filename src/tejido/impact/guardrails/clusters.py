"""Clusters: errors that allow for likeness within organisations need organisations enough, and none that is nearly all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.catalogue import CATALOGUE
from tejido.impact.catalogue.nouns import NONE
from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Question
from tejido.stats.linear_fit import FEWEST_CLUSTERS

COMFORTABLE = 20
FEW_IN_A_GROUP = 5
LARGE_SHARE = 1 / 3
OF_STRANGERS = ("HC", "classical")  # how the kinds of error begin that know nothing of organisations


def clusters_check(question: Question, clusters: int, largest: float) -> dict[str, Any]:
    """Fewer than ten: no cluster-robust interval or p value. Fewer than twenty, or one with a third of the people: read with care.

    Also where the answer in words, that of the first kind of error, knows nothing of the organisations that the plan names (`first`).
    Cameron & Miller 2015 (J. Human Resources 50:317); MacKinnon & Webb 2017 (J. Appl. Econometrics 32:233) for unequal sizes; 2018
    (Econometrics J. 21:114) for few that have the programme, `fewest` of either group.
    """
    first, fewest = next(iter(question.estimate.errors), ""), min(in_groups(question), default=clusters)
    ignored: dict[str, Any] = {"first": first} if first.startswith(OF_STRANGERS) else {}
    care = clusters < COMFORTABLE or largest > LARGE_SHARE or fewest < FEW_IN_A_GROUP or ignored
    verdict = FAILS if clusters < FEWEST_CLUSTERS else ATTENTION if care else OK
    few: dict[str, Any] = {"fewest": fewest} if fewest < FEW_IN_A_GROUP else {}
    return finding(question, "clusters", verdict, statistic=clusters, least=FEWEST_CLUSTERS, share=100 * largest, **ignored, **few)


def in_groups(question: Question) -> list[int]:
    """How many organisations have people in each of the two groups; none where no two groups are compared."""
    if question.clusters is None or len(question.arms) != 2:
        return []
    return [len(np.unique(question.clusters[question.values(SIDE) == arm.side])) for arm in question.arms]


def rests_on_one(question: Question, check: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The check of the organisations, failed where what is asked rests on one of them alone and so has no error, however many there are."""
    told = next((line for line in rows if line["role"] == "exposure" and line["term"] == question.exposure), None)  # of the first kind of error
    alone = told is not None and told["estimate"] is not None and told["se"] is None and not str(told["errors"]).startswith(OF_STRANGERS)
    if check["name"] != "clusters" or check["verdict"] == FAILS or not alone:
        return check
    return check | {"verdict": FAILS, "term": question.exposure, "values": check["values"] | {"alone": True}}


def clusters_left_out_check(question: Question) -> list[dict[str, Any]]:
    """A plan that names its organisations is told where a method cannot count with them: the error is then that of strangers."""
    named = question.plan.raw.get("cluster")
    if named in (None, "none") or CATALOGUE[question.estimate.method].cluster != NONE:
        return []
    return [finding(question, "clusters_left_out", ATTENTION)]


def clusters_checks(question: Question) -> list[dict[str, Any]]:
    """The check of the organisations that a plan names, each as large as its persons; none where it names none."""
    if question.clusters is None:
        return []
    sizes = np.bincount(np.unique(np.column_stack([question.clusters, question.persons]), axis=0)[:, 0])
    return [clusters_check(question, len(sizes), float(sizes.max() / sizes.sum()))]
