"""The goal of the network: a community space in every region. A map and the same facts as a table."""

from itertools import groupby

from django.shortcuts import render

from tejido.core.routes import open_to
from tejido.network.permissions import spaces_visible_to
from tejido.network.places import DIVISIONS, country_name
from tejido.network.queries import countries_present, regions_covered, spaces_open
from tejido.ui.charts import region_map

VIEWS = {"ES": "espana", "HU": "hungria", **dict.fromkeys(("GT", "BZ", "SV", "HN", "NI", "CR", "PA"), "centroamerica")}


@open_to("network.read")
def regions(request):
    country = request.GET.get("country", "")
    rows = list(regions_covered(country))
    spaces = {}
    for space in spaces_open(spaces_visible_to(request.user), country):
        spaces.setdefault(space.region_id, []).append(space)
    countries = []
    for code, group in groupby(rows, key=lambda region: region.country):
        group = [(region, spaces.get(region.pk, [])) for region in group]
        countries.append({
            "code": code, "name": country_name(code), "divisions": DIVISIONS.get(code, ""), "rows": group,
            "with_space": sum(1 for _, open_here in group if open_here),
        })  # fmt: skip
    context = {
        "countries": countries,
        "with_space": sum(c["with_space"] for c in countries),
        "region_count": len(rows),
        "country": country,
        "choices": [(code, country_name(code)) for code in countries_present()],
        "maps": maps_of(rows),
    }
    return render(request, "network/regions.html", context)


def maps_of(rows):
    """One map for each part of the world that has regions here. The table beside it says the same in words."""
    maps = []
    for view in sorted({VIEWS[region.country] for region in rows if region.country in VIEWS}):
        fills = {region.iso: "with" if region.space_count else "without" for region in rows if VIEWS.get(region.country) == view}
        maps.append(region_map(view, fills))
    return maps
