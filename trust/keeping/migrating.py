"""Kill `tejido migrate` at moments drawn by chance, start it again, and see whether it arrives."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

DONE = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', check_unapplied=True, verbosity=0); c('check', databases=['default'])"


def environment(home: str, url: str, owner: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
    told = {"TEJIDO_HOME": home, "DJANGO_SETTINGS_MODULE": "tejido.settings"}
    return {**kept, **told, **({"TEJIDO_DATABASE_URL": url, "TEJIDO_DATABASE_OWNER_URL": owner} if url else {})}


def kills(number: int, chance: random.Random, url: str = "", owner: str = "") -> dict[str, Any]:
    """A database is brought from nothing to this version through kills: each run gets a little further. It has to arrive."""
    with tempfile.TemporaryDirectory(prefix="tejido-migrating-") as home:
        command, where = [sys.executable, "-m", "tejido.cli", "migrate"], environment(home, url, owner)
        killed, begun = 0, 0
        while killed < number:
            running = subprocess.Popen(command, env=where, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                if running.wait(timeout=chance.uniform(0.8, 3.0)):
                    return {"kills": killed, "begun": begun, "arrived": False}
                break  # it arrived
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
            killed += 1
            begun += bool(applied(Path(home))) if not url else 1
        last = subprocess.run(command, env=where, capture_output=True, text=True)
        sound = subprocess.run([sys.executable, "-c", DONE], env=where, capture_output=True, text=True)
        return {"kills": killed, "begun": begun, "arrived": not last.returncode and not sound.returncode}


def applied(home: Path) -> int:
    """How many migrations a kill left done."""
    try:
        with sqlite3.connect(f"file:{home / 'tejido.sqlite3'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.Error:
        return 0


def planted() -> bool:
    """Django's own way leaves a state that no start gets out of; this is that state, made by hand, and the start must fail on it."""
    with tempfile.TemporaryDirectory(prefix="tejido-migrating-") as home:
        command, where = [sys.executable, "-m", "tejido.cli", "migrate"], environment(home, "", "")
        subprocess.run(command, env=where, check=True)
        with sqlite3.connect(Path(home) / "tejido.sqlite3") as database:
            database.execute("DELETE FROM django_migrations WHERE app = 'outcomes' AND name = '0001_initial'")
        return subprocess.run(command, env=where, capture_output=True).returncode != 0
