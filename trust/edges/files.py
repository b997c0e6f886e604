"""Hostile files: all through the door, each in a fresh process; all through the page; every third through the console."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.hostile_files import Case, cases
from trust.bar import Bar
from trust.signing import stage

SECONDS = 1.0
MEGABYTES = 100
MAPPING = "columns:\n  codigo: person.register_code\n"
RUNS = re.compile(r"<script>alert|onerror=alert\(1\)>|\x00|[\u202a-\u202e]")
BOMB = "bomb in the shared texts"


class Door:
    """The reading of files in another process (trust/edges/door.py)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def told(self, path: Path, case: Case, unlimited: bool = False) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([str(path), case.name, unlimited]) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def door() -> Iterator[Door]:
    with subprocess.Popen([sys.executable, "-m", "trust.edges.door"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Door(process)
        assert process.stdin
        process.stdin.close()


def by_the_page(cast: Any, browser: Any, path: Path, case: Case) -> str:
    from django.core.files.uploadedfile import TemporaryUploadedFile
    from django.urls import reverse

    from tejido.interop.models import Import

    file = TemporaryUploadedFile("x", "text/csv", path.stat().st_size, None)
    file.file.write(path.read_bytes())
    file.seek(0)
    file.name = case.name  # as the wire brings it
    with stage.arranging():
        before = Import.objects.count()
    answer = browser.post(reverse("interop:new"), {"organisation": cast.a.pk, "file": file})
    with stage.arranging():
        brought = Import.objects.order_by("-pk").first() if Import.objects.count() > before else None
    if answer.status_code == 413 or (answer.status_code == 200 and 'class="msg"' in answer.content.decode()):
        return "refused" if brought is None else "refused and kept"
    if answer.status_code != 302 or brought is None:
        return f"answered {answer.status_code}"
    pages = [browser.get(reverse(name, args=[brought.code])) for name in ("interop:columns", "interop:detail")] + [browser.get(reverse("interop:list"))]
    bad = [page.status_code for page in pages if page.status_code >= 400 or RUNS.search(page.content.decode())]
    name = re.sub(r"[\w.]", "", Path(brought.file.name).name)
    return "neutral" if not bad and not name else f"came through: {bad} {name}"


def at_the_console(cast: Any, path: Path, case: Case, folder: Path) -> str:
    from tejido.interop.command import import_file

    named = folder / (re.sub(r"[/\\\0]", "", case.name)[-100:] or "x")
    os.link(path, named)
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING)
    said = io.StringIO()
    try:
        with stage.arranging(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = import_file(named, mapping, cast.a.slug, dry_run=True)
    finally:
        named.unlink()
    return "refused" if status == 2 and len(said.getvalue()) > 30 else "neutral" if status in (0, 1, 2) else f"status {status}"


def taken(way: str, case: Case) -> set[str]:
    """What may come of a file: a name that the wire breaks brings no file; the mapping of the console does not fit every table."""
    return {case.fate, "refused"} if way == "console" or (way == "page" and case.what.startswith("name ")) else {case.fate}


def bar(cast: Any, home: Path) -> Bar:
    from tests.cast import signed_in

    wrong: list[str] = []
    tried, slowest, largest, caught = 0, (0.0, ""), (0, ""), 0
    path, folder = home / "hostile.table", home / "console"
    folder.mkdir()
    with stage.arranging():
        browser = signed_in(cast.ana)
    browser.raise_request_exception = False
    with door() as process:
        for case in cases():
            path.unlink(missing_ok=True)
            path.write_bytes(case.make())
            told = process.told(path, case)
            came = {"door": told.get("gave") or told.get("broke"), "page": by_the_page(cast, browser, path, case)}
            if not tried % 3:
                came["console"] = at_the_console(cast, path, case, folder)
            wrong += [f"{case.what} by {way}: {what}" for way, what in came.items() if what not in taken(way, case)]
            slowest, largest = max(slowest, (told["seconds"], case.what)), max(largest, (told["megabytes"], case.what))
            if told["seconds"] > SECONDS or told["megabytes"] > MEGABYTES:
                wrong.append(f"{case.what} by door: {told['seconds']:.1f} s, {told['megabytes']} MB")
            if case.what == BOMB:
                caught = process.told(path, case, unlimited=True)["megabytes"]
            tried += 1
    good = tried - len({line.split(" by ")[0] for line in wrong})
    return Bar(
        "22-24", "hostile files are refused in words or lie there as text", f"{good} of {tried} by door, page and console, "
        f"at most {slowest[0]:.1f} s ({slowest[1]}) and {largest[0]} MB ({largest[1]}){': ' + '; '.join(wrong[:6]) if wrong else ''}",
        f"{tried} files (60)", f"without the limits of packing the bomb takes {caught} MB", not wrong, tried >= 60, caught > MEGABYTES,
    )  # fmt: skip
