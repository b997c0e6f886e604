"""Coaching in eight schools (Rubin 1981)."""

from collections.abc import Iterator

from science.case import Case
from science.line import Line, printed
from tejido.stats.meta_analysis import meta_analysis


def lines(case: Case) -> Iterator[Line]:
    known = case.published
    fixed = meta_analysis(known["y"], known["se"], "DL", errors="wald")
    yield from case.against("fixed_effect", "est", {"value": fixed.estimate})
    yield from case.against("fixed_effect", "se", {"value": fixed.standard_error})
    yield from case.against("DL", "Q", {"value": fixed.q})
    yield from case.against("DL", "tau2", {"value": fixed.tau2})
    yield printed("published", "pooled", fixed.estimate, known["pooled"])
    yield printed("published", "its error", fixed.standard_error, known["pooled_se"])
