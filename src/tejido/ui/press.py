"""The press: a sheet of Typst and what it says go in, a PDF comes out. Run as a process of its own, which gives its memory back when it is done.

It imports nothing of Tejido: half a second for each sheet, and the web worker stays light.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).parents[1]  # sheets borrow from each other, from one app to the next
FONTS = Path(__file__).parent / "typeset/fonts"
PRESS = [sys.executable, "-m", "tejido.ui.press"]
LONGEST = 60  # seconds
ONE_AT_A_TIME = Lock()  # the page is public: whoever asks for a thousand sheets gets them one by one

log = logging.getLogger("tejido.press")


class PressStopped(RuntimeError):
    """No PDF now: Typst is not there, failed, or took too long."""


def printed(sheet: Path, paper: dict[str, Any]) -> bytes:
    """The sheet filled with `paper`, as PDF, from another process. Raises `PressStopped`."""
    if not ONE_AT_A_TIME.acquire(timeout=LONGEST):
        raise PressStopped("others are printing")
    try:
        said = json.dumps(paper, ensure_ascii=False).encode()
        done = subprocess.run([*PRESS, str(sheet)], input=said, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603  # our own module
    except (OSError, subprocess.TimeoutExpired) as stopped:
        raise PressStopped(type(stopped).__name__) from stopped
    finally:
        ONE_AT_A_TIME.release()
    if done.returncode:
        log.error("No PDF of %s.", sheet.name)
        raise PressStopped(done.stderr.decode(errors="replace")[-4000:])
    return done.stdout


def set_type(sheet: Path, paper: str) -> bytes:
    """Typst sees the figures as data only: no text of a report is ever read as markup."""
    import typst

    return typst.compile(
        str(sheet),
        root=str(ROOT),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": paper},
        pdf_standards=["ua-1"],
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(set_type(Path(sys.argv[1]), sys.stdin.buffer.read().decode()))
