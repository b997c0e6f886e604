"""Flat files as people have them: encodings, separators, commas; and what is said when they cannot be used."""

import json
from unicodedata import normalize

import numpy as np
import openpyxl
import pytest

from tejido.impact.flatfile import FlatFileError, read_flatfile
from tejido.impact.spec import load_plan
from tejido.impact.tests.studies import plan_from

PLAN = {
    "person": "código",
    "columns": {
        "treat": {"kind": "yes_no", "file": "Participó"},
        "score": {"kind": "number"},
        "place": {"kind": "category", "file": "Región"},
    },
}
TEXT = "código;Participó;score;Región;otra\nA1;sí;1.234,5;Petén;x\nA2;no;7,25;;y\n\nA3;;NA;Sololá;z\n"


@pytest.fixture
def plan():
    return plan_from(**PLAN)


@pytest.fixture
def write(tmp_path):
    def give(content, name="register.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return give


def problems(path, plan):
    with pytest.raises(FlatFileError) as error:
        read_flatfile(path, plan)
    return "\n".join(error.value.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_the_usual_encodings_are_read(plan, write, encoding):
    frame = read_flatfile(write(TEXT.encode(encoding)), plan)
    assert frame["person"].tolist() == ["A1", "A2", "A3"]
    assert frame["place"].tolist() == ["Petén", None, "Sololá"]
    np.testing.assert_array_equal(frame["treat"], [1, 0, np.nan])
    np.testing.assert_array_equal(frame["score"], [1234.5, 7.25, np.nan])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_usual_separators_are_read(plan, write, separator):
    content = "código;Participó;score;Región\nA1;1;1.5;Petén\n".replace(";", separator)
    assert read_flatfile(write(content), plan)["score"].tolist() == [1.5]


def scores(*cells):
    return "código;Participó;score;Región\n" + "".join(f"A{i};1;{cell};x\n" for i, cell in enumerate(cells))


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["12.345,67", "1.234"], [12345.67, 1234]),
        (["1,234", "12,345.67"], [1234, 12345.67]),
        (["1.234.567", "1,5"], [1234567, 1.5]),
        (["0.123", "1.234"], [0.123, 1.234]),
        (["-1,25", "1.234", "7"], [-1.25, 1234, 7]),
        (["2.5e-3", ".5", "3"], [0.0025, 0.5, 3]),
    ],
)
def test_thousands_and_decimals_are_told_by_the_whole_column(plan, write, cells, read):
    assert read_flatfile(write(scores(*cells)), plan)["score"].tolist() == read


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["3.7", "12,5"], "con punto (2) y otras con coma (3)"),
        (["1.234", "1,2", "12,345.67"], "con punto (4) y otras con coma (3)"),
        (["1.200", "950"], "no se sabe si el punto o la coma son de miles o de decimales, en las filas 2"),
        (["1,200", "950"], "en las filas 2"),
        (["1.200", "950", "1.200", "1.200"], "en las filas 2, 4, 5."),
        (["3.7", "12,5", "3.7", "12,5"], "con punto (2, 4) y otras con coma (3, 5)"),
        (["12,5", "12.34,5"], "texto donde se espera un número, en las filas 3 («12.34,5»)"),
        (["1.5", "1,23,456"], "texto donde se espera un número, en las filas 3 («1,23,456»)"),
    ],
)
def test_a_mark_that_may_be_read_in_two_ways_is_refused_and_never_guessed(plan, write, cells, said):
    assert said in problems(write(scores(*cells)), plan)


WAVES = {
    "rows": "person_wave", "person": "código", "wave": "ola", "columns": {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}},
    "outcome": {"column": "score"}, "estimates": [{"name": "e", "method": "mixed_model"}],
}  # fmt: skip


@pytest.mark.parametrize(("waves", "kind"), [(["0", "6,5"], "f"), (["antes", "6"], "O")])
def test_interviews_are_numbers_where_all_of_them_are(write, waves, kind):
    text = "código;ola;treat;score\n" + "".join(f"A1;{wave};1;{i}\n" for i, wave in enumerate(waves))
    assert read_flatfile(write(text), plan_from(**WAVES))["wave"].dtype.kind == kind


@pytest.mark.parametrize("gap", ["", "  ", "nan", "NA", "s/d"])
def test_a_row_that_does_not_say_of_which_interview_it_is_is_named(write, gap):
    text = "código;ola;treat;score\n" + "".join(f"A1;{wave};1;{i}\n" for i, wave in enumerate(["0", gap, "6", gap]))
    assert "Falta en la columna «ola» de qué entrevista es la fila, en las filas 3, 5." in problems(write(text), plan_from(**WAVES))


def parted_by_commas(*cells):
    return "código,Participó,score,Región\n" + "".join(f'A{i},1,"{cell}",x\n' for i, cell in enumerate(cells))


