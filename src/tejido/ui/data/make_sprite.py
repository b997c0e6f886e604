"""Makes static/ui/iconos.svg, one sprite of the icons that templates may use.

Source: the npm package lucide-static (ISC licence, static/ui/LICENSE-lucide.txt). To add an icon, add its name to icons.txt,
unpack the package and run `python make_sprite.py FOLDER/lucide-static`. Nothing runs it at build or start.
"""

import json
import re
import sys
from pathlib import Path

UI = Path(__file__).resolve().parent.parent
RENAMED = {"circle-help": "circle-question-mark"}  # name in templates -> present name in the package


def symbol(folder: Path, name: str) -> str:
    text = (folder / "icons" / f"{RENAMED.get(name, name)}.svg").read_text(encoding="utf-8")
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    if body is None:
        raise ValueError(name)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{" ".join(body.group(1).split())}</symbol>'


if __name__ == "__main__":
    package = Path(sys.argv[1])
    names = sorted(set((UI / "data/icons.txt").read_text(encoding="utf-8").split()))
    symbols = [symbol(package, name) for name in names]
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide {version}, ISC licence, see LICENSE-lucide.txt -->{"".join(symbols)}</svg>\n'
    (UI / "static/ui/iconos.svg").write_text(sprite, encoding="utf-8")
    (UI / "static/ui/LICENSE-lucide.txt").write_text((package / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
