"""The record of processing activities of an organisation or a network (GDPR, art. 30), and the facts for the agreement with the host (art. 28)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.core.periods import today
from tejido.network.activities import COPIES, PURPOSES, RETENTIONS, Copy, Purpose
from tejido.network.catalogue import IDENTIFYING, SECRET, SPECIAL
from tejido.network.explained import CLASS_WORDS, Table, tables, title_of
from tejido.network.models import Network, Organisation, RoleAssignment
from tejido.network.papers import Line, Paper, Part, Words
from tejido.network.roles import ROLES, Role

SUBJECTS: dict[str, Words] = {
    "persons": gettext_lazy("personas acompañadas y familiares"),
    "staff": gettext_lazy("quienes trabajan o colaboran"),
}
SOURCES: dict[str, Words] = {
    "person": gettext_lazy("la propia persona"),
    "staff": gettext_lazy("quien la acompaña"),
    "register": gettext_lazy("registros anteriores de la entidad"),
    "system": gettext_lazy("el programa, al usarse"),
    "library": gettext_lazy("el programa"),
}

# What the program does for security at every place, and where it ends.
MEASURES: tuple[tuple[Words, Words], ...] = (
    (gettext_lazy("Quién entra"), gettext_lazy("cada cuenta es de una sola persona; quien trabaja con datos de otras entra con dos pasos")),
    (
        gettext_lazy("Qué abre cada quien"),
        gettext_lazy("un papel abre solo lo suyo, en su entidad y entre dos fechas; la base de datos lo comprueba otra vez por su cuenta"),
    ),
    (
        gettext_lazy("Cifrado"),
        gettext_lazy(
            "los nombres, los contactos y las notas se guardan cifrados; las llaves están fuera de la base de datos y de sus copias"
        ),
    ),
    (gettext_lazy("Rastro"), gettext_lazy("cada mirada y cada cambio dejan una línea encadenada a la anterior, que la persona puede leer")),
    (
        gettext_lazy("Menos datos"),
        gettext_lazy(
            "el nombre va aparte de la ficha; la red recibe cifras, nunca fichas; nada se publica si se puede reconocer a alguien"
        ),
    ),
    (
        gettext_lazy("Lo que no puede evitar"),
        gettext_lazy(
            "quien administra el servidor puede leer lo que está en uso; un equipo robado con la sesión abierta ve lo que "
            "veía su dueño; nadie puede borrar la memoria de otra persona"
        ),
    ),
)

Place = Organisation | Network


def listed(words: Iterable[Any]) -> str:
    return "; ".join(dict.fromkeys(str(word) for word in words))


def record_of(place: Place) -> Paper:
    """Activity by activity: why, on what proposed basis, whose data, which, who reads them, whence, whither and for how long."""
    return Paper(
        "processing",
        _("Registro de actividades de tratamiento"),
        place.name,
        today(),
        _(
            "Qué datos de personas se guardan, para qué, quién los lee y cuánto tiempo. Se hace solo, con la misma tabla "
            "que abre y cierra cada página del programa. Las bases jurídicas son una propuesta: confírmelas con quien les "
            "asesora."
        ),
        [
            Part(_("Quién responde"), "", (responsible(place),)),
            Part(_("Actividades"), "", tuple(activities(place))),
            Part(_("Copias"), _("Otros lugares donde están los mismos datos."), tuple(Line(copy.title, tuple(of_copy(copy))) for copy in COPIES.values())),
            Part(_("Medidas de seguridad"), "", (Line(_("En todas las actividades"), MEASURES),)),
        ],
    )


def responsible(place: Place) -> Line:
    officers = holders(place, "data_protection_officer")
    where = [place.town, str(place.region), place.country] if isinstance(place, Organisation) else []
    return Line(
        place.name,
        (
            (_("Responsable del tratamiento"), place.name),
            (_("Naturaleza jurídica"), place.get_legal_form_display() if isinstance(place, Organisation) else _("red de entidades")),
            (_("Lugar"), ", ".join(part for part in where if part)),
            (_("Contacto"), place.website),
            (_("Protección de datos"), listed(officers) or _("todavía nadie tiene este papel")),
        ),
    )


def holders(place: Place, role: str) -> list[str]:
    """Who holds this role at the place today, by name."""
    here = {"organisation": place} if isinstance(place, Organisation) else {"network": place}
    return list(RoleAssignment.objects.on().filter(role=role, **here).select_related("user").values_list("user__name", flat=True))


def activities(place: Place) -> Iterable[Line]:
    for key, purpose in PURPOSES.items():
        held = tables((IDENTIFYING, SPECIAL, SECRET), [key])
        if not isinstance(place, Organisation):
            held = [table for table in held if table.kept.owner in {"network", "account", "installation"} or key in {"evidence", "trail"}]
        if purpose.personal and held:
            yield Line(purpose.title, tuple(facts_of(purpose, held)))


def facts_of(purpose: Purpose, held: Sequence[Table]) -> Iterable[tuple[Words, Words]]:
    yield _("Para qué"), purpose.why
    yield _("Base jurídica (propuesta)"), purpose.proposed_basis
    yield _("De quién son los datos"), listed(SUBJECTS[s] for table in held for s in table.kept.subjects if s in SUBJECTS)
    for table in held:
        yield table.title, listed(f"{', '.join(group.fields)} ({group.kind_words})" for group in table.readers)
    yield _("De dónde vienen"), listed(SOURCES[source] for table in held for source in table.kept.source)
    yield _("Quién los lee"), roles_in_words(held)
    yield _("Quién los escribe"), listed(role.label for table in held for role in table.writers) or _("solo el programa")
    yield _("A quién se entregan fuera"), handed_to(purpose)
    yield _("A otros países"), _("el programa no los lleva a ninguno; depende de dónde esté el servidor: escríbalo aquí")
    yield _("Cuánto tiempo"), listed(RETENTIONS[table.kept.retention] for table in held)


def of_copy(copy: Copy) -> Iterable[tuple[Words, Words]]:
    yield _("Qué se copia"), listed(title_of(model) for model in copy.models)
    yield _("Qué no"), copy.without
    yield _("Para qué"), copy.why
    yield _("Dónde"), copy.where
    yield _("Quién los lee"), copy.readers
    yield _("A quién se entregan fuera"), _("a nadie")
    yield _("Cuánto tiempo"), copy.how_long


def roles_in_words(held: Sequence[Table]) -> str:
    readers: list[Role] = [role for table in held for group in table.readers for role in group.roles]
    own = [_("la propia persona, lo suyo")] if any(group.oneself for table in held for group in table.readers) else []
    return listed([*(role.label for role in ROLES.values() if role in readers), *own]) or _("nadie")


def handed_to(purpose: Purpose) -> str:
    if purpose is PURPOSES["evidence"]:
        return _("a cualquiera, solo cifras protegidas que dos personas aprobaron; nunca datos de una persona")
    if purpose is PURPOSES["consents"]:
        return _("a la entidad que la persona nombró al permitirlo, y a nadie más")
    return _("a nadie, salvo a quien la ley obligue")


def agreement_of(place: Place) -> Paper:
    """What the agreement between the controller and whoever runs the server has to say (art. 28.3), with what the program knows of it."""
    return Paper(
        "processor",
        _("Datos para el acuerdo con quien aloja"),
        place.name,
        today(),
        _(
            "Si el servidor lo lleva otra entidad, la ley pide un acuerdo por escrito. Aquí está lo que el programa sabe; "
            "lo demás queda en blanco para que lo completen juntas. No es un contrato: revíselo con quien les asesora."
        ),
        parts_of_agreement(place),
    )


def parts_of_agreement(place: Place) -> list[Part]:
    personal = tables((IDENTIFYING, SPECIAL, SECRET))
    blank: Words = ""
    return [
        Part(
            _("Las partes"),
            "",
            (
                Line(
                    _("Quién responde y quién aloja"),
                    (
                        (_("Responsable"), place.name),
                        (_("Quien aloja (encargado)"), blank),
                        (_("Dónde está el servidor"), blank),
                        (_("Otras empresas que participan"), blank),
                    ),
                ),
            ),
        ),
        Part(
            _("Lo que se encarga"),
            "",
            (
                Line(
                    _("Objeto"),
                    (
                        (_("Qué se encarga"), _("guardar y hacer funcionar este programa; nada más")),
                        (_("Cuánto dura"), blank),
                        (
                            _("De quién son los datos"),
                            listed(SUBJECTS[s] for table in personal for s in table.kept.subjects if s in SUBJECTS),
                        ),
                        (
                            _("Qué clases de datos"),
                            listed(
                                f"{table.title}: {listed(CLASS_WORDS[group.kind][0] for group in table.readers)}" for table in personal
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Part(_("A qué se compromete quien aloja"), "", (Line(_("Compromisos"), COMMITMENTS),)),
    ]


COMMITMENTS: tuple[tuple[Words, Words], ...] = (
    (gettext_lazy("Instrucciones"), gettext_lazy("tratar los datos solo para lo encargado y como diga por escrito quien responde")),
    (
        gettext_lazy("Reserva"),
        gettext_lazy("que quienes administran el servidor se comprometan a guardar secreto: pueden leer lo que está en uso"),
    ),
    (
        gettext_lazy("Seguridad"),
        gettext_lazy("lo que dice la guía de instalación: llaves aparte, copias cifradas y ensayadas, actualizaciones, disco cifrado"),
    ),
    (gettext_lazy("Otras empresas"), gettext_lazy("no sumar ninguna sin permiso por escrito")),
    (
        gettext_lazy("Derechos de las personas"),
        gettext_lazy("ayudar a contestar: el programa hace la copia, la corrección y el borrado, y guarda sin usar lo que se pida"),
    ),
    (
        gettext_lazy("Si algo falla"),
        gettext_lazy(
            "avisar sin demora, para poder avisar a la autoridad antes de 72 horas: el rastro dice qué personas, qué datos y cuándo"
        ),
    ),
    (gettext_lazy("Al terminar"), gettext_lazy("devolver todo y borrarlo, también las copias y las llaves")),
    (gettext_lazy("Comprobación"), gettext_lazy("dejar comprobar lo anterior: pruebas, rastro y una visita si hace falta")),
)
