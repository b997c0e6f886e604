"""Whoever updates finds every word again: rows written plainly before are sealed on the way, on both databases."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg
from django.db import connection

from tejido.core.tests.before_sealing import MANY


@contextmanager
def another_database():
    """An empty database beside that of the suite, as the environment of a process names it."""
    if connection.vendor == "sqlite":
        yield {}
        return
    name, owner = f"old_rows_{os.getpid()}", os.environ["TEJIDO_DATABASE_OWNER_URL"].replace("postgres://", "postgresql://", 1)
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {variable: f"{os.environ[variable].rpartition('/')[0]}/{name}" for variable in ("TEJIDO_DATABASE_URL", "TEJIDO_DATABASE_OWNER_URL")}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_who_updates_finds_every_word_again_and_none_of_them_readable(tmp_path):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
    with another_database() as names:
        environment = {**plain, **names, "TEJIDO_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-m", "tejido.core.tests.before_sealing"], env=environment, capture_output=True, text=True)
    assert not done.returncode, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["identities"], found["named"], found["nameless"]) == (MANY, MANY * 9 // 10, MANY // 10)
    assert (found["found"], found["same_address"]) == (["R-1"], MANY // 2)
    assert (found["goal"], found["exit"]) == ("quiere cantar", "se fue contenta")
    assert (found["cells"], found["problems"]) == ({"codigo": "R-1", "nombre": "Lena"}, {"codigo": "no"})
    assert found["plain"] == []
