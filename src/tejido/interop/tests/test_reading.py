"""A file that can be read is read; one that cannot says why and what to do."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido.core.ingest import composed
from tejido.core.spreadsheet import harmless, meant
from tejido.interop import downloads
from tejido.interop.reading import Unreadable, guess_reading, read_rows
from tejido.interop.reading.values import Problem, read_date, read_number, read_yes_no

TEXT = "código;nombre;entrada;peso\nA-1;José Ñandú;13/02/2024;61,5\nA-2;Zoë;01/03/2024;70,25\n"


def put(tmp_path, content, name="registro.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sheet(rows, **more_sheets):
    book = openpyxl.Workbook()
    for title, lines in {"Hoja1": rows, **more_sheets}.items():
        page = book.active if title == "Hoja1" else book.create_sheet(title)
        page.title = title
        for line in lines:
            page.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_register_in_any_usual_encoding_reads_the_same(tmp_path, encoding):
    path = put(tmp_path, TEXT.encode(encoding))
    reading = guess_reading(path)
    assert [row.cells for row in read_rows(path, reading)] == [["A-1", "José Ñandú", "13/02/2024", "61,5"], ["A-2", "Zoë", "01/03/2024", "70,25"]]
    assert (reading.separator, reading.decimal, reading.date_order, reading.dates_are_sure) == (";", ",", "dmy", True)


def test_hungarian_letters_of_the_old_code_page_are_recognised(tmp_path):
    text = "kód;név;megjegyzés\n" + "1;Őze Kökörcsin;hűvös időben érkezett, később visszatért\n" * 5
    path = put(tmp_path, text.encode("cp1250"))
    assert "Őze Kökörcsin" in next(read_rows(path, guess_reading(path))).cells


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, sign):
    text = sign.join(["id", "a", "b"]) + "\n" + "\n".join(sign.join([str(n), "x y", "3"]) for n in range(9))
    assert guess_reading(put(tmp_path, text)).separator == sign


def test_quoted_lines_and_separators_stay_in_their_cell(tmp_path):
    path = put(tmp_path, 'id,nota\n1,"dos\nlíneas, con coma"\n2,"dice ""hola"""\n')
    assert [row.cells[1] for row in read_rows(path, guess_reading(path))] == ["dos\nlíneas, con coma", 'dice "hola"']


def test_titles_above_the_header_and_blank_rows_are_passed_over(tmp_path):
    path = put(tmp_path, "Registro de la entidad,,\n\nid,a,b\n1,2,3\n,,\n4,5,6\n")
    reading = guess_reading(path)
    assert reading.header == ("id", "a", "b")
    assert [(row.number, row.cells[0]) for row in read_rows(path, reading)] == [(4, "1"), (6, "4")]


@pytest.mark.parametrize(
    ("dates", "order", "sure"),
    [("13/02/2024", "dmy", True), ("02/13/2024", "mdy", True), ("2024-02-13", "ymd", True), ("01/02/2024", "dmy", False), ("texto", "dmy", True)],
)
def test_the_order_of_dates_is_told_from_the_whole_column(tmp_path, dates, order, sure):
    lines = ["id,fecha"] + [f"{n},01/02/2024" for n in range(3000) if order != "ymd" and dates != "texto"] + [f"x,{dates}"]
    reading = guess_reading(put(tmp_path, "\n".join(lines)))
    assert (reading.date_order, reading.dates_are_sure) == (order, sure)


def test_a_sheet_reads_like_its_csv(tmp_path):
    path = put(tmp_path, sheet([["id", "fecha", "peso", "sí", "vacía"], ["A", dt.date(2024, 2, 13), 61.5, True, None], [7, None, 12, False, None]]), "r.xlsx")
    reading = guess_reading(path)
    assert reading.sheet == "Hoja1"
    assert [row.cells for row in read_rows(path, reading)] == [["A", "2024-02-13", "61.5", "1", ""], ["7", "", "12", "0", ""]]


def test_another_sheet_can_be_chosen(tmp_path):
    path = put(tmp_path, sheet([["nota"], ["x"]], Personas=[["id", "a"], [1, 2]]), "r.xlsx")
    assert guess_reading(path).sheets == ("Hoja1", "Personas")
    assert guess_reading(path, sheet="Personas").header == ("id", "a")


