"""Patterns from chunks: as from all rows at once, with no more in memory than a chunk."""

import numpy as np
import pytest

from tejido.stats import pattern_chunks as module
from tejido.stats.pattern_chunks import merged, patterns_from_chunks
from tejido.stats.patterns import origin_of, patterns_from_rows
from tejido.stats.tests.test_patterns import alike
from tejido.stats.unfit import Unfit

CHANCE = np.random.default_rng(7)
PERSON = np.sort(CHANCE.integers(0, 30, 120))
X = np.column_stack([np.ones(120), CHANCE.integers(0, 4, 120), CHANCE.integers(0, 2, 30)[PERSON]])
Y = CHANCE.normal(50, 10, 120)
ROWS = (Y, X, X[:, :2], PERSON)
ORIGIN = origin_of(*ROWS[:3])


def cut(size, rows=ROWS):
    return [tuple(part[start : start + size] for part in rows) for start in range(0, len(rows[0]), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 119, 120, 1000])
def test_the_size_of_the_chunks_changes_nothing(size):
    whole = patterns_from_rows(*ROWS, origin=ORIGIN)
    found = patterns_from_chunks(iter(cut(size)), origin=ORIGIN)
    alike(found, whole, rtol=1e-10, atol=1e-10)
    assert (found.rows, found.groups, len(found)) == (120, len(np.unique(PERSON)), len(whole))


def test_a_person_may_be_in_many_chunks_in_any_order_within_one():
    rows = tuple(part[::-1] for part in ROWS)
    chunks = [tuple(part[PERSON[::-1] < 10] for part in rows), tuple(part[PERSON[::-1] >= 10] for part in rows)]
    alike(patterns_from_chunks(chunks, origin=ORIGIN), patterns_from_rows(*ROWS, origin=ORIGIN), rtol=1e-10, atol=1e-10)


def test_people_named_by_text_are_cut_alike():
    rows = (*ROWS[:3], np.array([f"{p:03}" for p in PERSON]))
    alike(patterns_from_chunks(cut(11, rows), origin=ORIGIN), patterns_from_rows(*ROWS, origin=ORIGIN), rtol=1e-10, atol=1e-10)


def test_without_an_origin_the_first_chunk_gives_it():
    chunks = cut(60)
    first = patterns_from_chunks(chunks[:1]).origin
    ended = PERSON[:60] < PERSON[59]
    assert first == origin_of(*(part[ended] for part in chunks[0][:3]))
    assert patterns_from_chunks(chunks).origin == first


def test_a_person_who_comes_back_is_refused():
    chunks = cut(40)
    with pytest.raises(ValueError, match="order"):
        patterns_from_chunks([chunks[1], chunks[0], chunks[2]])


def test_empty_chunks_are_nothing_and_nothing_is_refused():
    chunks = cut(50)
    empty = tuple(part[:0] for part in ROWS)
    alike(
        patterns_from_chunks([empty, chunks[0], empty, *chunks[1:], empty], origin=ORIGIN),
        patterns_from_chunks(chunks, origin=ORIGIN),
        rtol=0,
    )
    for nothing in ([], [empty]):
        with pytest.raises(Unfit, match="too_few"):
            patterns_from_chunks(nothing)


def test_a_person_without_a_name_is_refused_wherever():
    for chunks in (
        cut(50, (*ROWS[:3], np.where(PERSON == 3, np.nan, PERSON))),
        cut(50, (*ROWS[:3], np.where(PERSON == 29, np.nan, PERSON))),
    ):
        with pytest.raises(Unfit, match="infinite"):
            patterns_from_chunks(chunks)


def test_parts_of_a_network_are_merged_to_the_whole():
    here = PERSON < 12
    parts = [patterns_from_rows(*(part[which] for part in ROWS), origin=ORIGIN) for which in (here, ~here)]
    alike(merged(iter(parts)), patterns_from_rows(*ROWS, origin=ORIGIN), rtol=1e-10, atol=1e-10)


def test_parts_of_other_origins_are_not_merged():
    one = patterns_from_rows(*ROWS, origin=ORIGIN)
    other = patterns_from_rows(Y + 100, *ROWS[1:])
    with pytest.raises(ValueError, match="origin"):
        merged([one, other])


def test_irregular_chunks_are_merged_seldom(monkeypatch):
    """Merging after every chunk would cost the square of their number."""
    person = np.repeat(np.arange(640), 2)
    x = np.column_stack([np.ones(1280), CHANCE.random(1280)])
    handled = []
    monkeypatch.setattr(module, "put_together", lambda each: (handled.append(len(each)), each)[1])
    found = patterns_from_chunks(cut(20, (CHANCE.normal(size=1280), x, x, person)))
    assert found.groups == 640
    assert sum(handled) < 640 * 9
