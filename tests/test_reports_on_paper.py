"""Reports on paper: what repeats is folded, nothing is lost, and the pages are few."""

import io
from collections import Counter

import pypdf
import pytest

from tejido.publishing.report import report_of
from tejido.publishing.typeset import SHEET, paper_of
from tejido.ui.press import printed
from tests.test_released_examples import NAMES, issue_of


@pytest.mark.parametrize("name", NAMES)
def test_the_paper_of_a_report_folds_its_tables_of_people_and_loses_none_of_their_lines(name):
    report = report_of(issue_of(name))
    paper = paper_of(report, "https://example.org")
    folded = [*paper["tables"], *(table for block in paper["plots"] for table in block.get("tables", []))]
    lines = Counter(
        tuple(cell["text"].partition(" · ")[0] for cell in row[1:])
        for table in folded
        for part in table["sections"]
        for row in part["rows"]
    )
    assert lines == Counter(tuple(one.text for one in counts) for table in report.other_tables for _label, counts in table.rows)
    heads = [(table["title"], tuple(table["head"])) for table in folded]
    assert len(set(heads)) == len(heads)


def test_moves_between_four_interviews_are_a_report_of_a_few_pages():
    pdf = pypdf.PdfReader(io.BytesIO(printed(SHEET, paper_of(report_of(issue_of("transitions")), "https://example.org"))))
    assert len(pdf.pages) <= 5
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "entrevistas 6→12" in text
    assert "Cada paso es también una figura" in " ".join(text.split())
