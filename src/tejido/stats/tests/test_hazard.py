"""Discrete-time hazards and the survival they imply, against R (glm, and the delta method by numDeriv)."""

import numpy as np
import pytest

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.hazard import discrete_hazard, survival_path
from tejido.stats.life_table import life_table_of_cells
from tejido.stats.person_period import person_periods
from tejido.stats.splines import NaturalSpline
from tejido.stats.tests.published import FIRST_SEX, LUNG_DAYS, LUNG_DIED, LUNG_WOMAN, dummies
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

# survival::lung in 60-day periods, the first twelve: event ~ t + t² + (1 + woman).
REFERENCE = {
    "cloglog": (
        [-1.79108701486562039, 0.21535943157044102, -0.01033914354067898, -0.63006506567558285],
        [0.333691706417021561, 0.103878839110482027, 0.008752529761793184, 0.172432706968102339],
        [0.89670347563542208, 0.67398767031678142, 0.07641058822928432],
        [0.01751734415094324, 0.03320297576879963, 0.02439258916430564],
    ),
    "logit": (
        [-1.70630397603255179, 0.23424406836429532, -0.01124559510188236, -0.67953547854876228],
        [0.355796147669989626, 0.112200861788148865, 0.009529104685273111, 0.184091366492873665],
        [0.89686263589936777, 0.67330092785145090, 0.07656691468853774],
        [0.01759809754068744, 0.03319741915834873, 0.02410262665013921],
    ),
}
PATH = np.column_stack([np.ones(12), np.arange(1.0, 13), np.arange(1.0, 13) ** 2, np.ones(12)])


def lung():
    found = person_periods(np.zeros(228), np.ceil(LUNG_DAYS / 60), LUNG_DIED)
    found = found.where(found.period <= 12)
    design = np.column_stack([np.ones(len(found)), found.period, found.period**2, 1 + LUNG_WOMAN[found.spell]])
    return design, found.event


@pytest.mark.parametrize("link", ["cloglog", "logit"])
def test_hazard_and_survival_of_lung_cancer_are_those_of_r(link):
    design, event = lung()
    assert (len(event), event.sum()) == (1237, 158)
    coefficients, errors, survival, survival_errors = REFERENCE[link]
    fit = discrete_hazard(cells_from_rows(design, event), link)
    np.testing.assert_allclose(fit.coefficients, coefficients, rtol=2e-8)
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=5e-8)
    path = survival_path(fit, PATH, link)
    np.testing.assert_allclose(path.survival[[0, 2, 11]], survival, rtol=1e-7)
    np.testing.assert_allclose(path.survival_error[[0, 2, 11]], survival_errors, rtol=1e-6)


def test_the_link_is_the_complementary_log_log_unless_said():
    design, event = lung()
    fit = discrete_hazard(cells_from_rows(design, event))
    assert fit.coefficients[3] == pytest.approx(REFERENCE["cloglog"][0][3], rel=2e-8)
    assert survival_path(fit, PATH).survival[0] == pytest.approx(REFERENCE["cloglog"][2][0], rel=1e-7)


def test_a_factor_of_time_alone_is_the_life_table_with_its_greenwood_errors():
    grade, _, n, events = FIRST_SEX.T
    table = life_table_of_cells(grade, n, events)
    for link in ("cloglog", "logit"):
        fit = discrete_hazard(Cells(dummies(grade, reference=False), n, events), link, constant=False)
        path = survival_path(fit, np.eye(6), link)
        np.testing.assert_allclose(path.hazard, table.hazard, rtol=1e-9)
        np.testing.assert_allclose(path.hazard_error, table.hazard_error, rtol=1e-8)
        np.testing.assert_allclose(path.survival, table.survival, rtol=1e-9)
        np.testing.assert_allclose(path.survival_error, table.survival_error, rtol=1e-8)
        assert path.median == pytest.approx(table.median - 6, rel=1e-8)


def test_the_interval_of_survival_is_made_where_it_cannot_leave_its_scale():
    grade, _, n, events = FIRST_SEX.T
    fit = discrete_hazard(Cells(dummies(grade, reference=False), n, events), constant=False)
    for level, z in ((0.95, 1.959963984540054), (0.5, 0.6744897501960817)):
        path = survival_path(fit, np.eye(6), level=level)
        spread = path.survival_error / (path.survival * -np.log(path.survival))
        np.testing.assert_allclose(path.low, np.exp(-np.exp(np.log(-np.log(path.survival)) + z * spread)), rtol=1e-9)
        np.testing.assert_allclose(path.high, np.exp(-np.exp(np.log(-np.log(path.survival)) - z * spread)), rtol=1e-9)
    assert (path.low < path.survival).all()
    assert (path.high > path.survival).all()


def test_the_median_has_the_interval_of_the_curves_about_it():
    grade, _, n, events = FIRST_SEX.T
    fit = discrete_hazard(Cells(dummies(grade, reference=False), n, events), constant=False)
    path = survival_path(fit, np.eye(6))
    assert path.median_low < path.median
    assert path.low[int(path.median_low)] <= 0.5 <= path.low[int(path.median_low) - 1]
    assert path.median < path.median_high
    assert path.high[int(path.median_high)] <= 0.5 <= path.high[int(path.median_high) - 1]
    some = survival_path(fit, np.eye(6)[:5])
    assert (some.median, some.median_low, some.median_high) == (path.median, path.median_low, None)
    short = survival_path(fit, np.eye(6)[:2])
    assert (short.median, short.median_low, short.median_high) == (None, None, None)


def test_a_spline_of_time_predicts_periods_without_events():
    period = np.arange(1.0, 11)
    n, events = np.full(10, 200.0), np.array([4.0, 9, 14, 0, 18, 20, 17, 0, 12, 9])
    spline = NaturalSpline((4.0, 7.0), (1.0, 10.0))
    design = np.column_stack([np.ones(10), spline.columns(period)])
    fit = discrete_hazard(Cells(design, n, events))
    assert (survival_path(fit, design).hazard > 0).all()
    with pytest.raises(Unfit) as refusal:
        discrete_hazard(Cells(dummies(period, reference=False), n, events), constant=False)
    assert (refusal.value.reason, refusal.value.columns) == ("separated", (3, 7))


def test_an_unknown_link_is_no_link():
    with pytest.raises(KeyError):
        discrete_hazard(Cells(np.ones((2, 1)), np.ones(2), np.ones(2)), "probit")
    with pytest.raises(KeyError):
        survival_path(Wald(np.zeros(1), np.eye(1)), np.ones((2, 1)), "probit")


def test_a_hazard_of_one_ends_the_path_and_warns_of_nothing():
    with np.errstate(divide="raise", invalid="raise"):
        path = survival_path(Wald(np.array([0.0, 50.0]), np.eye(2)), np.array([[1.0, 0], [0, 1], [0, 1]]), "logit")
    assert (path.hazard.tolist(), path.survival.tolist(), path.median) == ([0.5, 1, 1], [0.5, 0, 0], 1)