def test_where_commas_part_the_cells_a_point_is_that_of_decimals(plan, write):
    assert read_flatfile(write(parted_by_commas("1.200", "2.500", "9")), plan)["score"].tolist() == [1.2, 2.5, 9]
    assert read_flatfile(write(parted_by_commas("1.200,5", "2,5", "950")), plan)["score"].tolist() == [1200.5, 2.5, 950]
    assert read_flatfile(write(parted_by_commas("0.5", "2,500", "9")), plan)["score"].tolist() == [0.5, 2500, 9]


@pytest.mark.parametrize("cells", [("2,125", "1,750"), ("1.200", "2,500", "950"), ("1.332", "703")])
def test_where_commas_part_the_cells_a_quoted_comma_may_still_be_that_of_decimals(plan, write, cells):
    """A Spanish sheet quotes «2,125» in such a file, and means two and a little."""
    assert "no se sabe si el punto o la coma" in problems(write(parted_by_commas(*cells)), plan)


def test_one_cell_does_not_make_decimals_of_what_would_fit_the_column_as_thousands(plan, write):
    """A point for a comma in 980,5 would have read all the thousands of the column as ones."""
    assert "de miles o de decimales, en las filas 3, 5." in problems(write(scores("980.5", "1.332", "703", "1.105", "812")), plan)
    assert read_flatfile(write(scores("9.5", "1.332", "7", "1.105", "8")), plan)["score"].tolist() == [9.5, 1.332, 7, 1.105, 8]
    assert read_flatfile(write(scores("0.5", "41.332", "703", "38.105", "12")), plan)["score"].tolist() == [0.5, 41.332, 703, 38.105, 12]
    assert read_flatfile(write(scores("980,5", "1.332", "703")), plan)["score"].tolist() == [980.5, 1332, 703]


def test_a_number_of_a_sheet_is_no_doubt(plan, tmp_path):
    book = openpyxl.Workbook()
    for row in (["código", "Participó", "score", "Región"], ["A1", 1, 1.234, "x"], ["A2", 1, "12,5", "x"], ["A3", 1, "1.234", "x"]):
        book.active.append(row)
    book.save(tmp_path / "register.xlsx")
    assert read_flatfile(tmp_path / "register.xlsx", plan)["score"].tolist() == [1.234, 12.5, 1234]


def test_a_workbook_is_read_like_a_flat_file(plan, tmp_path):
    book = openpyxl.Workbook()
    for row in (["código", "Participó", "score", "Región"], ["A1", True, 1.5, "Petén"], ["A2", "no", None, "Sololá"]):
        book.active.append(row)
    book.save(tmp_path / "register.xlsx")
    frame = read_flatfile(tmp_path / "register.xlsx", plan)
    np.testing.assert_array_equal(frame["treat"], [1, 0])
    np.testing.assert_array_equal(frame["score"], [1.5, np.nan])


@pytest.mark.parametrize("first", [[["Léame"]], [["Léame"], ["Datos de 2025"]]])
def test_where_the_first_sheet_is_not_the_data_the_sheets_are_named(plan, tmp_path, first):
    book = openpyxl.Workbook()
    book.active.title = "Portada"
    for row in first:
        book.active.append(row)
    for row in (["código", "Participó", "score", "Región"], ["A1", True, 1.5, "Petén"]):
        (book["Datos"] if "Datos" in book.sheetnames else book.create_sheet("Datos")).append(row)
    book.save(tmp_path / "register.xlsx")
    said = problems(tmp_path / "register.xlsx", plan)
    assert ("no tiene datos" in said) == (len(first) == 1)
    assert "Se leyó la primera hoja, «Portada», y no las demás («Datos»). Ponga los datos en la primera." in said
    book.move_sheet("Datos", -1)
    book.save(tmp_path / "register.xlsx")
    assert len(read_flatfile(tmp_path / "register.xlsx", plan)) == 1


def test_without_a_column_of_codes_each_row_is_a_person(write):
    plan = plan_from(**PLAN | {"person": None})
    assert read_flatfile(write(TEXT), plan)["person"].tolist() == ["1", "2", "3"]


def test_columns_that_the_plan_does_not_name_are_not_read(plan, write):
    assert list(read_flatfile(write(TEXT), plan).columns) == ["person", "treat", "score", "place"]


