"""The screens of people: what they show to whom, and how many questions they ask the database."""

import datetime as dt

import pytest
from django.urls import reverse

from tejido.core.models import AuditEntry
from tejido.people import actions
from tejido.people.models import Consent, Identity, Person
from tejido.people.queries import texts_to_read

DAY = dt.date(2025, 2, 3)


@pytest.fixture
def ana(cast, browser_of):
    return browser_of(cast.ana)


def get(browser, name, *args, **query):
    return browser.get(reverse(f"people:{name}", args=args), query)


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def many(cast, n):
    for i in range(n):
        person = Person.objects.create(organisation=cast.a, register_code=f"M-{i}", registered_on=DAY)
        Identity.objects.create(person=person, given_name=f"Nombre{i}")


def test_the_list_shows_ana_her_people_and_never_those_of_b(cast, ana):
    page = text_of(get(ana, "list"))
    assert "Lena" in page
    assert "Félix Portillo" in page
    assert "Marta" not in page
    assert cast.stranger.code not in page


def test_carla_sees_none_of_a_in_her_list(cast, browser_of):
    page = text_of(get(browser_of(cast.carla), "list"))
    assert "Marta Ajú" in page
    assert not any(word in page for word in ("Lena", "Félix", "A-001", cast.person.code))


@pytest.mark.parametrize("page", ["detail", "edit", "identity", "account", "trail", "consent_new"])
def test_a_record_of_a_is_not_there_for_carla(cast, browser_of, page):
    assert get(browser_of(cast.carla), page, cast.person.code).status_code == 404
    assert text_of(get(browser_of(cast.carla), page, cast.stranger.code))


def test_the_list_asks_as_many_questions_for_three_people_as_for_one(cast, ana, django_assert_num_queries):
    Person.objects.filter(pk=cast.brother.pk).delete()
    get(ana, "list")  # the session is new
    with django_assert_num_queries(17):
        assert text_of(get(ana, "list")).count("<tr>") == 2
    many(cast, 2)
    with django_assert_num_queries(17):
        assert text_of(get(ana, "list")).count("<tr>") == 4


def test_the_list_shows_fifty_and_goes_on(cast, ana):
    many(cast, 60)
    assert text_of(get(ana, "list")).count("<tr>") == 51
    assert text_of(get(ana, "list", page=2)).count("<tr>") == 13


def test_a_person_is_found_by_register_code_and_by_name(cast, ana):
    assert cast.person.code in text_of(get(ana, "list", q="a-001"))
    assert "Félix" in text_of(get(ana, "list", q="felix"))
    assert "Nadie coincide" in text_of(get(ana, "list", q="marta"))


@pytest.mark.parametrize("address", ["people:list", "desk:search"])
def test_a_search_by_name_says_when_older_names_were_not_compared(ana, monkeypatch, address):
    assert "fichas más nuevas" not in text_of(ana.get(reverse(address), {"q": "Portillo"}))
    monkeypatch.setattr("tejido.people.names.MOST_COMPARED", 1)
    assert "los nombres de las 1 fichas más nuevas" in text_of(ana.get(reverse(address), {"q": "Lena"}))


def test_the_filter_tells_who_allows_to_be_counted(cast, ana):
    actions.record_consent(cast.person, by=cast.ana, text=texts_to_read("es")["impact"], is_given=True)
    yes, no = text_of(get(ana, "list", impact="yes")), text_of(get(ana, "list", impact="no"))
    assert ("Lena" in yes, "Félix" in yes) == (True, False)
    assert ("Lena" in no, "Félix" in no) == (False, True)


def test_the_page_of_a_person_says_that_she_sees_it_too_and_leaves_a_line(cast, ana):
    page = text_of(get(ana, "detail", cast.person.code))
    assert "Lena ve esta página igual que usted." in page
    assert "<b>Sin preguntar:</b>" in page
    assert AuditEntry.objects.latest("id").verb == "people.person_viewed"
    assert "+503 7000 0001" not in page


def test_the_page_of_a_person_asks_the_same_with_more_answers(cast, ana, django_assert_num_queries):
    get(ana, "detail", cast.person.code)
    texts = texts_to_read("es")
    actions.record_consent(cast.person, by=cast.ana, text=texts["impact"], is_given=True)
    with django_assert_num_queries(24):
        get(ana, "detail", cast.person.code)
    for purpose in ("image", "service"):
        actions.record_consent(cast.person, by=cast.ana, text=texts[purpose], is_given=False)
    with django_assert_num_queries(24):
        get(ana, "detail", cast.person.code)


