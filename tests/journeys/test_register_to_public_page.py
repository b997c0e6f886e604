"""One register, from the spreadsheet of an association to a page that anybody reads: Ana brings it in and asks, Dora approves,
the public reads, and a person who changes her mind no longer counts. Everything through the screens, in a real browser."""

import csv
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest
from django.core.cache import cache

from tests.cast import give_role
from tests.journeys.entrance import owns_a_phone_with_codes, press, sign_in

NSW = Path(__file__).parents[2] / "examples" / "nsw-supported-work"
PLAN = (NSW / "plan.yaml").read_text(encoding="utf-8")
# The same question about very high earnings: so few people had them that part of the answer must stay hidden.
RARE = PLAN.replace("nsw-earnings", "nsw-ingresos-altos").replace("above: 0", "above: 20000")
EASY = "# Qué hicimos\nusers | Miramos los datos de 445 personas.\nbriefcase | Trabajar con apoyo ayuda."


@pytest.fixture
def two_at_work(visit, cast, settings, tmp_path):
    """Ana, who coordinates, and Dora, who directs, each in a browser of her own; and somebody without an account.

    As in many a small association, Ana is of the board as well: she may approve, though never what she prepared.
    """
    settings.MEDIA_ROOT = tmp_path / "uploads"
    give_role(cast.ana, "director", organisation=cast.a)
    cache.clear()  # where sign-in counts attempts
    for account in (cast.ana, cast.dora):
        owns_a_phone_with_codes(account)
    return SimpleNamespace(ana=visit(), dora=visit(), public=visit(), cast=cast, folder=tmp_path)


def test_a_register_becomes_a_public_page_and_who_withdraws_counts_no_more(two_at_work):
    ana, dora, public = two_at_work.ana, two_at_work.dora, two_at_work.public
    sign_in(ana, two_at_work.cast.ana)
    brings_the_register_in(ana)
    plan, answer, exact = asks(ana, two_at_work, PLAN, "registrado antes")
    says_what_was_published_in_1986(exact)
    open_release = prepares(ana, answer, "ingresos-1978", "Trabajo con apoyo e ingresos")
    _plan, second_answer, _exact = asks(ana, two_at_work, RARE, "exploratoria")  # she has seen these data by now
    rare_release = prepares(ana, second_answer, "ingresos-altos", "Ingresos altos en 1978")
    cannot_approve_her_own(ana, open_release)

    sign_in(dora, two_at_work.cast.dora)
    assert hidden_as_dora_sees_them(dora, open_release) == []
    hidden = hidden_as_dora_sees_them(dora, rare_release)
    assert {"256", "4", "176", "9"} <= set(hidden)
    for release in (open_release, rare_release):
        approves(dora, release)

    whole = what_the_public_gets(public, two_at_work, "ingresos-1978", "Trabajo con apoyo e ingresos")
    says_what_was_published_in_1986(json.loads(whole["json"])["document"])
    rare = what_the_public_gets(public, two_at_work, "ingresos-altos", "Ingresos altos en 1978")
    for found in (whole, rare):
        tells_the_same_everywhere(found)
    hides_everywhere(rare, {number for number in hidden if len(number) > 2})

    withdraws(ana, "NSW-017")
    counts_one_person_fewer(ana, two_at_work, plan)
    assert [page.complaints for page in (ana, dora, public)] == [[], [], []]


def brings_the_register_in(page):
    """The five steps: file, columns, preview, import, result."""
    page.get_by_role("link", name="Traer registros").first.click()
    page.get_by_role("link", name="Traer un archivo").click()
    page.set_input_files("#id_file", NSW / "register.csv")
    page.set_input_files("#id_mapping", NSW / "mapping.yaml")
    press(page, "Subir y mirar")
    assert "445 filas y 11 columnas" in words_of(page)
    press(page, "Revisar las filas")
    assert "445 filas están bien" in words_of(page)
    press(page, "Importar 445")
    assert "Entraron 445 personas" in words_of(page)
    page.get_by_role("link", name="Ver las personas").click()
    page.fill("#id_q", "NSW-")
    press(page, "Buscar")
    assert "445 personas" in words_of(page)


def asks(page, world, text, standing):
    """Write the plan, register it, ask: the address of the plan and of its answer, and the exact document."""
    page.get_by_role("link", name="Preguntas y respuestas").first.click()
    page.locator("main").get_by_role("link", name=re.compile("Nuevo plan|Escribir el primero")).first.click()
    page.get_by_role("link", name="Como texto (YAML)").click()
    page.fill("#id_text", text)
    press(page, "Guardar el plan")
    press(page, "Registrar el plan")
    plan = page.url
    press(page, "Preguntar a los datos")
    assert standing in page.locator("main .cab").inner_text()
    assert "Se analizaron los datos de las 445 personas inscritas" in words_of(page)
    answer = page.url
    return plan, answer, json.loads(downloaded(page, "JSON", world.folder))


def says_what_was_published_in_1986(document):
    row = next(row for row in document["estimates"] if (row["name"], row["errors"]) == ("difference", "classical") and row["role"] == "exposure")
    assert (row["n"], row["estimate"], row["se"]) == (445, pytest.approx(1794.342382, abs=1e-6), pytest.approx(632.853392, abs=1e-6))


def prepares(page, answer, slug, title):
    """Words for the public, then off to a second pair of eyes; the address of the release."""
    page.goto(answer)
    assert re.search(r"1.?794", words_of(page))
    page.get_by_role("link", name="Preparar un informe").click()
    page.fill("#id_slug", slug)
    page.fill("#id_title_es", title)
    page.fill("#id_lead_es", "Un año de trabajo con apoyo, y qué pasó después.")
    page.fill("#id_easy_es", EASY)
    press(page, "Guardar")
    release = page.url
    press(page, "Enviar a revisión")
    assert "Otra persona lo mirará antes de publicar" in words_of(page)
    return release


