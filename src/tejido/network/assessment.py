"""A skeleton of the data protection impact assessment (GDPR, art. 35): what the program knows is written, what people must judge is left open."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tejido.core.periods import today
from tejido.network.activities import PURPOSES, RETENTIONS
from tejido.network.explained import about_a_person
from tejido.network.papers import Line, Paper, Part, Words
from tejido.network.processing import MEASURES, Place, holders, listed

# What could happen to a person, what the program does against it, and what is left. How likely and how serious: the organisation judges.
RISKS: tuple[tuple[Words, Words, Words], ...] = (
    (
        lazy("Alguien del barrio o del trabajo sabe que la persona está en la lista"),
        lazy("solo abren fichas los papeles que acompañan; cada mirada consta y la persona la lee; mirar muchas fichas seguidas avisa"),
        lazy("quien acompaña puede contarlo de palabra"),
    ),
    (
        lazy("Una pareja o un familiar con su teléfono ve sus avisos o su página"),
        lazy("los mensajes no dicen de qué entidad son ni qué contienen; nada queda guardado en el equipo; hay salida rápida"),
        lazy("un equipo con la sesión abierta se puede leer"),
    ),
    (
        lazy("Otra entidad de la red ve fichas que no son suyas"),
        lazy("dos muros: el programa y la base de datos; lo ajeno responde igual que lo que no existe"),
        lazy("una persona con papel en dos entidades ve las dos"),
    ),
    (
        lazy("Roban el servidor, un disco o una copia"),
        lazy("nombres y notas cifrados; llaves fuera de la copia"),
        lazy("si roban también las llaves, se puede leer"),
    ),
    (
        lazy("Alguien que ya no trabaja sigue entrando"),
        lazy("los papeles tienen fecha y se miran en cada petición; quitar uno vale en el momento"),
        lazy("hay que acordarse de quitarlo"),
    ),
    (
        lazy("Una cifra publicada deja reconocer a alguien"),
        lazy("grupos pequeños ocultos, celdas protegidas y dos personas que aprueban"),
        lazy("quien ya conoce el caso puede suponer"),
    ),
    (
        lazy("Se usan datos para algo que la persona no permitió"),
        lazy("cada finalidad se pregunta aparte; retirar vale desde la siguiente petición"),
        lazy("lo ya publicado en cifras no se deshace"),
    ),
    (
        lazy("Se pierden datos por un corte o una avería"),
        lazy("lo que se dijo guardado está en el disco; copias que se ensayan"),
        lazy("sin copias fuera del lugar, un incendio se lo lleva todo"),
    ),
    (
        lazy("Quien administra el servidor lee o cambia fichas"),
        lazy("rastro encadenado con su huella fuera del servidor: el cambio se nota"),
        lazy("se nota, no se impide"),
    ),
    (
        lazy("Un dato equivocado acompaña a la persona durante años"),
        lazy("ve su ficha y puede pedir que se corrija; cada corrección consta"),
        lazy("quien no entra en su página no lo ve"),
    ),
)

QUESTIONS: tuple[Words, ...] = (
    lazy("¿Hace falta cada dato para acompañar, o se guarda por costumbre?"),
    lazy("¿Se podría hacer lo mismo sin nombre, con menos datos o durante menos tiempo?"),
    lazy("¿Entienden las personas lo que permiten? ¿Cómo lo comprobaron?"),
    lazy("¿Qué pasa con quien dice que no? ¿Recibe el mismo acompañamiento?"),
    lazy("¿Cuánto tiempo obliga la ley de su país a guardar las fichas?"),
)


def assessment_of(place: Place) -> Paper:
    return Paper(
        "assessment",
        _("Evaluación de impacto: borrador"),
        place.name,
        today(),
        _(
            "Guardar datos de salud de muchas personas pide pensar antes en qué podría salir mal para ellas. El programa "
            "escribe lo que sabe; los huecos los llenan ustedes, con quien protege los datos y con personas acompañadas."
        ),
        [
            Part(_("Qué se hace"), _("Lo que se guarda de cada persona acompañada."), tuple(described())),
            Part(
                _("Si hace falta y es proporcionado"),
                _("Contesten con sus palabras."),
                (Line(_("Preguntas"), tuple((question, "") for question in QUESTIONS)),),
            ),
            Part(
                _("Qué podría pasarle a una persona"),
                _("De cada riesgo, digan cuán probable es y cuán grave sería entre ustedes."),
                tuple(risk_lines()),
            ),
            Part(_("Medidas que ya están"), "", (Line(_("En todo el programa"), MEASURES),)),
            Part(_("Opiniones y decisión"), "", (decision(place),)),
        ],
    )


def described() -> list[Line]:
    return [
        Line(
            table.title,
            (
                (_("Para qué"), PURPOSES[table.kept.purpose].why),
                (_("Qué datos"), listed(f"{', '.join(group.fields)} ({group.kind_words})" for group in table.readers)),
                (
                    _("Quién los lee"),
                    listed(
                        [
                            *(role.label for group in table.readers for role in group.roles),
                            *([_("la propia persona")] if any(g.oneself for g in table.readers) else []),
                        ]
                    ),
                ),
                (_("Cuánto tiempo"), RETENTIONS[table.kept.retention]),
            ),
        )
        for table in about_a_person()
    ]


def risk_lines() -> list[Line]:
    return [
        Line(
            risk,
            (
                (_("Qué hace el programa"), measure),
                (_("Qué queda"), rest),
                (_("Probabilidad, según ustedes"), ""),
                (_("Gravedad, según ustedes"), ""),
                (_("Qué harán además"), ""),
            ),
        )
        for risk, measure, rest in RISKS
    ]


def decision(place: Place) -> Line:
    return Line(
        place.name,
        (
            (_("Opinión de quien protege los datos"), ""),
            (_("Quién protege los datos"), listed(holders(place, "data_protection_officer")) or _("todavía nadie tiene este papel")),
            (_("Qué dijeron las personas acompañadas y sus familias"), ""),
            (_("Riesgo que queda y si se acepta"), ""),
            (_("¿Hay que consultar a la autoridad?"), ""),
            (_("Decisión, quién y cuándo"), ""),
            (_("Fecha para volver a mirarla"), ""),
        ),
    )
