"""Whose a row is: the organisation that a row takes from the one it hangs on, and what a migration keeps of it."""

from types import SimpleNamespace

from django.db import models
from django.test.utils import isolate_apps

from tejido.core.belongs import Belongs
from tejido.core.scope import Scope, everywhere, within


def test_a_row_takes_its_organisation_from_the_row_it_hangs_on(cast):
    field = Belongs(by="parent")
    field.set_attributes_from_name("organisation")
    row = SimpleNamespace(organisation_id=None, parent=SimpleNamespace(organisation_id=7))
    assert field.pre_save(row, True) == row.organisation_id == 7
    named = SimpleNamespace(organisation_id=8, parent=row)
    assert field.pre_save(named, True) == named.organisation_id == 8


@isolate_apps("tejido.people")
def test_a_migration_keeps_by_which_row_a_row_belongs():
    class Planted(models.Model):  # noqa: DJ008
        organisation = Belongs(by="parent")
        plain = Belongs()
        other = Belongs("people.Person", on_delete=models.CASCADE, related_name="planted", verbose_name="x")

        class Meta:
            app_label = "people"

    told = {field.name: field.deconstruct() for field in Planted._meta.fields if isinstance(field, Belongs)}
    expected = {"editable": False, "on_delete": models.PROTECT, "related_name": "+", "to": "network.organisation"}
    assert told["organisation"] == ("organisation", "tejido.core.belongs.Belongs", [], {**expected, "by": "parent"})
    assert told["plain"] == ("plain", "tejido.core.belongs.Belongs", [], {**expected, "by": "person"})
    assert told["other"][3] == {
        "editable": False,
        "on_delete": models.CASCADE,
        "related_name": "planted",
        "verbose_name": "x",
        "to": "people.person",
        "by": "person",
    }
    assert Belongs().remote_field.on_delete is models.PROTECT


def test_whoever_acts_everywhere_says_why():
    with everywhere("the walls are put up") as scope:
        assert (scope.reason, scope.everywhere) == ("the walls are put up", True)


def test_a_scope_is_made_of_organisations_or_of_their_numbers(cast):
    with within(cast.a, cast.b.pk) as scope:
        assert scope == Scope(frozenset({cast.a.pk, cast.b.pk}))
