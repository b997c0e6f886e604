"""What each role may do, what each field is and what every door opens and what the walls say, as the tables in `told/` say it: a change is read before it is kept."""

import pytest

from tests.access import told
from tests.access.told_world import the_world

SOME = 3  # doors at once: the world is made for each
NAMES = list(told.doors())


def sections(lines):
    """Door → its lines in the table."""
    doors = [at for at, line in enumerate(lines) if not line.startswith(" ")]
    return {lines[at]: lines[at:end] for at, end in zip(doors, [*doors[1:], len(lines)], strict=True)}


def test_every_role_may_do_what_its_table_says():
    assert told.roles_told() == told.kept("roles")


def test_every_field_is_of_the_class_and_for_the_readers_that_its_table_says():
    assert told.fields_told() == told.kept("fields")


def test_the_walls_say_to_both_databases_what_their_table_says():
    assert told.walls_told() == told.kept("walls")


def test_no_door_is_without_a_table():
    assert set(sections(told.kept("doors"))) == set(NAMES)


@pytest.mark.parametrize("names", [NAMES[start : start + SOME] for start in range(0, len(NAMES), SOME)], ids=lambda names: names[0])
def test_every_door_opens_what_its_table_says(db, names):
    world, table = the_world(), sections(told.kept("doors"))
    for name in names:
        assert told.door_told(name, told.doors()[name], world) == table[name]
