"""Harrell's C against R's concordance, and by looking at every pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_values

from tejido.stats.concordance import concordance
from tejido.stats.cox import cox
from tejido.stats.tests.generated import people, reference
from tejido.stats.tests.test_cox import KINDS, fitted


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("kind", KINDS)
def test_value_error_and_pairs_are_those_of_r(kind, ties):
    found, theirs = concordance(fitted(kind, ties)), reference()[f"{kind}_{ties}"]
    assert found.value == pytest.approx(theirs["c"], rel=1e-10)
    assert found.standard_error == pytest.approx(theirs["c_se"], rel=1e-9)
    assert [found.concordant, found.discordant, found.tied] == pytest.approx(theirs["pairs"])


def test_equal_people_are_of_equal_risk():
    p = people()
    found = concordance(cox(p.stop, p.event, p.group[:, None], entry=p.entry))
    assert (found.concordant, found.discordant, found.tied) == (1301, 552, 1782)
    assert found.value == pytest.approx(0.6030261348005502)  # R: concordance(coxph(Surv(entry, stop, event) ~ group))
    assert found.standard_error == pytest.approx(0.0355423281548568)


def test_a_row_that_weighs_nothing_is_in_no_pair():
    p = people()
    weight = np.where(np.arange(120) < 10, 0.0, 1.0)
    with_it, without = cox(p.stop, p.event, p.design, counts=weight), cox(p.stop[10:], p.event[10:], p.design[10:])
    assert concordance(with_it).value == pytest.approx(concordance(without).value)
    assert concordance(with_it).standard_error == pytest.approx(concordance(without).standard_error)


@settings(max_examples=15, deadline=None)
@given(some_values.integers(0, 10_000))
def test_it_is_what_a_look_at_every_pair_gives(seed):
    random = np.random.default_rng(seed)
    n = 40
    start = random.integers(0, 4, n).astype(float)
    stop, event = start + random.integers(1, 6, n), (random.random(n) < 0.7).astype(float)
    x, strata = random.integers(0, 6, n).astype(float), random.integers(0, 2, n)
    found = concordance(cox(stop, event, x[:, None], entry=start, strata=strata))
    risk = cox(stop, event, x[:, None], entry=start, strata=strata).coefficients[0] * x
    agree = against = same = 0
    for i in np.flatnonzero(event == 1):
        for j in range(n):
            there = strata[i] == strata[j] and start[j] < stop[i] and (stop[j] > stop[i] or (stop[j] == stop[i] and not event[j]))
            agree, against, same = (
                agree + (there and risk[j] < risk[i]),
                against + (there and risk[j] > risk[i]),
                same + (there and x[j] == x[i]),
            )
    assert (found.concordant, found.discordant, found.tied) == (agree, against, same)
