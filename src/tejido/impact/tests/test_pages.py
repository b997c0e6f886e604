"""The screens of plans, answers and releases, and what each reader may see on them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tejido.impact.models import Answer, Plan, Release
from tejido.impact.tests.study import measure_all, people_of, programme_of, supported_work_plan

pytestmark = pytest.mark.django_db

GUIDED = {
    "title": "Ingresos tras el programa", "question": "¿Ganan más?", "programme": "nsw", "compared": "nsw-train", "reference": "nsw-control",
    "assignment": "random", "outcome": "measure:re78", "wave": "", "direction": "higher_is_better", "method": "difference", "covariates": [],
}  # fmt: skip
WORDS = {"slug": "ingresos", "title_es": "Ingresos", "lead_es": "Qué cambió.", "easy_es": "# Qué miramos\nbriefcase | Trabajar con apoyo ayuda.\nNo lo sabemos todo."}


def url(name, thing=None):
    return reverse(f"impact:{name}", args=[thing.code] if thing is not None else [])


def addresses(study, release):
    return [
        url("plan", study.plan), url("plan_revise", study.plan), url("answer", study.answer), url("answer_csv", study.answer),
        url("answer_json", study.answer), url("release_new", study.answer), url("release", release), url("release_edit", release),
    ]  # fmt: skip


def test_carla_meets_nothing_of_a_although_it_exists(in_review, study, browser_of):
    carla = browser_of(study.cast.carla)
    assert [carla.get(address).status_code for address in addresses(study, in_review)] == [404] * 8
    for name in ("plan_register", "plan_ask"):
        assert carla.post(url(name, study.plan), {"cut_off": "2025-01-01"}).status_code == 404
    assert carla.post(url("release_send", in_review)).status_code == 404
    for name in ("plans", "releases"):
        page = carla.get(url(name)).content.decode()
        assert study.plan.title not in page
        assert "Trabajo con apoyo" not in page
    assert Answer.objects.count() == 1


def test_a_stranger_to_the_network_is_sent_to_sign_in(in_review, study, client):
    for address in addresses(study, in_review):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", ["bruno", "elena"])
def test_roles_without_plans_are_told_that_the_page_is_for_others(study, in_review, browser_of, who):
    assert {browser_of(getattr(study.cast, who)).get(address).status_code for address in addresses(study, in_review)} == {403}


def test_ana_writes_a_plan_by_answering_questions_registers_and_asks_it(cast, browser_of):
    from tejido.impact.tests.study import supported_work

    supported_work(cast.a)
    ana = browser_of(cast.ana)
    page = ana.get(url("plan_new")).content.decode()
    assert "NSW · nsw-train" in page
    reply = ana.post(url("plan_new"), GUIDED)
    plan = Plan.objects.get()
    assert reply.status_code == 302
    assert "source:\n      measure: re78" in plan.text
    ana.post(url("plan_register", plan))
    reply = ana.post(url("plan_ask", plan), {"cut_off": "2026-01-01"})
    answer = Answer.objects.get()
    assert reply["Location"] == url("answer", answer)
    assert answer.is_registered
    shown = ana.get(url("answer", answer)).content.decode()
    assert "plan registrado antes" in shown
    assert shown.index("de 472 a 3116") < shown.index("0,008")  # the interval comes before the p value


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({"method": "ancova", "covariates": ["measure:age", "person:age_at_entry"], "mid": "500.5"}, ["age", "age_at_entry"]),
        ({"method": "logistic", "above": "0"}, ["resultado"]),
        ({"method": "mixed_model", "covariates": ["measure:age"]}, ["momento", "age"]),
        ({"method": "cox", "outcome": "spell:job"}, ["dias", "resultado"]),
        ({"method": "kaplan_meier", "outcome": "spell:home"}, ["dias", "resultado"]),
        ({"outcome": "score:phq-8", "wave": "12"}, ["resultado"]),
    ],
)
def test_every_way_through_the_questions_ends_in_a_plan_that_loads(cast, browser_of, change, columns):
    from tejido.impact.spec import load_plan
    from tejido.outcomes.models import Assessment

    programme_of(cast.a, "nsw", "nsw-train", "nsw-control")
    measure_all(cast.a, {"re78": [], "age": []})
    (person,) = people_of(cast.a, 1)
    Assessment.objects.create(organisation=cast.a, person=person, instrument="phq-8", instrument_version="1", language="es", taken_on="2024-01-01")
    reply = browser_of(cast.ana).post(url("plan_new"), GUIDED | change)
    assert reply.status_code == 302, re.findall(r'class="msg">([^<]+)', reply.content.decode())
    assert {column.name for column in load_plan(Plan.objects.get().text).columns} >= set(columns)


def test_questions_that_do_not_fit_together_are_said_at_their_field(cast, browser_of):
    programme_of(cast.a, "nsw", "nsw-train", "nsw-control")
    measure_all(cast.a, {"re78": []})
    page = browser_of(cast.ana).post(url("plan_new"), GUIDED | {"reference": "nsw-train", "method": "cox", "covariates": ["measure:re78"]}).content.decode()
    assert all(text in page for text in ("Elija un grupo distinto", "los demás resultados, no", "quítelo de esta lista"))
    assert "Ingresos tras el programa" in page
    assert not Plan.objects.exists()


def test_the_least_difference_that_matters_goes_from_the_questions_to_the_plan_and_its_page(cast, browser_of):
    programme_of(cast.a, "nsw", "nsw-train", "nsw-control")
    measure_all(cast.a, {"re78": []})
    ana = browser_of(cast.ana)
    page = ana.get(ana.post(url("plan_new"), GUIDED | {"mid": "500.5"})["Location"]).content.decode()
    assert "mid: 500.5" in page
    assert re.search(r"Desde qué diferencia se nota</dt>\s*<dd>500,5 en la unidad del resultado", page)


@pytest.mark.parametrize(("change", "said"), [({"mid": "0"}, "mayor que cero"), ({"mid": "3", "method": "logistic", "above": "0"}, "no da una diferencia en puntos")])
def test_a_least_difference_that_cannot_be_is_said_at_its_field(cast, browser_of, change, said):
    programme_of(cast.a, "nsw", "nsw-train", "nsw-control")
    measure_all(cast.a, {"re78": []})
    assert said in browser_of(cast.ana).post(url("plan_new"), GUIDED | change).content.decode()
    assert not Plan.objects.exists()


def test_a_plan_as_text_keeps_what_was_typed_and_names_every_problem(cast, browser_of):
    ana = browser_of(cast.ana)
    text = supported_work_plan().replace("kind: yes_no", "kind: sino", 1).replace("method: ancova", "method: ancobita")
    page = ana.post(url("plan_new") + "?como=texto", {"text": text}).content.decode()
    assert "plan.columns.treat.kind" in page
    assert "ancobita" in page
    assert "Earnings in 1978" in page
    broken = SimpleUploadedFile("plan.yaml", b"\xff\xfe\x00plan")
    assert "UTF-8" in ana.post(url("plan_new") + "?como=texto", {"file": broken}).content.decode()
    good = SimpleUploadedFile("plan.yaml", supported_work_plan().encode())
    assert ana.post(url("plan_new") + "?como=texto", {"file": good}).status_code == 302


def test_a_plan_that_names_what_the_record_lacks_is_answered_with_what_is_near(cast, browser_of):
    programme_of(cast.a, "nsw", "nsw-train", "nsw-control")
    measure_all(cast.a, {name: [] for name in ("re77", "age", "educ", "nodegree", "black", "hisp", "re74", "re75")})
    ana = browser_of(cast.ana)
    ana.post(url("plan_new") + "?como=texto", {"text": supported_work_plan()})
    page = ana.post(url("plan_ask", Plan.objects.get()), {"cut_off": "2026-01-01"}).content.decode()
    assert "No hay ninguna medida «re78»" in page
    assert not Answer.objects.exists()


def test_the_researcher_of_the_network_chooses_the_network_and_cannot_choose_an_organisation(cast, browser_of):
    diego = browser_of(cast.diego)
    assert diego.get(f"{url('plan_new')}?para={cast.a.code}").status_code == 404
    assert "Red de prueba" in diego.get(f"{url('plan_new')}?para={cast.red.code}").content.decode()


def test_the_researcher_sees_the_protected_answer_and_never_an_exact_cell(cast, browser_of):
    from tejido.impact.actions import ask_plan, register_plan, write_plan
    from tejido.impact.tests.test_plan_verbs import NETWORK_PLAN, network_of

    third = network_of(cast, size=20)
    third.memberships.update(evidence_agreed_on="2024-01-01")
    text = NETWORK_PLAN.replace("estimates: [", "derive: {alto: {indicator: {column: puntos, at_least: 6}}}\nestimates: [{name: alto, method: logistic, outcome: alto}, ")
    answer = ask_plan(register_plan(write_plan(cast.red, by=cast.diego, text=text), by=cast.diego), by=cast.diego)
    exact = next(table for table in answer.document["tables"] if table["kind"] == "outcome")
    assert exact["counts"][0][1] < 10
    diego = browser_of(cast.diego)
    document = diego.get(url("answer_json", answer)).json()
    assert next(table for table in document["tables"] if table["name"] == exact["name"])["counts"][0][1] is None
    assert "persons_by_organisation" not in document
    page = diego.get(url("answer", answer)).content.decode()
    assert "no se muestra" in page
    assert "cifras exactas" not in page
    assert "Tablas exactas" not in page


def test_the_number_of_queries_of_the_list_does_not_grow_with_the_plans(cast, browser_of, django_assert_max_num_queries):
    ana = browser_of(cast.ana)
    counts = []
    for how_many in (1, 3):
        for i in range(how_many):
            ana.post(url("plan_new") + "?como=texto", {"text": supported_work_plan().replace("nsw-earnings", f"plan-{how_many}-{i}")})
        with django_assert_max_num_queries(30) as seen:
            ana.get(url("plans"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_ana_prepares_dora_returns_ana_mends_dora_publishes(study, browser_of):
    ana, dora = browser_of(study.cast.ana), browser_of(study.cast.dora)
    assert ana.post(url("release_new", study.answer), WORDS).status_code == 302
    release = Release.objects.get()
    ideas = [{"heading": "Qué miramos"}, {"icon": "briefcase", "text": "Trabajar con apoyo ayuda."}, {"icon": "message-circle", "text": "No lo sabemos todo."}]
    assert release.easy == {"es": ideas}
    ana.post(url("release_send", release))
    review = dora.get(url("release_review", release)).content.decode()
    assert "ninguna se puede deducir" in review or "protegido" in review
    dora.post(url("release_review", release), {"verdict": "return", "note": "Más corto, por favor."})
    assert "Más corto, por favor." in ana.get(url("release", release)).content.decode()
    edit = ana.get(url("release_edit", release)).content.decode()
    assert "briefcase | Trabajar con apoyo ayuda." in edit
    release.refresh_from_db()
    ana.post(url("release_edit", release), WORDS | {"title_es": "Corto", "version": release.version})
    ana.post(url("release_send", release))
    dora.post(url("release_review", release), {"verdict": "approve"})
    release.refresh_from_db()
    assert (release.status, release.number, release.title["es"]) == ("published", 1, "Corto")


def test_whoever_prepared_it_sees_no_button_to_approve_and_is_refused(in_review, study, browser_of):
    from tests.cast import give_role

    give_role(study.cast.ana, "director", organisation=study.cast.a)
    ana = browser_of(study.cast.ana)
    page = ana.get(url("release_review", in_review)).content.decode()
    assert "Tiene que revisarlo otra persona" in page
    assert 'value="approve"' not in page
    assert ana.post(url("release_review", in_review), {"verdict": "approve"}).status_code == 403


def test_a_second_person_saving_over_a_colleague_keeps_what_was_typed(study, browser_of):
    ana = browser_of(study.cast.ana)
    ana.post(url("release_new", study.answer), WORDS)
    release = Release.objects.get()
    ana.post(url("release_edit", release), WORDS | {"version": release.version})
    page = ana.post(url("release_edit", release), WORDS | {"title_es": "Lo mío", "version": release.version}).content.decode()
    assert "Otra persona guardó cambios" in page
    assert "Lo mío" in page


def test_dora_withdraws_and_ana_prepares_the_next_edition(published, study, browser_of):
    from tejido.impact.actions import ask_plan

    newer = ask_plan(study.plan, by=study.cast.ana)
    ana, dora = browser_of(study.cast.ana), browser_of(study.cast.dora)
    assert newer.code in ana.get(url("release", published)).content.decode()
    ana.post(url("release_reissue", published), {"answer": newer.code})
    assert Release.objects.filter(slug="ingresos", status="prepared").count() == 1
    dora.post(url("release_withdraw", published), {"reason": ""})
    published.refresh_from_db()
    assert published.status == "published"
    dora.post(url("release_withdraw", published), {"reason": "Fechas equivocadas."})
    published.refresh_from_db()
    assert (published.status, published.withdrawn_reason) == ("withdrawn", "Fechas equivocadas.")


def test_the_reviewer_sees_the_exact_cells_that_the_public_will_not(study, browser_of):
    from tejido.impact.actions import ask_plan, prepare_release, send_to_review, write_plan

    text = supported_work_plan().replace("nsw-earnings", "nsw-altos").replace("above: 0", "above: 20000")
    answer = ask_plan(write_plan(study.cast.a, by=study.cast.ana, text=text), by=study.cast.ana)
    release = prepare_release(answer, by=study.cast.ana, slug="altos", title={"es": "Altos"}, lead={"es": "Fueron 9."}, easy={})
    send_to_review(release, by=study.cast.ana)
    page = browser_of(study.cast.dora).get(url("release_review", release)).content.decode()
    assert re.search(r'sello m">9</span> <span class="sec chico">oculta', page)
    assert "ninguna se puede deducir" in page
    assert "<b>9</b>" in page  # the number that somebody wrote by hand
