"""The trial's participants beside people who were never candidates: without overlap no number is given (LaLonde 1986)."""

from collections.abc import Iterator

import numpy as np

from science.case import Case
from science.line import Line
from tejido.stats.comparison import comparison_from_rows
from tejido.stats.unfit import Unfit
from tejido.stats.weighting import weighted_difference

COVARIATES = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")
NAIVE = -8497.516  # participants less the controls of the CPS, in dollars of 1978


def lines(case: Case) -> Iterator[Line]:
    trial = Case(case.folder.parent / "nsw_supported_work").table()
    others = case.table("cps_controls.csv")
    people = [trial.only(trial["treat"] == 1), others.only(others["treat"] == 0)]
    outcome = np.concatenate([one["re78"] for one in people])
    taken = np.concatenate([one["treat"] for one in people])
    yield Line("naive", "difference", float(outcome[taken == 1].mean() - outcome[taken == 0].mean()), NAIVE)
    compared = comparison_from_rows(np.vstack([one.design(*COVARIATES) for one in people]), taken, outcome)
    yield Line("weighted", "refused for want of overlap (1 = yes)", float(_refused(compared)), 1.0)


def _refused(compared: object) -> bool:
    try:
        weighted_difference(compared)  # type: ignore[arg-type]
    except Unfit as unfit:
        return unfit.reason == "no_overlap"
    return False