def test_ana_opens_a_record_on_screen(cast, ana):
    form = {"organisation": cast.a.pk, "kind": "served", "sex": "woman", "registered_on": "2025-02-03", "given_name": "Rosa", "register_code": "A-9"}
    response = ana.post(reverse("people:new"), form)
    person = Person.objects.get(register_code="A-9")
    assert response.url == reverse("people:detail", args=[person.code])
    assert person.identity.given_name == "Rosa"


def test_a_taken_code_shows_the_record_that_has_it_and_keeps_what_was_typed(cast, ana):
    form = {"organisation": cast.a.pk, "kind": "served", "sex": "woman", "registered_on": "2025-02-03", "given_name": "Rosalinda", "register_code": "A-001"}
    page = text_of(ana.post(reverse("people:new"), form))
    assert "ya es de otra persona de su registro" in page
    assert reverse("people:detail", args=[cast.person.code]) in page
    assert 'value="Rosalinda"' in page


def test_a_namesake_is_asked_about_and_may_be_somebody_else(cast, ana):
    actions.correct_identity(cast.brother, by=cast.ana, birth_date=dt.date(1990, 5, 4))
    form = {
        "organisation": cast.a.pk, "kind": "served", "sex": "man", "registered_on": "2025-02-03", "given_name": "Felix", "family_name": "Portillo",
        "birth_date_0": "4", "birth_date_1": "5", "birth_date_2": "1990",
    }
    page = text_of(ana.post(reverse("people:new"), form))
    assert "mismo nombre y la misma fecha de nacimiento" in page
    assert 'type="checkbox" name="is_somebody_else"' in page
    assert ana.post(reverse("people:new"), {**form, "is_somebody_else": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("registered_on", "2999-01-01", "Esta fecha todavía no llega"), ("birth_year", "2999", "El año de nacimiento va de"), ("registered_on", "2025-02-31", "")],
)
def test_impossible_dates_get_a_message_at_their_field(cast, ana, field, value, message):
    form = {"organisation": cast.a.pk, "kind": "served", "sex": "man", "registered_on": "2025-02-03", field: value}
    response = ana.post(reverse("people:new"), form)
    assert field in response.context["form"].errors
    assert message in text_of(response)
    assert Person.objects.count() == 3


def test_ana_cannot_open_a_record_at_b(cast, ana):
    response = ana.post(reverse("people:new"), {"organisation": cast.b.pk, "kind": "served", "sex": "man", "registered_on": "2025-02-03"})
    assert "organisation" in response.context["form"].errors
    assert Person.objects.count() == 3


def test_two_people_who_edit_at_once_lose_nothing(cast, ana):
    url = reverse("people:edit", args=[cast.person.code])
    form = {"version": "1", "kind": "served", "register_code": "A-001", "sex": "woman", "birth_year": "1991", "registered_on": "2024-01-01"}
    actions.correct_person(cast.person, by=cast.bruno, version=1, birth_year=1990)
    response = ana.post(url, form)
    page = text_of(response)
    assert "Otra persona guardó cambios" in page
    assert 'value="1991"' in page
    assert response.context["form"].saved_meanwhile == [("Año de nacimiento", 1990)]
    again = {**form, "version": response.context["form"]["version"].value()}
    assert ana.post(url, again).status_code == 302
    cast.person.refresh_from_db()
    assert (cast.person.birth_year, cast.person.version) == (1991, 3)


def test_seeing_the_contact_is_written_down_and_it_can_be_corrected(cast, ana):
    page = text_of(get(ana, "identity", cast.person.code))
    assert "+503 7000 0001" in page
    assert AuditEntry.objects.latest("id").verb == "people.identity_viewed"
    form = {"version": "1", "given_name": "Elena", "family_name": "Portillo", "preferred_name": "Lena", "phone": "+503 1"}
    assert ana.post(reverse("people:identity", args=[cast.person.code]), form).status_code == 302
    assert Identity.objects.get(person=cast.person).phone == "+503 1"


