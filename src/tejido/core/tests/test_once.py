import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpResponse
from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret
from django.urls import reverse

from tejido.core.models import AnsweredForm
from tejido.people import actions
from tejido.people.models import Person


@pytest.fixture
def form(cast, browser_of):
    """Send the form that opens a record, as a browser does: with the anti-forgery token of one rendering."""
    browser = browser_of(cast.ana)
    secret = _get_new_csrf_string()
    browser.cookies["csrftoken"] = secret

    def send(token=None, **cells):
        token = token or _mask_cipher_secret(secret)
        cells = {"organisation": cast.a.pk, "kind": "served", "sex": "not_stated", "registered_on": "2024-03-01", **cells}
        return token, browser.post(reverse("people:new"), {**cells, "csrfmiddlewaretoken": token})

    return send


def test_a_form_sent_twice_opens_one_record_and_both_senders_arrive_at_it(form):
    before = Person.objects.count()
    token, first = form(given_name="Rosa")
    _, second = form(token, given_name="Rosa")
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Person.objects.count() == before + 1


def test_the_same_words_on_a_new_rendering_of_the_form_are_a_new_record(form):
    before = Person.objects.count()
    form(given_name="Rosa")
    form(given_name="Rosa")
    assert Person.objects.count() == before + 2


def test_a_corrected_form_is_not_taken_for_a_repetition(form):
    before = Person.objects.count()
    token, refused = form(registered_on="2999-01-01")
    assert refused.status_code == 200
    assert not AnsweredForm.objects.exists()
    _, taken = form(token, registered_on="2024-03-01")
    assert taken.status_code == 302
    assert Person.objects.count() == before + 1


def test_another_account_does_not_get_the_answer_of_the_first(form, cast, browser_of):
    token, first = form(given_name="Rosa")
    other = browser_of(cast.carla).post(
        reverse("people:new"),
        {"organisation": cast.a.pk, "kind": "served", "sex": "not_stated", "registered_on": "2024-03-01", "given_name": "Rosa", "csrfmiddlewaretoken": token},
    )
    assert getattr(other, "url", "") != first.url


def test_a_change_that_fails_is_not_remembered_as_done(form, monkeypatch):
    monkeypatch.setattr(actions, "register_person", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        form(given_name="Rosa")
    assert not AnsweredForm.objects.exists()


@pytest.mark.parametrize(("raised", "status"), [(RecursionError(), 400), (ImmediateHttpResponse(HttpResponse(status=418)), 418)])
def test_what_a_form_raises_reaches_those_who_answer_it_and_nothing_is_remembered(form, monkeypatch, raised, status):
    def register_person(*args, **kwargs):
        Person.objects.update(source="half done")
        raise raised

    monkeypatch.setattr(actions, "register_person", register_person)
    assert form(given_name="Rosa")[1].status_code == status
    assert not AnsweredForm.objects.exists()
    assert not Person.objects.filter(source="half done").exists()
