"""One meaning asked two ways: person by person for a page, in one pass for a count."""

import datetime as dt
import random

import pytest

from tejido.core.periods import today
from tejido.people.models import Consent, ConsentText, Person
from tejido.people.queries import allows, persons_who_allow


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
    return Person.objects.filter(organisation=cast.a)


def test_the_count_and_the_page_agree_on_who_allows(many_answers):
    counted = set(persons_who_allow(many_answers, "impact").values_list("pk", flat=True))
    shown = {person.pk for person in many_answers.annotate(yes=allows("impact")) if person.yes}
    assert counted == shown
    assert 20 < len(counted) < 180
