"""Makes static/ui/iconos.svg, one sprite of the icons that templates may use.

Source: the npm package lucide-static (ISC licence, static/ui/LICENSE-lucide.txt). It is run by hand when an icon is added:
unpack the package and run `python make_sprite.py FOLDER/lucide-static`. Nothing runs it at build or start.
"""

import json
import re
import sys
from pathlib import Path

UI = Path(__file__).resolve().parent.parent
NAMES = """
a-large-small arrow-down arrow-down-up arrow-left arrow-right arrow-up arrow-up-down ban book-open bookmark briefcase building-2 calendar
calendar-check calendar-days calendar-plus chart-bar chart-line chart-no-axes-combined check check-check chevron-down chevron-left
chevron-right chevron-up circle circle-alert circle-check circle-dot circle-help circle-minus circle-plus circle-user circle-x clipboard-check clipboard-list
clock cloud-rain columns-3 copy database door-open download external-link eye eye-off file file-check file-clock file-down file-pen file-plus file-search
file-spreadsheet file-text file-up file-warning file-x fingerprint flag flask-conical folder-open git-branch git-compare glasses globe
graduation-cap hand-coins hand-heart handshake hash heart heart-handshake history house inbox info key key-round keyboard languages
layers layers-2 layout-dashboard life-buoy lightbulb link list list-checks list-filter list-ordered list-todo loader lock lock-keyhole lock-open log-in log-out mail mail-check map map-pin map-pinned
megaphone menu message-circle minus monitor monitor-smartphone network pencil phone plus printer quote refresh-cw rotate-ccw
rotate-cw route save scale scale-3d scissors scroll-text search search-check search-x send settings share-2 shield shield-alert shield-check
shield-off smartphone sprout square-check square-pen stamp star sun table table-2 table-properties tag target ticket timer trash-2 trending-down trending-up
triangle-alert type undo-2 ungroup upload user user-check user-cog user-minus user-plus user-round user-search user-x users users-round
volume-2 vote waypoints wifi wifi-off x zoom-in
""".split()
RENAMED = {"circle-help": "circle-question-mark"}  # name in templates -> present name in the package


def symbol(folder: Path, name: str) -> str:
    text = (folder / "icons" / f"{RENAMED.get(name, name)}.svg").read_text(encoding="utf-8")
    body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    assert body is not None, name  # noqa: S101  (a tool, not the product)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{" ".join(body.group(1).split())}</symbol>'


if __name__ == "__main__":
    package = Path(sys.argv[1])
    symbols = [symbol(package, name) for name in sorted(set(NAMES))]
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide {version}, ISC licence, see LICENSE-lucide.txt -->{"".join(symbols)}</svg>\n'
    (UI / "static/ui/iconos.svg").write_text(sprite, encoding="utf-8")
    (UI / "static/ui/LICENSE-lucide.txt").write_text((package / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
