"""What a connection of SQLite puts before a walled table: a view of the same name that shows the rows in scope, and triggers that hold writes.

The temporary schema is searched first, so every statement that reads the table by its name reads the view; SQLite folds the view into
the query, and indexes serve as before. The functions are answered by `base.py` from the scope declared at that moment: there is no
state to keep equal. `+` keeps the planner from walking an index of organisations where the query named something better.
"""

# ruff: noqa: S608  (the names are those of our own models)

from collections.abc import Iterator

from tejido.core.walls.standing import Wall, Walled

OUTSIDE = "a row outside of the declared organisations"


def raising(one: Walled) -> Iterator[str]:
    """The statements that put the wall before one table."""
    table, wall = one.table, one.wall
    refused = f"RAISE(ABORT, '{OUTSIDE}')"
    yield f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" AS w WHERE {_readable(wall)}'
    yield f'CREATE TEMP TRIGGER "wall_insert_{table}" BEFORE INSERT ON main."{table}" WHEN NOT {_writable(wall, "NEW")} BEGIN SELECT {refused}; END'
    yield (
        f'CREATE TEMP TRIGGER "wall_update_{table}" BEFORE UPDATE ON main."{table}" WHEN NOT ({_writable(wall, "OLD")} AND {_writable(wall, "NEW")}) '
        f"BEGIN SELECT CASE WHEN {_writable(wall, 'OLD')} THEN {refused} ELSE RAISE(IGNORE) END; END"
    )
    yield f'CREATE TEMP TRIGGER "wall_delete_{table}" BEFORE DELETE ON main."{table}" WHEN NOT {_writable(wall, "OLD")} BEGIN SELECT RAISE(IGNORE); END'


def _readable(wall: Wall) -> str:
    """The rows that may be read: those of the scope, and what the wall itself opens."""
    own = f'w."{wall.column}"'
    inside = "(SELECT value FROM json_each(scope_reach()))" if wall.affairs else "(SELECT value FROM json_each(scope_organisations()))"
    foreign = f"SELECT 1 FROM main.network_organisation AS o WHERE o.code = {own} AND o.id NOT IN {inside}"
    terms = ["(SELECT scope_everywhere())", f"NOT EXISTS ({foreign})" if wall.by_code else f"{own} IS NULL OR +{own} IN {inside}"]
    terms += [f'w."{wall.account}" = (SELECT scope_account())'] if wall.account else []
    terms += [f'w."{wall.published}" IS NOT NULL'] if wall.published else []
    return " OR ".join(terms)


def _writable(wall: Wall, row: str) -> str:
    place = f'{row}."{wall.column}"'
    if wall.by_code:
        place = f"(SELECT o.id FROM main.network_organisation AS o WHERE o.code = {place})"
    return f"within_{'reach' if wall.affairs else 'scope'}({place})"
