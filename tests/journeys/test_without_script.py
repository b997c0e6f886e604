"""An old telephone, a strict browser, a script that did not arrive: the whole thread of the record works without JavaScript."""

import re

import pytest
from django.core.cache import cache

from tejido.people.models import Person
from tests.journeys.entrance import owns_a_phone_with_codes, press, sign_in

REGISTER = "código,sexo,fecha de registro\nP-1,mujer,2024-02-01\nP-2,hombre,2024-02-08\nP-3,,2024-02-31\n"


@pytest.fixture
def ana(visit, cast, settings, tmp_path):
    """Ana's browser runs no script at all."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    cache.clear()
    owns_a_phone_with_codes(cast.ana)
    page = visit(width=390, javascript=False)
    sign_in(page, cast.ana)
    return page


def test_a_coordinator_works_without_script(ana, cast):
    registers_a_person(ana)
    records_a_consent(ana)
    withdraws_it(ana)
    brings_a_small_register_in(ana)
    corrects_the_row_in_place(ana)
    assert set(cast.a.persons.filter(register_code__startswith="P-").values_list("register_code", flat=True)) == {"P-1", "P-2", "P-3"}
    assert ana.complaints == []


def words_of(page):
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def registers_a_person(page):
    page.goto("/people/")
    page.get_by_role("link", name="Abrir una ficha").click()
    page.fill("#id_given_name", "Rosaura")
    page.fill("#id_register_code", "A-100")
    page.get_by_label("mujer").check()
    press(page, "Abrir la ficha")
    assert "La ficha quedó abierta" in words_of(page)
    assert page.locator("h1").inner_text() == "Rosaura"
    assert Person.objects.get(register_code="A-100").sex == "woman"


def records_a_consent(page):
    page.get_by_role("link", name=re.compile("Preguntar ?: contar mis datos")).click()
    page.get_by_label("Sí", exact=True).check()
    press(page, "Guardar la respuesta")
    assert "Sí a contar mis datos, sin mi nombre" in words_of(page)


def withdraws_it(page):
    page.get_by_role("link", name=re.compile("Retirar ?: contar mis datos")).click()
    press(page, "Retirar este permiso")
    assert "Permiso retirado" in words_of(page)
    assert "Ya no a contar mis datos, sin mi nombre" in words_of(page)


def brings_a_small_register_in(page):
    page.goto("/interop/")
    page.get_by_role("link", name="Traer un archivo").click()
    page.set_input_files("#id_file", {"name": "registro.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()})
    press(page, "Subir y mirar")
    press(page, "Revisar las filas")
    assert "2 filas están bien y 1 necesita revisión" in words_of(page)
    assert "no existe en el calendario" in words_of(page)
    press(page, "Importar 2 y revisar 1")
    assert "Entraron 2 personas" in words_of(page)


def corrects_the_row_in_place(page):
    page.get_by_role("link", name="Corregir aquí").click()
    page.locator("input[value='2024-02-31']").fill("2024-02-28")
    press(page, "Guardar y revisar otra vez")
    assert "Entraron 3 personas" in words_of(page)
