"""Grade of first intercourse, by logit and complementary log-log hazards (Capaldi et al. 1996; Singer & Willett 2003, ch. 11–12)."""

from collections.abc import Iterator

import numpy as np

from science.case import Case
from science.line import Line, printed
from tejido.stats.cells import cells_from_rows
from tejido.stats.families import CLOGLOG, LOGIT
from tejido.stats.glm import GlmFit, glm
from tejido.stats.kaplan_meier import kaplan_meier

GRADES = range(7, 13)


def lines(case: Case) -> Iterator[Line]:
    table = case.table("person_period.csv")
    grades = np.column_stack([(table["grade"] == grade).astype(float) for grade in GRADES])
    fits: dict[str, GlmFit] = {}
    for family in (LOGIT, CLOGLOG):
        for letter, more in {"A": [], "B": ["pt"], "C": ["pas"], "D": ["pt", "pas"]}.items():
            names = [*(f"factor(grade){grade}" for grade in GRADES), *more]
            cells = cells_from_rows(np.column_stack([grades, *(table[name] for name in more)]), table["event"])
            fits[f"{family.name}_{letter}"] = fit = glm(cells, family, constant=False)
            yield from case.fit(
                f"{family.name}_{letter}",
                names,
                fit.coefficients,
                fit.standard_errors,
                deviance=fit.deviance,
                loglik=-fit.deviance / 2,
                nobs=fit.n,
            )
    yield from _published(case, fits)
    yield from _curves(case)


def _published(case: Case, fits: dict[str, GlmFit]) -> Iterator[Line]:
    known = case.published
    for letter, deviance in known["deviance_logit"].items():
        yield printed("published", f"deviance {letter}", fits[f"logit_{letter}"].deviance, deviance)
    yield printed("published", "PT of B", fits["logit_B"].coefficients[6], known["PT_B"])
    yield printed("published", "its error", fits["logit_B"].standard_errors[6], known["se"])
    yield printed("published", "grade 7 of B", fits["logit_B"].coefficients[0], known["D7_B"])
    yield printed("published", "PAS of C", fits["logit_C"].coefficients[6], known["PAS_C"])
    yield printed("published", "PT of D", fits["logit_D"].coefficients[6], known["PT_D"])
    yield printed("published", "PAS of D", fits["logit_D"].coefficients[7], known["PAS_D"])
    yield printed("published", "PT of B, cloglog", fits["cloglog_B"].coefficients[6], known["cloglog_PT_B"])
    yield printed("published", "deviance of B, cloglog", fits["cloglog_B"].deviance, known["cloglog_dev_B"])


def _curves(case: Case) -> Iterator[Line]:
    people = case.table()
    for side in (0, 1):
        mine = people["parental_transition"] == side
        curve = kaplan_meier(people["grade"][mine], 1 - people["censor"][mine])
        survival = dict(zip(curve.times, curve.survival, strict=True))
        for grade, value in zip(GRADES, case.published[f"km_pt{side}"], strict=True):
            yield printed("published", f"still waiting after grade {grade}, transition {side}", survival[float(grade)], value)
