"""Housing of homeless people with severe mental illness, with and without a Section 8 certificate (Hough et al. 1997; Hedeker 2003)."""

from collections.abc import Iterator

import numpy as np

from science.case import Array, Case, Table
from science.line import Line, printed
from tejido.stats.cells import cells_from_rows
from tejido.stats.families import LOGIT
from tejido.stats.glm import GlmFit, glm

WAVES = (0, 6, 12, 24)
CUT = 0.555  # 100 of 180 is printed as .555


def lines(case: Case) -> Iterator[Line]:
    whole = case.table()
    seen = whole.only(np.isfinite(whole["y"]))
    yield from _states(case, seen)
    last = seen.only(seen["time"] == 24)
    fit = glm(cells_from_rows(last.design("sec"), (last["y"] == 2).astype(float)), LOGIT)
    yield from _logit(case, "logit_independent_24m", fit, ["(Intercept)", "sec"])
    yield from _all_waves(case, seen)
    yield printed("published", "clients", len(np.unique(whole["id"])), case.published["clients"])
    yield printed("published", "interviews missed", len(whole["id"]) - len(seen["id"]), case.published["missed_interviews"])


def _states(case: Case, seen: Table) -> Iterator[Line]:
    counts, shares = {}, {}
    names = {0: "street", 2: "independent"}
    for side, group in ((0, "control"), (1, "section8")):
        for i, wave in enumerate(WAVES):
            here = seen["y"][(seen["sec"] == side) & (seen["time"] == wave)]
            for state in (0, 1, 2):
                key = f"sec{side}_t{wave}_y{state}"
                counts[key], shares[key] = float((here == state).sum()), float((here == state).mean())
                if state in names:
                    known = case.published[f"prop_{names[state]}_{group}"][i]
                    yield printed("published", f"{names[state]}, {group}, month {wave}", shares[key], known, cut=known == CUT)
    yield from case.against("table", "count", counts)
    yield from case.against("table", "prop", shares)


def _all_waves(case: Case, seen: Table) -> Iterator[Line]:
    waves = np.column_stack([(seen["time"] == wave).astype(float) for wave in WAVES[1:]])
    design = np.column_stack([seen.design("sec"), waves, waves * seen["sec"][:, None]])
    names = ["(Intercept)", "sec", *(f"factor(time){w}" for w in WAVES[1:]), *(f"sec:factor(time){w}" for w in WAVES[1:])]
    person = np.unique(seen["id"], return_inverse=True)[1]
    fit = glm(cells_from_rows(design, (seen["y"] == 2).astype(float), cluster=person), LOGIT)
    yield from _logit(case, "logit_independent_allwaves", fit, names)
    yield from case.against("logit_independent_allwaves", "se_CR1_id", dict(zip(names, by_cluster(fit), strict=True)))


def by_cluster(fit: GlmFit) -> Array:
    """Errors that know what belongs together: the sandwich times G/(G − 1)."""
    scores = fit.cluster_scores
    assert scores is not None
    return np.sqrt(np.diag(fit.covariance @ (scores.T @ scores) @ fit.covariance) * len(scores) / (len(scores) - 1))


def _logit(case: Case, model: str, fit: GlmFit, names: list[str]) -> Iterator[Line]:
    yield from case.fit(model, names, fit.coefficients, fit.standard_errors, deviance=fit.deviance, loglik=-fit.deviance / 2, nobs=fit.n)
