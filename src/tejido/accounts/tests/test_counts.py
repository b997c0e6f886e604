"""Counts of guesses: shared, gone in time, and nothing that could run."""

import base64
import pickle
import time

import pytest
from django.core.cache import cache
from django.db import connection

from tejido.accounts.counts import Counts

pytestmark = pytest.mark.django_db


def test_a_count_is_what_was_counted_until_its_time_is_over(monkeypatch):
    cache.set("guesses", [1.25, 0.1], 60)
    assert cache.get("guesses") == [1.25, 0.1]
    cache.set("guesses", [2.5], 60)
    cache.touch("guesses", 90)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 89)
    assert cache.get("guesses") == [2.5]
    monkeypatch.setattr(time, "time", lambda: now() + 91)
    assert cache.get("guesses", "none") == "none"


def test_what_is_added_twice_is_added_once_until_its_time_is_over(monkeypatch):
    now = time.time
    assert [cache.add("used", True, 30), cache.add("used", True, 30)] == [True, False]
    monkeypatch.setattr(time, "time", lambda: now() + 31)
    assert cache.add("used", True, 30)
    assert [cache.delete("used"), cache.delete("used")] == [True, False]


def test_a_flood_of_counts_does_not_push_one_out():
    cache.set("guesses-at-one", [1.0], 600)
    flood = Counts("accounts_counts", {"OPTIONS": {"MAX_ENTRIES": 5}})
    for number in range(40):
        flood.set(f"other-{number}", [1.0], 600)
    assert cache.get("guesses-at-one") == [1.0]


def test_what_was_pickled_is_not_opened():
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("it ran",))

    cache.set("guesses", [1.0], 60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_counts SET value = %s", [base64.b64encode(pickle.dumps(Bomb())).decode()])
    assert cache.get("guesses", "none") == "none"
