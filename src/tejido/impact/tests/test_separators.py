"""Which sign parts the cells of a file, where its title line alone would tell another."""

import pytest

from tejido.core.ingest import guess_separator
from tejido.impact.flatfile import FlatFileError, read_flatfile
from tejido.impact.tests.studies import plan_from

PLAN = {"person": "code", "columns": {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}}}
ROWS = "".join(f"P{i};Sí;{i},5;nota\n" for i in range(9))


@pytest.fixture
def write(tmp_path):
    def give(text, encoding="utf-8"):
        (tmp_path / "register.csv").write_bytes(text.encode(encoding))
        return tmp_path / "register.csv"

    return give


@pytest.mark.parametrize(
    "text",
    [
        "code;treat;score;¿Cómo está, en general, hoy, y ayer?\n" + ROWS,
        'code;treat;score;"nota\n(libre)"\n' + ROWS,
        '"nota\n(libre)";code\n' + "".join(f"x;{i}\n" for i in range(9)),
        "code;place\n" + "".join(f"P{i};1,2,3,4\n" for i in range(9)),
        "code;a;b\n" + "".join(f"P{i};1,5;2,5\n" for i in range(9)),
        "code;a;b\n" + "".join(f"P{i};1,5{';x' * (i % 2)}\n" for i in range(9)),
        "Altas de Madrid, 2024\ncode;a;b\n" + "".join(f"P{i};1,5;x\n" for i in range(9)),
        "\n\n" + "code;treat;score;nota\n" + ROWS,
    ],
)
def test_the_sign_that_titles_and_rows_agree_on_parts_the_cells(write, text):
    assert guess_separator(write(text), "utf-8") == ";"


@pytest.mark.parametrize(("separator", "sign"), [(";", ";"), ("\t", "\t"), ("|", "|"), (",", ",")])
def test_the_four_signs_are_told(write, separator, sign):
    assert guess_separator(write("code;treat;score\nA;1;2.5\n".replace(";", separator)), "utf-8") == sign


def test_a_title_with_commas_does_not_part_a_file(write):
    found = read_flatfile(write("code;treat;score;¿Cómo está, en general, hoy, y ayer?\n" + ROWS), plan_from(**PLAN))
    assert found["score"].tolist() == [i + 0.5 for i in range(9)]


def test_a_title_of_two_lines_is_one_title(write):
    found = read_flatfile(write('"code\n(number)";treat;score;nota\n' + ROWS), plan_from(**PLAN | {"person": "code (number)"}))
    assert found["person"].tolist()[:2] == ["P0", "P1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("named", ["sep=;\r\n", '"sep=;"\n', "SEP=;;;;\n"])
def test_a_line_that_names_the_separator_is_no_title(write, named, encoding):
    text = named + "code;treat;score;a, b, c, d, e\n" + ROWS
    found = read_flatfile(write(text, encoding), plan_from(**PLAN))
    assert found.index.tolist()[0] == 3
    assert len(found) == 9


def test_rows_keep_their_numbers_below_a_line_that_names_the_separator(write):
    with pytest.raises(FlatFileError, match=r"filas 4 .*mucho"):
        read_flatfile(write("sep=;\ncode;treat;score\nP1;Sí;1\nP2;Sí;mucho\n"), plan_from(**PLAN))
    with pytest.raises(FlatFileError, match="en la línea 4 y no se cierran bien"):
        read_flatfile(write('sep=;\ncode;treat;score\nP1;Sí;1\nP2;Sí;"2\nP3;No;1\n'), plan_from(**PLAN))
