"""Charts as SVG made on the server: no script, no inline style; colours come from CSS classes, so that print and high contrast re-theme them.

A table beside each picture carries the data; the picture itself is hidden from screen readers.
"""

from tejido.ui.charts.bands import DRAFTS, DYES, band, band_of
from tejido.ui.charts.intervals import Scale, axis, bullet, short_number, spread, track
from tejido.ui.charts.maps import VIEWS, Place, region_map
from tejido.ui.charts.people import hundred
from tejido.ui.charts.series import Wave, bar, curve, spark

__all__ = [
    "DRAFTS", "DYES", "VIEWS", "Place", "Scale", "Wave", "axis", "band", "band_of", "bar", "bullet", "curve", "hundred",
    "region_map", "short_number", "spark", "spread", "track",
]  # fmt: skip
