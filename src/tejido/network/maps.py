"""Where regions and members are drawn. A table or list beside each map says the same in words."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from tejido.network.models import Organisation, Region
from tejido.ui.charts import Place, region_map

VIEWS = {"ES": "espana", "HU": "hungria", **dict.fromkeys(("GT", "BZ", "SV", "HN", "NI", "CR", "PA"), "centroamerica")}


def maps_of_regions(regions: Iterable[Region]) -> list[SafeString]:
    """One map for each part of the world, with the regions that have a space and those that do not (see `regions_covered`)."""
    fills: dict[str, dict[str, str]] = {}
    for region in regions:
        if region.country in VIEWS:
            fills.setdefault(VIEWS[region.country], {})[region.iso] = "with" if region.space_count else "without"  # type: ignore[attr-defined]
    return [region_map(view, filled) for view, filled in sorted(fills.items())]


def maps_of_members(numbered: Iterable[tuple[int, Organisation | None]]) -> list[SafeString]:
    """Maps with each organisation under the number that it has in the list beside them."""
    places: dict[str, list[Place]] = {}
    for number, o in numbered:
        if o is not None and o.latitude is not None and o.longitude is not None and o.country in VIEWS:
            places.setdefault(VIEWS[o.country], []).append(Place(o.longitude, o.latitude, str(number)))
    return [region_map(view, {}, found) for view, found in sorted(places.items())]
