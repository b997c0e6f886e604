"""Standardisation against R 4.2.2: `glm`, sandwich by numDeriv, delta method by numDeriv. Published: What If, ch. 13 (3.5)."""

import numpy as np
import pytest

from tejido.stats.cells import cells_from_rows
from tejido.stats.g_formula import g_formula
from tejido.stats.tests.nhefs import covariates, nhefs
from tejido.stats.unfit import Unfit

# estimate, mean exposed, mean reference, sandwich, delta
LINEAR = (3.5173742008854916, 5.2735873163529989, 1.7562131154675071, 0.4775823192715998, 0.4402815597892452)
LOGIT = (-0.003175899462182497, 0.182868313678454408, 0.186044213140636905, 0.018696873366914654, 0.018933429719862133)


def designs():
    quit_, heavy = nhefs()["qsmk"], nhefs()["smokeintensity"]
    return [np.column_stack([covariates(), a, a * heavy]) for a in (quit_, np.ones(1566), np.zeros(1566))]


@pytest.mark.parametrize(("outcome", "family", "reference"), [("wt82_71", "linear", LINEAR), ("death", "logit", LOGIT)])
def test_everybody_quitting_against_nobody_is_as_in_r(outcome, family, reference):
    seen, on, off = designs()
    found = g_formula(cells_from_rows(seen, nhefs()[outcome], compress=False), on, off, family)
    ours = (found.estimate, found.exposed_mean, found.reference_mean, found.standard_error, found.standard_error_here)
    assert ours == pytest.approx(reference, rel=1e-8)
    assert found.high - found.estimate == pytest.approx(1.959963984540054 * reference[3], rel=1e-8)
    assert found.persons == 1566
    assert found.model.family == family


def small():
    random = np.random.default_rng(3)
    x, a = random.integers(0, 3, 200).astype(float), np.tile([0.0, 1.0], 100)
    y = (random.random(200) < 0.2 + 0.1 * x + 0.2 * a).astype(float)
    return x, a, y


def set_to(x, a):
    return np.column_stack([np.ones(len(x)), x, a, a * x])


def test_cells_and_rows_are_one():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y)
    lines = cells.design[:, 1]
    few = g_formula(cells, set_to(lines, lines * 0 + 1), set_to(lines, lines * 0), "logit", level=0.9)
    rows = g_formula(cells_from_rows(set_to(x, a), y, compress=False), set_to(x, a * 0 + 1), set_to(x, a * 0), "logit")
    assert few.standard_error == pytest.approx(rows.standard_error, rel=1e-9)
    assert few.estimate == pytest.approx(rows.estimate, rel=1e-9)
    assert few.high - few.estimate == pytest.approx(1.6448536269514722 * few.standard_error)


def test_among_those_exposed_it_is_their_effect():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y, compress=False)
    found = g_formula(cells, set_to(x, a * 0 + 1), set_to(x, a * 0), "linear", among=a)
    assert found.persons == 100
    assert found.exposed_mean == pytest.approx(y[a == 1].mean())
    b = found.model.coefficients
    assert found.estimate == pytest.approx(b[2] + b[3] * x[a == 1].mean())
    swap = set_to(x, a * 0 + 1)[a == 1].mean(axis=0) - set_to(x, a * 0)[a == 1].mean(axis=0)
    assert found.standard_error_here == pytest.approx(np.sqrt(swap @ found.model.covariance @ swap))


def test_organisations_have_their_own_error():
    x, a, y = small()
    groups = np.arange(200) // 20
    found = g_formula(cells_from_rows(set_to(x, a), y, cluster=groups, compress=False), set_to(x, a * 0 + 1), set_to(x, a * 0), "linear")
    assert (found.high - found.estimate) / found.standard_error == pytest.approx(2.2621571628)


def test_designs_of_another_shape_and_nobody_are_refused():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y, compress=False)
    good = set_to(x, a)
    for on, off in ((good[:, :2], good), (good, good[:50])):
        with pytest.raises(Unfit, match="unequal_lengths"):
            g_formula(cells, on, off, "linear")
    with pytest.raises(Unfit, match="too_few"):
        g_formula(cells, good, good, "linear", among=a * 0)


def test_less_than_a_whole_person_can_be_spoken_of():
    x, a, y = small()
    cells = cells_from_rows(set_to(x, a), y, weights=np.full(200, 0.25), compress=False)
    one = np.zeros(200)
    one[7] = 1
    found = g_formula(cells, set_to(x, a * 0 + 1), set_to(x, a * 0), "linear", among=one)
    assert found.persons == 0.25
    assert found.estimate == pytest.approx(found.model.coefficients[2] + found.model.coefficients[3] * x[7])
