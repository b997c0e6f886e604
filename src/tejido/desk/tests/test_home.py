"""The desk opens with one sentence and what waits this week."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tejido.core.periods import today
from tejido.interop.models import Import, ImportRow
from tejido.network.models import Organisation
from tejido.people.models import Consent, ConsentText, Person
from tests.cast import signed_in, user


def home(account):
    return " ".join(signed_in(account).get("/desk/").content.decode().split())


def brought(organisation, by, problems=2):
    found = Import.objects.create(organisation=organisation, brought_by=by, filename="registro.csv", file_hash="x", status="done")
    for number in range(problems):
        ImportRow.objects.create(brought=found, number=number + 2, cells={}, problems={"Fecha": "?"})
    return found


def expiring(person, days):
    text = ConsentText.objects.filter(purpose="messages").first()
    return Consent.objects.create(
        person=person, text=text, purpose="messages", is_given=True, given_on=dt.date(2025, 1, 1), channel="paper", expires_on=today() + dt.timedelta(days=days)
    )


def test_anybody_reads_the_front_page(db):
    page = Client().get("/")
    assert page.status_code == 200
    assert "Entrar" in page.content.decode()


def test_nobody_is_sent_to_sign_in(db):
    assert Client().get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


@pytest.mark.parametrize("who", ["ana", "bruno", "dora", "carla", "nora", "diego"])
def test_every_member_of_staff_has_a_home(cast, who):
    page = home(getattr(cast, who))
    assert f"Buenos días, {getattr(cast, who).name}" in page
    assert "Para esta semana" in page


def test_elena_is_taken_to_her_own_page(cast):
    assert signed_in(cast.elena).get("/desk/")["Location"] == "/people/mine/"


def test_an_account_without_a_role_is_told_what_to_do(db):
    assert "todavía no tiene un papel" in home(user("sola", "Sola"))


def test_the_sentence_counts_the_people_of_the_own_organisation_only(cast):
    Person.objects.create(organisation=cast.b, register_code="B-9", registered_on=today())
    assert "2 personas" in home(cast.bruno)
    assert "2 personas" in home(cast.carla)
    assert "persona" not in home(cast.nora).split("relato")[1].split("</p>")[0]


def test_the_coordinator_of_the_network_reads_members_and_countries(cast):
    sentence = home(cast.nora).split("relato")[1].split("</p>")[0]
    assert "2 entidades" in sentence
    assert "2 países" in sentence
    assert "0 regiones de 36" in sentence  # 14 of El Salvador and 22 of Guatemala


def test_rows_to_fix_wait_for_whoever_brings_registers_there(cast):
    brought(cast.a, cast.ana)
    assert "Corregir 2 filas de registro.csv" in home(cast.ana)
    assert "registro.csv" not in home(cast.bruno)
    assert "registro.csv" not in home(cast.carla)


def test_rows_that_are_fixed_wait_for_nobody(cast):
    found = brought(cast.a, cast.ana)
    found.bad_rows.update(is_fixed=True)
    assert "registro.csv" not in home(cast.ana)


def test_permissions_that_end_soon_wait_for_whoever_takes_them_there(cast):
    expiring(cast.person, 10)
    expiring(cast.brother, 90)
    assert "Renovar el permiso de una persona" in home(cast.bruno)
    assert "Renovar" not in home(cast.carla)


def test_a_permission_that_was_given_again_is_not_waiting(cast):
    old = expiring(cast.person, 10)
    Consent.objects.create(person=cast.person, text=old.text, purpose="messages", is_given=True, given_on=today(), channel="paper")
    assert "Renovar" not in home(cast.bruno)


def test_the_direction_is_asked_to_decide_about_the_results_of_the_network(cast):
    cast.a.memberships.update(evidence_agreed_on=None)
    assert "Decidir si aportan a los resultados de Red de prueba" in home(cast.dora)
    assert "Decidir si aportan" not in home(cast.nora)


def test_the_coordinator_is_asked_to_invite_the_direction_of_a_member_without_one(cast):
    page = home(cast.nora)
    assert "Invitar a la dirección de Familias de Xela" in page
    assert "Invitar a la dirección de Hilos de Vida" not in page


def test_colleagues_who_cannot_enter_yet_are_counted_until_they_can(cast):
    assert "Ayudar a 3 personas a entrar" in home(cast.dora)
    for account in (cast.ana, cast.bruno):
        TOTP.activate(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert "Ayudar a una persona a entrar" in home(cast.dora)


def test_a_desk_with_nothing_to_do_says_so(cast):
    assert "Nada espera por usted" in home(cast.bruno)


def test_the_menu_shows_what_the_roles_open_and_marks_where_one_is(cast):
    page = home(cast.bruno)
    assert 'href="/people/"' in page
    for closed in ("/interop/", "/network/colleagues/", "/desk/trail/", "/impact/"):
        assert f'href="{closed}"' not in page
    here = signed_in(cast.bruno).get("/network/organisations/").content.decode()
    assert 'href="/network/organisations/" aria-current="page"' in here
    assert 'href="/network/" aria-current="page"' not in here


def test_a_real_network_carries_no_mark_of_a_demonstration(cast):
    assert "Datos de demostración" not in home(cast.bruno)
    assert "Datos de demostración" not in Client().get("/").content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_home_asks_the_same_number_of_questions(cast, django_assert_num_queries, more):
    for n in range(more):
        Person.objects.create(organisation=cast.a, register_code=f"M{n}", registered_on=today())
        Organisation.objects.create(slug=f"o{n}", name=f"O{n}", country="SV", region=cast.a.region)
    browser = signed_in(cast.bruno)
    browser.get("/desk/")
    with django_assert_num_queries(14):
        browser.get("/desk/")


def test_direction_finds_unseen_notices_and_requests_of_persons_on_its_desk(cast, browser_of):
    from tejido.network.watchers import notify
    from tejido.privacy.models import DataRequest

    notify(cast.a, "audit.read", "Se abrieron muchas fichas en una hora.")
    DataRequest.objects.create(
        organisation=cast.a, person=cast.person, person_code=cast.person.code, kind="access", received_on=today(), due_on=today(),
    )
    page = browser_of(cast.dora).get("/desk/").content.decode()

    assert "Leer 1 aviso" in page
    assert "Contestar a una solicitud: una copia de sus datos" in page
    assert "Leer 1 aviso" not in browser_of(cast.carla).get("/desk/").content.decode()