def package(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


GOOD_SHEET = sheet([["id", "a"], [1, 2]])
BAD = {
    "empty": (b"", "está vacío"),
    "blank": (b"\n\n\n", "está vacío"),
    "header only": (b"id,nombre\n", "ninguna fila"),
    "duplicate header": (b"id,edad,EDAD\n1,2,3\n", "Dos columnas se llaman «EDAD» (la B y la C)"),
    "pdf": (b"%PDF-1.7\n...", "PDF"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, ".xls o .doc"),
    "image": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "imagen"),
    "web page": (b"<html><table><tr><td>1</td></tr></table></html>", "página web"),
    "nul bytes": (b"id,a\n1,\x00\x00x\n2,3\n", "bytes vacíos"),
    "mixed encoding": ("id,nombre\n1,José\n2,Ángel\n3,".encode() + b"Mar\xeda\n", "dañadas: cerca de la línea 4"),
    "broken utf-16": ("id,a\n1,2\n".encode("utf-16") + b"\x00", "dañadas"),
    "200 columns": ((",".join(f"c{n}" for n in range(201)) + "\n" + ",".join("1" * 201)).encode(), "201 columnas"),
    "open quote": (b'id,a\n1,"sin cerrar\n2,x\n', "comillas"),
    "a pair of stray quotes": (b'id,a,b\n1,"x,2\n2,y,3\n3,y,3\n4,z",5\n', "se abren en la línea 2 y no se cierran hasta la 5"),
    "truncated sheet": (GOOD_SHEET[: len(GOOD_SHEET) // 2], "incompleto"),
    "damaged sheet": (package({"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}), "dañada"),
    "macros": (package({"xl/workbook.xml": "<x/>", "xl/vbaProject.bin": b"x"}), "macros"),
    "word": (package({"word/document.xml": "<x/>"}), "Word"),
    "ods": (package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "LibreOffice"),
    "zip": (package({"datos.csv": "id\n1"}), "comprimido"),
    "bomb": (package({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b"0" * 30_000_000}), "demasiado"),
    "entities": (package({"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "instrucciones"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_register_is_refused_with_what_to_do(tmp_path, what):
    content, words = BAD[what]
    with pytest.raises(Unreadable, match=words.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")):
        guess_reading(put(tmp_path, content))


def test_what_somebody_wrote_in_several_lines_is_one_cell(tmp_path):
    path = put(tmp_path, 'id,edad,nota\n1,30,"vino, comió, se fue\n\notro día, con su madre\n¿volverá?\nsí"\n2,40,no\n'.encode())
    assert [row.cells[1] for row in read_rows(path, guess_reading(path))] == ["30", "40"]


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(Unreadable, match="50 MB"):
        guess_reading(path)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("28/02/2024", "dmy", dt.date(2024, 2, 28)), ("2/28/2024", "mdy", dt.date(2024, 2, 28)), ("2024-02-28", "dmy", dt.date(2024, 2, 28)),
        ("2024. 02. 28.", "ymd", dt.date(2024, 2, 28)), ("28.2.85", "dmy", dt.date(1985, 2, 28)), ("2024-02-28 00:00:00", "dmy", dt.date(2024, 2, 28)),
        ("45350", "dmy", dt.date(2024, 2, 28)), ("85-02-28", "ymd", dt.date(1985, 2, 28)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_the_column_writes_it(text, order, day):
    assert read_date(text.replace(". ", "."), order) == day


@pytest.mark.parametrize("text", ["31/02/2024", "00/01/2024", "ayer", "12/2024", "1/1/1/1", "13/13/2024", "99999999"])
def test_an_impossible_date_is_a_problem(text):
    assert isinstance(read_date(text, "dmy"), Problem)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("1234.5", ".", 1234.5), ("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5), ("12 480", ",", 12480), ("−3,5", ",", -3.5), ("1e3", ".", 1000), (",5", ",", 0.5),
     ("- 5", ".", -5), ("1 234 567,5", ",", 1234567.5), ("12’480", ".", 12480)],
)
def test_a_number_is_read_with_the_decimal_sign_of_the_file(text, decimal, value):
    assert read_number(text, decimal) == value


@pytest.mark.parametrize(("text", "decimal"), [("12,5", "."), ("12.5", ","), ("1.23.4", ","), ("doce", "."), ("inf", "."), ("1e999", "."), ("0x1F", "."), ("1_000", ".")])
def test_what_is_no_number_is_a_problem_and_never_another_number(text, decimal):
    assert isinstance(read_number(text, decimal), Problem)


@pytest.mark.parametrize(("text", "decimal"), [("4 1", "."), ("3.5 100", "."), ("1,5 200", ","), ("2020 500", "."), ("1 2020", ".")])
def test_two_numbers_in_a_cell_are_a_problem(text, decimal):
    assert isinstance(read_number(text, decimal), Problem)


def test_yes_and_no_are_understood_in_three_languages():
    assert [read_yes_no(word) for word in ("Sí", "si", "yes", "igen", "1", "No", "nem", "0")] == [True] * 5 + [False] * 3
    assert isinstance(read_yes_no("quizá"), Problem)


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf")) | st.sampled_from("\n;,\"'=+-@|"), max_size=12).filter(lambda text: text == text.strip())


@given(rows=st.lists(st.lists(CELLS.map(composed), min_size=3, max_size=3).filter(any), min_size=1, max_size=8))
def test_what_goes_out_as_csv_comes_back_the_same(tmp_path_factory, rows):
    """But for accents apart from their letters, which come back as one sign."""
    path = tmp_path_factory.mktemp("csv") / "r.csv"
    path.write_text("".join(downloads.as_csv([["uno", "dos", "tres"], *rows])), encoding="utf-8", newline="")
    reading = guess_reading(path, separator=downloads.separator(), header_row=1)
    back = [[meant(cell) for cell in row.cells] for row in read_rows(path, reading)]
    assert back == rows


@given(CELLS)
def test_no_cell_that_goes_out_can_run_as_a_formula(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_line_that_names_the_separator_is_above_the_header(tmp_path):
    reading = guess_reading(put(tmp_path, "sep=;\r\n" + TEXT))
    assert (reading.separator, reading.header_row, reading.header[0], reading.rows) == (";", 2, "código", 2)
    assert [row.number for row in read_rows(tmp_path / "registro.csv", reading)] == [3, 4]
