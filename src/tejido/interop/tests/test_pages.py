"""The five steps in the browser, without JavaScript; and who sees which of them."""

import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tejido.interop.models import Import
from tejido.people.models import Person
from tejido.programmes.models import Enrolment


def page(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def ana(cast, browser_of, texts):
    return browser_of(cast.ana)


def upload(browser, text, name="registro.csv", **more):
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post(reverse("interop:new"), {"organisation": Person.objects.get(register_code="A-001").organisation_id, "file": SimpleUploadedFile(name, content), **more})


def as_sent(form):
    """What a browser would send for a form just as it stands."""
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, "", []):
            sent[field.html_name] = value
    return sent


def run(browser, code, capture):
    with capture(execute=True):
        response = browser.post(reverse("interop:run", args=[code]))
    return browser.get(response.url)


def test_a_coordinator_walks_the_five_steps(ana, cast, register, django_capture_on_commit_callbacks):
    response = upload(ana, register + "P-9,mujer,Los Pinos,2024-02-31,,,,,,\n")
    brought = Import.objects.get()
    assert response.url == reverse("interop:columns", args=[brought.code])
    step2 = ana.get(response.url)
    assert "4 filas y 10 columnas" in page(step2)
    form = step2.context["form"]
    sent = as_sent(form)
    assert sent["to_0"] == "person.register_code"
    words = {form[key].label: key for key, *_rest in form.words}
    assert [sent.get(words[label]) for label in ("«mujer» en sexo", "«alta» en motivo", "«Los Pinos» en grupo")] == ["woman", "goals_reached", None]
    sent |= {words["«Los Pinos» en grupo"]: "new:programme", words["«Lista» en grupo"]: "new:waiting", "programme": "De familia a familia"}
    sent |= {"purposes": ["service", "impact"], "given_on": "2024-02-01", "text_version": "1"}
    step3 = ana.post(response.url, sent, follow=True)
    assert step3.redirect_chain[-1][0] == reverse("interop:preview", args=[brought.code]), step3.context["form"].errors
    assert "Importar 3 y revisar 1" in page(step3)
    assert "«2024-02-31» no existe en el calendario" in page(step3)
    assert not Person.objects.filter(register_code="P-1").exists()
    step5 = run(ana, brought.code, django_capture_on_commit_callbacks)
    assert "Entraron 3 personas" in page(step5)
    assert "1 fila por revisar" in page(step5)
    assert set(Enrolment.objects.values_list("person__register_code", "cohort__slug", "cohort__arm")) == {
        ("P-1", "los-pinos", "programme"), ("P-2", "los-pinos", "programme"), ("P-3", "lista", "waiting"),
    }  # fmt: skip
    fix = ana.get(reverse("interop:fix", args=[brought.code]))
    assert 'value="2024-02-31"' in page(fix)
    done = ana.post(reverse("interop:fix", args=[brought.code]), {"r5-3": "2024-02-28"}, follow=True)
    assert "Entraron 4 personas" in page(done)
    undone = ana.post(reverse("interop:undo", args=[brought.code]), follow=True)
    assert "Se quitaron 4 personas" in page(undone)
    assert not Person.objects.filter(register_code__startswith="P-").exists()


def test_words_of_a_column_chosen_just_now_are_asked_before_anything_is_checked(ana, register):
    response = upload(ana, register.replace("grupo", "turno"))
    sent = as_sent(ana.get(response.url).context["form"]) | {"to_2": "enrolment.cohort", "to_5": "ignore"}
    asked = ana.post(response.url, sent)
    assert "«Los Pinos» en turno" in page(asked)
    assert Import.objects.get().status == "matching"


