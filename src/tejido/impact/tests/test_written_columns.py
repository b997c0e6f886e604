"""Cells kept as the few texts that they are, and what is said of each row all the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tejido.impact.decimals import SheetNumber, number_with
from tejido.impact.written import WrittenColumn

CELLS = st.lists(st.sampled_from(["", "1", "1,5", "sí", " x "]), max_size=40)


@given(st.lists(CELLS, max_size=5))
def test_every_row_gives_the_value_of_its_own_text_however_the_rows_arrive(pieces):
    column, rows = WrittenColumn(), [cell for piece in pieces for cell in piece]
    for piece in pieces:
        column.extend(piece)
    read = []
    found = column.each(lambda text: read.append(text) or text.upper())
    assert found.tolist() == [cell.upper() for cell in rows]
    assert read == column.texts == list(dict.fromkeys(rows))
    assert [rows.index(text) for text in column.texts] == column.firsts


def test_the_first_rows_of_some_texts_are_found_in_their_order():
    column = WrittenColumn()
    column.extend(["a", "b", "a", "c", "b"])
    assert column.rows_with([1, 2], most=2) == [(1, "b"), (3, "c")]
    assert column.rows_with([], most=2) == []


def test_a_number_of_a_sheet_is_not_the_same_digits_as_a_text():
    column = WrittenColumn()
    column.extend([SheetNumber("1.234"), "1.234", SheetNumber("1.234")])
    np.testing.assert_array_equal(column.places, [0, 1, 0])
    assert column.each(lambda text: number_with(text, ",")).tolist() == [1.234, 1234.0, 1.234]
