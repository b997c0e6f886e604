"""A form sent with more boxes than it has changes nothing more."""

import pytest
from django import forms

from tejido.people.forms import PersonForm
from tejido.people.models import Person
from tests.access.assignment import attempt, boxes_too_many, targets


@pytest.fixture
def aims(matrix):
    return list(targets(matrix.everybody, matrix.addresses))


def test_no_field_takes_what_was_slipped_into_a_form(matrix, aims):
    assert boxes_too_many(matrix.everybody, matrix.addresses) == []
    writers = {slug: matrix.browsers[slug] for slug in ("programme_coordinator", "professional", "director", "person_served")} | {"every role": matrix.everybody}
    sent = attempt(writers, aims, seed=1, most=120)
    assert sent.changed == []
    assert sent.accepted > 10  # the floor: forms that nobody takes would prove nothing

    PersonForm.base_fields["is_demo"] = forms.BooleanField(required=False)
    try:
        assert boxes_too_many(matrix.everybody, matrix.addresses)
        planted = [aim for aim in aims if aim.model is Person and aim.column.name == "is_demo" and aim.url.endswith("/edit/")]
        assert attempt({"professional": matrix.browsers["professional"]}, planted, seed=1, most=5).changed
    finally:
        del PersonForm.base_fields["is_demo"]
