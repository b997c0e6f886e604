"""The charts of results, each with its sentence, the key of its marks and the table that says the same. All data are invented."""

import math

from tejido.ui.charts import Wave, balance, bounds, change, consort, course, doubt, events, flows, money, organisations, runs, states
from tejido.ui.charts.picture import Picture, of_hundred
from tejido.ui.components import Component, Example

SOURCE = '{% include "ui/components/plot.html" with picture=picture heading=heading %}'
HOUSING = ("En la calle", "Con otras personas", "Casa propia")
MONTHS = (0, 6, 12, 24)


def _curve(name: str, speed: float, rising: bool = False) -> events.EventCurve:
    steps = []
    for month in range(1, 25):
        left = math.exp(-speed * month)
        value = 0.6 * (1 - left) if rising else left
        steps.append(Wave(month, value, max(0.0, value - 0.05 - month / 500), min(1.0, value + 0.05 + month / 500)))
    told = [(6, 164), (12, 121), (18, 58), (24, None)]
    moments = tuple(events.Moment(at, steps[at - 1].value, steps[at - 1].low, steps[at - 1].high, n) for at, n in told)
    start = 1.0 if not rising else 0.0
    return events.EventCurve(name, tuple(steps), (events.Moment(0, start, start, start, 183), *moments))


def _points(count: int) -> list[organisations.Organisation]:
    names = (
        "Casa Ceiba",
        "Hilos de Vida",
        "La Ladera",
        "Puente Nuevo",
        "Kapocs",
        "Raíces",
        "El Telar",
        "Nuevo Día",
        "Faro",
        "Las Lomas",
        "Ventana",
        "Semilla",
    )
    found = []
    for i in range(count):
        n = 38 + 31 * i
        error = math.sqrt(0.46 * 0.54 / n)
        value = 0.46 + error * (0.4, -1.1, 2.4, 0.2, -0.7, 1.4, -3.6, 0.9, -0.2, 1.8, -1.4, 0.6)[i % 12]
        found.append(
            organisations.Organisation(
                names[i % 12], n, value, (0.46 - 1.96 * error, 0.46 + 1.96 * error), (0.46 - 3.09 * error, 0.46 + 3.09 * error)
            )
        )
    return found


def _scores() -> list[tuple[float, float]]:
    """Pairs without a person behind them: a lattice thinned by a rule."""
    return [(8 + (i * 7) % 17, max(0.0, (8 + (i * 7) % 17) * 0.55 + (i * 13) % 9 - 2)) for i in range(900)]


def _runs() -> Picture:
    values = [12, 15, 11, 14, 13, 16, 12, 14, 18, 19, 17, 20, 18, 21, None, 19]
    return runs.run_chart([f"{m:02}/{y}" for y in (24, 25) for m in range(1, 13)][:16], values, "Días hasta la primera cita")


Piece = tuple[str, str, str, list[tuple[str, Picture]]]
GROUPS = ("con acompañamiento", "sin acompañamiento")
SHARES = {"recovered": (0.25, 0.37), "improved": (0.12, 0.23), "unchanged": (0.39, 0.53), "deteriorated": (0.04, 0.11)}
EXPOSED = [0, 0, 4, 12, 18, 22, 30, 34, 38, 40, 36, 30, 28, 22, 18, 15, 12, 8, 3, 0]
REFERENCE = [2, 14, 30, 44, 52, 50, 42, 36, 30, 22, 18, 14, 12, 10, 6, 3, 0, 0, 0, 0]
ALIKE = [("Edad", 0.42, 0.04), ("Años de estudio", -0.31, -0.02), ("Meses sin trabajar", 0.55, 0.12), ("Vive con familia", -0.08, 0.01)]
LEDGER = [
    money.Assumption("Lo que habría pasado sin el programa", 0.1, 0.4, 5900, 3100),
    money.Assumption("Meses que dura el empleo", 6, 18, 3600, 4900),
    money.Assumption("Coste por hora", 14, 19, 3900, 4600),
]
WAYS = [
    doubt.Specification("Principal", 0.12, 0.03, 0.21, ("con todas las características", "personas con todos los datos"), True),
    doubt.Specification("Sin ajustar", 0.17, 0.08, 0.26, ("personas con todos los datos",)),
    doubt.Specification("Ponderada", 0.10, 0.0, 0.2, ("con todas las características", "ponderada")),
    doubt.Specification("Imputada", 0.11, 0.02, 0.2, ("con todas las características", "datos que faltan, imputados")),
    doubt.Specification("Con retraso", 0.06, -0.03, 0.15, ("con todas las características", "exposición un mes antes")),
]
LIMITS = [bounds.Span("Con pesos", 4.9, 7.3, 6.1, "answer"), bounds.Span("Cotas de Lee", 3.0, 9.3, None, "range"), bounds.Span("Cotas de Manski", -5.7, 16.4, None, "range")]
SHIFTS = [bounds.Shift(d, 4 + d / 6, 1.5 + d / 6, 6.5 + d / 6) for d in range(-20, 21, 4)]
CONTROLS = [bounds.Span("Ingresos después", 0.06, 0.44, 0.25, "answer"), bounds.Span("Control: ingresos de antes", -0.19, 0.17, -0.01, "control")]
WELLBEING = [
    course.MeanCourse(GROUPS[0], (Wave(0, 41, 38, 44), Wave(6, 52, 49, 55), Wave(12, 58, 54, 62)), (120, 101, 88), ((0, 22, 60), (6, 31, 71), (12, 37, 78))),
    course.MeanCourse(GROUPS[1], (Wave(0, 42, 39, 45), Wave(6, 46, 43, 49), Wave(12, 48, 44, 52)), (118, 99, None)),
]


