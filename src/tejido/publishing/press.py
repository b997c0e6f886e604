"""The press: a sheet goes in as JSON, a PDF comes out. Run as a process of its own, which gives its memory back when it is done.

It imports nothing of Tejido: half a second for each sheet, and the web worker stays light.
"""

import json
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import Any

HERE = Path(__file__).parent / "typeset"
PRESS = [sys.executable, "-m", "tejido.publishing.press"]
LONGEST = 60  # seconds
ONE_AT_A_TIME = Lock()  # the page is public: whoever asks for a thousand sheets gets them one by one


def printed(paper: dict[str, Any]) -> bytes:
    """The sheet as PDF, from another process."""
    with ONE_AT_A_TIME:
        done = subprocess.run(PRESS, input=json.dumps(paper, ensure_ascii=False).encode(), capture_output=True, timeout=LONGEST, check=False)  # noqa: S603  # our own module
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-4000:])
    return done.stdout


def set_type(paper: str) -> bytes:
    """Typst sees the figures as data only: no text of a report is ever read as markup."""
    import typst

    return typst.compile(
        str(HERE / "report.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"paper": paper},
        pdf_standards=["ua-1"],
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(set_type(sys.stdin.buffer.read().decode()))
