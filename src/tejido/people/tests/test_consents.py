"""Permissions: a no is kept like a yes, withdrawing counts at once, and nothing brings a withdrawn yes back by accident."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.network.models import Membership, Network
from tejido.people import actions
from tejido.people.actions.consent import NothingToWithdraw, ReceiverMissing, TextAlreadyPublished, WithdrawnSince
from tejido.people.actions.person import ImpossibleDay
from tejido.people.models import Consent, ConsentText, Person, Purpose
from tejido.people.queries import consent_in_force, decisions_of, ids_who_allow, texts_to_read
from tests.cast import STARTED

YESTERDAY = today() - dt.timedelta(days=1)
LONG_AGO = dt.date(2025, 1, 10)


@pytest.fixture
def text(cast):
    return texts_to_read("es")["impact"]


def answer(cast, text, is_given=True, by=None, **rest):
    return actions.record_consent(cast.person, by=by or cast.bruno, text=text, is_given=is_given, **{"given_on": LONG_AGO, **rest})


def state(cast, purpose="impact"):
    return next(d.state for d in decisions_of(cast.person) if d.purpose == purpose)


def allowed(purpose="impact"):
    organisations = set(Person.objects.values_list("organisation", flat=True))
    return set(Person.objects.filter(pk__in=ids_who_allow(organisations, purpose)).values_list("register_code", flat=True))


def test_every_purpose_comes_with_a_text_in_three_languages(cast):
    assert ConsentText.objects.filter(text_version="1").count() == len(Purpose) * 3
    assert set(texts_to_read("hu")) == set(Purpose.values)
    assert {t.language for t in texts_to_read("hu").values()} == {"hu"}
    assert {t.language for t in texts_to_read("ca").values()} == {"es"}


def test_a_yes_and_a_no_are_both_kept(cast, text):
    consent = answer(cast, text, explained_by="Bruno")
    assert (consent.is_given, consent.purpose, consent.text) == (True, "impact", text)
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.person, entry.organisation, entry.fields) == ("people.consent_given", cast.person.code, cast.a.code, ["impact"])
    assert (allowed(), state(cast)) == ({"A-001"}, "yes")
    answer(cast, text, is_given=False, given_on=YESTERDAY)
    assert (allowed(), state(cast), cast.person.consents.count()) == (set(), "no", 2)


def test_a_withdrawal_counts_from_the_next_request(cast, text):
    consent = answer(cast, text)
    actions.withdraw_consent(consent, by=cast.bruno)
    consent.refresh_from_db()
    assert consent.withdrawn_on == today()
    assert consent.withdrawn_at is not None
    assert (allowed(), state(cast)) == (set(), "withdrawn")
    with pytest.raises(NothingToWithdraw):
        actions.withdraw_consent(consent, by=cast.bruno)


def test_a_change_of_mind_is_a_new_answer_of_today(cast, text):
    actions.withdraw_consent(answer(cast, text), by=cast.bruno)
    answer(cast, text, given_on=today())
    assert (allowed(), state(cast)) == ({"A-001"}, "yes")


def test_an_old_paper_typed_in_late_does_not_bring_a_withdrawn_yes_back(cast, text):
    actions.withdraw_consent(answer(cast, text), by=cast.bruno)
    with pytest.raises(WithdrawnSince):
        answer(cast, text, given_on=YESTERDAY)
    # the same when the row comes from an import, past the verb
    Consent.objects.create(person=cast.person, text=text, purpose="impact", is_given=True, given_on=YESTERDAY, channel="register")
    assert (allowed(), state(cast)) == (set(), "withdrawn")


def test_a_permission_ends_on_its_day(cast, text):
    answer(cast, text, expires_on=today())
    assert (allowed(), state(cast)) == (set(), "expired")
    assert consent_in_force("impact", YESTERDAY).count() == 1


def test_sharing_names_the_receiver_and_each_is_answered_apart(cast):
    sharing = texts_to_read("es")["sharing"]
    with pytest.raises(ReceiverMissing):
        answer(cast, sharing)
    answer(cast, sharing, receiver="Centro de Salud")
    answer(cast, sharing, receiver="Alcaldía", is_given=False, given_on=YESTERDAY)
    assert [(d.state, d.answer.receiver) for d in decisions_of(cast.person) if d.purpose == "sharing"] == [("yes", "Centro de Salud"), ("no", "Alcaldía")]
    assert allowed("sharing") == {"A-001"}


@pytest.mark.parametrize(("rest", "field"), [({"given_on": dt.date(2999, 1, 1)}, "given_on"), ({"expires_on": LONG_AGO}, "expires_on")])
def test_impossible_dates_are_refused(cast, text, rest, field):
    with pytest.raises(ImpossibleDay) as refused:
        answer(cast, text, **rest)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["dora", "carla", "nora", "diego"])
def test_others_neither_record_nor_withdraw(cast, text, who):
    with pytest.raises(PermissionDenied):
        answer(cast, text, by=getattr(cast, who))
    consent = answer(cast, text)
    with pytest.raises(PermissionDenied):
        actions.withdraw_consent(consent, by=getattr(cast, who))
    assert state(cast) == "yes"


def test_elena_decides_on_her_own_page_and_bruno_cannot_pretend_to_be_her(cast, text):
    consent = answer(cast, text, by=cast.elena, channel="portal")
    actions.withdraw_consent(consent, by=cast.elena)
    assert state(cast) == "withdrawn"
    with pytest.raises(PermissionDenied):
        answer(cast, text, by=cast.bruno, channel="portal", given_on=today())


def test_elena_does_not_decide_for_her_brother(cast, text):
    with pytest.raises(PermissionDenied):
        actions.record_consent(cast.brother, by=cast.elena, text=text, is_given=True)


def test_a_published_text_never_changes(cast):
    with pytest.raises(TextAlreadyPublished):
        actions.publish_consent_text("impact", "1", {"es": "otra cosa"}, by=cast.nora)
    actions.publish_consent_text("impact", "2", {"es": "Texto nuevo"}, by=cast.nora)
    assert texts_to_read("es")["impact"].text == "Texto nuevo"
    with pytest.raises(PermissionDenied):
        actions.publish_consent_text("impact", "3", {"es": "x"}, by=cast.ana)


def test_a_network_below_another_does_not_write_the_words_of_all(cast):
    above = Network.objects.create(slug="arriba", name="Red de redes")
    Membership.objects.create(network=above, member_network=cast.red, starts_on=STARTED)
    with pytest.raises(PermissionDenied):
        actions.publish_consent_text("impact", "3", {"es": "x"}, by=cast.nora)
