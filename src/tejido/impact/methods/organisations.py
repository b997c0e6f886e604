"""Answers of many organisations side by side: pooled, drawn together, or held against the limits of chance. Never a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.guardrails.organisations import FEWEST_EVENTS, FEWEST_PERSONS, organisations_check
from tejido.impact.methods.own_answers import Answers, answers_of
from tejido.impact.methods.people_tables import people_table
from tejido.impact.question import Found, Question
from tejido.impact.refusals import Refused
from tejido.impact.rows import row
from tejido.stats.design import Array
from tejido.stats.funnel import Funnel, funnel_of_means, funnel_of_proportions
from tejido.stats.meta_analysis import meta_analysis
from tejido.stats.shrinkage import Shrunken, empirical_bayes, shrunken_proportions


def pooled_effect(question: Question) -> Found:
    """Random-effects meta-analysis of each organisation's own difference."""
    options, own = question.options, answers_of(question)
    fit = meta_analysis(own.effects, own.errors, options["between"], errors=options["interval"])
    persons, scale = int(own.persons.sum()), "difference"
    found = Found(checks=[organisations_check(question, len(own.names), len(own.left_out))])
    found.rows = [
        row(
            question, question.exposure or "pooled", scale=scale, role="exposure", estimate=fit.estimate, se=fit.standard_error,
            low=fit.low, high=fit.high, p=fit.p, n=persons, errors=options["interval"], organisations=fit.k,
        ),
        row(
            question, "prediction", scale=scale, role="range", estimate=fit.estimate, low=fit.prediction_low, high=fit.prediction_high,
            n=persons, organisations=fit.k,
        ),
    ]  # fmt: skip
    found.rows = [_of_nobody(line) if not persons else line for line in found.rows]
    found.rows += [_organisation_row(question, own, j) for j in range(len(own.names)) if _has_enough(question, own, j)]
    found.model = {"tau2": fit.tau2, "tau2_low": fit.tau2_low, "tau2_high": fit.tau2_high, "i2": fit.i2, "q": fit.q, "q_p": fit.q_p}
    return found


def shrunken_organisations(question: Question) -> Found:
    """Each organisation's figure drawn towards all of them by as much as chance explains."""
    shape = question.estimate.outcome.shape
    if shape == "yes_no":
        names, _index, people, events = _by_organisation(question)
        fit, scale = shrunken_proportions(events, people), "proportion"
        own_figures, own_errors = events / people, None
    elif shape == "number":
        names, index, people, _events = _by_organisation(question)
        means, errors = _means(question, index, len(names))
        fit, scale = empirical_bayes(means, errors), "mean"
        own_figures, own_errors = means, errors
    else:
        own = answers_of(question)
        names, people, scale = list(own.names), own.persons, "difference"
        fit = empirical_bayes(own.effects, own.errors)
        own_figures, own_errors = own.effects, own.errors
    found = Found(checks=[organisations_check(question, len(names), 0)])
    found.rows = [row(question, "centre", scale=scale, role="centre", estimate=fit.centre, organisations=len(names))]
    enough = _enough_events(question, names)
    found.rows += [
        _shrunken_row(question, name, int(people[j]), fit, j, scale) | _own(own_figures, own_errors, j)
        for j, name in enumerate(names)
        if enough[j] and _may_be_named(question, int(people[j]))
    ]
    if shape == "yes_no":
        told = {line["group"] for line in found.rows if line["role"] == "organisation"}
        found.tables.append(_table(question, names, people, events, [j for j, name in enumerate(names) if name in told]))
    if not people.sum():
        found.rows = [_of_nobody(line) for line in found.rows]
    found.model = {"between": fit.between}
    return found


def funnel_limits(question: Question) -> Found:
    """Each organisation against the limits within which chance alone would keep it; by name only where it is large enough."""
    names, index, people, events = _by_organisation(question)
    if question.estimate.outcome.shape == "yes_no":
        fit, scale = funnel_of_proportions(events, people, target=question.options["target"]), "proportion"
    else:
        means, errors = _means(question, index, len(names))
        fit, scale = funnel_of_means(means, errors * np.sqrt(people), people, target=question.options["target"]), "mean"
    found = Found(checks=[organisations_check(question, len(names), 0)])
    shown = [j for j in range(len(names)) if fit.named[j]]
    if not shown:
        raise Refused("small_organisations", least=FEWEST_PERSONS)
    found.rows = [_funnel_row(question, names[j], int(people[j]), fit, j, scale) for j in shown]
    if scale == "proportion":
        found.tables.append(_table(question, names, people, events, shown))
    found.model = {"target": fit.target, "overdispersion": fit.overdispersion, "widened": fit.widened}
    found.model |= {"organisations": len(names), "people": int(people.sum())}
    if scale == "mean":
        found.model["spread"] = float(np.sqrt(((people - 1) @ (errors**2 * people)) / (people - 1).sum()))
    return found