@pytest.mark.parametrize("word", ["Sí", "si", "YES", "1", "1.0", "true", "igen"])
def test_yes_is_understood(plan, write, word):
    assert read_flatfile(write(f"código,Participó,score,Región\nA1,{word},1,x\n"), plan)["treat"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("código;Participo;score;Región\nA1;sí;1;x\n", "¿Quiso decir «Participo»?"),
        ("código;Participó;score;Región\nA1;sí;mucho;x\nA2;sí;2;x\nA3;no;poco;x\n", "2 («mucho»), 4 («poco»)"),
        ("código;Participó;score;Región\nA1;quizá;1;x\n", "sí o no"),
        ("código;Participó;score;Región\nA1;sí;1;x\nA1;no;2;x\n", "2–3"),
        ("código;Participó;score;Región\n;sí;1;x\n", "código de la persona en las filas 2"),
        ("código;Participó;score;Región;score\nA1;sí;1;x;2\n", "más de una vez"),
        ("código;Participó;score;Región\nA1;sí;1;x;sobra\n", "más celdas que títulos en las filas 2"),
        ("código;Participó;score;Región\n", "no tiene datos"),
        ("", "está vacío"),
        (b"PK\x03\x04\x00\x00rest", "incompleto o dañado"),
        (b"\xff\xfe\x00", "dañadas"),
        ("código;Participó;score;Región\nA1;sí;1_000;x\n", "«1_000»"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_mend(plan, write, content, said):
    assert said in problems(write(content), plan)


@pytest.mark.parametrize(("name", "said"), [("register.pdf", "no termina en .csv"), ("register.xls", "no termina en .csv")])
def test_a_file_of_another_kind_is_refused(plan, write, name, said):
    assert said in problems(write("x", name), plan)


def test_a_broken_workbook_is_refused(plan, write):
    assert "incompleto o dañado" in problems(write(b"PK\x03\x04 half of a workbook", "register.xlsx"), plan)


def test_a_file_that_is_not_there_is_refused(plan, tmp_path):
    assert "«nada.csv»" in problems(tmp_path / "nada.csv", plan)


def test_an_interview_written_twice_is_refused(write):
    plan = plan_from(
        rows="person_wave", person="id", wave="wave", columns={"y": {"kind": "yes_no"}, "g": {"kind": "yes_no"}},
        exposure={"column": "g"}, outcome={"column": "y"}, estimates=[{"name": "main", "method": "proportions_by_wave"}],
    )  # fmt: skip
    assert "entrevista aparece dos veces, en las filas 2–4" in problems(write("id,wave,y,g\nA,1,1,0\nA,2,1,0\nA,1.0,0,0\n"), plan)


def test_rows_are_named_by_their_number_in_the_file_even_after_empty_ones(plan, write):
    content = "código;Participó;score;Región\nA1;sí;1;x\n;;;\n\nA2;sí;mucho;x\n"
    assert "5 («mucho»)" in problems(write(content), plan)


def test_words_that_may_be_an_answer_are_one_where_words_are_asked_and_none_where_numbers_are(plan, write):
    words = ["none", "nd", "-", "Null", "NA", "", "n/a", "Petén"]
    rows = "".join(f"A{i};1;{word if i < 7 else 2};{word}\n" for i, word in enumerate(words))
    found = read_flatfile(write("código;Participó;score;Región\n" + rows), plan)
    assert found["place"].tolist() == ["none", "nd", "-", "Null", None, None, None, "Petén"]
    assert found["score"].isna().tolist() == [True] * 7 + [False]


def test_a_word_is_one_however_its_accents_are_put_together(plan, write):
    found = read_flatfile(write("código;Participó;score;Región\nA1;1;1.5;Pete\u0301n\nA2;1;2.5;Pet\u00e9n\n"), plan)
    assert set(found["place"]) == {"Petén"}
    apart = normalize("NFD", "código;Participó;score;Región\nÁ1;Sí;1.5;Petén\n")
    found = read_flatfile(write(apart), plan)
    assert found[["person", "treat", "place"]].to_numpy().tolist() == [["Á1", 1.0, "Petén"]]


def test_a_sign_that_would_become_a_separator_stays_in_its_cell(plan, write):
    """The Greek question mark looks like a semicolon, and is taken for one where letters are put together."""
    assert read_flatfile(write("código;Participó;score;Región\nA1;1;1.5;Pet\u037e\n"), plan)["place"].tolist() == ["Pet;"]


def test_accents_apart_are_no_other_word_in_a_workbook_or_a_plan(write, tmp_path):
    book = openpyxl.Workbook()
    for row in (["código", "Participó", "score", "Región"], ["Á1", "sí", 1.5, "Petén"]):
        book.active.append([normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row])
    book.save(tmp_path / "register.xlsx")
    plan = load_plan(normalize("NFD", json.dumps(plan_from(**PLAN).raw, ensure_ascii=False)))
    assert read_flatfile(tmp_path / "register.xlsx", plan)["place"].tolist() == ["Petén"]


@pytest.mark.parametrize(("written", "value"), [("4 100", 4100), ("1 234 567,5", 1234567.5), ("4\u202f100", 4100), ("\u22124", -4), (" 7 ", 7), ("- 5", -5)])
def test_spaces_stand_between_thousands_and_a_minus_may_be_a_typesetter_s(plan, write, written, value):
    assert read_flatfile(write(f"código;Participó;score;Región\nA1;1;{written};x\n"), plan)["score"].tolist() == [value]


@pytest.mark.parametrize("written", ["4 1", "12 34", "1 2345", "4 100 1", "3,5 100", "2020 500", "1 2020"])
def test_two_numbers_in_a_cell_are_not_one(plan, write, written):
    assert "texto donde se espera un número" in problems(write(f"código;Participó;score;Región\nA1;1;{written};x\n"), plan)
