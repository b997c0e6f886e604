"""What pages say about people, organisations and what happens."""

from datetime import date
from types import SimpleNamespace

from tejido.ui.components import Component, Example

PINOS = SimpleNamespace(slug="los-pinos", name="Hilos de Vida", band_draft="rombo", band_dye=0)
CEIBA = SimpleNamespace(slug="ceiba", name="Asociación La Ceiba", band_draft="espiga", band_dye=1)
VALLE = SimpleNamespace(slug="valle", name="Fundación El Valle", band_draft="onda", band_dye=7)

COMPONENTS = [
    Component(
        "franja",
        "Franja",
        "Cada organización tiene su tejido: se reconoce sin logotipo. Ligamentos de manual, nunca diseños de un pueblo concreto.",
        (
            Example('{% include "ui/components/organisation.html" with organisation=o url="#" note="San Salvador" %}', {"o": PINOS}),
            Example('<p class="fila">{% band a %} {% band b %} {% band c %}</p>', {"a": PINOS, "b": CEIBA, "c": VALLE}, "Muestra"),
            Example('{% band o "" %}', {"o": CEIBA}, "Línea entera; con «cenefa», el borde de una hoja"),
        ),
    ),
    Component(
        "estado",
        "Estado y sello",
        "El estado tiene forma además de color; el sello resume en dos palabras.",
        (
            Example(
                '<ul class="fila"><li><span class="est">Al día</span></li><li><span class="est mid">Falta un mes</span></li><li><span class="est '
                'low">Conviene conversar</span></li></ul>'
            ),
            Example(
                '<p class="fila"><span class="sello">Borrador</span><span class="sello j">Mejora clara</span><span class="sello m">Aún no se '
                'sabe</span><span class="sello g">Retirado</span></p>'
            ),
        ),
    ),
    Component(
        "cara",
        "Cara",
        "Iniciales; nunca fotos sin que la persona lo pida. Un código no tiene iniciales: se usa el icono.",
        (
            Example(
                '<p class="fila">{% face "Rosa Menjívar" %} {% face "Ana Chávez" "g" %} {% face "Luis Campos" "j" %} {% face "Elsy Mejía" "m" %} {% face "Óscar Guevara" "c" %}</p>'
            ),
        ),
    ),
    Component(
        "tareas",
        "Lista de tareas",
        "El verbo primero, el porqué debajo, en palabras amables.",
        (
            Example(
                '{% include "ui/components/tasks.html" with tasks=tasks %}',
                {
                    "tasks": [
                        {
                            "icon": "message-circle",
                            "name": "Llamar a Luz de Copán",
                            "url": "#",
                            "note": "Llevan nueve semanas sin registrar clases. Quizá necesitan ayuda, no un recordatorio.",
                        },
                        {"icon": "shield-check", "name": "Renovar 12 permisos de datos", "url": "#", "note": "Vencen antes del 5 de diciembre."},
                    ]
                },
            ),
        ),
    ),
    Component(
        "agenda",
        "Agenda",
        "El día grande, lo demás al lado.",
        (
            Example(
                '{% include "ui/components/agenda.html" with entries=entries %}',
                {
                    "entries": [
                        {"on": date(2026, 12, 3), "name": "VII Congreso Centroamericano", "url": "#", "note": "Tegucigalpa · 186 inscripciones."},
                        {"on": date(2026, 12, 9), "name": "Cierre de «Transformar»"},
                    ]
                },
            ),
        ),
    ),
    Component(
        "historia",
        "Historia",
        "Lo más nuevo arriba. El nudo dice de qué se trata con un icono.",
        (
            Example(
                '{% include "ui/components/timeline.html" with entries=entries %}',
                {
                    "entries": [
                        {"at": date(2026, 11, 12), "icon": "calendar-check", "title": "Fue a la clase 5 con Ana", "note": "Lo anotó Rosa."},
                        {"at": date(2026, 11, 4), "icon": "pencil", "kind": "j", "title": "Revisaron el plan", "note": "Cambió la meta del taller."},
                        {"at": date(2026, 9, 30), "icon": "heart-handshake", "kind": "g", "title": "Semana difícil"},
                    ]
                },
            ),
        ),
    ),
    Component(
        "ficha",
        "Ficha",
        "Dato y valor, con el camino para corregirlo.",
        (
            Example(
                '{% include "ui/components/facts.html" with rows=rows %}',
                {
                    "rows": [
                        {"term": "Código", "value": "K7RM-2QXA"},
                        {"term": "Año de nacimiento", "value": "1984", "url": "#", "action": "Corregir"},
                        {"term": "Situación al entrar", "value": "", "note": "No se preguntó", "url": "#", "action": "Anotar"},
                    ]
                },
            ),
        ),
    ),
    Component(
        "acuerdos",
        "Permisos",
        "Frases de Sí y No, con quién, cuándo y hasta cuándo. Retirar es tan fácil como dar.",
        (
            Example(
                '{% include "ui/components/consents.html" with consents=consents %}',
                {
                    "consents": [
                        {
                            "granted": True,
                            "text": "a contar mis datos sin mi nombre",
                            "note": "12 de marzo de 2026, con Rosa. Vence el 12 de marzo de 2027.",
                            "url": "#",
                            "action": "Retirar",
                        },
                        {"granted": False, "text": "a compartir con otras organizaciones", "note": "Se le volverá a preguntar solo si quiere."},
                    ]
                },
            ),
        ),
    ),
]
