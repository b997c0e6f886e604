"""Maps of regions with and without a community space, drawn from stored outlines: they work offline and tell no third party who looks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tejido.ui.markup import drawing

DATA = Path(__file__).resolve().parent.parent / "data"
VIEWS = ("centroamerica", "espana", "hungria")


@dataclass(frozen=True)
class Place:
    """A point of the map: where, which number or letter stands on it, which state it has ("" up to date, "mid", "low")."""

    longitude: float
    latitude: float
    label: str
    href: str = ""
    state: str = ""


@cache
def view(name: str) -> dict[str, Any]:
    """One stored view: its size, projection, outlines of regions and of the neighbours (see data/make_regions.py)."""
    found: dict[str, Any] = json.loads((DATA / f"map-{name}.json").read_text(encoding="utf-8"))
    return found


def _spot(stored: Mapping[str, Any], place: Place) -> tuple[float, float]:
    """A place in per cent of the picture. A view may have insets, each with a projection of its own."""
    frame = next((f for f in stored["frames"] if f["west"] <= place.longitude <= f["east"] and f["south"] <= place.latitude <= f["north"]), stored["frames"][0])
    x = frame["left"] + (place.longitude * frame["squeeze"] - frame["x0"]) * frame["scale"]
    y = frame["top"] + (frame["y0"] - place.latitude) * frame["scale"]
    return x / stored["width"] * 100, y / stored["height"] * 100


def region_map(name: str, fills: Mapping[str, str], points: Sequence[Place] = (), label: str = "") -> SafeString:
    """A map of first-level regions (ISO 3166-2). `fills`: region → "with" | "without" | "soon"; other regions stay neutral.

    The credit of the outlines comes with the map, since their licence asks for it. `label` names the picture for those who do not
    see it, and says where the same facts stand in words; without it the map is decoration.
    """
    stored = view(name)
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true" focusable="false"'
    parts = [f'<figure class="pila pila-2"><div class="mapa"><svg class="tierra" viewBox="0 0 {stored["width"]} {stored["height"]}" {role}>']
    if stored["neighbours"]:
        parts.append(f'<path class="p" d="{stored["neighbours"]}"/>')
    if stored["inset"]:
        x, y, w, h = stored["inset"]
        parts.append(f'<path class="recuadro" d="M{x} {y}h{w}v{h}h-{w}z"/>')
    for iso, path in stored["regions"].items():
        parts.append(f'<path class="r {escape(fills.get(iso, ""))}" d="{path}"/>')
    parts.append(f'<path class="linde" d="{stored["inner"]}"/><path class="frontera" d="{stored["outer"]}"/>')
    for iso, (longitude, latitude) in stored["dots"].items():
        x, y = _spot(stored, Place(longitude, latitude, ""))
        parts.append(f'<circle class="r {escape(fills.get(iso, ""))}" cx="{x:.2f}%" cy="{y:.2f}%" r="9"/>')
    parts.append('</svg><svg class="puntos" aria-hidden="true" focusable="false">')
    for text, longitude, latitude in stored["labels"]:
        x, y = _spot(stored, Place(longitude, latitude, text))
        parts.append(f'<text class="pais" x="{x:.2f}%" y="{y:.2f}%">{escape(text)}</text>')
    for place in points:
        x, y = _spot(stored, place)
        mark = f'<circle cx="{x:.2f}%" cy="{y:.2f}%" r="12"/><text x="{x:.2f}%" y="{y:.2f}%" dy="5.2">{escape(place.label)}</text>'
        parts.append(f'<g class="{escape(place.state)}">{mark}</g>')
    whose = escape(_("Fronteras: %(credit)s") % {"credit": stored["credit"]})
    return drawing([*parts, f'</svg></div><figcaption class="chico sec">{whose}</figcaption></figure>'])
