"""Who may do what: role × capability, as data. The page /quien-ve-que/ and the test matrix are made from this file.

A role is held at a place: an organisation or a network (`RoleAssignment`). A capability held at an organisation reaches the
records of that organisation; held at a network it reaches the network's own affairs and figures, **never a person's record**:
members are separate controllers of their data.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

CAPABILITIES: dict[str, Words] = {
    "network.read": _("ver las organizaciones, las regiones y los espacios de la red"),
    "network.manage": _("abrir y cerrar membresías, organizaciones y espacios"),
    "roles.assign": _("invitar a colegas y dar o quitar papeles"),
    "people.read": _("abrir la ficha de una persona, sin su nombre"),
    "people.identify": _("ver y corregir el nombre y el contacto de una persona"),
    "people.write": _("registrar y corregir fichas de personas"),
    "consents.record": _("anotar lo que la persona permite y lo que retira"),
    "programmes.read": _("ver programas y grupos"),
    "programmes.manage": _("abrir programas y grupos, inscribir y cerrar participaciones"),
    "outcomes.record": _("anotar cuestionarios, medidas, empleos y viviendas"),
    "imports.run": _("traer registros desde hojas de cálculo y deshacerlo"),
    "plans.read": _("leer planes de análisis y sus respuestas protegidas"),
    "plans.write": _("escribir y registrar planes de análisis y hacerlos correr"),
    "answers.exact": _("ver las tablas exactas antes de publicar"),
    "releases.prepare": _("preparar un informe para publicar"),
    "releases.approve": _("aprobar o devolver un informe que preparó otra persona"),
    "audit.read": _("leer quién hizo y quién miró qué"),
    "processing.read": _("leer y descargar el registro de actividades, la evaluación de impacto y los datos del acuerdo con quien aloja"),
    "tokens.make": _("hacer pases con los que un programa lee en su nombre"),
    "rights.file": _("anotar lo que una persona pide sobre sus datos"),
    "rights.handle": _("contestar lo que las personas piden sobre sus datos: copia, corrección, guardarlos sin usarlos y borrado"),
    "emergency.open": _("abrir fichas de su entidad en una emergencia, por poco tiempo y a la vista de quien protege los datos"),
    "own.request": _("pedir copia, corrección o borrado de los propios datos, o que se guarden sin usarse"),
    "own.read": _("ver la propia ficha y quién la ha abierto"),
    "own.consent": _("decidir y retirar los propios permisos"),
}


@dataclass(frozen=True)
class Role:
    """One of the roles of a network. `staff` roles must show a second factor on every path."""

    slug: str
    label: Words
    does: Words
    place: str  # "organisation", "network", "either" or "person"
    capabilities: frozenset[str] = field(default_factory=frozenset)
    staff: bool = True


def role(slug: str, label: Words, does: Words, place: str, capabilities: str = "", staff: bool = True) -> Role:
    granted = frozenset(capabilities.split())
    if unknown := granted - CAPABILITIES.keys():
        raise ValueError(f"Role {slug} names unknown capabilities: {sorted(unknown)}")
    return Role(slug, label, does, place, granted, staff)


_RECORD = "people.read people.identify people.write consents.record programmes.read outcomes.record rights.file"

ROLES: dict[str, Role] = {
    r.slug: r
    for r in (
        role("network_coordinator", _("coordinación de la red"), _("reúne las cifras de los miembros y cuida la red"), "network",
             "network.read tokens.make network.manage roles.assign plans.read answers.exact releases.prepare releases.approve audit.read processing.read"),
        role("director", _("dirección de la entidad"), _("aprueba las cifras antes de que salgan"), "organisation",
             "network.read tokens.make roles.assign programmes.read plans.read answers.exact releases.prepare releases.approve audit.read processing.read "
             "rights.file rights.handle emergency.open"),
        role("programme_coordinator", _("coordinación de programas"), _("abre grupos, trae registros y cierra con resultados"), "organisation",
             f"network.read {_RECORD} programmes.manage imports.run plans.read plans.write answers.exact releases.prepare"),
        role("professional", _("profesional de referencia"), _("acompaña a personas y anota lo que acuerdan"), "organisation", f"network.read {_RECORD}"),
        role("employment_specialist", _("especialista en empleo"), _("acompaña la búsqueda y el mantenimiento del empleo"), "organisation",
             "network.read people.read people.identify programmes.read outcomes.record"),
        role("facilitator", _("persona facilitadora"), _("lleva las clases y los grupos"), "organisation", "network.read programmes.read emergency.open"),
        role("peer_worker", _("apoyo entre iguales"), _("acompaña desde la experiencia propia"), "organisation", "network.read programmes.read emergency.open"),
        role("person_served", _("persona atendida"), _("ve su ficha y decide sus permisos"), "person", "own.read own.consent own.request", staff=False),
        role("family_member", _("familiar"), _("tiene su propia ficha y sus propios permisos"), "person", "own.read own.consent own.request", staff=False),
        role("finance", _("administración"), _("lleva presupuestos y justificaciones"), "either", "network.read"),
        role("researcher", _("investigación de impacto"), _("escribe planes y lee respuestas, nunca fichas"), "either",
             "network.read tokens.make plans.read plans.write releases.prepare"),
        role("editor", _("edición"), _("cuida la revista, los boletines y los informes públicos"), "either", "network.read plans.read"),
        role("rights_officer", _("defensa de derechos"), _("acompaña quejas y vulneraciones"), "either", "network.read emergency.open"),
        role("auditor", _("financiación o auditoría externa"), _("sigue una cifra hasta su origen, sin datos personales"), "either", "plans.read"),
        role("data_protection_officer", _("protección de datos"), _("vigila permisos, accesos y plazos"), "either",
             "network.read plans.read answers.exact releases.approve audit.read processing.read rights.file rights.handle"),
    )
}

FOR_TOKENS = frozenset({"network.read", "plans.read"})  # what a token may carry: nothing that reaches a person's record
PERSONAL_ONLY = frozenset({"people.read", "people.identify", "people.write", "consents.record", "outcomes.record", "imports.run"})


# What an emergency access opens, at the organisation where the role is held: reading, and nothing else.
EMERGENCY_OPENS = frozenset({"people.read", "people.identify", "programmes.read"})


def roles_with(capability: str) -> list[str]:
    """Slugs of the roles that grant this capability."""
    return [r.slug for r in ROLES.values() if capability in r.capabilities]


STAFF_ROLES = [r.slug for r in ROLES.values() if r.staff]
ROLE_CHOICES = [(r.slug, r.label) for r in ROLES.values()]
