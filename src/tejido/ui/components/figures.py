"""Numbers with their doubt. A table carries the data; the picture beside it is decoration for those who see it."""

from tejido.ui.charts import Place, Scale, Wave, bar
from tejido.ui.components import Component, Example

CHANGES = [
    {"name": "Bienestar de la familia", "estimate": 9, "low": 6, "high": 12, "verdict": "Mejora clara", "kind": "ayuda"},
    {"name": "Red de apoyo", "estimate": 5, "low": 1, "high": 9, "verdict": "Mejora probable", "kind": "ayuda"},
    {"name": "Empleo o estudios", "estimate": 3, "low": -1, "high": 7, "verdict": "Aún no se sabe", "kind": "duda"},
]
FACTORS = [
    {"kind": "ayuda", "icon": "sprout", "title": "Ayuda", "rows": [
        {"name": "Acompañamiento en el puesto de trabajo", "estimate": 2.4, "low": 1.7, "high": 3.4, "n": 318},
        {"name": "Horario que se adapta", "estimate": 1.9, "low": 1.3, "high": 2.8, "n": 264}]},
    {"kind": "duda", "icon": "circle-help", "title": "Todavía no lo sabemos", "rows": [
        {"name": "Grupo de apoyo entre iguales", "estimate": 1.4, "low": 0.9, "high": 2.0, "n": 276}]},
    {"kind": "frena", "icon": "cloud-rain", "title": "Dificulta", "rows": [
        {"name": "Más de dos años sin trabajar", "estimate": 0.6, "low": 0.4, "high": 0.9, "n": 355}]},
]  # fmt: skip
HELPED = [Wave(0, 1, 1, 1), Wave(3, 0.86, 0.8, 0.91), Wave(6, 0.71, 0.63, 0.78), Wave(12, 0.54, 0.45, 0.62)]
USUAL = [Wave(0, 1, 1, 1), Wave(3, 0.93, 0.88, 0.96), Wave(6, 0.85, 0.78, 0.9), Wave(12, 0.73, 0.65, 0.8)]