def test_the_way_a_file_is_read_is_shown_and_can_be_changed(ana):
    response = upload(ana, "id;fecha\n1;01/02/2024\n")
    assert "no se puede saber con seguridad" in page(ana.get(response.url))
    sent = {"read": "1", "r-encoding": "utf-8", "r-separator": ";", "r-header_row": "1", "r-date_order": "mdy", "r-decimal": "."}
    assert "mes/día/año" in page(ana.post(response.url, sent, follow=True))
    assert Import.objects.get().reading["date_order"] == "mdy"
    wrong = ana.post(response.url, sent | {"r-header_row": "9"})
    assert "La fila 9 no tiene encabezados" in page(wrong)


def test_a_mapping_file_fills_the_second_step(ana):
    from tejido.interop.tests.test_examples import NSW

    mapping = SimpleUploadedFile("mapping.yaml", (NSW / "mapping.yaml").read_bytes())
    response = upload(ana, (NSW / "register.csv").read_bytes(), mapping=mapping)
    form = ana.get(response.url).context["form"]
    preview = ana.post(response.url, as_sent(form), follow=True)
    assert "445 filas están bien" in page(preview)
    assert "4005 valores" in page(preview) or "4 005 valores" in page(preview)


@pytest.mark.parametrize(("content", "words"), [(b"%PDF-1.4", "Esto es un PDF"), (b"id,a\n", "ninguna fila")])
def test_a_file_that_cannot_be_read_is_told_at_its_field_and_not_kept(ana, settings, content, words):
    response = upload(ana, content)
    assert words in page(response)
    assert not Import.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_rows_to_correct_can_be_taken_away_as_csv_and_xlsx_with_their_problem(ana, cast, bring, register, mapping, tmp_path):
    brought = bring(cast.a, register + "=1+1,mujer,Los Pinos,2024-02-31,,,,,,\n", mapping, by=cast.ana)
    text = b"".join(ana.get(reverse("interop:problems_csv", args=[brought.code])).streaming_content).decode("utf-8-sig")
    head, row = text.splitlines()
    assert head.endswith(";Problema")
    assert row.startswith("'=1+1;mujer;Los Pinos;2024-02-31;")
    assert "no existe en el calendario" in row
    path = tmp_path / "p.xlsx"
    path.write_bytes(ana.get(reverse("interop:problems_xlsx", args=[brought.code])).content)
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A2"].value == "'=1+1"
    assert sheet["A2"].data_type == "s"
    again = bring(cast.a, text.replace("2024-02-31", "2024-02-28"), mapping, by=cast.ana)
    assert (again.rows_good, again.made["person"]) == (1, 1)
    assert Person.objects.filter(register_code="=1+1").exists()


def test_after_a_breach_rows_that_were_seen_or_taken_along_are_told_by_import_and_by_the_persons_known_by_then(ana, cast, browser_of, bring, register, mapping):
    brought = bring(cast.a, register + "P-1,mujer,Los Pinos,2024-02-31,,,,,,\nP-9,mujer,Los Pinos,2024-02-31,,,Rosa,,,\n", mapping, by=cast.ana)
    assert brought.rows_bad == 2
    known = Person.objects.get(register_code="P-1").code
    ana.get(reverse("interop:problems_csv", args=[brought.code]))
    ana.get(reverse("interop:fix", args=[brought.code]))
    ana.get(reverse("interop:fix", args=[brought.code]))
    asked = {"since": "2020-01-01", "until": "2100-01-01"}
    dora = browser_of(cast.dora)
    lines = [line.split(",") for line in dora.get(reverse("desk:breach"), {**asked, "format": "csv"}).content.decode().splitlines()]
    assert [line[-2:] + [line[4]] for line in lines if line[-2]] == [["register", "rows", "lines"], [brought.code, "2", "3"]]
    assert [line[4] for line in lines if line[1] == known] == ["3"]
    assert f'<th scope="row" class="tab">{brought.code}</th>' in page(dora.get(reverse("desk:breach"), asked))


