"""Ten thousand random writes of links, with everything in scope: not one joins two organisations. On whatever database is configured."""

import json
import random
import sys
from typing import Any

from trust.walling.ground import open_ground, organisations_with_people

WRITES = 10_000


def main() -> None:
    seed = int(sys.argv[1])
    open_ground()
    organisations_with_people(seed)
    from django.db import connection

    from tejido.core.scope import everywhere
    from tejido.core.walls import crossing
    from tejido.core.walls.raising import standing_triggers

    wanted, standing = crossing.wanted(connection.vendor), standing_triggers(connection)
    with everywhere("a proof of the triggers alone"):
        found: dict[str, Any] = {"pairs": len(crossing.pairs()), "wanted": len(wanted), "standing": len(set(wanted) & set(standing))}
        found |= write(random.Random(seed))
        found |= {"crossing": crossing_links(), "planted": planted(random.Random(seed))}
    print(json.dumps(found))


def keys(table: str, column: str = "id") -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" ORDER BY 1 LIMIT 4000')
        return [key for (key,) in cursor.fetchall()]


def write(chance: random.Random) -> dict[str, int]:
    """Move random links to random rows, and rows to random organisations; own targets are chosen often enough that many writes succeed."""
    from django.db import DatabaseError, connection, transaction

    from tejido.core.walls.crossing import pairs
    from tejido.network.models import Organisation

    primary = {"people_identity": "person_id"}
    held = [(link, keys(link.table, primary.get(link.table, "id")), keys(link.target, link.target_key)) for link in pairs()]
    held = [one for one in held if one[1] and one[2]]
    organisations = list(Organisation.objects.values_list("pk", flat=True))
    tried = refused = 0
    while tried < WRITES:
        link, rows, targets = chance.choice(held)
        key = primary.get(link.table, "id")
        column, value = (link.column, chance.choice(targets)) if chance.random() < 0.8 else ("organisation_id", chance.choice(organisations))
        if column == key:
            continue
        tried += 1
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{link.table}" SET "{column}" = %s WHERE "{key}" = %s', [value, chance.choice(rows)])
        except DatabaseError:
            refused += 1
    return {"tried": tried, "refused": refused, "taken": tried - refused, "links": len(held)} | insert(chance, organisations)


def insert(chance: random.Random, organisations: list[int]) -> dict[str, int]:
    from django.db import DatabaseError, transaction

    from tejido.core.periods import today
    from tejido.programmes.models import Cohort, Enrolment

    persons, cohorts, programmes = keys("people_person"), keys("programmes_cohort"), keys("programmes_programme")
    inserted = refused = 0
    for n in range(2000):
        place = chance.choice(organisations)
        try:
            with transaction.atomic():
                if n % 2:
                    Cohort.objects.create(organisation_id=place, programme_id=chance.choice(programmes), slug=f"x{n}", name="x", starts_on=today())
                else:
                    Enrolment.objects.create(organisation_id=place, person_id=chance.choice(persons), cohort_id=chance.choice(cohorts), starts_on=today())
            inserted += 1
        except DatabaseError:
            refused += 1
    return {"inserted": inserted, "inserts_refused": refused}


def crossing_links() -> int:
    from django.db import connection

    from tejido.core.walls.crossing import pairs

    crossing = 0
    with connection.cursor() as cursor:
        for link in pairs():
            cursor.execute(
                f'SELECT count(*) FROM "{link.table}" AS a JOIN "{link.target}" AS b ON b."{link.target_key}" = a."{link.column}" '
                f"WHERE a.organisation_id IS DISTINCT FROM b.organisation_id"
            )
            crossing += cursor.fetchone()[0]
    return crossing


def planted(chance: random.Random) -> int:
    """Without the triggers of one table a crossing link gets in, and the count above finds it."""
    from django.db import connection

    from tejido.core.walls.crossing import wanted
    from tejido.core.walls.owner import as_owner
    from tejido.programmes.models import Cohort, Programme

    with as_owner(connection), connection.cursor() as cursor:
        for name, (table, _) in wanted(connection.vendor).items():
            if table == "programmes_cohort":
                cursor.execute(f'DROP TRIGGER main."{name}"' if connection.vendor == "sqlite" else f'DROP TRIGGER "{name}" ON "{table}"')
    one = Cohort.objects.first()
    assert one is not None
    other = Programme.objects.exclude(organisation=one.organisation).order_by("pk").last()
    Cohort.objects.filter(pk=one.pk).update(programme=other, slug="planted")
    return crossing_links()


if __name__ == "__main__":
    main()
