"""The woven band that identifies an organisation: the same choice, the same cloth.

Drafts are textbook structures (plain weave, twill, herringbone, diamond …), never the named motifs of a people: those belong to their weavers.
"""

import hashlib
from collections.abc import Callable
from typing import Protocol

from django.utils.safestring import SafeString

from tejido.ui.markup import drawing

COLOURS = {
    "anil": "#23427F", "noche": "#14234A", "manta": "#F7F4EC", "maiz": "#F4BC3A", "jade": "#11614F", "grana": "#98204C",
    "caracol": "#573A86", "cielo": "#9FB6DC", "rosa": "#E9A3BD", "menta": "#8CCBB6", "lila": "#C3B1E1",
}  # fmt: skip
# ground, motif thread, edge thread; `Organisation.band_dye` is an index into this list: append, never reorder
DYES: list[tuple[str, str, str]] = [
    ("anil", "cielo", "maiz"), ("grana", "rosa", "manta"), ("jade", "menta", "maiz"), ("caracol", "lila", "manta"),
    ("noche", "maiz", "cielo"), ("manta", "anil", "grana"), ("maiz", "noche", "grana"), ("manta", "jade", "anil"),
    ("cielo", "noche", "manta"), ("manta", "grana", "noche"), ("noche", "rosa", "menta"), ("jade", "manta", "rosa"),
]  # fmt: skip


def _diamond(x: int, y: int, half: int) -> int:
    return abs(x % (2 * half) - half) + abs(y - 3)


# True: the warp thread lies on top at column x, row y (0–6). Every draft repeats within 24 columns.
DRAFTS: dict[str, Callable[[int, int], bool]] = {
    "tafetan": lambda x, y: (x // 2 + y // 2) % 2 == 0,
    "sarga": lambda x, y: (x + y) % 6 < 2,
    "espiga": lambda x, y: ((x if (x // 6) % 2 == 0 else -x) + y) % 6 < 2,
    "rombo": lambda x, y: _diamond(x, y, 6) in (0, 1, 3, 4),
    "peine": lambda x, y: (x % 4 < 2) if y in (1, 2) else (x % 4 >= 2) if y in (4, 5) else False,
    "grada": lambda x, y: (abs(x % 12 - 6) // 2 + y // 2) % 3 == 0,
    "ojo": lambda x, y: _diamond(x, y, 4) in (0, 2),
    "onda": lambda x, y: y in ((1, 2) if (x // 4) % 2 == 0 else (4, 5)) or (x % 4 == 0 and 1 <= y <= 5),
}
COLUMNS, ROWS, EDGE = 24, 7, 2
TILE_HEIGHT = ROWS + 2 * EDGE


class Banded(Protocol):
    """What a band is drawn from: an organisation, or anything with its three fields."""

    slug: str
    band_draft: str
    band_dye: int | None


def band_of(organisation: Banded | str) -> tuple[str, int]:
    """The stored choice, or one that follows from the name. The network gives each organisation a free one when it joins."""
    slug = organisation if isinstance(organisation, str) else organisation.slug
    draft = getattr(organisation, "band_draft", "") or ""
    dye = getattr(organisation, "band_dye", None)
    digest = hashlib.sha256(slug.encode()).digest()
    return (draft if draft in DRAFTS else list(DRAFTS)[digest[1] % len(DRAFTS)]), (digest[0] if dye is None else dye) % len(DYES)


def _threads(draft: str) -> str:
    """One path: runs of neighbouring warp threads, row by row."""
    path = []
    for y in range(ROWS):
        x = 0
        while x < COLUMNS:
            start = x
            while x < COLUMNS and DRAFTS[draft](x, y):
                x += 1
            if x > start:
                path.append(f"M{start} {y + EDGE}h{x - start}v1h-{x - start}z")
            x += 1
    return "".join(path)


def band(organisation: Banded | str, size: str = "sw") -> SafeString:
    """The band of an organisation as decoration (its name stands beside it). `size`: "sw" swatch, "cenefa" card edge, "" a full line."""
    draft, dye = band_of(organisation)
    slug = organisation if isinstance(organisation, str) else organisation.slug
    ground, thread, edge = (COLOURS[name] for name in DYES[dye])
    height = {"sw": 20, "cenefa": 18}.get(size, 22)
    scale = height / TILE_HEIGHT
    key = f"f-{draft}-{dye}-{size or 'line'}-{slug}"
    return drawing([
        f'<svg class="franja {size}" width="100%" height="{height}" aria-hidden="true" focusable="false" shape-rendering="crispEdges">'
        f'<pattern id="{key}" width="{COLUMNS}" height="{TILE_HEIGHT}" patternUnits="userSpaceOnUse" patternTransform="scale({scale:.4f})">'
        f'<path fill="{ground}" d="M0 0h{COLUMNS}v{TILE_HEIGHT}H0z"/>'
        f'<path fill="{edge}" d="M0 1h{COLUMNS}v1H0zM0 {TILE_HEIGHT - 2}h{COLUMNS}v1H0z"/><path fill="{thread}" d="{_threads(draft)}"/></pattern>'
        f'<rect width="100%" height="100%" fill="url(#{key})"/></svg>'
    ])
