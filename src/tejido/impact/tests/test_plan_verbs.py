"""Writing, registering and asking plans."""

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import Refused
from tejido.impact.actions import ask_plan, register_plan, revise_plan, write_plan
from tejido.impact.models import Answer
from tejido.impact.permissions import answers_visible_to, can_see_exact_answer, plans_visible_to, releases_visible_to
from tejido.impact.spec import PlanError
from tejido.impact.tests.study import EXAMPLES, allow, enrol, measure_all, people_of, programme_of, supported_work, supported_work_plan
from tejido.people.models import Consent

pytestmark = pytest.mark.django_db

EXACT = 1e-6


def row(answer, name, **wanted):
    return next(r for r in answer.document["estimates"] if r["name"] == name and all(r.get(k) == v for k, v in wanted.items()))


def test_ana_writes_a_plan_and_the_trail_tells_of_it(cast):
    plan = write_plan(cast.a, by=cast.ana, text=supported_work_plan())
    assert (plan.slug, plan.organisation, plan.registered_at, len(plan.plan_hash)) == ("nsw-earnings", cast.a, None, 64)
    assert plan.title == "Ingresos en 1978 tras un año de empleo con apoyo"
    line = AuditEntry.objects.get(verb="impact.plan_written")
    assert (line.actor, line.organisation) == (cast.ana.code, cast.a.code)


@pytest.mark.parametrize("who", ["bruno", "dora", "carla", "nora", "diego", "elena"])
def test_nobody_else_writes_a_plan_for_organisation_a(cast, who):
    with pytest.raises(PermissionDenied):
        write_plan(cast.a, by=getattr(cast, who), text=supported_work_plan())


def test_a_plan_with_mistakes_is_refused_with_all_of_them(cast):
    with pytest.raises(PlanError) as refused:
        write_plan(cast.a, by=cast.ana, text="plan: Mal\ntitle: t\ncolumnas: {}\n")
    assert len(refused.value.problems) > 3


def test_a_second_plan_of_the_same_name_is_refused_and_a_version_is_offered(cast):
    plan = write_plan(cast.a, by=cast.ana, text=supported_work_plan())
    with pytest.raises(Refused, match="versión nueva"):
        write_plan(cast.a, by=cast.ana, text=supported_work_plan())
    with pytest.raises(Refused, match="dice lo mismo"):
        revise_plan(plan, by=cast.ana, text=supported_work_plan() + "\n# otro comentario\n")
    newer = revise_plan(plan, by=cast.ana, text=supported_work_plan().replace("HC1, HC3", "HC3"))
    plan.refresh_from_db()
    assert newer.supersedes == plan
    assert plan.text == supported_work_plan()


def test_a_registered_plan_is_not_registered_twice(study):
    with pytest.raises(Refused, match="ya está registrado"):
        register_plan(study.plan, by=study.cast.ana)


def test_the_record_gives_the_published_numbers(study):
    answer = study.answer
    found = row(answer, "difference", term="treat", errors="classical")
    assert found["estimate"] == pytest.approx(1794.342382, abs=EXACT)
    assert found["se"] == pytest.approx(632.853392, abs=EXACT)
    assert row(answer, "difference", term="treat", errors="HC1")["se"] == pytest.approx(670.824491, abs=EXACT)
    assert row(answer, "difference", term="treat", errors="HC3")["se"] == pytest.approx(672.682147, abs=EXACT)
    assert row(answer, "ancova", term="treat", errors="classical")["estimate"] == pytest.approx(1672.203124, abs=EXACT)
    assert row(answer, "ancova", term="treat", errors="classical")["se"] == pytest.approx(638.396627, abs=EXACT)
    assert row(answer, "employed", term="treat", scale="log_odds")["estimate"] == pytest.approx(0.532805, abs=EXACT)
    assert row(answer, "employed", term="treat", scale="log_odds")["se"] == pytest.approx(0.214912, abs=EXACT)
    assert (answer.is_registered, answer.document["status"], answer.cut_off) == (True, "registered", today())


def test_the_record_and_the_flat_file_answer_alike_to_the_last_digit(study):
    from datetime import UTC, datetime

    from tejido.impact.answer import answer_plan
    from tejido.impact.flatfile import read_flatfile
    from tejido.impact.spec import load_plan

    spec = load_plan(supported_work_plan())
    flat = answer_plan(
        spec, read_flatfile(EXAMPLES / "nsw-supported-work" / "register.csv", spec), source="file", registered=False, asked_at=datetime.now(UTC)
    )
    assert flat["data_hash"] == study.answer.data_hash
    assert flat["estimates"] == study.answer.document["estimates"]
    assert flat["attrition"] == study.answer.document["attrition"]


