"""Countries of the regions in `regions.csv`, by the name that the reader's language gives them."""

from django.utils.translation import gettext_lazy as _

COUNTRIES = {
    "BZ": _("Belice"),
    "CR": _("Costa Rica"),
    "ES": _("España"),
    "GT": _("Guatemala"),
    "HN": _("Honduras"),
    "HU": _("Hungría"),
    "NI": _("Nicaragua"),
    "PA": _("Panamá"),
    "SV": _("El Salvador"),
}

# How each country calls its first-level regions.
DIVISIONS = {
    "BZ": _("distritos"),
    "CR": _("provincias"),
    "ES": _("comunidades y ciudades autónomas"),
    "GT": _("departamentos"),
    "HN": _("departamentos"),
    "HU": _("condados y capital"),
    "NI": _("departamentos y regiones autónomas"),
    "PA": _("provincias y comarcas"),
    "SV": _("departamentos"),
}


def country_name(code: str) -> str:
    """The country's name, or its code where no region of it is loaded."""
    return str(COUNTRIES.get(code, code))
