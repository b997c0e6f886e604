"""Nothing that reaches a person is forgotten by their copy or by their erasure."""

from dataclasses import replace

import pytest
from django.apps.registry import Apps
from django.db import models

from tejido.network.catalogue import fields, kept
from tejido.privacy import graph
from tejido.privacy.kinds import BY_HAND, KINDS, OF_THE_WORK, covered


def test_every_model_that_reaches_a_person_is_covered():
    assert graph.reached_by_any_way() - covered() == set()


def test_nothing_is_covered_that_reaches_nobody():
    assert covered() - graph.reached_by_any_way() == set()


@pytest.mark.parametrize("forgotten", ["outcomes.Spell", "people.Identity", "core.OutgoingMail"])
def test_a_model_left_out_is_found(forgotten, monkeypatch):
    monkeypatch.setattr("tejido.privacy.kinds.KINDS", tuple(kind for kind in KINDS if kind.label != forgotten))
    monkeypatch.setattr("tejido.privacy.kinds.BY_HAND", {label: why for label, why in BY_HAND.items() if label != forgotten})
    assert graph.reached_by_any_way() - covered() == {forgotten}


def test_a_new_table_about_persons_is_found_by_its_foreign_key(monkeypatch):
    monkeypatch.setattr(graph, "_pointing_at", lambda model, seen=graph._pointing_at: [*seen(model), *([(Diary, "person")] if model._meta.label == "people.Person" else [])])
    assert "people.Diary" in graph.reached_by_any_way() - covered()


def test_a_new_table_about_persons_is_found_by_its_classes_though_no_foreign_key_leads_from_it(monkeypatch):
    """A list of names that wait, say: whoever adds it must classify its fields, or nothing starts."""
    waiting = replace(kept("people.Identity"), label="people.WaitingList")
    monkeypatch.setattr(graph, "fields", lambda: [*fields(), (waiting, "given_name", "identifying")])
    assert graph.reached_by_any_way() - covered() == {"people.WaitingList"}


class Diary(models.Model):  # noqa: DJ008
    """A table that nobody has thought of."""

    class Meta:
        app_label = "people"
        apps = Apps()  # known to nobody else: the whole suite runs beside it


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_fields_left_out_of_the_copy_exist_and_say_why(kind):
    names = {field.name for field in kind.model._meta.concrete_fields}
    assert set(kind.left_out) <= names
    assert all(str(why) for why in kind.left_out.values())
    assert not {kind.label} & (BY_HAND.keys() | OF_THE_WORK.keys())