def test_repeated_interviews_answer_alike_from_the_record_and_from_the_flat_file(cast):
    from datetime import UTC, datetime

    from tejido.impact.answer import answer_plan
    from tejido.impact.flatfile import read_flatfile
    from tejido.impact.spec import load_plan
    from tejido.impact.tests.study import unemployment_plan, unemployment_study

    unemployment_study(cast.a)
    answer = ask_plan(register_plan(write_plan(cast.a, by=cast.ana, text=unemployment_plan()), by=cast.ana), by=cast.ana)
    assert row(answer, "unemployment", term="unemployed")["estimate"] == pytest.approx(5.1113, abs=1e-3)
    model = next(one for one in answer.document["models"] if one["name"] == "unemployment")
    assert model["deviance"] == pytest.approx(5107.603, abs=1e-3)
    spec = load_plan(unemployment_plan())
    frame = read_flatfile(EXAMPLES / "unemployment-depression" / "register.csv", spec)
    flat = answer_plan(spec, frame, source="file", registered=False, asked_at=datetime.now(UTC))
    assert flat["data_hash"] == answer.data_hash
    assert flat["estimates"] == answer.document["estimates"]


@pytest.mark.parametrize("who", ["bruno", "dora", "carla", "nora", "diego", "elena"])
def test_nobody_else_registers_or_asks_the_plan_of_a(study, who):
    for verb in (register_plan, ask_plan, lambda plan, by: revise_plan(plan, by=by, text=supported_work_plan())):
        with pytest.raises(PermissionDenied):
            verb(study.plan, by=getattr(study.cast, who))


def test_a_withdrawn_permission_takes_the_person_out_of_the_next_run_and_the_attrition_says_so(study):
    Consent.objects.filter(person=study.people[0]).update(withdrawn_on=today())
    after = ask_plan(study.plan, by=study.cast.ana)
    before = study.answer.document["attrition"]
    assert (before["enrolled"], before["without_consent"], before["analysed"]) == (445, 0, 445)
    now = after.document["attrition"]
    assert (now["enrolled"], now["without_consent"], now["analysed"]) == (445, 1, 444)
    assert {"reason": "without_consent", "column": None, "n": 1} in now["lost"]
    assert after.data_hash != study.answer.data_hash


def test_a_plan_asked_before_it_was_registered_stays_exploratory(cast):
    supported_work(cast.a)
    plan = write_plan(cast.a, by=cast.ana, text=supported_work_plan())
    assert ask_plan(plan, by=cast.ana).is_registered is False
    later = ask_plan(register_plan(plan, by=cast.ana), by=cast.ana)
    assert (later.is_registered, later.document["status"]) == (False, "exploratory")


def test_a_new_version_registered_after_the_answer_of_the_old_one_is_exploratory(study):
    newer = revise_plan(study.plan, by=study.cast.ana, text=supported_work_plan().replace("HC1, HC3", "HC3"))
    register_plan(newer, by=study.cast.ana)
    assert ask_plan(newer, by=study.cast.ana).is_registered is False
    assert ask_plan(study.plan, by=study.cast.ana).is_registered is True


def test_another_plan_on_data_already_seen_is_exploratory(study):
    other = write_plan(study.cast.a, by=study.cast.ana, text=supported_work_plan().replace("nsw-earnings", "nsw-otra"))
    register_plan(other, by=study.cast.ana)
    answer = ask_plan(other, by=study.cast.ana)
    assert (answer.is_registered, answer.document["status"]) == (False, "exploratory")


def test_a_plan_run_on_the_console_before_it_was_registered_is_exploratory(cast, tmp_path, capsys):
    from tejido.impact.database_command import run_plan_on_database

    supported_work(cast.a)
    path = tmp_path / "plan.yaml"
    path.write_text(supported_work_plan(), encoding="utf-8")
    assert run_plan_on_database(path, None, organisation="hilos", network=None) == 0
    assert "1794,342382" in capsys.readouterr().out
    plan = register_plan(write_plan(cast.a, by=cast.ana, text=supported_work_plan()), by=cast.ana)
    assert ask_plan(plan, by=cast.ana).is_registered is False


def test_the_console_names_what_the_record_lacks(cast, tmp_path, capsys):
    from tejido.impact.database_command import run_plan_on_database

    path = tmp_path / "plan.yaml"
    path.write_text(supported_work_plan(), encoding="utf-8")
    assert run_plan_on_database(path, None, organisation="hilos", network=None) == 2
    assert "No hay ninguna medida «re78»" in capsys.readouterr().err


def test_a_refused_question_keeps_its_reason(cast):
    trained, control = programme_of(cast.a, "nsw", "nsw-train", "nsw-control")
    people = people_of(cast.a, 19)
    enrol(people[:9], trained)
    enrol(people[9:], control)
    names = ("re78", "age", "educ", "nodegree", "black", "hisp", "re74", "re75")
    measure_all(cast.a, {name: [(p, float(i % 2)) for i, p in enumerate(people)] for name in names})
    allow(people)
    answer = ask_plan(write_plan(cast.a, by=cast.ana, text=supported_work_plan()), by=cast.ana)
    assert all(r["estimate"] is None and ": 9. Hacen falta" in r["note"] for r in answer.document["estimates"])


