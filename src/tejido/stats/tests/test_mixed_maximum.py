"""The climb to the greatest likelihood: to the place, in the units that suit it, or not at all."""

import numpy as np
import pytest
from scipy import optimize

from tejido.stats import mixed_maximum as module
from tejido.stats.mixed_criterion import criterion, factor_of, slope
from tejido.stats.mixed_maximum import maximum, on_the_edge
from tejido.stats.mixed_problem import problem_of
from tejido.stats.patterns import patterns_from_rows
from tejido.stats.tests.repeated_measures import chicks, sleep, teeth
from tejido.stats.unfit import Unfit


@pytest.mark.parametrize("reml", [False, True])
def test_theta_is_right_to_eight_digits(reml):
    problem, theta = maximum(problem_of(chicks(2), reml=reml))
    assert np.abs(slope(theta, problem) / 578).max() < 1e-11
    here = criterion(theta, problem).deviance
    for step in 1e-4 * np.eye(3):
        assert criterion(theta + step, problem).deviance > here
        assert criterion(theta - step, problem).deviance > here


def test_theta_of_lme4():
    """lme4's own relative factor for `sleepstudy`, taken to the place by Newton's steps on its `devFunOnly` function."""
    problem, theta = maximum(problem_of(sleep(2), reml=True))
    factor = problem.turn @ factor_of(theta, 2)
    found = np.linalg.cholesky(factor @ factor.T)[np.tril_indices(2)]
    assert found == pytest.approx([0.96674179, 0.01516906, 0.23090994], rel=2e-5)


def test_people_who_differ_much_more_are_seen_in_their_own_units():
    person, t = np.repeat(np.arange(30), 5), np.tile(np.arange(5.0), 30)
    chance = np.random.default_rng(1)
    outcome = chance.normal(0, 500, 30)[person] + chance.normal(0, 1, 150)
    design = np.column_stack([np.ones(150), t])
    start = problem_of(patterns_from_rows(outcome, design, design, person), reml=False)
    problem, theta = maximum(start)
    assert not np.allclose(problem.turn, start.turn)
    assert np.abs(theta).max() <= module.WIDE
    assert np.abs(problem.turn).max() > 50


def test_where_they_do_not_the_units_stay():
    data = teeth()
    design = np.column_stack([np.ones(108), data["age"]])
    start = problem_of(patterns_from_rows(data["distance"], design, design[:, :1], data["child"]), reml=False)
    problem, theta = maximum(start)
    assert problem is start or np.abs(theta).max() <= 1.0 + 1e-6


@pytest.mark.parametrize(("smallest", "edge"), [(0.99e-4, True), (1.01e-4, False), (0.0, True), (-0.5, False)])
def test_the_edge_is_a_factor_without_volume(smallest, edge):
    problem = problem_of(sleep(2), reml=False)
    assert on_the_edge(problem, np.array([1.0, 0.0, smallest])) is edge


@pytest.mark.parametrize(("name", "value"), [("POLISH", 0), ("FLAT", 0.0), ("ROUNDS", 0)])
def test_a_climb_that_does_not_arrive_is_refused(monkeypatch, name, value):
    monkeypatch.setattr(module, name, value)
    if name == "POLISH":
        monkeypatch.setattr(module, "_by_trust_region", lambda problem, theta: theta)
    with pytest.raises(Unfit, match="not_converged"):
        maximum(problem_of(sleep(2), reml=False))


def test_a_saddle_is_not_a_maximum(monkeypatch):
    monkeypatch.setattr(module, "_by_trust_region", lambda problem, theta: np.zeros(3))
    with pytest.raises(Unfit, match="not_converged"):
        maximum(problem_of(sleep(2), reml=False))


@pytest.mark.parametrize("data", [sleep(2), chicks(2)], ids=["sleep", "chicks"])
def test_the_best_of_the_edge_is_refused_where_it_is_better_inside(monkeypatch, data):
    """With the last number at zero its slope is zero too, by symmetry: flat in all directions, but hollow in all only were it the top."""
    problem = problem_of(data, reml=False)
    edge = optimize.minimize(
        lambda two: criterion(np.array([*two, 0.0]), problem).deviance, [6.0, 5.0],
        jac=lambda two: slope(np.array([*two, 0.0]), problem)[:2], method="BFGS", options={"gtol": 1e-10},
    )  # fmt: skip
    place = np.array([*edge.x, 0.0])
    assert np.abs(slope(place, problem)).max() < 1e-5
    units, top = maximum(problem)
    assert edge.fun > criterion(top, units).deviance + 0.1
    monkeypatch.setattr(module, "_by_trust_region", lambda problem, theta: place)
    monkeypatch.setattr(module, "WIDE", 100.0)
    with pytest.raises(Unfit, match="not_converged"):
        maximum(problem)
