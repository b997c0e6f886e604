"""Tables that people read and review: what each role may do, what each field is, what every door opens to whom, and what the walls say.

The tables lie in `told/`; `tests/access/test_told.py` compares them. After a change that is meant, write them again and read the difference:

    PYTHONPATH=src:. python -m tests.access.told
"""

import importlib
import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FOLDER = Path(__file__).with_name("told")
APPS = ("network", "people", "programmes", "outcomes", "impact")
CAPABILITIES = ("people.read", "people.write", "network.read", "plans.read", "emergency.open", "own.read")
APART = ("_", "x_", "xǁ", "granting", "nobody_tests_this")  # what no view asks; `granting` is the table of the roles
SPOKEN_AS = {"parent": "network", "place": "organisation network", "owner": "organisation network", "role": ""}


def roles_told() -> list[str]:
    """Role, where it is held, whether a second factor is asked; then what it may do, in the words of the interface."""
    from django.utils.translation import override

    from tejido.network.roles import CAPABILITIES, EMERGENCY_OPENS, FOR_TOKENS, PERSONAL_ONLY, ROLES

    lines = []
    with override("es"):
        for role in ROLES.values():
            lines.append(
                f"{role.slug} · {role.label} · held at: {role.place} · {'second factor' if role.staff else 'no second factor'} · {role.does}"
            )
            lines += [f"    {capability}: {said}" for capability, said in CAPABILITIES.items() if capability in role.capabilities]
        for name, some in (
            ("an emergency opens", EMERGENCY_OPENS),
            ("a token may carry", FOR_TOKENS),
            ("only about persons", PERSONAL_ONLY),
        ):
            lines.append(name)
            lines += [f"    {capability}" for capability in sorted(some)]
    return lines


def fields_told() -> list[str]:
    """Each field: its class, which roles read it and how far, which roles may write it by a form."""
    from tejido.network.catalogue import data_class, fields, may_write, reach
    from tejido.network.roles import ROLES

    lines = []
    for known, name, kind in sorted(fields(), key=lambda one: (one[0].label, one[1])):
        far = {slug: reach(slug, known.label, name) for slug in ROLES}
        read = (
            "all roles, everywhere"
            if set(far.values()) == {"everywhere"}
            else ", ".join(f"{slug} ({how})" for slug, how in far.items() if how)
        )
        write = ", ".join(slug for slug in ROLES if may_write(slug, known.label, name))
        assert data_class(known.label, name) == kind
        lines.append(f"{known.label}.{name} · {kind} · read: {read or 'nobody'}" + (f" · written: {write}" if write else ""))
    return lines


def doors() -> dict[str, Callable[..., Any]]:
    """Every function of the permissions modules that a view, a verb or another door may ask."""
    found: dict[str, Callable[..., Any]] = {}
    for app in APPS:
        module = importlib.import_module(f"tejido.{app}.permissions")
        found |= {
            f"{app}.{name}": getattr(module, name) for name, made in vars(module).items()
            if inspect.isfunction(made) and made.__module__ == module.__name__ and not name.startswith(APART)
        }  # fmt: skip
    return found


def door_told(name: str, door: Callable[..., Any], world: SimpleNamespace) -> list[str]:
    """What one door says: for whom (and for what) it opens anything at all."""
    lines = [name]
    wanted = [p for p in list(inspect.signature(door).parameters)[1:] if p not in {"held", "prefix"}]
    for said, actor in world.actors.items():
        for given, values in inputs(name, wanted, world):
            opened = asked(door, actor, values, world)
            if opened:
                lines.append(f"    {said} · {' · '.join([*given, opened])}")
    return lines + brought(door, wanted, world)


def asked(door: Callable[..., Any], actor: Any, values: list[Any], world: SimpleNamespace) -> str:
    try:
        return shown(door(actor, *values), world)
    except TypeError:
        if actor.pk is not None:
            raise
        return "(asks for an account)"  # the gate sends visitors away before


