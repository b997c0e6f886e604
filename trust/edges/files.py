"""Hostile files through the door, the page and the console, each in a process of its own so that time and memory are its own."""

import contextlib
import io
import json
import os
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hostile_files import Case, cases
from trust.bar import Bar
from trust.signing import stage

SECONDS = 1.0
MEGABYTES = 100
MAPPING = "columns:\n  codigo: person.register_code\n"
RUNS = re.compile(r"<script>alert|onerror=alert\(1\)>|\x00|[\u202a-\u202e]")


def apart(work: Callable[[], Any]) -> dict[str, Any]:
    """What `work` gives, in a process of its own, with its processor seconds and the memory it took on top."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        said: dict[str, Any] = {}
        try:
            Path("/proc/self/clear_refs").write_text("5")  # forget the peak of the process this one was made from
            before, started = _kilobytes("VmHWM"), time.process_time()
            said["gave"] = work()
        except BaseException as problem:
            said["broke"] = repr(problem)[:300]
        said |= {"seconds": time.process_time() - started, "megabytes": (_kilobytes("VmHWM") - before) // 1024}
        os.write(writing, json.dumps(said, default=str).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else {"broke": "killed", "seconds": 0.0, "megabytes": 10**6}


def _kilobytes(name: str) -> int:
    return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]


def at_the_door(path: Path, case: Case) -> str:
    from tejido.interop.reading import Unreadable, guess_reading, read_rows

    try:
        reading = guess_reading(path, case.name)
        held = "".join(["".join(row.cells) for row in read_rows(path, reading)])
    except Unreadable as refusal:
        return "refused" if len(str(refusal)) > 30 else "refused without words"
    return "neutral" if not re.search(r"[\x00\u202a-\u202e]", held) else "came through"


def by_the_page(cast: Any, path: Path, case: Case) -> str:
    from django.core.files.uploadedfile import TemporaryUploadedFile
    from django.urls import reverse
    from tejido.interop.models import Import

    from tests.cast import signed_in

    file = TemporaryUploadedFile("x", "text/csv", path.stat().st_size, None)
    file.file.write(path.read_bytes())
    file.seek(0)
    file.name = case.name  # as the wire brings it
    with stage.arranging():
        browser, before = signed_in(cast.ana), Import.objects.count()
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


def bar(cast: Any, home: Path) -> Bar:
    wrong, slowest, largest, tried = [], 0.0, 0, 0
    path, folder = home / "hostile.table", home / "console"
    folder.mkdir()
    for case in cases():
        path.unlink(missing_ok=True)
        path.write_bytes(case.make())
        ways = {"door": lambda c=case: at_the_door(path, c), "page": lambda c=case: by_the_page(cast, path, c), "console": lambda c=case: at_the_console(cast, path, c, folder)}
        if tried % 3:
            del ways["console"]  # the same door behind it: every third file shows that it is
        for way, work in ways.items():
            told = apart(work)
            expected = {case.fate}
            if way != "door" and (case.what.startswith("name ") or way == "console"):
                expected |= {"refused"}  # a name that the wire breaks brings no file; the mapping of the console does not fit every table
            if told.get("gave") not in expected:
                wrong.append(f"{case.what} by {way}: {told.get('gave') or told.get('broke')}")
            if way != "page":  # there the test's own browser wraps the file in memory, and signs in
                slowest, largest = max(slowest, told["seconds"]), max(largest, told["megabytes"])
                if told["seconds"] > SECONDS or told["megabytes"] > MEGABYTES:
                    wrong.append(f"{case.what} by {way}: {told['seconds']:.1f} s, {told['megabytes']} MB")
        tried += 1
    caught = planted(path)
    return Bar(
        "22-24", "hostile files are refused in words or lie there as text", f"{tried - len({w.split(' by ')[0] for w in wrong})} of {tried} by door, page and console, "
        f"at most {slowest:.1f} s and {largest} MB{': ' + '; '.join(wrong[:6]) if wrong else ''}",
        f"{tried} files (60)", f"without the limits of packing the bomb takes {caught} MB", not wrong, tried >= 60, caught > MEGABYTES,
    )  # fmt: skip


def planted(path: Path) -> int:
    from tejido.core.ingest import package

    bomb = next(case for case in cases() if case.what == "bomb in the shared texts")
    path.write_bytes(bomb.make())

    def open_it() -> str:
        package.MOST_RATIO = package.MOST_UNPACKED = package.MOST_OF_A_SMALL_PART = 10**12
        package.MOST_IN_MEMORY = {}
        resource.setrlimit(resource.RLIMIT_AS, (3 * 10**9, 3 * 10**9))
        return at_the_door(path, bomb)

    return int(apart(open_it)["megabytes"])
