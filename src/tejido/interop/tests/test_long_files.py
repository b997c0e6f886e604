"""Long files: constant memory, a fixed number of queries for each chunk, and a crash in the middle that costs one chunk."""

import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tejido.interop import actions
from tejido.interop.actions.going import NotNow
from tejido.interop.checking import Checker, Ground
from tejido.interop.matching import load_mapping
from tejido.interop.models import Import
from tejido.interop.reading import guess_reading
from tejido.people.models import Person

LINE = "P-{n:06d},mujer,Los Pinos,2024-02-01,,,Alma,1980-03-15,{w},no\n"


def long_register(register, rows):
    return register.splitlines(keepends=True)[0] + "".join(LINE.format(n=n, w=40 + n % 60) for n in range(rows))


def peak_of_check(path, organisation, mapping):
    reading = guess_reading(path)
    checker = Checker(Ground(organisation, load_mapping(mapping, reading.header), reading))
    tracemalloc.start()
    rows = sum(checked.read for checked in checker.chunks(path, size=500))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return rows, peak


def test_the_check_of_a_long_file_takes_no_more_memory_than_that_of_a_short_one(cast, texts, register, mapping, tmp_path):
    peaks = {}
    for rows in (2000, 12_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text(long_register(register, rows))
        read, peaks[rows] = peak_of_check(path, cast.a, mapping)
        assert read == rows
    assert peaks[12_000] < peaks[2000] * 1.25 + 500_000


def test_each_chunk_costs_a_fixed_number_of_queries(cast, bring, register, mapping, monkeypatch):
    monkeypatch.setattr("tejido.interop.checking.check.CHUNK", 2000)
    counts = []
    for rows in (50, 400):
        mapping["columns"]["peso"] = f"measure:peso@{rows}"
        with CaptureQueriesContext(connection) as queries:
            bring(cast.a, long_register(register, rows).replace("P-", f"Q{rows}-"), mapping, by=cast.ana)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


@pytest.fixture
def small_chunks(monkeypatch):
    original = Checker.chunks
    monkeypatch.setattr(Checker, "chunks", lambda self, path, size=10: original(self, path, size))


def test_a_crash_in_the_middle_says_how_far_it_got_and_going_on_repeats_nothing(
    cast, bring, register, mapping, small_chunks, monkeypatch, django_capture_on_commit_callbacks
):
    from tejido.interop import passage

    whole, calls = passage.Entry.enter, []

    def failing(self, good):
        calls.append(1)
        if len(calls) == 3:
            raise OSError("disk")
        return whole(self, good)

    monkeypatch.setattr(passage.Entry, "enter", failing)
    brought = bring(cast.a, long_register(register, 35), mapping, by=cast.ana)
    assert (brought.status, brought.rows_read, brought.made["person"]) == ("failed", 20, 20)
    assert "Se detuvo en la fila 20" in brought.problem
    assert Person.objects.filter(source=brought.code).count() == 20
    with django_capture_on_commit_callbacks(execute=True):
        actions.run_import(brought, by=cast.ana)
    brought.refresh_from_db()
    assert (brought.status, brought.rows_good, brought.made["person"], brought.made["unchanged"]) == ("done", 35, 35, 20)
    assert Person.objects.filter(source=brought.code).count() == 35


def test_repeats_are_found_across_chunks(cast, bring, register, mapping, small_chunks):
    text = long_register(register, 25) + LINE.format(n=3, w=43)
    brought = bring(cast.a, text, mapping, by=cast.ana)
    row = brought.bad_rows.get()
    assert (row.number, row.problems) == (27, {"código": "Repite la fila 5. Deje una de las dos, o corrija el código si es otra persona."})


def test_a_second_press_of_the_button_does_not_import_twice(cast, bring, register, mapping):
    brought = bring(cast.a, register, mapping, by=cast.ana)
    with pytest.raises(NotNow):
        actions.run_import(brought, by=cast.ana)
    assert Import.objects.get().made["person"] == 3
