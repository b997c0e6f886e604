"""The woven band that identifies an organisation: one draft of the loom in one set of dyes, no two organisations alike.

Drafts are textbook weaves and never a people's named motifs. How a band is drawn: `ui/charts`.
"""

from django.utils.translation import gettext_lazy as _

from tejido.network.models import Organisation

DRAFTS = {
    "tafetan": _("tafetán"),
    "sarga": _("sarga"),
    "espiga": _("espiga"),
    "rombo": _("rombo"),
    "peine": _("peine"),
    "grada": _("grada"),
    "ojo": _("ojo"),
    "onda": _("onda"),
}

DYES = (
    _("añil y cielo"),
    _("grana y rosa"),
    _("jade y menta"),
    _("caracol y lila"),
    _("noche y maíz"),
    _("algodón y añil"),
    _("maíz y noche"),
    _("algodón y jade"),
    _("cielo y noche"),
    _("algodón y grana"),
    _("noche y rosa"),
    _("jade y algodón"),
)


def bands_in_use(besides: Organisation | None = None) -> set[tuple[str, int]]:
    """Bands that organisations wear already."""
    worn = Organisation.objects.filter(band_dye__isnull=False)
    if besides is not None:
        worn = worn.exclude(pk=besides.pk)
    return {(draft, dye) for draft, dye in worn.values_list("band_draft", "band_dye") if dye is not None}


def free_bands(besides: Organisation | None = None) -> list[tuple[str, int]]:
    """Bands that nobody wears yet, ordered so that neighbours differ in dye before they repeat a draft."""
    drafts = list(DRAFTS)
    every = [(drafts[(turn + dye) % len(drafts)], dye) for turn in range(len(drafts)) for dye in range(len(DYES))]
    worn = bands_in_use(besides)
    return [band for band in every if band not in worn]