def _by_organisation(question: Question) -> tuple[list[str], NDArray[np.intp], NDArray[np.intp], Array]:
    clusters = question.clusters
    assert clusters is not None
    events = np.asarray(np.bincount(clusters, weights=question.outcome), dtype=float)
    return question.cluster_names, clusters, np.bincount(clusters), events


def _means(question: Question, index: NDArray[np.intp], size: int) -> tuple[Array, Array]:
    """Mean of each organisation and its error; an organisation of one person has none."""
    values = [question.outcome[index == j] for j in range(size)]
    if min(map(len, values)) < 2:
        raise Refused("lone_person", column=question.estimate.cluster)
    spreads = np.array([own.std(ddof=1) / np.sqrt(len(own)) for own in values])
    return np.array([own.mean() for own in values]), spreads


def _table(question: Question, names: Sequence[str], people: Array | NDArray[np.intp], events: Array, shown: list[int]) -> dict[str, Any]:
    counts = [[int(people[j] - events[j]), int(events[j])] for j in shown]
    name, rows = f"{question.estimate.name}.outcome", [names[j] for j in shown]
    return people_table(name, rows, ["no", "yes"], counts, estimate=question.estimate.name, kind="outcome")


def _may_be_named(question: Question, persons: int) -> bool:
    """An organisation is told by name with thirty persons behind it; where effects were given, the plan's author answers for that."""
    return persons >= FEWEST_PERSONS or question.estimate.outcome.shape == "effects"


def _has_enough(question: Question, own: Answers, j: int) -> bool:
    """Its own effect with its error is of one pair of counts: it has a name with as many on each side as an event asks for."""
    few = question.estimate.outcome.shape != "effects" and own.fewest[j] < FEWEST_EVENTS
    return _may_be_named(question, int(own.persons[j])) and not few


def _enough_events(question: Question, names: Sequence[str]) -> list[bool]:
    """Ten with the outcome and ten without it: from a share drawn to the others its count can be worked out."""
    if question.estimate.outcome.shape != "yes_no" or question.clusters is None:
        return [True] * len(names)
    yes, no = (np.bincount(question.clusters, weights=one) for one in (question.outcome, 1 - question.outcome))
    return [bool(n >= FEWEST_EVENTS) for n in np.minimum(yes, no)]


def _of_nobody(line: dict[str, Any]) -> dict[str, Any]:
    """How many persons stand behind effects that were given is not known; such a line never leaves the house."""
    return line | {"n": None}


def _organisation_row(question: Question, own: Answers, j: int) -> dict[str, Any]:
    estimate, error = own.effects[j], own.errors[j]
    reach = 1.959963984540054 * error
    line = row(
        question, "effect", scale="difference", role="organisation", estimate=estimate, se=error, low=estimate - reach,
        high=estimate + reach, n=int(own.persons[j]), group=own.names[j], fewest=int(own.fewest[j]),
    )  # fmt: skip
    return line if own.persons[j] else _of_nobody(line)


def _shrunken_row(question: Question, name: str, persons: int, fit: Shrunken, j: int, scale: str) -> dict[str, Any]:
    return row(
        question, "shrunken", scale=scale, role="organisation", estimate=fit.estimates[j], se=fit.standard_errors[j], low=fit.low[j],
        high=fit.high[j], n=persons, group=name, shrinkage=fit.shrinkage[j],
    )  # fmt: skip


def _own(figures: Array, errors: Array | None, j: int) -> dict[str, float]:
    """What an organisation shows by itself, and with what error where it is no share."""
    return {"own": float(figures[j])} | ({} if errors is None else {"own_error": float(errors[j])})


def _funnel_row(question: Question, name: str, persons: int, fit: Funnel, j: int, scale: str) -> dict[str, Any]:
    limits = {"limit_95": fit.limits_95[j].tolist(), "limit_998": fit.limits_998[j].tolist(), "position": fit.positions[j]}
    limits |= {"overdispersion": fit.overdispersion} if fit.widened else {}
    return row(question, "funnel", scale=scale, role="organisation", estimate=fit.estimates[j], n=persons, group=name, **limits)