def test_the_text_is_read_whole_before_the_answer(cast, ana):
    url = reverse("people:consent_new", args=[cast.person.code])
    assert "Recibir acompañamiento" in text_of(ana.get(url))
    page = text_of(ana.get(url, {"purpose": "impact"}))
    assert "Nadie puede reconocerle en ellas." in page
    form = {"is_given": "yes", "given_on": "2025-02-03", "channel": "paper", "explained_by": "Ana"}
    assert ana.post(f"{url}?purpose=impact", form).status_code == 302
    consent = Consent.objects.get(person=cast.person)
    assert (consent.purpose, consent.is_given, consent.channel, consent.text.language) == ("impact", True, "paper", "es")
    assert "Sí</b> a contar mis datos" in text_of(get(ana, "detail", cast.person.code))


def test_a_permission_is_withdrawn_with_one_button(cast, ana):
    consent = actions.record_consent(cast.person, by=cast.ana, text=texts_to_read("es")["impact"], is_given=True)
    url = reverse("people:consent_withdraw", args=[cast.person.code, consent.code])
    assert "Deja de valer en este momento" in text_of(ana.get(url))
    page = ana.post(url, follow=True).content.decode()
    assert "Ya no</b> a contar mis datos" in page


def test_carla_cannot_withdraw_a_permission_of_a(cast, browser_of):
    consent = actions.record_consent(cast.person, by=cast.ana, text=texts_to_read("es")["impact"], is_given=True)
    carla = browser_of(cast.carla)
    for person in (cast.person, cast.stranger):
        assert carla.post(reverse("people:consent_withdraw", args=[person.code, consent.code])).status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_on is None


def test_the_trail_says_in_plain_words_who_looked(cast, ana, browser_of):
    get(browser_of(cast.bruno), "detail", cast.person.code)
    page = text_of(get(ana, "trail", cast.person.code))
    assert "<b>Bruno Paz</b> <span class=\"sec\">(profesional de referencia)</span> miró la ficha" in page
    assert "people.person_viewed" not in page


def test_elena_sees_her_own_record_and_who_opened_it(cast, ana, browser_of):
    get(ana, "detail", cast.person.code)
    page = text_of(get(browser_of(cast.elena, second_factor=False), "mine"))
    assert "+503 7000 0001" in page
    assert "<b>Ana Rivas</b> <span class=\"sec\">(coordinación de programas)</span> miró la ficha" in page
    assert "Leer y contestar" in page
    assert "Félix" not in page


def test_elena_gives_and_withdraws_her_own_permission(cast, browser_of):
    elena = browser_of(cast.elena, second_factor=False)
    assert "Nadie puede reconocerle" in text_of(get(elena, "mine_consent", "impact"))
    assert elena.post(reverse("people:mine_consent", args=["impact"]), {"is_given": "yes"}).status_code == 302
    consent = Consent.objects.get(person=cast.person)
    assert (consent.channel, consent.is_given) == ("portal", True)
    assert elena.post(reverse("people:mine_withdraw", args=[consent.code])).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_on is not None


def test_elena_opens_no_page_of_the_staff(cast, browser_of):
    elena = browser_of(cast.elena, second_factor=False)
    for name, args in (("list", []), ("detail", [cast.person.code]), ("edit", [cast.person.code]), ("trail", [cast.person.code])):
        assert get(elena, name, *args).status_code == 403


def test_an_account_without_a_record_is_told_what_will_be_here(cast, browser_of):
    Person.objects.filter(pk=cast.person.pk).update(account=None)
    assert "Todavía no hay una ficha unida a su cuenta" in text_of(get(browser_of(cast.elena, second_factor=False), "mine"))


@pytest.mark.parametrize("who", ["nora", "diego", "dora"])
def test_the_network_and_the_direction_open_no_record(cast, browser_of, who):
    assert get(browser_of(getattr(cast, who)), "detail", cast.person.code).status_code == 403


def test_ana_gives_a_person_her_own_access(cast, ana):
    Person.objects.filter(pk=cast.person.pk).update(account=None)
    url = reverse("people:account", args=[cast.person.code])
    assert "elena@example.org" in text_of(ana.get(url))
    assert ana.post(url, {"version": "1", "account": cast.elena.code}).status_code == 302
    cast.person.refresh_from_db()
    assert cast.person.account == cast.elena
    assert "Todavía no hay una cuenta libre" in text_of(ana.get(reverse("people:account", args=[cast.brother.code])))


def test_elena_reads_that_her_name_stood_in_a_list_that_ana_opened(cast, ana, browser_of):
    get(ana, "list")
    page = text_of(browser_of(cast.elena).get("/people/mine/looks/"))
    assert "vio el nombre en una lista" in page
    assert "Ana Rivas" in page
