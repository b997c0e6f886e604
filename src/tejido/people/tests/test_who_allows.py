"""One meaning asked two ways: person by person for a page, in one pass for a count."""

import datetime as dt
import random

import pytest

from tejido.core.periods import today
from tejido.people.models import Consent, ConsentText, Person
from tejido.people.queries import consent_in_force, ids_who_allow


@pytest.fixture
def many_answers(cast):
    """Two hundred people with up to four answers each: yes, no, withdrawn before or after, expired, to two receivers, in the future."""
    chance = random.Random(7)
    text, _ = ConsentText.objects.get_or_create(purpose="impact", text_version="t", language="es", defaults={"text": "x", "published_on": today()})
    people = Person.objects.bulk_create(Person(organisation=cast.a, register_code=f"W-{n}", registered_on=today()) for n in range(200))
    answers = []
    for person in people:
        for _number in range(chance.randrange(5)):
            given = today() + dt.timedelta(days=chance.randrange(-20, 3))
            answers.append(Consent(
                person=person, text=text, purpose="impact", is_given=chance.random() < 0.7, given_on=given, channel="paper", receiver=chance.choice(["", "", "Otra"]),
                withdrawn_on=given + dt.timedelta(days=chance.randrange(0, 9)) if chance.random() < 0.3 else None,
                expires_on=today() + dt.timedelta(days=chance.randrange(-2, 3)) if chance.random() < 0.3 else None,
            ))  # fmt: skip
    Consent.objects.bulk_create(answers)
    return cast.a


def test_a_count_and_a_page_mean_the_same_by_who_allows(many_answers):
    counted = ids_who_allow([many_answers.pk], "impact")
    shown = {person.pk for person in Person.objects.filter(organisation=many_answers) if consent_in_force("impact").filter(person=person).exists()}
    assert counted == shown
    assert 20 < len(counted) < 180


def test_nobody_of_another_organisation_is_counted(many_answers, cast):
    assert ids_who_allow([cast.b.pk], "impact") == frozenset()
