"""The second wall and the links behind it, on both databases (bars 6 to 9)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.postgres import cluster
from trust.bar import Bar


def asked(run: str, seed: int, home: str, url: str = "") -> dict[str, Any]:
    """What one run of `trust/walling` found, in a process of its own; those with the same home find the same ground."""
    environment = {**os.environ, "TEJIDO_HOME": home, "TEJIDO_KEYS": str(Path(home) / "keys"), "TEJIDO_DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-m", f"trust.walling.{run}", str(seed)], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def bars(seed: int) -> Iterator[Bar]:
    """On each database the ground is made once; the writes of links, which plant a fault in it, come last."""
    with TemporaryDirectory(prefix="tejido-walls-") as home, cluster() as url:
        yield from rows(asked("rows", seed, home, url))
        yield links("PostgreSQL", asked("joins", seed, home, url))
    with TemporaryDirectory(prefix="tejido-walls-") as home:
        yield from pages(asked("crawl", seed, home))
        yield links("SQLite", asked("joins", seed, home))
        yield suite(asked("suite", seed, home))


def rows(found: dict[str, Any]) -> Iterator[Bar]:
    yield Bar(
        "6", "PostgreSQL holds rows back by itself",
        f"row-level security forced on {found['forced']} of {found['tables']} tables, serving role owns {found['owned']} tables and stands above nothing, "
        f"with nothing declared {found['shown']} of {found['rows']} rows",
        f"{found['filled']} tables with rows (15), {found['rows']} rows (10,000)",
        f"a setting that outlives its transaction: {found['leaked']} foreign rows seen",
        found["forced"] == found["tables"] and not found["owned"] and not found["above"] and not found["shown"] and not found["problems"],
        found["filled"] >= 15 and found["rows"] >= 10_000, found["leaked"] > 0,
    )  # fmt: skip
    yield Bar(
        "6", "transactions of many organisations on two connections never meet",
        f"{found['foreign']} foreign rows in {found['transactions']} transactions, {100 * (found['overhead'] - 1):.0f} % slower than without the wall (25 %)",
        f"{found['organisations']} organisations (20), {found['transactions']} transactions (10,000), {found['own']} of them met their own rows (5,000)",
        f"a setting that outlives its transaction: {found['leaked']} foreign rows seen",
        found["foreign"] == 0 and found["overhead"] <= 1.25,
        found["organisations"] >= 20 and found["transactions"] >= 10_000 and found["own"] >= 5_000, found["leaked"] > 0,
    )  # fmt: skip


def links(database: str, found: dict[str, Any]) -> Bar:
    return Bar(
        "8", f"no link joins two organisations ({database})",
        f"{found['crossing']} crossing links; triggers {found['standing']} of {found['wanted']} for {found['pairs']} links",
        f"{found['tried']} random writes (10,000) over {found['links']} links (12), {found['refused']} refused (1,000), {found['taken']} taken (1,000), "
        f"{found['inserted']} of 2,000 new rows taken (10)",
        f"one table without its triggers: {found['planted']} crossing link found",
        found["crossing"] == 0 and found["standing"] == found["wanted"],
        found["tried"] >= 10_000 and found["links"] >= 12 and found["refused"] >= 1_000 and found["taken"] >= 1_000 and found["inserted"] >= 10,
        found["planted"] == 1,
    )  # fmt: skip


def pages(found: dict[str, Any]) -> Iterator[Bar]:
    counted, raw = found["statements"], found["raw"]
    narrow, wide = counted.get("organisations", 0), sum(n for what, n in counted.items() if what.startswith("everywhere"))
    yield Bar(
        "7", "SQLite: every statement on walled rows was declared",
        f"{counted.get('nothing', 0)} undeclared, {narrow} within organisations, {wide} everywhere ({', '.join(w for w in counted if ':' in w) or 'none'}), "
        f"{found['broken']} broken pages; the wall adds {found['cost']:.0f} µs to a question (200)",
        f"{found['asked']} pages (1,500) by {found['roles']} roles (15), {found['addresses']} addresses met (150), {narrow} statements (5,000)",
        f"raw(): refused with nothing declared, {raw['foreign']} rows of another organisation, {raw['own']} of its own; a page without scope was counted",
        not counted.get("nothing") and not found["broken"] and found["cost"] <= 200,
        found["asked"] >= 1_500 and found["roles"] >= 15 and found["addresses"] >= 150 and narrow >= 5_000,
        raw["refused"] and raw["foreign"] == 0 and raw["own"] > 0 and found["planted_statement"] > 0,
    )  # fmt: skip
    undeclared = [name for name, said in found["jobs"].items() if not said.startswith("fine")]
    yield Bar(
        "9", "side doors declare their organisation, and no answer is another's",
        f"{len(undeclared)} of {len(found['jobs'])} jobs without a declaration; {found['cross']} answers with a code of the other organisation",
        f"{len(found['jobs'])} jobs (3), {found['answers']} answers to two organisations in turn (200), {found['own']} with codes of their own (1)",
        f"a page kept for everybody: {found['planted_cache']} answers of the other found",
        not undeclared and found["cross"] == 0,
        len(found["jobs"]) >= 3 and found["answers"] >= 200 and found["own"] >= 1, found["planted_cache"] > 0,
    )  # fmt: skip


def suite(found: dict[str, Any]) -> Bar:
    narrow = found["statements"] - found["everywhere"] - found["undeclared"]
    return Bar(
        "7", "SQLite: the ordinary tests make no statement that nobody declared",
        f"{found['undeclared']} undeclared of {found['statements']} on tables of organisations; all tests passed: {found['passed']}",
        f"{found['files']} files of tests, {found['statements']} statements (20,000), {narrow} of them by code that declared organisations (2,500)",
        f"a gate that forgets to declare: {found['planted']} counted",
        found["undeclared"] == 0 and found["passed"], found["statements"] >= 20_000 and narrow >= 2_500, found["planted"] > 0 and not found["planted_passed"],
    )  # fmt: skip
