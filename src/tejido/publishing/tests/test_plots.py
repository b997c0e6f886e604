"""The pictures of a published report: on the page, as a file, and as lines in the PDF."""

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.django_db
HERE = "/informes/ingresos/"


def test_the_way_of_the_people_stands_on_the_page_and_its_table_is_a_file(published, client):
    page = client.get(HERE, headers={"accept-language": "es"}).content.decode()
    assert 'class="gf "' in page
    reply = client.get(f"{HERE}1/datos.csv?figura=flow", headers={"accept-language": "es"})
    assert reply["Content-Disposition"].endswith('filename="ingresos-flow-1-es.csv"')
    assert reply.content.decode().splitlines()[1] == "Inscritas;445;260;185"


def test_a_picture_that_a_report_does_not_have_is_no_file(published, client):
    assert client.get(f"{HERE}1/datos.csv?figura=overlap-main").status_code == 404


def test_the_answer_gives_the_same_table_to_those_who_may_read_it(study, client):
    from tests.cast import signed_in

    address = f"/impact/answers/{study.answer.code}/figures.csv"
    reader = signed_in(study.cast.ana)
    assert "Inscritas;445" in reader.get(f"{address}?figura=flow").content.decode()
    assert reader.get(f"{address}?figura=nothing").status_code == 404
    assert client.get(f"{address}?figura=flow").status_code in {302, 404}


def test_the_pdf_draws_with_lines_and_letters_and_no_dots(published, client):
    pdf = PdfReader(io.BytesIO(client.get(f"{HERE}1/informe.pdf?lang=es").content))
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "Inscritas: 445" in words.replace("\n", " ")
    assert not any(page.images for page in pdf.pages)


def test_a_picture_is_a_file_of_vectors_for_everybody_who_sees_its_page(published, study, client):
    from tests.cast import signed_in

    public = client.get(f"{HERE}1/datos.csv?figura=flow&forma=svg", headers={"accept-language": "es"})
    desk = signed_in(study.cast.ana).get(f"/impact/answers/{study.answer.code}/figures.csv?figura=flow&forma=svg")
    for reply in (public, desk):
        assert reply["Content-Type"] == "image/svg+xml"
        assert reply["Content-Disposition"].startswith("attachment")
        assert "flow-1" in reply["Content-Disposition"]
        assert "Inscritas" in reply.content.decode()
    assert client.get(f"{HERE}1/datos.csv?figura=nothing&forma=svg").status_code == 404
