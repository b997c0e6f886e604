"""Page, easy reading, CSV, JSON and PDF say the same, and none of them says what is protected."""

import csv
import io
import json
import re

import pypdf
import pytest

from tejido.impact.actions import approve_release, ask_plan, prepare_release, send_to_review, write_plan
from tejido.impact.numbers import digits_for, written
from tejido.impact.spreadsheet import COLUMNS, csv_of
from tejido.impact.tests.study import supported_work_plan

pytestmark = pytest.mark.django_db

HERE = "/informes/altos/"


@pytest.fixture
def protected(study):
    """A question of which part must be hidden: few people earned that much, four in one group and nine in the other."""
    text = supported_work_plan().replace("nsw-earnings", "nsw-altos").replace("above: 0", "above: 20000")
    answer = ask_plan(write_plan(study.cast.a, by=study.cast.ana, text=text), by=study.cast.ana)
    title = {"es": "Ingresos altos", "en": "High earnings"}
    release = prepare_release(answer, by=study.cast.ana, slug="altos", title=title, lead={}, easy={})
    return approve_release(send_to_review(release, by=study.cast.ana), by=study.cast.dora)


def outputs(client, language="es"):
    """Everything that the public can get of the report, as text."""
    headers = {"accept-language": language}
    pdf = pypdf.PdfReader(io.BytesIO(client.get(f"{HERE}1/informe.pdf", headers=headers).content))
    found = {name: client.get(f"{HERE}{ending}", headers=headers).content.decode("utf-8-sig") for name, ending in (
        ("page", ""), ("easy", "facil/"), ("csv", "1/datos.csv"), ("codebook", "1/variables.csv"), ("json", "1/documento.json"))}  # fmt: skip
    return found | {"pdf": "\n".join(page.extract_text() for page in pdf.pages)}


def pictures(client):
    """Every file of a picture that the page offers, as text by its address: tables, drawings and pages."""
    page = client.get(HERE, headers={"accept-language": "es"}).content.decode()
    found = {}
    for address in re.findall(r'href="([^"]+\?figura=[^"]+)"', page):
        content = client.get(address.replace("&amp;", "&")).content
        if content.startswith(b"%PDF"):
            found[address] = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
        else:
            found[address] = re.sub(r"<style>.*?</style>", "", content.decode("utf-8-sig")).replace("</tspan>", "")
            found[address] = re.sub("<tspan[^>]*>", "", found[address])
    return found


def plain(text):
    return re.sub(r"[\u202f\u00a0\s]+", " ", re.sub(r"<[^>]+>", " ", text))


def test_no_protected_figure_is_in_any_output(protected, study, client):
    exact = protected.answer.document
    counts = next(table for table in exact["tables"] if table["name"] == "employed.outcome")["counts"]
    assert counts == [[256, 4], [176, 9]]
    hidden = [row for row in exact["estimates"] if row["name"] == "employed"]
    files = pictures(client)
    assert sum("forma=pdf" in address for address in files) >= 3
    for name, text in (outputs(client) | files).items():
        for number in ("256", "176"):
            assert not re.search(rf"(?<![\w.,]){number}(?![\w.,])", plain(text)), (name, number)
        for row in hidden:
            for key in ("estimate", "low", "high", "ratio"):
                if row.get(key):
                    assert repr(row[key])[:9] not in text.replace(",", "."), (name, key)
                    assert repr(100 * row[key])[:6] not in text.replace(",", "."), (name, key)


def test_what_is_hidden_is_hidden_everywhere_and_what_is_shown_is_the_same_everywhere(protected, client):
    found = outputs(client)
    document = json.loads(found["json"])["document"]
    rows = list(csv.DictReader(io.StringIO(found["csv"]), delimiter=";"))
    estimates = [row for row in rows if row["part"] == "estimate"]
    assert len(estimates) == len(document["estimates"])
    shown = 0
    for line, row in zip(estimates, document["estimates"], strict=True):
        assert (line["name"], line["term"]) == (row["name"], row["term"])
        for key in ("estimate", "se", "low", "high", "p"):
            assert (float(line[key].replace(",", ".")) if line[key] else None) == row[key]
        assert line["hidden"] == ("1" if row["estimate"] is None else "0")
        if row["role"] == "exposure" and row["estimate"] is not None and row["errors"] == "classical":
            interval = "de {} a {}".format(*(written(row[key], digits_for(row["estimate"])) for key in ("low", "high")))
            assert interval in plain(found["page"])
            assert interval in plain(found["pdf"])
            shown += 1
    assert shown == 2
    assert sum(row["estimate"] is None for row in document["estimates"]) >= 5
    for name in ("page", "pdf"):
        assert "hay menos de 10 personas" in plain(found[name])


