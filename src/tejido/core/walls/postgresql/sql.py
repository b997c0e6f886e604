"""Row-level security of one table, over settings that hold for the running transaction only.

Each setting is read once per statement (a sub-select), never once per row. A setting that was never made reads as nothing: no rows.
"""

# ruff: noqa: S608  (the names are those of our own models)

from collections.abc import Iterator

from tejido.core.walls.standing import Wall, Walled

SETTINGS = ("tejido.everywhere", "tejido.organisations", "tejido.affairs", "tejido.account")
DECLARE = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
POLICIES = ("wall_read", "wall_insert", "wall_update", "wall_delete")
EVERYWHERE = "(SELECT current_setting('tejido.everywhere', true) = 'yes')"
ACCOUNT = "(SELECT NULLIF(current_setting('tejido.account', true), '')::bigint)"


def _listed(setting: str) -> str:
    return f"ANY ((SELECT string_to_array(NULLIF(current_setting('{setting}', true), ''), ',')::bigint[])::bigint[])"


def raising(one: Walled) -> Iterator[str]:
    """The statements that put the wall before one table, whatever stood there."""
    table = f'"{one.table}"'
    write, read = _writable(one.wall), _readable(one.wall)
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for policy in POLICIES:
        yield f"DROP POLICY IF EXISTS {policy} ON {table}"
    yield f"CREATE POLICY wall_read ON {table} FOR SELECT USING ({read})"
    yield f"CREATE POLICY wall_insert ON {table} FOR INSERT WITH CHECK ({write})"
    yield f"CREATE POLICY wall_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})"
    yield f"CREATE POLICY wall_delete ON {table} FOR DELETE USING ({write})"


def _writable(wall: Wall) -> str:
    own = f'"{wall.column}"'
    settings = ["tejido.organisations"] + (["tejido.affairs"] if wall.affairs else [])
    if wall.by_code:
        inside = " OR ".join(f"o.id = {_listed(name)}" for name in settings)
        return f"{EVERYWHERE} OR NOT EXISTS (SELECT 1 FROM network_organisation o WHERE o.code = {own} AND ({inside}) IS NOT TRUE)"
    return " OR ".join([EVERYWHERE, f"{own} IS NULL", *(f"{own} = {_listed(name)}" for name in settings)])


def _readable(wall: Wall) -> str:
    terms = [_writable(wall)]
    terms += [f'"{wall.account}" = {ACCOUNT}'] if wall.account else []
    terms += [f'"{wall.published}" IS NOT NULL'] if wall.published else []
    return " OR ".join(terms)