def test_the_template_and_the_matched_columns_can_be_taken_home(ana, cast, bring, register, mapping):
    from tejido.interop.matching import load_mapping, read_mapping_file

    assert b"".join(ana.get(reverse("interop:template")).streaming_content).decode("utf-8-sig").startswith("codigo;nombre;")
    brought = bring(cast.a, register, mapping, by=cast.ana)
    text = ana.get(reverse("interop:mapping_yaml", args=[brought.code])).content.decode()
    assert read_mapping_file(text) == mapping
    assert [column.name for column in load_mapping(read_mapping_file(text)).columns] == brought.reading["header"]


def test_a_long_file_goes_through_the_worker_and_shows_how_far_it_is(ana, cast, bring, register, mapping, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("tejido.interop.actions.going.INLINE_ROWS", 2)
    brought = bring(cast.a, register, mapping, by=cast.ana, run=False)
    assert brought.status == "preview"
    Import.objects.filter(pk=brought.pk).update(status="running", rows=100_000, rows_read=12_400)
    shown = page(ana.get(reverse("interop:detail", args=[brought.code])))
    assert re.search(r"12.400 de 100.000\. Puede cerrar esta página", shown)
    assert 'http-equiv="refresh"' in shown
    assert "12" in page(ana.get(reverse("interop:progress", args=[brought.code])))
    Import.objects.filter(pk=brought.pk).update(status="preview", rows=3)
    run(ana, brought.code, django_capture_on_commit_callbacks)
    assert ana.get(reverse("interop:progress", args=[brought.code]))["HX-Redirect"] == reverse("interop:detail", args=[brought.code])
    assert Person.objects.filter(register_code="P-1").exists()


PAGES = ["detail", "columns", "preview", "progress", "fix", "problems_csv", "problems_xlsx", "mapping_yaml"]


@pytest.mark.parametrize("name", PAGES)
def test_carla_does_not_find_an_import_of_another_organisation(cast, browser_of, bring, register, mapping, name):
    brought = bring(cast.a, register + "P-9,x,,,,,Secreta,,,\n", mapping, by=cast.ana)
    response = browser_of(cast.carla).get(reverse(f"interop:{name}", args=[brought.code]))
    assert response.status_code == 404
    assert b"Secreta" not in response.content


@pytest.mark.parametrize("name", ["run", "undo", "fix"])
def test_carla_changes_nothing_of_another_organisation(cast, browser_of, bring, register, mapping, name):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    assert browser_of(cast.carla).post(reverse(f"interop:{name}", args=[brought.code])).status_code == 404
    assert Import.objects.get().status == "done"


def test_carla_cannot_upload_into_another_organisation(cast, browser_of, texts, register):
    response = upload(browser_of(cast.carla), register)
    assert response.status_code == 200
    assert not Import.objects.exists()


@pytest.mark.parametrize("who", ["bruno", "dora", "nora", "diego", "elena"])
def test_other_roles_do_not_enter(cast, browser_of, who):
    assert browser_of(getattr(cast, who)).get(reverse("interop:list")).status_code == 403


def test_the_list_shows_own_imports_and_hides_those_of_others(cast, browser_of, bring, register, mapping):
    bring(cast.a, register, mapping, by=cast.ana, filename="de-ana.csv")
    bring(cast.b, register, mapping, by=cast.carla, filename="de-carla.csv")
    shown = page(browser_of(cast.ana).get(reverse("interop:list")))
    assert "de-ana.csv" in shown
    assert "de-carla.csv" not in shown


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(cast, browser_of, bring, register, mapping, django_assert_max_num_queries):
    ana = browser_of(cast.ana)
    bring(cast.a, register, mapping, by=cast.ana)
    ana.get(reverse("interop:list"))
    with django_assert_max_num_queries(12) as one:
        ana.get(reverse("interop:list"))
    for _n in range(2):
        bring(cast.a, register, mapping, by=cast.ana)
    with django_assert_max_num_queries(12) as three:
        ana.get(reverse("interop:list"))
    assert len(one) == len(three)


def test_the_empty_list_says_what_this_is_and_what_to_do(ana):
    shown = page(ana.get(reverse("interop:list")))
    assert "Todavía no ha traído ninguno" in shown
    assert reverse("interop:new") in shown
