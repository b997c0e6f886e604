"""The one catalogue: nothing starts that it does not know, and what it says is what the roles may."""

import pytest
from django import forms
from django.db import models
from django.test.utils import isolate_apps

from tejido.network import catalogue, checks
from tejido.network.catalogue import NotClassified, data_class, kept, may_see, may_write, reach, readable_with
from tejido.network.filters import filterable, matching
from tejido.network.form_fields import foreign_boxes
from tejido.network.roles import PERSONAL_ONLY, ROLES
from tejido.people.models import Identity, Person


def test_every_field_of_every_model_is_classified():
    assert checks.fields_are_classified(None) == []
    assert len(list(catalogue.fields())) > 400


def test_every_form_carries_only_what_somebody_may_write():
    assert checks.forms_are_classified(None) == []


@isolate_apps("tejido.people")
def test_a_field_that_nobody_classified_stops_the_start():
    class Planted(models.Model):  # noqa: DJ008
        diagnosis = models.TextField()

        class Meta:
            app_label = "people"

    assert list(checks.unclassified(Planted)) == ["people.Planted is not in the catalogue."]
    person = kept("people.Person")
    fewer = {name: kind for name, kind in person.classes.items() if name != "sex"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(person.__dict__, "classes", fewer)
        assert list(checks.unclassified(Person)) == ["people.Person.sex has no data class."]
        with pytest.raises(NotClassified, match=r"people\.Person\.sex"):
            data_class(Person, "sex")


def test_a_line_that_fits_nothing_is_an_error():
    line = catalogue.entry(
        "people.Identity",
        {"purpose": "care", "retention": "for ever", "owner": "organisation", "subjects": "persons", "source": "staff",
         "special": "diagnosis", "read": {"nickname": "people.read"}, "write": {"people.rule": "given_name"}},
        {},
    )  # fmt: skip
    said = " ".join(checks.out_of_place(line, {"given_name"}))
    for word in ("diagnosis", "nickname", "people.rule", "for ever"):
        assert word in said


def test_a_line_says_why_how_long_for_whom_and_of_what_class():
    line = {"purpose": "care", "retention": "law", "owner": "organisation", "subjects": "persons staff", "source": "staff sheets",
            "special": "diagnosis words", "internal": "since", "read": {"special": "people.read people.write"},
            "write": {"people.write": "diagnosis words", "people.identify": "words"}}  # fmt: skip
    known = catalogue.entry("people.Kept", line, {"id": "internal", "since": "public"})
    assert (known.label, known.purpose, known.retention, known.owner) == ("people.Kept", "care", "law", "organisation")
    assert (known.subjects, known.source) == (("persons", "staff"), ("staff", "sheets"))
    assert known.classes == {"id": "internal", "since": "internal", "diagnosis": "special", "words": "special"}
    assert (known.readers("words"), known.readers("since")) == ({"people.read", "people.write"}, set())
    assert [known.writers(name) for name in ("words", "diagnosis", "since")] == [{"people.write", "people.identify"}, {"people.write"}, set()]


def test_a_form_with_a_box_too_many_is_an_error():
    class PersonForm(forms.Form):
        __module__ = "tejido.people.forms"
        sex = forms.CharField()
        source = forms.CharField()
        is_demo = forms.BooleanField()

    class Unknown(forms.Form):
        __module__ = "tejido.people.forms"
        sex = forms.CharField()

    assert foreign_boxes(PersonForm) == ["source", "is_demo"]
    assert foreign_boxes(Unknown) == ["sex"]


def test_a_network_role_reads_nothing_of_a_person():
    for role in (r for r in ROLES.values() if r.place == "network"):
        assert not role.capabilities & PERSONAL_ONLY
        for known, name, kind in catalogue.fields():
            if known.owner == "organisation" and known.label.split(".")[0] in {"people", "outcomes"} and kind == "special":
                assert reach(role, known.label, name) == "", (role.slug, known.label, name)


def test_nobody_reads_a_secret():
    secrets = [(known, name) for known, name, kind in catalogue.fields() if kind == "secret"]
    assert len(secrets) >= 6
    assert not [(known.label, name, slug) for known, name in secrets for slug in ROLES if may_see(slug, known.label, name)]


def test_a_person_reads_their_own_and_a_professional_that_of_the_organisation():
    assert reach("person_served", Identity, "given_name") == "self"
    assert reach("professional", Identity, "given_name") == "organisation"
    assert reach("facilitator", Identity, "given_name") == ""
    assert may_write("professional", Identity, "given_name")
    assert not may_write("professional", Person, "is_demo")
    assert not may_write("employment_specialist", Person, "sex")


def test_a_closed_field_is_never_compared(cast):
    closed = {"programmes.read"}
    assert filterable(closed, Person, {"kind": "served", "organisation": cast.a}) == {}
    assert filterable({"people.read"}, Person, {"kind": "served", "organisation": None}) == {"kind": "served"}
    assert not Person.objects.filter(matching(closed, Person, "A-001", register_code="icontains")).exists()
    assert Person.objects.filter(matching({"people.read"}, Person, "A-001", register_code="icontains")).get() == cast.person
    assert not Person.objects.filter(matching({"people.read"}, Person, "Elena", identity__given_name="icontains")).exists()
    with pytest.raises(NotClassified):
        readable_with(closed, Person, ["diagnosis"])
