"""An import can be taken back for seven days, and takes nobody's later work with it."""

import datetime as dt
import os

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from tejido.core.trail import record
from tejido.interop import actions
from tejido.interop.actions.erasure import erase_import_cells
from tejido.interop.actions.going import NotNow
from tejido.interop.models import Import, ImportRow
from tejido.outcomes.models import Measure, Measurement
from tejido.people.models import Consent, Identity, Person
from tejido.programmes.models import Cohort, Enrolment, Programme

MODELS = (Person, Identity, Consent, Programme, Cohort, Enrolment, Measure, Measurement)


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_an_undone_import_leaves_nothing(cast, bring, register, mapping):
    before = counts()
    brought = bring(cast.a, register + "P-9,x,,,,,,,,\n", mapping, by=cast.ana)
    path = brought.file.path
    undone = actions.undo_import(brought, by=cast.ana)
    assert counts() == before
    assert (undone.status, undone.made["stayed"], undone.made["gone"]["person"]) == ("undone", 0, 3)
    assert not ImportRow.objects.exists()
    assert not __import__("pathlib").Path(path).exists()


def test_what_somebody_worked_on_since_stays_whole_and_is_named(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    alma = Person.objects.get(register_code="P-1")
    record("people.person_corrected", by=cast.bruno, on=alma, fields=["sex"])
    beto = Person.objects.get(register_code="P-2")
    Measurement.objects.create(organisation=cast.a, person=beto, measure=Measure.objects.get(slug="peso"), measured_on=dt.date(2024, 9, 1), value=72)
    record("people.person_viewed", by=cast.bruno, on=Person.objects.get(register_code="P-3"))
    undone = actions.undo_import(brought, by=cast.ana)
    assert undone.made["stayed_codes"] == sorted([alma.code, beto.code])
    assert set(Person.objects.filter(source=brought.code)) == {alma, beto}
    assert Enrolment.objects.filter(person=alma).exists()
    assert Consent.objects.filter(person=alma).count() == 2
    assert set(Cohort.objects.filter(source=brought.code).values_list("slug", flat=True)) == {"pinos"}
    assert Measure.objects.filter(slug="peso").exists()


def test_facts_told_of_persons_of_older_standing_go_and_the_persons_stay(cast, bring, register, mapping):
    bring(cast.a, register, mapping, by=cast.ana)
    before = counts()
    later = {"columns": {"código": "person.register_code", "peso": "measure:peso@6"}, "constants": {"person.registered_on": "2024-02-01", "moment.on": "2024-08-01"}}
    second = bring(cast.a, "código,peso\nP-1,60\nP-2,70\n", later, by=cast.ana)
    assert second.made == {"measurement": 2, "unchanged": 0}
    actions.undo_import(second, by=cast.ana)
    assert counts() == before


def test_after_seven_days_or_twice_it_cannot_be_undone(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    Import.objects.filter(pk=brought.pk).update(finished_at=timezone.now() - dt.timedelta(days=7, minutes=1))
    with pytest.raises(NotNow, match="siete días"):
        actions.undo_import(brought, by=cast.ana)
    Import.objects.filter(pk=brought.pk).update(finished_at=timezone.now())
    actions.undo_import(brought, by=cast.ana)
    with pytest.raises(NotNow):
        actions.undo_import(brought, by=cast.ana)


@pytest.mark.parametrize("who", ["bruno", "carla", "nora"])
def test_who_may_not_bring_registers_cannot_undo_one(cast, bring, register, mapping, who):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    with pytest.raises(PermissionDenied):
        actions.undo_import(brought, by=getattr(cast, who))
    assert Person.objects.filter(source=brought.code).count() == 3


def test_files_and_copies_of_rows_are_forgotten_after_seven_days(cast, bring, register, mapping):
    brought = bring(cast.a, register + "P-9,x,,,,,,,,\n", mapping, by=cast.ana)
    Import.objects.filter(pk=brought.pk).update(created_at=timezone.now() - dt.timedelta(days=8))
    assert actions.forget_old_files(by=None) == 1
    brought.refresh_from_db()
    assert not brought.file
    assert not ImportRow.objects.exists()
    assert Person.objects.filter(source=brought.code).count() == 3
    assert "registro.csv" not in str(brought)


def test_an_upload_that_no_import_names_any_more_goes_the_next_day(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    storage = brought.file.storage
    left = [storage.save(f"imports/{name}", ContentFile(b"P-1,Alma")) for name in ("killed", "young")]
    yesterday = (timezone.now() - dt.timedelta(hours=25)).timestamp()
    for name in (left[0], brought.file.name):
        os.utime(storage.path(name), (yesterday, yesterday))
    assert actions.sweep_files(by=None) == 1
    assert [storage.exists(name) for name in (*left, brought.file.name)] == [False, True, True]
    assert actions.sweep_files(by=None) == 0


def test_where_nothing_was_ever_uploaded_there_is_nothing_to_sweep(db):
    assert actions.sweep_files(by=None) == 0


def test_an_erasure_forgets_what_the_files_were_called(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana, filename="Alma Portillo.csv")
    erase_import_cells(cast.person, by=cast.dora, clues=set())
    brought.refresh_from_db()
    assert (brought.filename, str(brought), bool(brought.file)) == ("", brought.code, False)