def test_every_further_column_of_the_csv_says_what_the_json_says(protected, client):
    found = outputs(client)
    document = json.loads(found["json"])["document"]
    rows = [row for row in csv.DictReader(io.StringIO(found["csv"]), delimiter=";") if row["part"] == "estimate"]
    further = [column for column in rows[0] if column not in COLUMNS]
    assert {"method", "role", "reference", "compared", "p_adjusted", "family", "reason"} <= set(further)
    for line, row in zip(rows, document["estimates"], strict=True):
        for column in further:
            assert line[column] == as_cell(row.get(column)), (column, row)
    hidden = [line for line in rows if line["hidden"] == "1"]
    assert {line["reason"] for line in hidden} == {"protected"}
    assert {line[column] for line in hidden for column in ("p_adjusted", "family")} == {""}


def as_cell(value):
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value).replace(".", ",") if isinstance(value, float) else str(value)


def test_counts_of_people_agree_between_csv_and_json(protected, client):
    found = outputs(client)
    document = json.loads(found["json"])["document"]
    rows = [row for row in csv.DictReader(io.StringIO(found["csv"]), delimiter=";") if row["part"] == "table"]
    for table in document["tables"]:
        for i, group in enumerate(table["rows"]):
            for j, column in enumerate(table["columns"]):
                (line,) = [row for row in rows if (row["name"], row["group"], row["term"]) == (table["name"], group, column)]
                assert line["n"] == ("" if table["counts"][i][j] is None else str(table["counts"][i][j]))
                assert line["hidden"] == ("1" if table["counts"][i][j] is None else "0")


def test_the_json_carries_the_seal_that_anybody_can_check(protected, client):
    from tejido.impact.seal import seal_of

    given = json.loads(outputs(client)["json"])
    assert seal_of(given["document"]) == given["seal"] == protected.seal


def test_spreadsheets_open_in_the_habits_of_the_reader(protected, client):
    spanish = client.get(f"{HERE}1/datos.csv", headers={"accept-language": "es"})
    assert spanish.content.startswith(b"\xef\xbb\xbfpart;name;term")
    assert "1794,34238" in spanish.content.decode()
    english = client.get(f"{HERE}1/datos.csv?lang=en")
    assert english.content.startswith(b"\xef\xbb\xbfpart,name,term")
    assert "1794.34238" in english.content.decode()
    assert 'filename="altos-1-en.csv"' in english["Content-Disposition"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(start):
    document = {"estimates": [{"name": f"{start}cmd|' /C calc'!A0", "term": "x", "estimate": -1.5}], "tables": []}
    line = list(csv.reader(io.StringIO(csv_of(document)), delimiter=";"))[1]
    assert line[1].startswith(f"'{start}")
    assert line[8] == "-1,5"


def test_the_codebook_explains_every_column_question_and_variable(protected, client):
    rows = list(csv.DictReader(io.StringIO(outputs(client)["codebook"]), delimiter=";"))
    names = {(row["kind"], row["name"]) for row in rows}
    header = outputs(client)["csv"].split("\r\n")[0].split(";")
    assert {("column", name) for name in header} <= names
    assert {("question", "difference"), ("question", "employed"), ("group", "0"), ("group", "1"), ("variable", "re78"), ("variable", "age2")} <= names
    assert all(row["meaning"] for row in rows)


def test_the_pdf_is_tagged_says_its_language_and_its_title(protected, client):
    reader = pypdf.PdfReader(io.BytesIO(client.get(f"{HERE}1/informe.pdf?lang=en").content))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "High earnings"


def test_markup_in_a_title_is_only_text_in_page_and_pdf(study, client):
    answer = ask_plan(study.plan, by=study.cast.ana)
    title = {"es": '#panic("x") <script>alert(1)</script> $x$ *b*'}
    release = prepare_release(answer, by=study.cast.ana, slug="altos", title=title, lead={}, easy={})
    approve_release(send_to_review(release, by=study.cast.ana), by=study.cast.dora)
    found = outputs(client)
    assert "<script>alert" not in found["page"]
    assert '#panic("x") <script>alert(1)</script> $x$ *b*' in plain(re.sub("", "", found["pdf"])) or "#panic" in found["pdf"]
