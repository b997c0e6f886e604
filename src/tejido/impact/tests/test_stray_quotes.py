"""Quotation marks that nobody meant swallow the rows between them: told from the notes of several lines that people do write."""

import csv

import pytest

from tejido.impact.flatfile import FlatFileError, read_flatfile
from tejido.impact.tests.studies import plan_from

PLAN = {"person": "code", "columns": {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}}}
HEADER = ["code", "treat", "score", "note", "place"]
NOTE = "Primera visita.\nDuerme, come, bebe, y sale poco, dice.\nHabla del padre, la casa, el perro, la calle.\nSe le cita."


@pytest.fixture
def read(tmp_path):
    def give(lines):
        (tmp_path / "register.csv").write_text("\n".join([";".join(HEADER), *lines]) + "\n", encoding="utf-8")
        return read_flatfile(tmp_path / "register.csv", plan_from(**PLAN))

    return give


def rows(changes, number=30):
    """Lines of a file; `changes` sets cells by (row from 0, column)."""
    cells = [[f"P{i:02d}", "Sí" if i % 2 else "No", f"{i % 9},5", "nota", "Madrid"] for i in range(number)]
    for (row, column), cell in changes.items():
        cells[row][column] = cell
    return [";".join(filter(None, line)) for line in cells]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({(9, 3): '"se fue', (19, 3): 'volvió"'}, (11, 21)),
        ({(9, 3): '"se fue', (19, 4): 'Madrid"'}, (11, 21)),
        ({(9, 3): '"se fue', (14, 4): "", (14, 3): "", (19, 3): 'volvió"'}, (11, 21)),
        ({(9, 3): '"se fue', (11, 3): 'volvió"'}, (11, 13)),
        ({(9, 3): '"se fue', (10, 3): 'volvió"'}, (11, 12)),
        ({(0, 3): '"se fue', (1, 3): 'volvió"'}, (2, 3)),
        ({(9, 3): '"se fue', (11, 2): "ns/nc", (12, 3): 'volvió"'}, (11, 14)),
    ],
)
def test_rows_between_stray_quotes_are_never_lost_in_silence(read, changes, lines):
    with pytest.raises(FlatFileError) as error:
        read(rows(changes))
    assert f"se abren en la línea {lines[0]} y no se cierran hasta la {lines[1]}" in str(error.value)


@pytest.mark.parametrize("row", [0, 9, 29])
@pytest.mark.parametrize("note", [NOTE.replace(",", ";"), NOTE, "Lunes;a;b;c\nMartes;a;b;c;d\nJueves;a;b;c;d\nViernes", "uno\ndos;\ntres"])
def test_a_note_of_several_lines_is_a_note_whatever_it_holds(read, row, note):
    assert len(read(rows({(row, 3): f'"{note}"'}))) == 30


@pytest.mark.parametrize("row", [0, 4])
def test_a_note_in_the_last_column_with_as_many_commas_as_the_file_is_a_note(tmp_path, row):
    """As a writer of CSV quotes it, since the quotation marks are then right."""
    with (tmp_path / "register.csv").open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(["code", "score", "treat", "rather", "note"])
        written.writerows([[f"P{i}", f"{i}.5", i % 2, "x", NOTE if i == row else ""] for i in range(12)])
    assert len(read_flatfile(tmp_path / "register.csv", plan_from(**PLAN))) == 12


def test_in_a_file_of_words_alone_several_rows_of_its_width_are_no_note(tmp_path):
    plan = plan_from(person="who", columns={"treat": {"kind": "yes_no"}, "said": {"kind": "category"}}, outcome={"column": "treat"}, exposure={"column": "said", "reference": "a"})
    lines = [f"{name};Sí;a" for name in ("Ana", "Eva", "Luz", "Mar", "Sol", "Paz")]
    lines[1], lines[4] = 'Eva;Sí;"a', 'Sol;Sí;b"'
    (tmp_path / "register.csv").write_text("\n".join(["who;treat;said", *lines]) + "\n", encoding="utf-8")
    with pytest.raises(FlatFileError, match="línea 3 y no se cierran hasta la 6"):
        read_flatfile(tmp_path / "register.csv", plan)


def test_a_row_that_is_short_by_a_text_of_several_lines_is_not_passed_over(read):
    with pytest.raises(FlatFileError, match="línea 11 y no se cierran hasta la 12"):
        read([*rows({}, 9), 'P09;No;4,5;"se fue;Madrid', 'y volvió; más tarde"', *rows({})[10:]])


def test_a_quote_that_never_closes_is_named_where_it_opens(read):
    with pytest.raises(FlatFileError, match="Unas comillas se abren en la línea 6 y no se cierran bien"):
        read(rows({(4, 3): '"abierta'}))
