"""The goal of the network: a community space in every region. A map and the same facts as a table."""

from itertools import groupby

from django.shortcuts import render

from tejido.core.routes import open_to
from tejido.network.maps import maps_of_regions
from tejido.network.permissions import spaces_visible_to
from tejido.network.places import DIVISIONS, country_name
from tejido.network.queries import countries_present, regions_covered, spaces_open


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
        "maps": maps_of_regions(rows),
    }
    return render(request, "network/regions.html", context)
