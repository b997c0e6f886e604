"""Kill `tejido migrate` at moments drawn by chance, start it again, and see whether it arrives."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

DONE = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', check_unapplied=True, verbosity=0); c('check', databases=['default'])"


def environment(home: str, url: str, owner: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
    told = {"TEJIDO_HOME": home, "DJANGO_SETTINGS_MODULE": "tejido.settings"}
    return {**kept, **told, **({"TEJIDO_DATABASE_URL": url, "TEJIDO_DATABASE_OWNER_URL": owner} if url else {})}


def kills(number: int, chance: random.Random, url: str = "", owner: str = "") -> dict[str, Any]:
    """A database is brought from nothing to this version through kills, each in the middle of the work: every run gets a little further."""
    with tempfile.TemporaryDirectory(prefix="tejido-migrating-") as home:
        command, where = [sys.executable, "-m", "tejido.cli", "migrate"], environment(home, url, owner)
        killed, done = 0, 0
        while killed < number:
            running = subprocess.Popen(command, env=where, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while running.poll() is None and applied(Path(home), owner) <= done:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.25))  # into one of the next migrations, or what follows the last
            if running.poll() is not None:
                if running.returncode:
                    return {"kills": killed, "arrived": False}
                break
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            killed, done = killed + 1, applied(Path(home), owner)
        last = subprocess.run(command, env=where, capture_output=True, text=True)
        sound = subprocess.run([sys.executable, "-c", DONE], env=where, capture_output=True, text=True)
        return {"kills": killed, "arrived": not last.returncode and not sound.returncode}


def applied(home: Path, owner: str) -> int:
    """How many migrations are done."""
    count = "SELECT count(*) FROM django_migrations"
    try:
        if owner:
            with psycopg.connect(owner.replace("postgres://", "postgresql://", 1)) as server:
                return int(server.execute(count).fetchone()[0])  # type: ignore[index]
        with closing(sqlite3.connect(f"file:{home / 'tejido.sqlite3'}?mode=ro", uri=True)) as database:
            return int(database.execute(count).fetchone()[0])
    except (sqlite3.Error, psycopg.Error):
        return 0


def planted() -> bool:
    """Django's own way leaves a state that no start gets out of; this is that state, made by hand, and the start must fail on it."""
    with tempfile.TemporaryDirectory(prefix="tejido-migrating-") as home:
        command, where = [sys.executable, "-m", "tejido.cli", "migrate"], environment(home, "", "")
        subprocess.run(command, env=where, check=True)
        with sqlite3.connect(Path(home) / "tejido.sqlite3") as database:
            database.execute("DELETE FROM django_migrations WHERE app = 'outcomes' AND name = '0001_initial'")
        return subprocess.run(command, env=where, capture_output=True).returncode != 0
