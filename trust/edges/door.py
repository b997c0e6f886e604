"""The door for files in a light process that makes none of them: what reading one takes is not hidden by memory that lay free.

`python -m trust.edges.door` reads lines of JSON (path, name, whether the limits of packing are off) and answers each from a process of its own.
"""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOST = 3 * 10**9  # bytes that a planted bomb may ask for


def at_the_door(path: Path, name: str) -> str:
    from tejido.interop.reading import Unreadable, guess_reading, read_rows

    through = False
    try:
        for row in read_rows(path, guess_reading(path, name)):
            through = through or bool(re.search(r"[\x00\u202a-\u202e]", "".join(row.cells)))
    except Unreadable as refusal:
        return "refused" if len(str(refusal)) > 30 else "refused without words"
    return "came through" if through else "neutral"


def without_limits(path: Path, name: str) -> str:
    """The planted fault: nobody asks what a package unpacks to."""
    from tejido.core.ingest import package

    package.MOST_RATIO = package.MOST_UNPACKED = package.MOST_OF_A_SMALL_PART = package.MOST_TEXTS = 10**12
    package.MOST_IN_MEMORY = {}
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    return at_the_door(path, name)


def apart(work: Callable[[], Any]) -> dict[str, Any]:
    """What `work` gives, in a process of its own, with its processor seconds and the memory it took on top."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        said: dict[str, Any] = {}
        before, started = _kilobytes("VmRSS"), time.process_time()
        try:
            Path("/proc/self/clear_refs").write_text("5")  # forget the peak of the process this one was made from
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
    return json.loads(told) if told else {"broke": "killed", "seconds": 0.0, "megabytes": MOST // 10**6}


def _kilobytes(name: str) -> int:
    return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]


def main() -> None:
    import django

    django.setup()
    import openpyxl  # noqa: F401  # as the server has it: loaded once

    from tejido.interop import reading  # noqa: F401

    for line in sys.stdin:
        path, name, unlimited = json.loads(line)
        work = without_limits if unlimited else at_the_door
        print(json.dumps(apart(lambda do=work, at=Path(path), called=name: do(at, called))), flush=True)  # type: ignore[misc]


if __name__ == "__main__":
    main()
