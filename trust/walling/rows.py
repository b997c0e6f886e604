"""PostgreSQL: nobody reads a row of an organisation that the transaction did not declare, also when connections are shared and reused."""

import json
import random
import statistics
import sys
import threading
import time
from contextlib import contextmanager
from typing import Any

from trust.walling.ground import open_ground, organisations_with_people, rows_by_table

TRANSACTIONS = 10_000


def main() -> None:
    seed = int(sys.argv[1])
    open_ground()
    organisations = organisations_with_people(seed)
    found: dict[str, Any] = {"organisations": len(organisations), **standing(), **without_context()}
    found |= interleaved(organisations, seed)
    found |= {"overhead": overhead(organisations, seed), "leaked": planted(organisations)}
    print(json.dumps(found))


def standing() -> dict[str, Any]:
    from django.db import connection

    from tejido.core.walls.checks import problems_of
    from tejido.core.walls.standing import tables

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity", [list(tables())])
        forced = cursor.fetchone()[0]
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        above = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        owned = cursor.fetchone()[0]
    return {"tables": len(tables()), "forced": forced, "above": above, "owned": owned, "problems": [p.id for p in problems_of(connection)]}


def behind_the_backend(sql: str) -> int:
    """The number that a bare statement gives in a new transaction of the same connection, past everything that Django does."""
    from django.db import connection

    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        return int(cursor.execute(sql).fetchone()[0])


def without_context() -> dict[str, Any]:
    from django.db import connection

    from tejido.core.scope import everywhere

    def declared(sql: str) -> int:
        with everywhere("how many there are"), connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.fetchone()[0])

    there, shown = rows_by_table(declared), rows_by_table(behind_the_backend)
    return {"filled": sum(n > 0 for n in there.values()), "rows": sum(there.values()), "shown": sum(shown.values())}


def interleaved(organisations: list[int], seed: int) -> dict[str, int]:
    """Two connections, kept for all of it; every transaction another organisation; a third of them is rolled back."""
    results: list[tuple[int, int, int]] = []
    threads = [threading.Thread(target=lambda n=n: results.append(_one_connection(organisations, seed + n, TRANSACTIONS // 2))) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done, foreign, own = (sum(column) for column in zip(*results, strict=True))
    return {"transactions": done, "foreign": foreign, "own": own}


def _one_connection(organisations: list[int], seed: int, count: int) -> tuple[int, int, int]:
    from django.db import transaction

    from tejido.core.scope import within
    from tejido.people.models import Consent, Person
    from tejido.programmes.models import Cohort

    chance, done, foreign, own = random.Random(seed), 0, 0, 0
    for _ in range(count):
        mine = chance.choice(organisations)
        with within(mine), transaction.atomic():
            for model in chance.sample((Person, Consent, Cohort), 2):
                seen = list(model.objects.order_by().values_list("organisation_id", flat=True).distinct())
                foreign += sum(one != mine for one in seen)
                own += mine in seen
            if chance.random() < 0.3:
                transaction.set_rollback(True)
        done += 1
        if chance.random() < 0.05:
            foreign += behind_the_backend("SELECT count(*) FROM people_person")
    return done, foreign, own


def planted(organisations: list[int]) -> int:
    """With a setting that outlives its transaction, a later statement of the same connection must be seen to read foreign rows."""
    from unittest.mock import patch

    from django.db import connection, transaction

    from tejido.core.scope import within
    from tejido.core.walls.postgresql import base
    from tejido.people.models import Person

    with patch.object(base, "DECLARE", base.DECLARE.replace("true", "false")), within(organisations[0]), transaction.atomic():
        Person.objects.count()
    leaked = behind_the_backend("SELECT count(*) FROM people_person")
    connection.close()
    return leaked


def overhead(organisations: list[int], seed: int) -> float:
    """Time of transactions of ten questions, as a page asks, with the wall against without it: median of alternating blocks."""
    with_wall, without = [], []
    for block in range(8):
        with_wall.append(_ask(organisations, seed + block))
        with _no_wall():
            without.append(_ask(organisations, seed + block))
    return statistics.median(with_wall) / statistics.median(without)


def _ask(organisations: list[int], seed: int) -> float:
    from django.db import transaction

    from tejido.core.scope import within
    from tejido.people.models import Person
    from tejido.programmes.models import Enrolment

    chance, started = random.Random(seed), time.perf_counter()
    for _ in range(60):
        mine = chance.choice(organisations)
        with within(mine), transaction.atomic():
            people = list(Person.objects.filter(organisation=mine)[:20])
            Person.objects.filter(organisation=mine).count()
            for person in people[:8]:
                list(Enrolment.objects.filter(person=person).select_related("cohort__programme"))
    return time.perf_counter() - started


@contextmanager
def _no_wall() -> Any:
    from unittest.mock import patch

    from django.db import connection

    from tejido.core.walls.owner import as_owner
    from tejido.core.walls.standing import tables

    def all_tables(what: str) -> None:
        with as_owner(connection), connection.cursor() as cursor:
            for table in tables():
                cursor.execute(f'ALTER TABLE "{table}" {what} ROW LEVEL SECURITY')

    all_tables("DISABLE")
    try:
        with patch.object(connection, "execute_wrappers", []):
            yield
    finally:
        all_tables("ENABLE")


if __name__ == "__main__":
    main()
