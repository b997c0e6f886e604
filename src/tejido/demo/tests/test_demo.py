"""An invented network: marked, refused beside real data, and gone in one step."""

import datetime as dt
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client, override_settings

from tejido.accounts.models import User
from tejido.core.models import AuditEntry
from tejido.core.verifying import verify
from tejido.demo import command
from tejido.demo.accounts import ACCOUNTS, PASSWORD, code_of
from tejido.demo.actions import AlreadyLoaded, RealDataHere, load_demo, remove_demo
from tejido.demo.actions.answering import PLANS
from tejido.impact.database_command import answer_from_record
from tejido.impact.models import Answer, Release
from tejido.impact.spec import load_plan
from tejido.interop.models import Import
from tejido.network import actions as network
from tejido.network.actions.invitation import link_of
from tejido.network.models import Membership, Network, Organisation, RoleAssignment, Space
from tejido.network.queries import members_of, network_tree
from tejido.network.roles import ROLES
from tejido.outcomes.models import Assessment, Score, Spell
from tejido.people.models import Consent, Identity, Person
from tejido.privacy.models import DataRequest, LegalDuty
from tejido.programmes.models import Enrolment
from tests.cast import signed_in

DAY = dt.date(2026, 11, 1)
KEPT = {"network.Region", "people.ConsentText", "core.AuditEntry", "core.TrailHead", "contenttypes.ContentType", "auth.Permission"}

LEFT = {"core.AuditEntry", "core.TrailHead", "sessions.Session"}  # lines of the trail, and a session of nobody


def rows_by_table():
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._default_manager.exists()}


