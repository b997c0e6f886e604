"""Do the keys at hand open what is sealed in a database that came out of a backup?

Its bytes may be equal to the last one and its names still gone: `tejido keys rotate` destroys the keys that earlier archives need. Before
each sealed value stands the number of its key, so that one look by number tells, without opening anything.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tejido.core.keys import holders
from tejido.core.sealed_rows import sealed_fields, sealed_models
from tejido.core.sealing import HEADER, Closed

Ask = Callable[..., Any]
COLUMNS = {
    "sqlite": "SELECT name FROM pragma_table_info('{table}')",
    "postgresql": "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' AND data_type = 'bytea'",
}
NUMBERS = {
    "sqlite": """SELECT substr("{column}", 1, {size}), count(*) FROM "{table}" WHERE typeof("{column}") = 'blob' GROUP BY 1""",
    "postgresql": """SELECT substring("{column}" FROM 1 FOR {size}), count(*) FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY 1""",
}


def lost_values(ask: Ask, vendor: str) -> int:
    """How many sealed values no key opens any more, though nobody destroyed it because the person left."""
    known = holders.known_ids()
    return sum(count for number, count in _by_key(ask, vendor) if number not in known)


def told(lost: int) -> str:
    return (
        f"{lost} sealed values (names, contacts, words) cannot be read: their keys were destroyed by `tejido keys rotate`, or the keys in use are of another "
        "day. Use an archive from after the renewal, or make one now: `tejido backup FOLDER --keys-to FOLDER --passphrase-file FILE`."
    )


def _by_key(ask: Ask, vendor: str) -> Iterator[tuple[int, int]]:
    """(number of a key, how many values it sealed), of every sealed column that this database has: an earlier version had fewer."""
    for model in sealed_models():
        table = model._meta.db_table
        there = {name for (name,) in ask(COLUMNS[vendor].format(table=table)).fetchall()}
        for field in sealed_fields(model).values():
            if field.column in there:
                for header, count in ask(NUMBERS[vendor].format(table=table, column=field.column, size=HEADER.size)).fetchall():
                    yield Closed(header).key_id, count