def test_a_cut_off_in_the_future_is_refused(study):
    import datetime as dt

    with pytest.raises(Refused, match="futuro"):
        ask_plan(study.plan, by=study.cast.ana, cut_off=today() + dt.timedelta(days=1))


def test_doors_show_a_plan_and_its_answers_to_its_owner_alone(study):
    cast = study.cast
    for who in (cast.ana, cast.dora):
        assert list(plans_visible_to(who)) == [study.plan]
        assert list(answers_visible_to(who)) == [study.answer]
        assert can_see_exact_answer(who, study.answer)
    for who in (cast.bruno, cast.carla, cast.nora, cast.diego, cast.elena):
        assert not plans_visible_to(who).exists()
        assert not answers_visible_to(who).exists()
        assert not releases_visible_to(who).exists()
        assert not can_see_exact_answer(who, study.answer)


def network_of(cast, *, size):
    """A third member, and `size` people in each arm of every member."""
    from tejido.network.models import Membership, Organisation

    third = Organisation.objects.create(slug="tercera", name="Tercera", country="SV", region=cast.a.region)
    Membership.objects.create(network=cast.red, organisation=third, starts_on=cast.red.memberships.first().starts_on)
    for organisation in (cast.a, cast.b, third):
        for cohort in programme_of(organisation, "apoyo", "con", "sin"):
            people = people_of(organisation, size, prefix=cohort.slug)
            enrol(people, cohort)
            measure_all(organisation, {"puntos": [(p, float(i % 7) + (cohort.slug == "con")) for i, p in enumerate(people)]})
            allow(people)
    return third


NETWORK_PLAN = """
plan: red-apoyo
title: Apoyo y puntos
question: ¿Suben los puntos con apoyo?
population: {programme: apoyo}
columns:
  con:    {kind: yes_no, source: {cohort: con}}
  puntos: {kind: number, source: {measure: puntos}}
exposure: {column: con, reference: 0}
outcome: {column: puntos}
estimates: [{name: difference, method: difference}]
"""


def test_a_network_pools_only_the_members_that_agreed(cast):
    third = network_of(cast, size=20)
    plan = register_plan(write_plan(cast.red, by=cast.diego, text=NETWORK_PLAN), by=cast.diego)
    answer = ask_plan(plan, by=cast.diego)
    assert answer.document["attrition"]["enrolled"] == 80
    assert answer.document["persons_by_organisation"] == [40, 40]
    third.memberships.update(evidence_agreed_on=today())
    assert ask_plan(plan, by=cast.diego).document["persons_by_organisation"] == [40, 40, 40]


def test_the_members_of_a_member_network_are_pooled_when_both_steps_agreed(cast):
    from tejido.network.models import Membership, Network

    third = network_of(cast, size=20)
    country = Network.objects.create(slug="pais", name="Red de país")
    Membership.objects.filter(organisation=third).update(network=country, evidence_agreed_on=today())
    inner = Membership.objects.create(network=cast.red, member_network=country, starts_on=today())
    Membership.objects.create(network=country, member_network=cast.red, starts_on=today(), evidence_agreed_on=today())  # a circle ends
    plan = write_plan(cast.red, by=cast.diego, text=NETWORK_PLAN)
    assert len(ask_plan(plan, by=cast.diego).document["persons_by_organisation"]) == 2
    Membership.objects.filter(pk=inner.pk).update(evidence_agreed_on=today())
    assert len(ask_plan(plan, by=cast.diego).document["persons_by_organisation"]) == 3


def test_a_network_without_any_agreement_has_nobody_to_ask(cast):
    cast.red.memberships.update(evidence_agreed_on=None)
    with pytest.raises(Refused, match="Ninguna entidad"):
        ask_plan(write_plan(cast.red, by=cast.diego, text=NETWORK_PLAN), by=cast.diego)
    assert not Answer.objects.exists()


def test_an_answer_worked_out_in_a_process_of_its_own_says_the_same(study):
    here, apart = study.answer.document, ask_plan(study.plan, by=study.cast.ana, apart=True).document
    moments = {"asked_at"}
    assert {k: v for k, v in apart.items() if k not in moments} == {k: v for k, v in here.items() if k not in moments}


def test_a_calculation_that_takes_too_long_is_stopped_and_says_what_to_do(study, monkeypatch):
    monkeypatch.setattr("tejido.impact.apart.LONGEST", 0.01)
    with pytest.raises(Refused, match="Pregunte menos cosas"):
        ask_plan(study.plan, by=study.cast.ana, apart=True)
    assert Answer.objects.count() == 1


def test_the_trail_of_a_network_tells_of_its_plans(cast):
    plan = register_plan(write_plan(cast.red, by=cast.diego, text=NETWORK_PLAN), by=cast.diego)
    lines = AuditEntry.objects.filter(target=f"impact.Plan:{plan.code}")
    assert set(lines.values_list("verb", "organisation")) == {("impact.plan_written", cast.red.code), ("impact.plan_registered", cast.red.code)}
