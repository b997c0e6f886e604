"""Every number of the studies that lie here comes out: those in print to their digits, those of R to six digits and more."""

import pytest

from science.case import Case
from science.line import RELATIVE, Line, printed
from science.run import cases, lines_of, main

NUMBERS = {
    "alda_depression_onset_hazard": 77, "alda_first_sex_hazard": 160, "alda_rearrest": 35, "alda_teachers": 60, "alda_unemployment_depression": 50,
    "eight_schools": 6, "nhefs_iptw": 12, "nsw_cps_observational": 2, "nsw_supported_work": 46, "reisby_depression": 43,
}  # fmt: skip


def test_the_studies_are_those_that_are_counted_here():
    assert {case.name for case in cases()} == set(NUMBERS)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_study_gives_its_numbers(case: Case):
    lines = lines_of(case)
    assert len(lines) == NUMBERS[case.name]
    assert [line for line in lines if not line.holds] == []


def test_a_number_that_we_do_not_give_is_a_difference():
    assert not Line("model", "coef", float("nan"), 1.0).holds


def test_a_relative_difference_beyond_the_tolerance_is_seen():
    assert Line("model", "coef", 1 + 0.9 * RELATIVE, 1.0).holds
    assert not Line("model", "coef", 1 + 1.1 * RELATIVE, 1.0).holds


@pytest.mark.parametrize(("ours", "in_print", "holds"), [
    (0.41514, 0.4151, True), (0.41516, 0.4151, False), (0.41521, 0.4151, False), (0.41504, 0.4151, False), (-2.2, -2.2, True),
    (1794.34, 1794, True), (1794.6, 1794, False), (0.55556, 0.555, False),
])  # fmt: skip
def test_a_published_number_is_held_to_its_digits(ours, in_print, holds):
    assert printed("published", "x", ours, in_print).holds is holds


@pytest.mark.parametrize(("ours", "holds"), [(0.55556, True), (0.5561, False), (0.5549, False)])
def test_where_a_paper_cut_its_digits_ours_are_cut_too(ours, holds):
    assert printed("published", "x", ours, 0.555, cut=True).holds is holds


def test_the_command_tells_each_study_and_fails_on_a_difference(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["science", "eight_schools"])
    assert main() == 0
    assert "6 numbers of 1 studies, 0 differ" in capsys.readouterr().out
    monkeypatch.setattr("science.run.lines_of", lambda case: [Line("planted", "coef", 1.0, 2.0)])
    assert main() == 1
    assert "planted" in capsys.readouterr().out
