"""The menu of the desk as data: at most ten entries in three verbs, each shown to whoever may open it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tejido.core.routes import SIGNED_IN

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    name: Words
    page: str
    icon: str
    needs: str = SIGNED_IN
    short: Words = ""


@dataclass(frozen=True)
class Item:
    """An entry as a page shows it."""

    name: Words
    short: Words
    url: str
    icon: str
    current: bool


MENU: tuple[tuple[Words, tuple[Entry, ...]], ...] = (
    ("", (Entry(_("Inicio"), "desk:home", "house"), Entry(_("Mi página"), "people:mine", "user", "own.read"))),
    (_("Acompañar"), (
        Entry(_("Personas y familias"), "people:list", "users", "people.read", _("Personas")),
        Entry(_("Programas y grupos"), "programmes:list", "calendar-check", "programmes.read", _("Programas")),
        Entry(_("Cuestionarios"), "outcomes:instruments", "clipboard-list", "outcomes.record"),
        Entry(_("Traer registros"), "interop:list", "file-up", "imports.run"),
    )),
    (_("Aprender"), (
        Entry(_("Preguntas y respuestas"), "impact:plans", "chart-line", "plans.read", _("Respuestas")),
        Entry(_("Informes"), "impact:releases", "book-open", "plans.read"),
    )),
    (_("Sostener la red"), (
        Entry(_("La red"), "network:home", "handshake", "network.read"),
        Entry(_("Entidades"), "network:organisations", "building-2", "network.read"),
        Entry(_("Regiones y espacios"), "network:regions", "map", "network.read", _("Regiones")),
        Entry(_("Colegas y papeles"), "network:colleagues", "user-cog", "roles.assign", _("Colegas")),
        Entry(_("Solicitudes de derechos"), "privacy:queue", "life-buoy", "rights.handle", _("Derechos")),
        Entry(_("Quién ve qué"), "network:who_sees_what", "eye"),
        Entry(_("Qué datos guardamos y por qué"), "network:processing", "scroll-text", "processing.read", _("Datos")),
        Entry(_("Quién hizo qué"), "desk:trail", "history", "audit.read"),
        Entry(_("Avisos"), "network:notices", "shield-alert", "audit.read"),
        Entry(_("Acceso de emergencia"), "network:emergency", "life-buoy", "emergency.open"),
    )),
)  # fmt: skip


def menu_for(capabilities: frozenset[str], path: str) -> list[tuple[Words, list[Item]]]:
    """The entries that these capabilities open; the one whose address is the longest beginning of `path` is the current one."""
    allowed = [(heading, [(e, reverse(e.page)) for e in entries if e.needs == SIGNED_IN or e.needs in capabilities]) for heading, entries in MENU]
    here = max((url for _heading, entries in allowed for _e, url in entries if path.startswith(url)), key=len, default="")
    return [
        (heading, [Item(e.name, e.short or e.name, url, e.icon, url == here) for e, url in entries]) for heading, entries in allowed if entries
    ]