def cannot_approve_her_own(page, release):
    """No button, and no way round the button."""
    page.goto(release)
    assert page.locator("main").get_by_role("link", name="Revisar").count() == 0
    page.goto(f"{release}review/")
    assert "Tiene que revisarlo otra persona" in words_of(page)
    assert page.locator("main").get_by_role("button", name="Aprobar y publicar").count() == 0
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    form = {"verdict": "approve", "csrfmiddlewaretoken": token}
    assert page.context.request.post(page.url, form=form, headers={"referer": page.url}).status == 403
    page.goto(release)
    assert page.locator(".est", has_text="en revisión").count() == 1


def hidden_as_dora_sees_them(page, release):
    """The exact numbers that the reviewer reads beside the cells that nobody else will."""
    page.goto(release)
    page.get_by_role("link", name="Revisar").click()
    assert "Tablas exactas: lo marcado no se publicará" in words_of(page)
    return [number.strip() for number in page.locator("td .sello.m").all_inner_texts()]


def approves(page, release):
    page.goto(f"{release}review/")
    assert page.locator(".est", has_text="protegido").count() == 1
    press(page, "Aprobar y publicar")
    assert "Publicado, sellado y numerado" in words_of(page)


def what_the_public_gets(page, world, slug, title):
    """The page, its easy-read sibling and every download, as text, found by links alone."""
    page.goto("/")
    page.get_by_role("link", name="Lo que aprendemos").first.click()
    page.get_by_role("link", name=title, exact=True).click()
    assert page.url.endswith(f"/informes/{slug}/")
    found = {"page": words_of(page)}
    for kind, link in (("csv", "Descargar datos (CSV)"), ("pdf", "Para imprimir (PDF)"), ("json", "Documento completo (JSON)")):
        found[kind] = downloaded(page, link, world.folder, as_text=kind != "pdf")
    found["pdf"] = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(found["pdf"])).pages)
    page.get_by_role("group", name="Elegir versión").get_by_role("link", name="Fácil de leer").click()
    found["easy"] = words_of(page)
    assert "Trabajar con apoyo ayuda." in found["easy"]
    return found


def tells_the_same_everywhere(found):
    """What the sealed document shows is in CSV digit by digit, and in page and PDF as written out; what it hides is in none."""
    from tejido.impact.numbers import digits_for, written

    document = json.loads(found["json"])["document"]
    lines = list(csv.DictReader(io.StringIO(found["csv"].lstrip("\ufeff")), delimiter=";"))
    estimates = [line for line in lines if line["part"] == "estimate"]
    for line, row in zip(estimates, document["estimates"], strict=True):
        for key in ("estimate", "se", "low", "high", "p", "n"):
            assert (float(line[key].replace(",", ".")) if line[key] else None) == row[key], (row["name"], row["term"], key)
        if row["role"] == "exposure" and row["estimate"] is not None and row["errors"] == "classical" and row["name"] != "employed":
            interval = "de {} a {}".format(*(written(row[key], digits_for(row["estimate"])) for key in ("low", "high")))
            assert plain(interval) in plain(found["page"])
            assert plain(interval) in plain(found["pdf"])
    cells = {(line["name"], line["group"], line["term"]): line["n"] for line in lines if line["part"] == "table"}
    for table in document["tables"]:
        for group, counts in zip(table["rows"], table["counts"], strict=True):
            for column, count in zip(table["columns"], counts, strict=True):
                assert cells[table["name"], group, column] == ("" if count is None else str(count))


def hides_everywhere(found, numbers):
    """Not one of the numbers that only the reviewer read."""
    assert numbers
    for kind, text in found.items():
        for number in numbers:
            assert not re.search(rf"(?<![\w.,]){number}(?![\w.,])", plain(text)), (kind, number)
    for kind in ("page", "pdf"):
        assert "hay menos de 10 personas" in plain(found[kind])
    assert any(row["estimate"] is None for row in json.loads(found["json"])["document"]["estimates"])


def withdraws(page, register_code):
    """A person tells Ana that her data may not be counted any more."""
    page.get_by_role("link", name="Personas y familias").first.click()
    page.fill("#id_q", register_code)
    press(page, "Buscar")
    page.locator("main table th a").first.click()
    assert register_code in words_of(page)
    page.locator(".acuerdos li", has_text="sin mi nombre").get_by_role("link", name="Retirar").click()
    press(page, "Retirar este permiso")
    assert "Permiso retirado" in words_of(page)


def counts_one_person_fewer(page, world, plan):
    page.goto(plan)
    press(page, "Preguntar a los datos")
    said = words_of(page)
    assert "De 445 personas inscritas se analizaron los datos de 444; no se pudo con los de 1" in said
    assert "sin consentimiento vigente para el análisis" in said
    attrition = json.loads(downloaded(page, "JSON", world.folder))["attrition"]
    assert (attrition["enrolled"], attrition["without_consent"], attrition["analysed"]) == (445, 1, 444)


def downloaded(page, link, folder, *, as_text=True):
    """What a click on a link brings home."""
    with page.expect_download() as caught:
        page.locator("main").get_by_role("link", name=link, exact=True).click()
    path = folder / caught.value.suggested_filename
    caught.value.save_as(path)
    return path.read_text(encoding="utf-8") if as_text else path.read_bytes()


def words_of(page):
    return plain(page.locator("main").inner_text())


def plain(text):
    return re.sub(r"[\u202f\u00a0\s]+", " ", text)
