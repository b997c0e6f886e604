"""What was acknowledged is kept: through power cuts, kills, backups and their return, and migrations that are cut short."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

from tests.postgres import cluster, server_binaries
from trust.bar import Bar
from trust.keeping import migrating
from trust.killing import rounds
from trust.powercut import cutting

CUTS = 500
KILLS = 200
MIGRATION_KILLS = 20


def bars(seed: int) -> Iterator[Bar]:
    django.setup()
    from tejido.server import prepare

    prepare()
    chance = random.Random(seed)
    yield power_cuts(chance)
    yield sudden_ends(chance)
    yield from returns(seed)
    yield migrations(chance)


def power_cuts(chance: random.Random) -> Bar:
    """Both journals, each with both ways of losing what was not synced; and the usual advice, which must lose."""
    with tempfile.TemporaryDirectory(prefix="tejido-cuts-") as name:
        folder = Path(name)
        library, begin = cutting.compiled(folder), folder / "begin"
        cutting.begun(begin)
        found, fewest = cutting.Cuts(), CUTS
        for journal in ("WAL", "TRUNCATE"):
            recording = cutting.recorded(begin, folder, library, journal, "FULL")
            for torn in (False, True):
                one = cutting.cut(*recording, CUTS, chance, torn=torn)
                found, fewest = found + one, min(fewest, one.cuts)
        normal = cutting.cut(*cutting.recorded(begin, folder, library, "WAL", "NORMAL"), CUTS // 2, chance, torn=False)
        off = cutting.cut(*cutting.recorded(begin, folder, library, "WAL", "OFF"), CUTS // 4, chance, torn=True)
    return Bar(
        "36", "a power cut loses nothing that was acknowledged",
        f"{found.cuts} cuts, {found.lost} lost, {found.corrupt} corrupt, {found.halves} halves, {found.unreadable} without their key",
        f"{CUTS} cuts × drop, torn × WAL, TRUNCATE; {found.acknowledged} acknowledgements held against the disk",
        f"NORMAL lost {normal.lost}, OFF corrupted {off.corrupt} of {off.cuts}",
        met=found.harmless, floor_met=fewest >= CUTS and found.acknowledged >= 10 * CUTS, caught=normal.lost > 0 and off.corrupt > 0,
    )  # fmt: skip


def sudden_ends(chance: random.Random) -> Bar:
    """Over HTTP, with the form that opens a record, sent again until it is acknowledged."""
    done = rounds.kills(KILLS, chance, full_every=67, acknowledged=2000)
    slow = rounds.kills(8, chance, variant="slow")
    twice = rounds.kills(8, chance, variant="slow-twice")
    early = rounds.kills(8, chance, variant="too-early")
    good = not (done.lost or done.double or done.unsound or done.problems or slow.lost or slow.double or slow.problems)
    return Bar(
        "37", "what a killed server acknowledged is there, once",
        f"{done.kills} kills, {done.acknowledged} acknowledged, {done.lost} lost, {done.double} double{''.join(f', {what}' for what in done.problems[:1])}; "
        f"{done.repeated} sent again, with slow answers {slow.absorbed} of {slow.repeated} had been done and were not done twice",
        f"{KILLS} kills and 2,000 acknowledged; some repetitions of what was done",
        f"without `core.once` {twice.double} double; answered before the commit {early.lost} lost",
        met=good, floor_met=done.kills >= KILLS and done.acknowledged >= 2000 and done.absorbed + slow.absorbed >= 3,
        caught=twice.double > 0 and early.lost > 0,
    )  # fmt: skip


def round_trip(seed: int, **environment: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tejido-keeping-") as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")}
        done = subprocess.run(
            [sys.executable, "-m", "trust.keeping.round_trip", str(seed)], env={**kept, **environment, "TEJIDO_HOME": f"{home}/home"}, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return figures


def returns(seed: int) -> Iterator[Bar]:
    found = {"SQLite": round_trip(seed)}
    if server_binaries():
        with cluster() as url:
            backup, owner = (url.replace("tejido@", f"{role}@") for role in ("postgres", "tejido_owner"))
            found["PostgreSQL"] = round_trip(seed, TEJIDO_DATABASE_URL=url, TEJIDO_BACKUP_URL=backup, TEJIDO_DATABASE_OWNER_URL=owner)
    for name, figures in found.items():
        busy, rest = figures["under_writes"], figures["at_rest"]
        yield Bar(
            "39", f"what comes back is equal to the byte ({name})",
            f"{busy['equal']} of {busy['backups']} made under {busy['written']} writes equal; "
            f"at rest {rest['bytes']:,} bytes and {rest['files']} files equal: {rest['equal'] and rest['media']}",
            "5 under writes, each with more rows than the last; 40 files", "one letter of one cell",
            met=busy["equal"] == busy["backups"] and rest["equal"] and rest["media"], floor_met=busy["growing"] and busy["backups"] >= 5 and rest["files"] >= 40,
            caught=figures["planted"],
        )  # fmt: skip
    flips = [figures["flips"] for figures in found.values()]
    yield Bar(
        "39", "a flipped bit is noticed", " and ".join(f"{one['noticed']} of {one['flips']}" for one in flips), "200 for each database",
        f"without seals {flips[0]['missed_unsealed']} of 60 went unnoticed",
        met=all(one["noticed"] == one["flips"] for one in flips), floor_met=all(one["flips"] >= 200 for one in flips), caught=flips[0]["missed_unsealed"] > 0,
    )  # fmt: skip
    yield leaving(found["SQLite"]["erased"])


def leaving(done: dict[str, Any]) -> Bar:
    return Bar(
        "31", "who left stays unreadable and gone when an older backup comes back",
        f"{done['gone_readable']} of {done['gone']} readable in the archive, {done['still_there']} there after the restore; others {done['names_read']} of {done['kept']}",
        "5 who left and 15 who stayed", f"before the keys were destroyed {done['control']} of {done['gone']} were readable",
        met=not done["gone_readable"] and not done["still_there"] and done["kept_readable"] == done["kept"] == done["names_read"],
        floor_met=done["gone"] >= 5 and done["kept"] >= 15, caught=done["control"] == done["gone"],
    )  # fmt: skip


def migrations(chance: random.Random) -> Bar:
    """Fresh databases until there were enough kills."""
    runs: list[dict[str, Any]] = []
    while sum(run["kills"] for run in runs) < MIGRATION_KILLS and len(runs) < 12:
        runs.append(migrating.kills(MIGRATION_KILLS, chance))
    on_server: list[dict[str, Any]] = []
    if server_binaries():
        while sum(run["kills"] for run in on_server) < MIGRATION_KILLS and len(on_server) < 12:
            with cluster() as url:
                on_server.append(migrating.kills(MIGRATION_KILLS, chance, url, url.replace("tejido@", "tejido_owner@")))
    every = runs + on_server
    total = sum(run["kills"] for run in every)
    return Bar(
        "40", "a migration that is killed arrives at the next start",
        f"{total} kills in the middle of the work; {sum(run['arrived'] for run in every)} of {len(every)} databases arrived",
        f"{MIGRATION_KILLS} for each database", "done and not noted: the next start fails",
        met=all(run["arrived"] for run in every), floor_met=total >= MIGRATION_KILLS * (2 if on_server else 1), caught=migrating.planted(),
    )  # fmt: skip