COMPONENTS = [
    Component(
        "intervalos",
        "Tabla de intervalos",
        "Cuanto más larga la barra, menos seguridad. Lo que todavía no se sabe va hueco y punteado. El intervalo está siempre en palabras.",
        (
            Example(
                '{% include "ui/components/intervals.html" with caption="Cambio medio, con intervalo del 95 %" heading="Resultado" '
                'measure="Cambio" scale=scale rows=rows change=True decimals=0 %}',
                {"scale": Scale.around([9, 6, 12, 5, 1, -1, 7], ref=0), "rows": CHANGES},
            ),
            Example(
                '{% include "ui/components/intervals.html" with caption="Qué se relaciona con tener empleo" heading="Factor" measure="Veces" '
                'scale=scale groups=groups left="menos empleo" right="más empleo" decimals=1 show_n=True %}',
                {"scale": Scale.around([2.4, 1.7, 3.4, 0.4, 0.9], ref=1, log=True, ref_label="igual"), "groups": FACTORS},
                "Por grupos y en escala de razones",
            ),
        ),
    ),
    Component(
        "cien",
        "De cada 100",
        "Primero los números absolutos. Los hilos más claros son la duda.",
        (
            Example(
                '{% include "ui/components/hundred.html" with figures=figures %}',
                {
                    "figures": [
                        {"n": 46, "low": 40, "high": 52, "kind": "jade", "text": "con acompañamiento en el puesto tenían empleo al año."},
                        {"n": 27, "low": 23, "high": 31, "kind": "azul", "text": "sin ese acompañamiento tenían empleo al año."},
                    ]
                },
            ),
        ),
    ),
    Component(
        "medidas",
        "Medidas de una persona",
        "Nunca una línea sin su margen, y la frase dice si el cambio es mayor que el azar.",
        (
            Example(
                '{% include "ui/components/measures.html" with points=points bands=bands sentence="Subió de 34 a 58 desde marzo: más que el azar." heading="Bienestar" %}',
                {"points": [("mar", 34), ("may", 38), ("jul", 45), ("sep", 52), ("nov", 58)], "bands": [(26, 42), (30, 46), (37, 53), (44, 60), (50, 66)]},
            ),
            Example(
                '{% include "ui/components/measures.html" with points=points bands=bands sentence="Primera medida." heading="Bienestar" %}',
                {"points": [("nov", 58)], "bands": [(50, 66)]},
                "Con una sola medida",
            ),
        ),
    ),
    Component(
        "curva",
        "Curvas",
        "Tiempo hasta que algo ocurre, por grupo, con su banda; cada grupo se distingue también por el trazo.",
        (
            Example(
                '<figure class="pila pila-2">{% curve groups %}<figcaption class="clave"><span class="g1">Con acompañamiento</span><span '
                'class="g2">Sin acompañamiento</span></figcaption></figure>',
                {"groups": [HELPED, USUAL]},
            ),
        ),
    ),
    Component(
        "mapa",
        "Mapa y lista",
        "Regiones con y sin espacio comunitario. Los números del mapa son los de la lista; funciona sin conexión.",
        (
            Example(
                '<div class="mapa-lista">{% include "ui/components/map_list.html" with view="centroamerica" fills=fills places=places label="Mapa '
                'de Centroamérica. La lista que sigue dice lo mismo." %}\n<ol class="puntada"><li>1. San Salvador</li><li>2. Tegucigalpa</li></ol></div>',
                {
                    "fills": {
                        "SV-SS": "with",
                        "HN-FM": "with",
                        "GT-09": "with",
                        "CR-SJ": "with",
                        "SV-SM": "without",
                        "NI-MN": "without",
                        "PA-8": "without",
                        "PA-10": "without",
                        "BZ-BZ": "without",
                    },
                    "places": [Place(-89.19, 13.7, "1"), Place(-87.2, 14.08, "2", state="mid")],
                },
            ),
            Example(
                '{% include "ui/components/map_list.html" with view="espana" fills=fills soon=True %}',
                {"fills": {"ES-AN": "with", "ES-MD": "with", "ES-CN": "with", "ES-GA": "soon", "ES-CM": "without"}},
                "España, con las Canarias y las ciudades autónomas",
            ),
            Example('{% include "ui/components/map_list.html" with view="hungria" fills=fills %}', {"fills": {"HU-BU": "with", "HU-PE": "with", "HU-BA": "without"}}, "Hungría"),
        ),
    ),
    Component(
        "tabla",
        "Tabla",
        "El servidor ordena; en el teléfono cada fila se apila y cada dato lleva su nombre.",
        (
            Example(
                '<table class="tabla apilada"><caption class="vh">Personas por país</caption>\n<thead><tr>{% sort_header "pais" "País" %}<th '
                'scope="col"><span class="vh">Gráfico</span></th>{% sort_header "personas" "Personas" "fin" %}</tr></thead>\n'
                '<tbody>{% for name, n, picture in rows %}<tr><th scope="row">{{ name }}</th><td>{{ picture }}</td><td class="fin tab" '
                'data-label="Personas">{{ n|number }}</td></tr>{% endfor %}</tbody></table>',
                {"rows": [("El Salvador", 12480, bar(12480, 12480)), ("Honduras", 3405, bar(3405, 12480)), ("Belice", 214, bar(214, 12480))]},
            ),
        ),
    ),
    Component(
        "fondos",
        "Dinero y tiempo",
        "Lo gastado y lo comprometido, frente al tiempo que ya pasó.",
        (Example('<div class="pila pila-2">{% bullet 61 14 68 %}<p class="sec chico">Gastado 61 %, comprometido 14 %. Va al ritmo del calendario.</p></div>'),),
    ),
]
