"""Separated data are found out for certain, on cells as on rows, and nothing else is called separated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from tejido.stats.blocks import Frame
from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.families import CLOGLOG, LOGIT, POISSON
from tejido.stats.glm import glm
from tejido.stats.separation import separated_columns, separating_direction
from tejido.stats.unfit import Unfit


def found(design, n, total, family=LOGIT, **frame):
    size = design.shape[1]
    cells = Cells(np.asarray(design, float), np.asarray(n, float), np.asarray(total, float))
    return separated_columns(lambda: iter([cells]), family, Frame(frame.get("shift", np.zeros(size)), frame.get("width", np.ones(size))))


def by_one_programme(design, outcome):
    signed = (2 * outcome - 1)[:, None] * design
    best = optimize.linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(outcome)), bounds=(-1, 1), method="highs")
    return -best.fun > 1e-6


def refusal(cells, family):
    try:
        return None if np.isfinite(glm(cells, family).standard_errors).all() else "infinite error"
    except Unfit as unfit:
        return unfit.reason


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100_000))
def test_small_samples_are_judged_as_by_the_programme_over_all_rows(seed):
    random = np.random.default_rng(seed)
    size = int(random.integers(12, 40))
    design = np.column_stack(
        [np.ones(size), random.integers(0, 2, size), random.normal(size=size).round(1), random.integers(0, 3, size) == 2]
    )
    outcome = (random.random(size) < 1 / (1 + np.exp(-4 * design[:, 2]))).astype(float)
    if np.linalg.matrix_rank(design) < 4 or outcome.min() == outcome.max():
        return
    separated = by_one_programme(design, outcome)
    assert bool(found(design, np.ones(size), outcome)) == separated
    for family in (LOGIT, CLOGLOG):
        for compress in (True, False):
            assert refusal(cells_from_rows(design, outcome, compress=compress), family) == ("separated" if separated else None)


GROUPS = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1]])


def test_the_columns_named_are_those_along_which_nothing_holds():
    assert found(GROUPS, [9, 9, 9], [3, 3, 3]) == []
    assert found(GROUPS, [9, 9, 9], [3, 0, 3]) == [1]
    assert found(GROUPS, [9, 9, 9], [3, 3, 9]) == [2]
    assert found(GROUPS, [9, 9, 9], [0, 3, 3]) == [0, 1, 2]
    assert found(GROUPS, [9, 9, 9], [3, 0, 9]) == [1, 2]
    assert found(GROUPS, [0.3, 0.3, 0.3], [0.1, 0.1, 0.3 * (1 - 1e-13)]) == [2]


def test_counts_run_away_to_zero_only():
    assert found(GROUPS, [9, 9, 9], [3, 3, 9], POISSON) == []
    assert found(GROUPS, [9, 9, 9], [3, 0, 9], POISSON) == [1]


def test_cells_without_people_hold_nothing_and_prove_nothing():
    assert found(np.vstack([GROUPS, GROUPS[1]]), [9, 9, 9, 0], [3, 0, 3, 0]) == [1]


def test_the_frame_does_not_change_the_verdict():
    x = np.arange(2000.0, 2040.0)
    outcome = (x > 2020).astype(float)
    design = np.column_stack([np.ones(40), x])
    frame = {"shift": np.array([0, 2020.0]), "width": np.array([1, 20.0])}
    assert found(design, np.ones(40), outcome, **frame) == [0, 1]
    outcome[[20, 21]] = 1, 0
    assert found(design, np.ones(40), outcome, **frame) == []


@pytest.mark.parametrize("middle", [2020.0, 2015.0])
def test_those_upon_the_threshold_leave_the_middle_of_the_frame_where_it_is(middle):
    x = np.arange(2000.0, 2041.0)
    design = np.column_stack([np.ones(41), x])
    frame = {"shift": np.array([0, middle]), "width": np.array([1, 20.0])}
    assert found(design, np.full(41, 2.0), 2.0 * (x > 2020) + (x == 2020), **frame) == ([1] if middle == 2020 else [0, 1])


def test_a_wide_column_and_a_narrow_one_are_weighed_in_their_own_units():
    design = np.array([[1.0, -0.5], [1, -0.5], [1, -0.5], [-0.5, 1]])
    for width in (np.ones(2), np.array([0.1, 10.0]), np.array([10.0, 0.1])):
        assert found(design * width, np.ones(4), np.ones(4), width=width) == [0, 1]


def test_cells_in_many_chunks_are_judged_as_one():
    def judged(*parts):
        cells = [Cells(np.array(design, float), np.full(len(total), 9.0), np.array(total, float)) for design, total in parts]
        return separated_columns(lambda: iter(cells), LOGIT, Frame(np.zeros(2), np.ones(2)))

    assert judged(([[1, 0], [1, 1]], [9, 9]), ([[1, 2], [1, 3]], [0, 0])) == [0, 1]
    assert judged(([[1, 0], [1, 3]], [9, 9]), ([[1, 2], [1, 1]], [0, 0])) == []
    assert judged(([[1, 0], [1, 1]], [3, 9]), ([[1, 0]], [2])) == [1]
    assert judged(([[1, 0], [1, 1]], [3, 3]), ([[1, 1]], [9])) == []


def test_many_rows_enter_the_programme_a_few_at_a_time():
    random = np.random.default_rng(3)
    design = np.column_stack([np.ones(5000), random.normal(size=(5000, 3))])
    outcome = (design @ [0.3, 1.0, -2.0, 0.5] > 0).astype(float)
    assert found(design, np.ones(5000), outcome) == [0, 1, 2, 3]
    line = np.abs(design @ [0.3, 1.0, -2.0, 0.5])
    turned = np.where(np.arange(5000) == np.argmax(line), 1 - outcome, outcome)
    assert found(design, np.ones(5000), turned) == []


def test_a_direction_is_one_that_no_row_stands_against():
    rows = np.array([[1.0, 0.5], [1, -0.5], [0, 1]])

    def violated(direction):
        return rows[rows @ direction < -1e-9]

    direction = separating_direction(rows.sum(axis=0), violated)
    assert direction is not None
    assert (rows @ direction >= -1e-6).all()
    assert np.abs(direction).max() == pytest.approx(1)
    falling = separating_direction(-rows.sum(axis=0), lambda d: -rows[rows @ d > 1e-9])
    assert falling is not None
    assert np.abs(falling).max() == pytest.approx(1)
    opposite = np.vstack([rows, -rows])
    assert separating_direction(np.array([1.0, 0]), lambda d: opposite[opposite @ d < -1e-9]) is None
