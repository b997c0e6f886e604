"""What a rotation does to the ring: new keys above, the old ones kept until nothing needs them, then destroyed.

Where it stands is written in the ring itself, so that a rotation that was killed goes on when it is started again.
"""

from collections.abc import Sequence

from tejido.core.keys import folder, holders, ring
from tejido.core.keys.cipher import Cipher

STALE = "k.wrapped IS NOT NULL AND o.master <> ?"
CARRIED = "k.id, k.person, k.generation, k.organisation_key, k.wrapped, o.organisation"
JOINED = "person_key k JOIN organisation_key o ON o.id = k.organisation_key"


def under_way() -> int | None:
    """The master key to which a rotation is turning, if one is not finished."""
    row = ring.connection().execute("SELECT master FROM rotation").fetchone()
    return int(row[0]) if row else None


def begin() -> int:
    """Make the next master key and, under it, the next key of each organisation; or take up the rotation that was left."""
    ring.current_master()
    with ring.changing() as changing:
        number = under_way()
        if number is None:
            used = changing.execute("SELECT max(master) FROM (SELECT master FROM secret UNION ALL SELECT master FROM organisation_key)").fetchone()[0]
            number = folder.make_master_key(used + 1)
            changing.execute("INSERT INTO rotation VALUES (?, ?)", (number, ring.now()))
        for name, master, wrapped in changing.execute("SELECT name, master, wrapped FROM secret WHERE master <> ?", (number,)).fetchall():
            again = ring.wrap(number, ring.unwrap(master, wrapped, f"secret|{name}"), f"secret|{name}")
            changing.execute("UPDATE secret SET master = ?, wrapped = ? WHERE name = ?", (number, again, name))
        renew = "SELECT organisation FROM organisation_key GROUP BY organisation HAVING max(CASE WHEN master = ? THEN 1 ELSE 0 END) = 0"
        for (organisation,) in changing.execute(renew, (number,)).fetchall():
            holders.add_organisation_key(changing, organisation, number)
    return number


def waiting(number: int, most: int) -> list[str]:
    """Codes of persons whose values are still under an old key."""
    sql = f"SELECT DISTINCT k.person FROM {JOINED} WHERE {STALE} AND NOT k.retired ORDER BY k.id LIMIT ?"  # noqa: S608  # constants
    return [code for (code,) in ring.connection().execute(sql, (number, most))]


def count_waiting(number: int) -> int:
    return int(ring.connection().execute(f"SELECT count(*) FROM {JOINED} WHERE {STALE} AND NOT k.retired", (number,)).fetchone()[0])  # noqa: S608


def renew(number: int, organisation: int, persons: Sequence[str]) -> None:
    """The next key for those of these persons whose newest one is old."""
    newest = f"SELECT k.person FROM {JOINED} WHERE o.master = ? AND k.wrapped IS NOT NULL AND k.person IN ({{}})"  # noqa: S608
    done = {code for (code,) in ring.connection().execute(newest.format(", ".join("?" * len(persons))), (number, *persons))}
    if missing := [code for code in persons if code not in done]:
        holders.add_person_keys(holders.organisation_keys(organisation)[0], missing, renew=True)


def retire(number: int, persons: Sequence[str], *, back: bool = False) -> None:
    """The old keys of these persons are no longer needed (`back`: they are, after all)."""
    with ring.changing() as changing:
        changing.executemany(
            "UPDATE person_key SET retired = ? WHERE person = ? AND organisation_key IN (SELECT id FROM organisation_key WHERE master <> ?)",
            [(not back, code, number) for code in persons],
        )


def carry_over(number: int, persons: Sequence[str]) -> None:
    """Keep the keys of these persons as they are, under the new key of their organisation: their rows are not there (yet)."""
    marks = ", ".join("?" * len(persons))
    with ring.changing() as changing:
        rows = changing.execute(f"SELECT {CARRIED} FROM {JOINED} WHERE {STALE} AND k.person IN ({marks})", (number, *persons)).fetchall()  # noqa: S608
        for key_id, person, generation, parent, wrapped, organisation in rows:
            place = f"person|{person}|{generation}".encode()
            key = Cipher(holders.organisation_key(parent)).open(wrapped, place)
            new_id, new_key = holders.organisation_keys(organisation)[0]
            again = Cipher(new_key).seal(key, place)
            changing.execute("UPDATE person_key SET organisation_key = ?, wrapped = ?, retired = 0 WHERE id = ?", (new_id, again, key_id))


def retired_keys() -> dict[int, str]:
    """Key → person, of the keys that nothing should need any more."""
    return dict(ring.connection().execute("SELECT id, person FROM person_key WHERE retired AND wrapped IS NOT NULL"))


def old_organisation_keys(number: int) -> set[int]:
    return {key_id for (key_id,) in ring.connection().execute("SELECT id FROM organisation_key WHERE master <> ?", (number,))}


def finish(number: int) -> None:
    """Destroy what was left behind. Call it when no value needs it."""
    with ring.changing() as changing:
        changing.execute("DELETE FROM person_key WHERE retired")
        changing.execute(
            "DELETE FROM organisation_key WHERE master <> ? AND id NOT IN (SELECT organisation_key FROM person_key WHERE wrapped IS NOT NULL)", (number,)
        )
        changing.execute("DELETE FROM rotation")
        needed = {n for (n,) in changing.execute("SELECT master FROM secret UNION SELECT master FROM organisation_key")}
    for old in folder.master_numbers():
        if old not in needed and old < number:
            folder.destroy_master_key(old)
    holders.forget()


def counts() -> dict[str, int]:
    """How many of each there are, for `tejido keys status`."""
    asked = {
        "organisations": "SELECT count(DISTINCT organisation) FROM organisation_key",
        "persons": "SELECT count(DISTINCT person) FROM person_key WHERE wrapped IS NOT NULL",
        "shredded": "SELECT count(*) FROM tombstone",
    }
    found = {name: int(ring.connection().execute(sql).fetchone()[0]) for name, sql in asked.items()}
    return {"masters": len(folder.master_numbers()), **found}