@pytest.fixture(scope="module")
def woven(django_db_setup, django_db_blocker):
    """The demo, loaded once for this file: each test goes back to it by its own savepoint, whatever it removed."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # as in every test
    with quick, django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(seed=7, day=DAY, with_answers=False)
        transaction.set_rollback(True)


@pytest.fixture
def demo(woven, db):
    cache.clear()
    return woven


@pytest.fixture
def empty(demo):
    """The same database before the demo."""
    remove_demo(by=None)
    return demo


def account(key):
    return User.objects.get(email=f"{key}@demo.invalid")


def test_the_demo_has_its_size_and_its_three_levels(demo):
    assert demo["organisations"] == 34
    assert 2500 <= demo["persons"] <= 3500
    centre = Network.objects.get(slug="demo-centroamerica")
    assert (members_of(centre).count(), members_of(Network.objects.get(slug="demo-espana")).count()) == (14, 20)
    assert {len(branch.branches) for branch in network_tree()} == {0, 2}
    assert Organisation.objects.filter(memberships__network=centre).count() < 14
    assert members_of(centre).values("country").distinct().count() == 7


def test_every_place_and_person_of_the_demo_is_marked(demo):
    for model in (Network, Organisation, Person, User):
        assert not model.objects.filter(is_demo=False).exists()


def test_no_two_members_of_the_demo_wear_one_band(demo):
    assert len(set(Organisation.objects.values_list("band_draft", "band_dye"))) == 34


def test_the_same_seed_makes_the_same_lives(demo):
    def lives():
        rows = Person.objects.order_by("register_code", "pk").select_related("identity")
        return [(p.register_code, p.sex, p.birth_year, p.registered_on, p.identity.given_name) for p in rows]

    first = lives()
    remove_demo(by=None)
    load_demo(seed=7, day=DAY, with_answers=False)
    assert lives() == first
    remove_demo(by=None)
    load_demo(seed=8, day=DAY, with_answers=False)
    assert lives() != first


def test_time_runs_forward_in_every_life(demo):
    assert not Enrolment.objects.filter(ends_on__lt=models_f("starts_on")).exists()
    assert not Spell.objects.filter(ends_on__lt=models_f("starts_on")).exists()
    assert not Enrolment.objects.filter(starts_on__lt=models_f("person__registered_on")).exists()
    assert not Assessment.objects.filter(taken_on__gt=DAY).exists()
    assert not Consent.objects.filter(withdrawn_on__gt=DAY).exists()
    assert not Person.objects.filter(registered_on__gt=DAY).exists()


def models_f(name):
    from django.db.models import F

    return F(name)


def test_some_say_no_some_take_it_back_and_some_answers_are_missing(demo):
    impact = Consent.objects.filter(purpose="impact")
    persons = Person.objects.count()
    assert 0.02 < impact.filter(is_given=False).count() / persons < 0.15
    assert 0.01 < impact.filter(withdrawn_on__isnull=False).count() / persons < 0.1
    assert impact.count() < persons
    assert Score.objects.filter(value__isnull=True).count() + Score.objects.filter(answered__in=[6, 7, 14]).count() > 0
    assert Spell.objects.filter(kind="job").values("type").distinct().count() >= 5


def test_a_home_begins_when_the_one_before_ends(demo):
    homes = Spell.objects.filter(kind="home").order_by("person", "starts_on").values_list("person", "starts_on", "ends_on")
    previous = {}
    for person, starts_on, ends_on in homes:
        assert previous.get(person, starts_on) == starts_on
        previous[person] = ends_on
    assert len(previous) > 100


def test_the_network_asks_its_record_for_months_of_waiting_with_what_came_before(demo, settings, tmp_path):
    """The plan that counts months: who entered supported employment or waited for it, and what sheltered work before has to do with it."""
    settings.HOME = tmp_path
    plan = load_plan((PLANS / "empleo-protegido.yaml").read_text(encoding="utf-8"))
    document = answer_from_record(plan, Network.objects.get(slug="demo-espana"))
    sheltered, supported = document["estimates"][:2]
    assert (sheltered["term"], supported["term"]) == ("protegido", "apoyo")
    assert sheltered["estimate"] < 0 < supported["estimate"]
    lost = {item["reason"]: item["n"] for item in document["attrition"]["lost"]}
    assert document["attrition"]["enrolled"] > 300
    assert document["attrition"]["enrolled"] - sum(lost.values()) == sheltered["n"]
    assert lost["without_consent"] > 20
    assert {check["verdict"] for check in document["checks"] if check["name"] == "immortal_time"} == {"ok"}
    assert document["manifest"]["engine"] == "duckdb"


def test_every_role_has_an_account(demo):
    assert {a.role for a in ACCOUNTS} == set(ROLES)
    for a in ACCOUNTS:
        held = RoleAssignment.objects.filter(user=account(a.key), role=a.role)
        assert held.exists(), a.key


@pytest.mark.parametrize("one", ACCOUNTS, ids=lambda a: a.key)
def test_every_account_signs_in_with_what_the_pages_show(demo, one):
    browser = Client()
    page = browser.get("/accounts/login/").content.decode()
    assert one.email in page
    assert PASSWORD in page
    answer = browser.post("/accounts/login/", {"login": one.email, "password": PASSWORD})
    if ROLES[one.role].staff:
        step = browser.get(answer["Location"])
        assert step.context["demo_code"] == code_of(one.email)
        assert step.context["demo_code"] in step.content.decode()
        answer = browser.post(answer["Location"], {"code": step.context["demo_code"]})
    assert browser.get(answer["Location"], follow=True).status_code == 200
    assert "_auth_user_id" in browser.session


def test_the_code_is_shown_to_demo_accounts_only(empty, cast):
    from allauth.mfa.totp.internal.auth import TOTP

    cache.clear()
    TOTP.activate(cast.bruno, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.bruno.email, "password": "cuatro-palabras-sueltas-ya"})
    step = browser.get("/accounts/2fa/authenticate/")
    assert step.status_code == 200
    assert "demo_code" not in step.context
    assert "demo_accounts" not in Client().get("/accounts/login/").context


def test_the_demo_is_refused_beside_real_data(empty, cast):
    with pytest.raises(RealDataHere):
        load_demo()
    assert not Network.objects.filter(is_demo=True).exists()


def test_the_demo_does_not_load_twice(demo):
    with pytest.raises(AlreadyLoaded):
        load_demo()


def test_no_real_network_opens_beside_the_demo(demo):
    with pytest.raises(network.DemoLoaded):
        network.open_network("Verdadera", by=None)


def test_every_page_of_the_demo_says_so(demo):
    for page in (Client().get("/"), Client().get("/accounts/login/"), Client().get("/informes/"), signed_in(account("profesional")).get("/desk/")):
        assert "Datos de demostración" in page.content.decode()


def test_only_a_coordinator_is_offered_to_leave(demo):
    assert 'href="/demo/leave/"' in signed_in(account("coordinacion")).get("/desk/").content.decode()
    for key in ("profesional", "direccion", "investigacion"):
        browser = signed_in(account(key))
        assert 'href="/demo/leave/"' not in browser.get("/desk/").content.decode()
        assert browser.post("/demo/leave/").status_code == 403
    with pytest.raises(PermissionDenied):
        remove_demo(by=account("direccion"))
    assert Organisation.objects.count() == 34


def test_looking_at_the_leaving_page_removes_nothing(demo):
    page = signed_in(account("coordinacion")).get("/demo/leave/")
    assert "Quitar la demostración" in page.content.decode()
    assert Organisation.objects.count() == 34


def test_a_coordinator_leaves_the_demo_whole_and_what_visitors_wrote_goes_too(empty):
    before = rows_by_table()
    load_demo(seed=7, day=DAY, with_answers=False)
    coordinator, centre = account("coordinacion"), Network.objects.get(slug="demo-centroamerica")
    region = Organisation.objects.get(slug="hilos-de-vida").region
    opened = network.open_organisation("Casa de un visitante", network=centre, region=region, starts_on=DAY, by=coordinator)
    invitation = network.invite_colleague("visita@example.org", "Visita", "director", opened, by=coordinator, address="http://localhost/")
    network.accept_invitation(link_of(invitation), by=None, password="molino lento bajo tierra")
    network.invite_colleague("nadie@example.org", "Nadie", "network_coordinator", centre, by=coordinator, address="http://localhost/")
    assert (opened.is_demo, User.objects.get(email="visita@example.org").is_demo) == (True, True)
    served = Person.objects.filter(is_demo=True).first()
    DataRequest.objects.create(organisation=served.organisation, person=served, person_code=served.code, kind="rectification", channel="paper", received_on=DAY, due_on=DAY)
    LegalDuty.objects.create(organisation=served.organisation, law="Ley inventada", years=5, starts_on=DAY)
    browser = signed_in(coordinator)
    browser.get("/network/organisations/")
    assert browser.post("/demo/leave/")["Location"] == "/"
    after = rows_by_table()
    assert SESSION_KEY not in browser.session  # what is left of the visit holds the words "it is gone" and nobody's name
    assert {label: n for label, n in after.items() if label not in LEFT} == {label: n for label, n in before.items() if label not in LEFT}
    assert set(after) <= KEPT | LEFT | set(before)
    line = AuditEntry.objects.filter(verb="demo.removed").latest("id")
    assert (line.verb, line.actor, line.actor_name) == ("demo.removed", "", "")
    connection.check_constraints()
    assert "demo_accounts" not in Client().get("/accounts/login/").context


def test_removing_the_demo_takes_nothing_out_of_the_trail(demo):
    network.correct_network(Network.objects.get(slug="demo-espana"), by=account("coordinacion.es"), name="Otra")
    written = AuditEntry.objects.count()
    remove_demo(by=None)
    assert AuditEntry.objects.count() == written + 1
    assert verify([])[2] == []


def test_a_demo_loads_again_after_it_was_removed(demo):
    remove_demo(by=None)
    assert load_demo(seed=7, day=DAY, with_answers=False)["organisations"] == 34


def test_the_questions_of_the_demo_are_answered_published_and_waiting(empty, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load_demo(seed=7)
    brought = Import.objects.get()
    assert (brought.status, brought.rows_good, brought.rows_bad) == ("done", 17, 3)
    assert "Corregir 3 filas de mutua-ayuda-otono.csv" in signed_in(account("programas")).get("/desk/").content.decode()
    assert "Renovar" in signed_in(account("profesional")).get("/desk/").content.decode()
    assert sorted(Release.objects.values_list("status", flat=True)) == ["in_review", "in_review", "published", "published"]
    assert Answer.objects.count() == 6
    assert all(Answer.objects.values_list("is_registered", flat=True))
    classes = Answer.objects.get(plan__slug="demo-familia-ansiedad").document
    (found,) = [row for row in classes["estimates"] if (row["name"], row["term"]) == ("principal", "clases")]
    assert found["high"] < 0  # the classes help in the invented lives
    art = Answer.objects.get(plan__slug="demo-arte-animo").document
    (found,) = [row for row in art["estimates"] if (row["name"], row["term"]) == ("principal", "arte")]
    assert found["low"] < 0 < found["high"]  # nobody knows yet whether art does
    assert classes["attrition"]["without_consent"] > 0
    page = Client().get("/informes/").content.decode()
    assert "De familia a Familia" in page
    assert "Arte y recuperación y el ánimo" not in page
    assert "Revisar «Arte y recuperación y el ánimo»" in signed_in(account("coordinacion")).get("/desk/").content.decode()
    assert "Preguntar a los datos: «Arte y recuperación y el ánimo»" in signed_in(account("programas")).get("/desk/").content.decode()
    desk = signed_in(account("coordinacion.es"))
    listed = desk.get("/impact/").content.decode()
    for slug, title, told in (
        ("mujeres-entidad", "Mujeres que llegan a cada entidad", "ninguna entidad se aparta del conjunto más de lo que explica el azar"),
        ("vivienda-caminos", "Dónde vive cada persona al cabo de un año", "de «con la familia» a «piso con apoyo» pasan"),
    ):
        answer = Answer.objects.get(plan__slug=f"demo-{slug}")
        page = desk.get(f"/impact/answers/{answer.code}/").content.decode()
        assert title in listed
        assert told in page
        assert "<svg" in page
    women = Answer.objects.get(plan__slug="demo-mujeres-entidad").document
    assert len([row for row in women["estimates"] if row["role"] == "organisation" and row["n"] >= 30]) == 19
    with django_capture_on_commit_callbacks(execute=True):
        remove_demo(by=None)
    assert not Release.objects.exists()
    assert not Path(brought.file.path).exists()


def test_the_console_says_what_it_did_and_refuses_beside_real_data(empty, cast, capsys):
    assert command.load() == 1
    assert "entidades verdaderas" in capsys.readouterr().err
    assert command.remove() == 1


def test_the_console_prints_one_sign_in_for_each_role(demo, capsys):
    assert command.describe("http://localhost:8000") == 0
    printed = capsys.readouterr().out
    assert "http://localhost:8000" in printed
    for a in ACCOUNTS:
        assert a.email in printed
    assert command.remove() == 0
    assert "se quitó entera" in capsys.readouterr().out


def test_nothing_of_the_demo_is_left_in_the_tables_of_identities_and_spaces(demo):
    remove_demo(by=None)
    for model in (Identity, Space, Membership, Consent, Score):
        assert not model.objects.exists()