def _of_time() -> list[Piece]:
    """(slug, name, what for, examples)."""
    with_help, without = _curve(GROUPS[0], 0.07), _curve(GROUPS[1], 0.03)
    exits = [_curve("empleo", 0.06, True), _curve("estudios", 0.02, True), _curve("otro servicio", 0.01, True)]
    periods = [doubt.Period(0, 90, 2.1, 1.5, 2.9), doubt.Period(90, 180, 1.4, 1.0, 2.0), doubt.Period(180, 365, 0.9, 0.6, 1.4)]
    about = "Curvas que bajan o que suben, con su intervalo y con quienes siguen a la vista; lo que no se puede decir va con ▒."
    mean = "La media de cada grupo con su intervalo, y entre qué valores están 80 de cada 100 personas. Ninguna línea es una persona."
    service = "La mediana y lo que no parece azar: seis puntos al mismo lado, o cinco que suben o bajan."
    return [
        ("hasta-que-ocurre", "Tiempo hasta que ocurre", about, [
            ("Sin empleo todavía", events.event_curves([with_help, without], unit="meses")),
            ("Por qué salida", events.event_curves(exits, falling=False, unit="meses")),
            ("Tiempo ganado hasta los 18 meses", events.event_curves([without, with_help], unit="meses", horizon=18)),
        ]),
        ("por-periodos", "Por periodos", "Un efecto que cambia con el tiempo, cada periodo con su intervalo.", [
            ("Razón en cada periodo", doubt.by_period([("", periods)], "Veces", ref=1.0, log=True, unit="días")),
        ]),
        ("media", "Media y dispersión", mean, [("Bienestar", course.mean_course(WELLBEING, "Puntos de bienestar", unit="meses"))]),
        ("servicio", "Un servicio en el tiempo", service, [("Espera", _runs())]),
    ]  # fmt: skip


def _of_organisations() -> list[Piece]:
    points = _points(12)
    shrunk = [organisations.Shrunk(p.name, 4 + (p.value - 0.46) * 30, 1 + (p.value - 0.46) * 30, 7 + (p.value - 0.46) * 30, 4 + (p.value - 0.46) * 60) for p in points[:7]]
    told = "Un color, por orden alfabético; cada cifra se acerca a la de todas tanto como su azar aconseja."
    return [
        ("embudo", "Embudo de entidades", "Cuánto puede variar por azar una entidad de su tamaño. Nunca una clasificación.", [
            ("Empleo a los doce meses", organisations.funnel(points, 0.46, "Tenían empleo", fmt=of_hundred)),
        ]),
        ("entidades", "Entidades ajustadas", told, [("Cambio medio por entidad", organisations.caterpillar(shrunk, 4.0, "Cambio medio, en puntos"))]),
    ]  # fmt: skip


