"""The pictures of a published report: on the page, as a file, and as lines in the PDF."""

import io
import re

import pytest
from pypdf import PdfReader

from tejido.impact.actions import withdraw_release
from tejido.ui import press
from tests.cast import give_role, signed_in, user

pytestmark = pytest.mark.django_db
HERE = "/informes/ingresos/"
PICTURE = f"{HERE}1/datos.csv?figura=flow&lang=es&forma="


def desk_picture(study, form):
    return f"/impact/answers/{study.answer.code}/figures.csv?figura=flow&forma={form}"


@pytest.fixture(autouse=True)
def _nothing_kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_way_of_the_people_stands_on_the_page_and_its_table_is_a_file(published, client):
    page = client.get(HERE, headers={"accept-language": "es"}).content.decode()
    assert 'class="gf "' in page
    reply = client.get(f"{HERE}1/datos.csv?figura=flow", headers={"accept-language": "es"})
    assert reply["Content-Disposition"].endswith('filename="ingresos-flow-1-es.csv"')
    assert reply.content.decode().splitlines()[1] == "Inscritas;445;260;185"


def test_a_picture_that_a_report_does_not_have_is_no_file(published, client):
    assert client.get(f"{HERE}1/datos.csv?figura=overlap-main").status_code == 404


def test_the_answer_gives_the_same_table_to_those_who_may_read_it(study, client):
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
    public = client.get(f"{HERE}1/datos.csv?figura=flow&forma=svg", headers={"accept-language": "es"})
    desk = signed_in(study.cast.ana).get(f"/impact/answers/{study.answer.code}/figures.csv?figura=flow&forma=svg")
    for reply in (public, desk):
        assert reply["Content-Type"] == "image/svg+xml"
        assert reply["Content-Disposition"].startswith("attachment")
        assert "flow-1" in reply["Content-Disposition"]
        assert "Inscritas" in reply.content.decode()
    for form in ("csv", "svg", "pdf"):
        assert client.get(f"{HERE}1/datos.csv?figura=nothing&forma={form}").status_code == 404
        assert signed_in(study.cast.ana).get(desk_picture(study, form).replace("flow", "nothing")).status_code == 404


def test_a_picture_is_a_page_of_pdf_for_everybody_who_sees_its_page(published, study, client):
    for reply in (client.get(PICTURE + "pdf"), signed_in(study.cast.ana).get(desk_picture(study, "pdf"))):
        assert reply["Content-Type"] == "application/pdf"
        assert reply["Content-Disposition"].endswith(
            'filename="ingresos-flow-1-es.pdf"' if reply.request["PATH_INFO"].startswith(HERE) else '-flow-1-es.pdf"'
        )
        pdf = PdfReader(io.BytesIO(reply.content))
        (page,) = pdf.pages
        assert "Inscritas: 445" in " ".join(page.extract_text().split())
        assert not page.images
        assert pdf.metadata.title == "Quiénes participaron y quiénes faltan"
        assert pdf.trailer["/Root"]["/Lang"] == "es"


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_who_may_not_read_the_answer_gets_no_picture_of_it(study, client, form):
    address = desk_picture(study, form)
    assert signed_in(study.cast.carla).get(address).status_code == 404
    assert client.get(address).status_code in {302, 404}


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_what_is_not_published_has_no_picture(in_review, client, form):
    assert client.get(PICTURE + form).status_code == 404


def words_of(reply):
    if reply["Content-Type"] == "application/pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(reply.content)).pages).split())
    return " ".join(re.sub(r"<[^>]+>", lambda tag: "" if "tspan" in tag[0] else " ", reply.content.decode()).split())


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_a_picture_says_where_it_comes_from_and_whether_it_may_be_published(published, study, client, form):
    public, desk = words_of(client.get(PICTURE + form)), words_of(signed_in(study.cast.ana).get(desk_picture(study, form)))
    for told in (public, desk):
        assert "Hilos de Vida" in told
        assert published.document["plan_hash"][:12] in told
        assert "Datos hasta el" in told
    assert "Edición 1" in public
    assert "/informes/ingresos/1/" in public.replace(" ", "")
    assert "no son para publicar" not in public
    assert "Cifras exactas, sin proteger: no son para publicar" in desk
    editor = user("editora", "Editora")
    give_role(editor, "editor", organisation=study.cast.a)
    protected = signed_in(editor).get(desk_picture(study, form))
    assert protected.status_code == 200
    assert "no son para publicar" not in words_of(protected)


def test_the_picture_of_a_withdrawn_report_is_not_given_even_where_it_was_printed_before(published, study, client):
    assert client.get(PICTURE + "pdf").status_code == 200
    withdraw_release(published, by=study.cast.dora, reason="Un error en los datos.")
    assert client.get(PICTURE + "pdf").status_code == 410


def test_where_nothing_can_be_printed_the_reader_is_told_and_keeps_the_page(published, study, client, monkeypatch):
    monkeypatch.setattr(press, "LONGEST", 0.001)
    for address in (PICTURE + "pdf", f"{HERE}1/informe.pdf?lang=es"):
        reply = client.get(address)
        assert reply.status_code == 503
        assert "Ahora no se puede preparar este PDF" in reply.content.decode()
        assert f'href="{HERE}1/"' in reply.content.decode()
    page = signed_in(study.cast.ana).get(desk_picture(study, "pdf"), follow=True)
    assert page.status_code == 200
    assert "Ahora no se puede preparar el PDF de esta figura" in page.content.decode()


def test_page_and_answer_offer_each_picture_in_its_three_forms(published, study, client):
    public, desk = (
        client.get(HERE, headers={"accept-language": "es"}),
        signed_in(study.cast.ana).get(f"/impact/answers/{study.answer.code}/"),
    )
    for page in (public.content.decode(), desk.content.decode()):
        assert page.count(">CSV<span") == page.count("forma=svg") == page.count("forma=pdf") > 0
        assert "figura=flow&amp;forma=pdf" in page
        assert "figura=hundred&amp;forma=pdf" in page
        assert page.count('class="intervalos bosque"') == page.count("figura=forest-") // 3 + page.count("figura=levels-") // 3 > 0


def test_every_file_that_a_page_offers_of_a_picture_is_there(published, study, client):
    reader = signed_in(study.cast.ana)
    for browser, page in ((client, HERE), (reader, f"/impact/answers/{study.answer.code}/")):
        offered = re.findall(r'href="([^"]+\?figura=[^"]+)"', browser.get(page, headers={"accept-language": "es"}).content.decode())
        assert len(offered) >= 9
        kinds = {browser.get(address.replace("&amp;", "&"))["Content-Type"] for address in offered}
        assert kinds == {"text/csv; charset=utf-8", "image/svg+xml", "application/pdf"}
