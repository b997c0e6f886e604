"""What anybody may read: from the sealed document and nothing else."""

import re

import pytest

from tejido.impact.actions import approve_release, ask_plan, reissue_release, send_to_review, withdraw_release
from tejido.impact.forms import PICTOGRAMS
from tejido.impact.models import Release
from tejido.ui.templatetags.ui import icon_names

pytestmark = pytest.mark.django_db

HERE = "/informes/ingresos/"
ALL = (HERE, f"{HERE}facil/", f"{HERE}1/", f"{HERE}1/facil/", f"{HERE}1/datos.csv", f"{HERE}1/variables.csv", f"{HERE}1/documento.json", f"{HERE}1/informe.pdf")


def text_of(client, address, **headers):
    return client.get(address, headers={"accept-language": "es"} | headers).content.decode()


def test_anybody_opens_every_page_of_a_published_report(published, client):
    assert [client.get(address).status_code for address in ALL] == [200] * 8
    assert "Trabajo con apoyo e ingresos" in text_of(client, "/informes/")


@pytest.mark.parametrize("slug", ["nada", "ingresos"])
def test_what_is_not_published_does_not_exist(in_review, client, slug):
    for ending in ("", "facil/", "1/", "1/datos.csv", "1/informe.pdf", "1/documento.json"):
        assert client.get(f"/informes/{slug}/{ending}").status_code == 404
    assert "Trabajo con apoyo" not in text_of(client, "/informes/")
    assert "Todavía no hay informes" in text_of(client, "/informes/")


def test_the_page_says_how_many_how_sure_and_where_it_comes_from(published, client):
    page = text_of(client, HERE)
    for words in (
        "76 de 100", "Probablemente entre 69 y 82", "de 551 a 3038", "445 personas", "Hilos de Vida", "Los grupos se formaron por sorteo",
        "El plan de análisis se registró antes", published.document["plan_hash"], published.document["data_hash"], published.seal,
    ):  # fmt: skip
        assert words in page
    assert "Datos de demostración" not in page


def test_a_report_of_the_invented_network_is_marked_as_such(in_review, study, client):
    Release.objects.update(is_demo=True)
    in_review.refresh_from_db()
    approve_release(in_review, by=study.cast.dora)
    for address in (HERE, f"{HERE}facil/", "/informes/"):
        assert "Datos de demostración" in text_of(client, address)


def test_the_address_carries_the_language_and_search_engines_are_told(published, client):
    page = client.get(f"{HERE}?lang=hu", headers={"accept-language": "es"}).content.decode()
    assert '<html lang="hu"' in page
    assert "Támogatott munka és kereset" in page
    assert re.findall(r'hreflang="(\w+)" href="([^"]+)"', page)[:3] == [(code, f"http://testserver{HERE}?lang={code}") for code in ("es", "en", "hu")]
    assert '<html lang="es"' in client.get(f"{HERE}?lang=xx", headers={"accept-language": "es"}).content.decode()


def test_words_that_nobody_translated_say_in_which_language_they_are(published, client):
    page = client.get(f"{HERE}?lang=en").content.decode()
    assert '<p class="entradilla" lang="es">Qué cambió.</p>' in page


def test_the_card_that_a_messenger_shows_is_neutral_and_the_link_tells_nothing(published, client):
    page = text_of(client, HERE)
    card = " ".join(re.findall(r'<meta property="og:[^>]+>', page))
    assert "Tejido" in card
    assert "apoyo" not in card.lower()
    share = re.search(r'https://wa\.me/\?text=([^"]+)"', page).group(1)
    assert "ingresos/%3Flang%3Des" in share
    assert "Trabajo" not in share


def test_easy_reading_shows_the_written_ideas_and_claims_no_seal(published, client):
    page = text_of(client, f"{HERE}facil/")
    assert "Trabajar con apoyo ayuda." in page
    assert "Este texto está en revisión" in page


def test_easy_reading_that_nobody_wrote_follows_from_the_figures(in_review, study, client):
    Release.objects.update(easy={})
    in_review.refresh_from_db()
    approve_release(in_review, by=study.cast.dora)
    page = text_of(client, f"{HERE}facil/")
    assert "Miramos los datos de 445 personas." in page
    assert "76 de cada 100" in page


def test_every_pictogram_that_may_be_chosen_exists():
    assert set(PICTOGRAMS) <= icon_names()


def test_an_older_issue_stays_readable_and_points_to_the_newer_one(published, study, client):
    newer = reissue_release(published, by=study.cast.ana, answer=ask_plan(study.plan, by=study.cast.ana))
    approve_release(send_to_review(newer, by=study.cast.ana), by=study.cast.dora)
    assert "ya tiene otra más nueva" in text_of(client, f"{HERE}1/")
    assert "ya tiene otra más nueva" not in text_of(client, HERE)
    assert f'href="{HERE}1/"' in text_of(client, HERE)
    assert [client.get(f"{HERE}{n}/datos.csv").status_code for n in (1, 2, 3)] == [200, 200, 404]


def test_a_withdrawn_issue_gives_its_reason_and_no_figure_anywhere(published, study, client):
    withdraw_release(published, by=study.cast.dora, reason="Había fechas equivocadas.")
    for address in ALL:
        reply = client.get(address, headers={"accept-language": "es"})
        assert reply.status_code == 410
        assert "Había fechas equivocadas." in reply.content.decode()
        assert "1794" not in reply.content.decode()
    assert "Trabajo con apoyo" not in text_of(client, "/informes/")


def test_a_document_changed_behind_the_seal_is_not_shown(published, client):
    document = published.document
    document["estimates"][0]["estimate"] = 1.0
    Release.objects.filter(pk=published.pk).update(document=document)
    for address in (*ALL, "/informes/"):
        reply = client.get(address)
        assert reply.status_code == 503
        assert "1794" not in reply.content.decode()


def test_a_staff_member_of_b_reads_the_same_page_as_everybody(published, study, browser_of, client):
    def figures(page):
        return re.findall(r"<td[^>]*>(.*?)</td>", page)

    assert figures(browser_of(study.cast.carla).get(HERE).content.decode()) == figures(text_of(client, HERE))


def test_a_report_needs_few_queries_however_many_issues_there_are(published, study, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5) as first:
        client.get(HERE)
    newer = reissue_release(published, by=study.cast.ana, answer=ask_plan(study.plan, by=study.cast.ana))
    approve_release(send_to_review(newer, by=study.cast.ana), by=study.cast.dora)
    with django_assert_max_num_queries(len(first)):
        client.get(HERE)


def test_the_page_cannot_be_posted_to(published, client):
    assert client.post(HERE).status_code == 405