def walls_told() -> list[str]:
    """What both walls and the triggers between organisations say to the two databases, word by word."""
    from tejido.core.walls import crossing
    from tejido.core.walls.postgresql import sql as in_postgresql
    from tejido.core.walls.sqlite3 import sql as in_sqlite
    from tejido.core.walls.standing import walled

    lines = []
    for one in walled():
        lines += [one.table, *(f"    {' '.join(said.split())}" for making in (in_sqlite, in_postgresql) for said in making.raising(one))]
    for vendor in ("sqlite", "postgresql"):
        for name, (table, statements) in sorted(crossing.wanted(vendor).items(), key=lambda made: (made[1][0], made[0])):
            lines += [f"{vendor} · {table} · {name}", *(f"    {' '.join(said.split())}" for said in statements)]
    return lines


def inputs(name: str, wanted: list[str], world: SimpleNamespace) -> Iterator[tuple[list[str], list[Any]]]:
    if not wanted:
        yield [], []
        return
    for given, values in inputs(name, wanted[:-1], world):
        for said, value in choices(name, wanted[-1], world):
            yield [*given, said], [*values, value]


def choices(name: str, parameter: str, world: SimpleNamespace) -> Iterable[tuple[str, Any]]:
    things = world.things
    if parameter == "capability":
        return [(c, c) for c in CAPABILITIES]
    if parameter == "capabilities":
        return [
            ("for " + (" ".join(some) or "nothing"), some)
            for some in ((), ("network.read",), ("plans.read", "network.read"), ("network.read", "audit.read"))
        ]
    if parameter == "role" and name.endswith("can_make_token"):
        return things["assignment"].items()
    if parameter == "role":
        return [(slug, slug) for slug in ("director", "professional")]
    if parameter == "persons":
        return [("everybody", list(things["person"].values()))]
    if parameter == "parent":
        return [*things["network"].items(), ("none", None)]
    kinds = SPOKEN_AS.get(parameter, parameter).split()
    return [pair for kind in kinds for pair in things[kind].items()]


def shown(answer: Any, world: SimpleNamespace) -> str:
    """An answer in words; nothing where nothing is opened."""
    if isinstance(answer, bool):
        return "yes" if answer else ""
    if answer is None or isinstance(answer, str):
        return answer or ""
    if isinstance(answer, dict):
        return ", ".join(sorted(answer.values()))
    if hasattr(answer, "reach"):  # a scope
        return f"account {answer.account is not None}, organisations {len(answer.organisations)}, affairs {len(answer.affairs)}, everywhere {answer.everywhere}"
    if isinstance(answer, tuple):
        return " and ".join(filter(None, (shown(part, world) for part in answer)))
    if hasattr(answer, "_meta"):
        return called(answer, world)
    return ", ".join(sorted({part if isinstance(part, str) else called(part, world) for part in answer}))


def called(row: Any, world: SimpleNamespace) -> str:
    """What a row is called in the tables; rows that the cast brought along are left out of none: they are counted by their kind."""
    return world.names.get((type(row), row.pk)) or f"other {row._meta.model_name}"


def brought(door: Callable[..., Any], wanted: list[str], world: SimpleNamespace) -> list[str]:
    """What comes along in the same question, so that a list asks no more for a hundred rows than for one."""
    if wanted:
        return []
    answer = door(next(iter(world.actors.values())))
    along = getattr(getattr(answer, "query", None), "select_related", False)
    return [f"    brings along: {', '.join(sorted(paths(along)))}"] if isinstance(along, dict) else []


def paths(tree: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, below in tree.items():
        yield before + name
        yield from paths(below, f"{before}{name}__")


def kept(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
    import django

    django.setup()
    from django.db import connection

    from tejido.core.scope import everywhere
    from tests.access.told_world import the_world

    with everywhere("the tables of the doors are written"):
        connection.creation.create_test_db(verbosity=0, serialize=False)
        world = the_world()
        told = {
            "roles": roles_told(),
            "fields": fields_told(),
            "walls": walls_told(),
            "doors": [line for name, door in doors().items() for line in door_told(name, door, world)],
        }
    for name, lines in told.items():
        (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