def _of_states() -> list[Piece]:
    whole = [(120, 50, 10), (61, 70, 49), (42, 64, 74), (31, 58, 91)]
    hidden = [(120, 50, None), (61, 70, 49), (None, 64, 74), (31, 58, 91)]
    totals = (180, 180, 180, 180)
    change_about = "Antes y después en casillas de personas suficientes, con lo que es error del cuestionario; y los cuatro grupos, siempre con quienes empeoran."
    four = {"recovered": 61, "improved": 34, "unchanged": 92, "deteriorated": 13}
    return [
        ("situaciones", "Situaciones en el tiempo", "Dónde está cada cual en cada momento, y adónde fue. Lo oculto va punteado.", [
            ("Vivienda", states.states_over_time(MONTHS, HOUSING, whole, unit="meses")),
            ("Vivienda, con personas que no se muestran", states.states_over_time(MONTHS, HOUSING, hidden, unit="meses", totals=totals)),
            ("De dónde a dónde", states.transitions(HOUSING, HOUSING, [(42, 48, 30), (12, 24, 14), (None, None, 60)])),
        ]),
        ("caminos", "Caminos", "Solo si cada camino tiene personas suficientes: su anchura se podría medir.", [
            ("Vivienda: del comienzo a los 24 meses", flows.flows(HOUSING, HOUSING, [(42, 48, 30), (12, 24, 14), (0, 11, 60)])),
            ("Con un camino de pocas personas", flows.flows(HOUSING, HOUSING, [(42, 48, 30), (12, 24, 14), (0, None, None)])),
        ]),
        ("cambio", "Cambio fiable", change_about, [
            ("Síntomas al comienzo y al final", change.jacobson(change.hexagons(_scores(), 3.0), 3.0, reliable=5.2, cutoff=10, higher_is_better=False)),
            ("Los cuatro grupos", change.four_groups(four, SHARES)),
        ]),
    ]  # fmt: skip


def _of_doubt() -> list[Piece]:
    edges = [i / 20 for i in range(21)]
    prices = [i * 500 for i in range(21)]
    whole = consort.Branch("Todas", (("Inscritas", 521), ("Analizadas", 445)), (("no dieron permiso", 31), ("falta el dato «ingresos de 1978»", 45), ("de otro grupo", None)))
    arms = [consort.Branch(GROUPS[0], (("Inscritas", 216), ("Analizadas", 185))), consort.Branch(GROUPS[1], (("Inscritas", 305), ("Analizadas", 260)))]
    return [
        ("parecido", "Parecido de los grupos", "Diferencias antes y después de ponderar, y si todas las personas podían estar en los dos grupos.", [
            ("Características al comienzo", balance.love([balance.Covariate(*row) for row in ALIKE])),
            ("Probabilidad de participar", balance.overlap(edges, EXPOSED, REFERENCE, GROUPS, support=(0.11, 0.79))),
        ]),
        ("causa-oculta", "Una causa que no vimos", "Cómo de fuerte tendría que ser para explicar toda la diferencia.", [
            ("Valor E", doubt.e_value_curve(2.1, 1.35, [("Años sin trabajar", 1.6, 1.9)])),
        ]),
        ("quienes-faltan", "Lo que podrían cambiar quienes faltan", "La respuesta junto a sus cotas, y hasta dónde aguanta.", [
            ("Calidad de vida: cotas", bounds.spans(LIMITS, "Diferencia (puntos)", "La diferencia estimada y sus cotas.")),
            ("Calidad de vida: hasta dónde aguanta", bounds.tipping(SHIFTS, "Diferencia", at=-12, unit="puntos")),
        ]),
        ("controles", "La respuesta y sus controles", "Donde el programa no puede haber cambiado nada no debería verse nada.", [
            ("Ingresos", bounds.spans(CONTROLS, "Diferencia en desviaciones típicas", "La misma comparación en la respuesta y en los controles.")),
        ]),
        ("maneras", "La misma pregunta de varias maneras", "Si la respuesta depende de cómo se pregunta, se ve.", [
            ("Diferencia en el empleo", doubt.specification_curve(WAYS, "Diferencia")),
        ]),
        ("recorrido", "Recorrido de las personas", "Quiénes entraron, quiénes faltan y por qué, a quiénes se contó.", [
            ("De la inscripción al análisis", consort.attrition_flow(whole, arms)),
        ]),
        ("dinero", "Lo que cuesta un resultado", "La probabilidad de que valga la pena según el precio, y qué supuesto pesa más.", [
            ("¿A qué precio vale la pena?", money.acceptability(prices, [1 / (1 + math.exp(-(i - 8) / 2)) for i in range(21)], currency="€", ratio=4100)),
            ("Qué supuesto pesa más", money.tornado(LEDGER, 4100, "Coste de cada resultado más, en euros")),
        ]),
    ]  # fmt: skip


def components() -> list[Component]:
    """Made anew for each reader: a picture speaks the language in force."""
    return [
        Component(slug, name, about, tuple(Example(SOURCE, {"picture": picture, "heading": heading}) for heading, picture in examples))
        for slug, name, about, examples in (*_of_time(), *_of_organisations(), *_of_states(), *_of_doubt())
    ]
