"""Why an estimate is not given: a code with its values, told in the reader's language and with what to do about it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tejido.impact.numbers import written
from tejido.stats.unfit import Unfit

FEWEST = 10
DECIMAL = re.compile(r"-?\d+\.\d+")

#: `there` is where it can be mended: rows of the file, where the table came from one, and otherwise the record.
MESSAGES = {
    "empty": _(
        "No hay ninguna persona que cumpla las condiciones del plan. Revise «where» y, si el plan pregunta al registro, «population»."
    ),
    "missing_column": _("Falta la columna «%(column)s». %(hint)s"),
    "not_a_number": _("La columna «%(column)s» lleva texto donde se espera un número, en las filas %(rows)s."),
    "no_complete": _("Nadie tiene completos los datos que pide esta respuesta. La columna con más huecos es «%(column)s»."),
    "few_people": _("Personas en el grupo «%(group)s»: %(n)s. Hacen falta al menos %(least)s para comparar con prudencia."),
    "few_people_whole": _("Personas: %(n)s. Hacen falta al menos %(least)s para responder con prudencia."),
    "one_group": _("Todas las personas están en el mismo grupo, así que no hay con quién comparar. Revise «%(column)s»."),
    "many_groups": _("«%(column)s» tiene más de dos grupos (%(levels)s). Indique en el plan cuáles se comparan: «reference» y «compared»."),
    "no_reference": _("El grupo de referencia «%(reference)s» no aparece en «%(column)s». Hay: %(levels)s."),
    "many_levels": _("«%(column)s» tiene %(n)s categorías distintas, demasiadas para compararlas. Agrúpelas antes."),
    "changing_group": _("«%(column)s» cambia de una entrevista a otra en la misma persona, y este método necesita grupos fijos."),
    "changing_curve": _(
        "«%(column)s» cambia de un periodo a otro en la misma persona, así que ningún grupo tiene una curva propia. Quite «at» del plan."
    ),
    "negative_time": _("La columna «%(column)s» tiene tiempos negativos: acaban antes de empezar. Corríjalos %(there)s."),
    "infinite": _("La columna «%(column)s» tiene valores infinitos. Corríjalos %(there)s."),
    "too_large": _("La columna «%(column)s» tiene números de más de cien cifras, que no caben en el cálculo. Corríjalos %(there)s."),
    "constant": _("«%(column)s» vale lo mismo para todas las personas, así que no aporta nada. Quítela del plan."),
    "unvarying": _(
        "Cada vez que ocurre el suceso, «%(column)s» vale lo mismo para todas las personas que seguían: no hay qué comparar. Quítela del plan."
    ),
    "all_at_once": _("Cada vez que ocurre el suceso no sigue nadie con quien comparar: les ocurre a la vez a todas. Revise los tiempos."),
    "collinear": _("«%(column)s» repite lo que ya dicen las otras columnas del plan. Quite una de ellas."),
    "one_outcome": _("El resultado es igual para todas las personas, así que no hay diferencia que estudiar."),
    "separated": _(
        "Los datos separan por completo a quienes tuvieron el resultado de quienes no, y la cifra crecería sin fin. Quite columnas o agrupe categorías."
    ),
    "no_events": _("A nadie le ocurrió el suceso que se estudia, así que no hay tiempos que comparar."),
    "alone": _("Una sola persona sostiene una columna, y el error %(errors)s no existe. Agrupe categorías o pida «HC1» en «errors»."),
    "few_repeats": _("Hay muy pocas entrevistas por persona para separar lo propio de cada una. Quite efectos de «random»."),
    "not_yes_no": _(
        "La columna «%(column)s» espera sí o no (1 o 0) y tiene otros valores. Corríjalos, o diga en el plan que es un número («kind: number»)."
    ),
    "beyond_follow_up": _("En el grupo «%(group)s» nadie fue seguido hasta ese momento (%(at)s)."),
    "all_alike": _(
        "En el grupo «%(group)s», hasta ese momento (%(at)s), no le ocurrió a nadie o les ocurrió a todas las personas: "
        "no se puede saber cuánto variaría la diferencia. Pida un momento posterior o anterior."
    ),
    "too_few": _("Hay tan pocas personas como columnas en el cálculo. Quite covariables del plan."),
    "few_events": _(
        "Sucesos: %(n)s. Columnas del cálculo: %(columns)s. Hacen falta al menos %(least)s sucesos por columna. Quite covariables o agrupe categorías."
    ),
    "nearly_separated": _("Con estos datos la cifra de «%(column)s» podría crecer casi sin fin: agrupe sus categorías o quítela del plan."),
    "few_values": _(
        "«%(column)s» tiene muy pocos valores distintos para una curva. Use «coding: linear» o «coding: factor», o menos nodos."
    ),
    "exposure_inside": _(
        "«%(column)s» se calcula con la exposición y no se sabe qué valdría en el otro grupo. Use «interaction» en «covariates»."
    ),
    "negative_weight": _(
        "«%(column)s» pesa a las personas y tiene valores negativos, o ninguno mayor que cero. Corrija la columna o elija otra en «weights»."
    ),
    "no_overlap": _(
        "Los grupos apenas se parecen: comparados así valen como %(size)s personas y un %(outside)s %% no tiene con quién compararse. "
        "Hacen falta 50 y como mucho un 10 %%. Acote la población con «where»."
    ),
    "zero_time": _(
        "En la columna «%(column)s» hay %(n)s tiempos de cero: nadie estuvo en seguimiento. Corríjalos %(there)s; un solo día cuenta como 1."
    ),
    "ends_before": _("Hay filas en que «%(column)s» no es posterior a «%(start)s». Corríjalas %(there)s."),
    "overlapping": _(
        "Hay personas con filas que se solapan entre «%(start)s» y «%(column)s»: se las seguiría dos veces a la vez. Corríjalas %(there)s."
    ),
    "no_cause": _("La salida «%(cause)s» no aparece en «%(column)s». Hay: %(levels)s."),
    "many_persons": _(
        "A algunas personas les ocurre más de una vez: con %(n)s personas y %(columns)s columnas del cálculo, el error por persona no cabe. "
        "Pida menos columnas (con «time: spline» o menos tramos en «cuts») o diga en «cluster» la columna de la entidad."
    ),
    "repeated_events": _(
        "A algunas personas les ocurre más de una vez, y esta prueba contaría cada vez como si fuera de otra persona. "
        "Use «cox», que da el error por persona."
    ),
    "many_periods": _("El seguimiento ocupa %(n)s periodos y caben %(most)s. Pida periodos más largos en «period»."),
    "one_period": _(
        "Todo el seguimiento (hasta %(longest)s) cabe en un solo periodo de %(width)s. Pida en «period» periodos más cortos, en la unidad de la columna."
    ),
    "few_periods": _(
        "«time: spline» con «df: %(df)s» no halla dónde doblarse: casi todo el tiempo seguido cae en pocos periodos. "
        "Pida un «df» menor, periodos más cortos en «period» o «time: linear»."
    ),
    "bare_periods": _(
        "En estos periodos el suceso no le ocurre a nadie, o les ocurre a todas las personas que quedaban: %(periods)s. "
        "Con una cifra para cada periodo, la suya crecería sin fin. Pida periodos más largos, «time: spline» o «time: linear»."
    ),
    "bare_pieces": _("En estos tramos no ocurre ningún suceso, y no se sabe a qué ritmo ocurriría: %(pieces)s. Quite cortes de «cuts» para unirlos a otros."),
    "cuts_beyond": _("El seguimiento acaba en %(longest)s, así que estos cortes no parten nada: %(cuts)s. Quítelos de «cuts»."),
    "closed_door": _(
        "Los sucesos de la salida «%(door)s» no bastan para calcular su ritmo, y sin él no hay curvas de ninguna. "
        "Quite «at», o pregunte con «cumulative_incidence»."
    ),
    "registered_only": _("Esta pregunta solo se responde en un plan registrado antes de mirar los datos."),
    "repeated_period": _("Hay personas con dos filas para el mismo periodo de «%(column)s». Deje una de cada periodo."),
    "outside_periods": _("El momento %(at)s queda fuera de los periodos en que hubo personas en los dos grupos (de %(low)s a %(high)s)."),
    "not_counts": _("La columna «%(column)s» cuenta sucesos y tiene valores negativos o con decimales. Corríjalos %(there)s."),
    "unordered_waves": _("Las entrevistas llevan nombres (%(waves)s) y no se sabe cuál va antes. Numérelas: 0, 6, 12…"),
    "no_pairs": _("Nadie tiene dos entrevistas seguidas, así que no se ve ningún cambio de situación."),
    "no_direction": _("Diga en «outcome» si es mejor que suba o que baje: «direction»."),
    "repeated_organisation": _("En «%(column)s» hay entidades con más de una fila, y se esperaba una fila por entidad."),
    "few_organisations": _(
        "Entidades con personas bastantes para una comparación dentro de cada una (si hay dos grupos, tres de cada uno): %(n)s. "
        "Hacen falta al menos %(least)s."
    ),
    "lone_person": _("En «%(column)s» hay entidades con una sola persona: no se sabe cuánto varía. Agrúpelas o quítelas con «where»."),
    "no_response_model": _(
        "No se puede ponderar por la respuesta: en un grupo, o con algún valor de las covariables, respondieron todas las personas o ninguna. "
        "Quedan las cotas, que no lo necesitan."
    ),
    "none_missing": _("A nadie le falta el resultado, así que no hay nada que acotar."),
    "outside_limits": _("«%(column)s» tiene valores fuera de los límites del plan (de %(low)s a %(high)s)."),
    "small_organisations": _("Ninguna entidad tiene las %(least)s personas y los 10 sucesos que hacen falta para nombrarla."),
    "no_time": _("Hay personas a las que no se siguió ningún tiempo. Revise los tiempos de cero."),
    "apart": _("Los grupos apenas se parecen, y no hay con quién comparar a muchas de las personas. Acote la población con «where»."),
    "short_follow_up": _("El plazo pasa de lo que se siguió a alguno de los grupos. Pida uno más corto."),
    "not_two_groups": _("En los datos completos no quedan dos grupos que comparar."),
    "all_missing": _("Una de las columnas no tiene ningún dato."),
    "dispersion_in_clusters": _("Con «cluster» el error ya cuenta con la dispersión: quite la opción «dispersion»."),
    "dispersion_in_persons": _(
        "Hay personas con varias filas: el error va por persona y ya cuenta con la dispersión. Quite la opción «dispersion»."
    ),
    "few_clusters": _("Hay menos de 10 entidades: con tan pocas, ningún intervalo que cuente con ellas es de fiar."),
    "one_cluster": _("«%(column)s» depende de una sola entidad, así que no se sabe cuánto varía entre entidades."),
    "few_groups": _("Los datos son de una sola persona, y hacen falta varias."),
    "hazards_beyond_one": _("Las salidas estimadas suman más que todas las personas. Pida periodos más cortos."),
    "immortal_time": _("La exposición se mira en el mismo periodo que el suceso. Pida «lag: 1» o más."),
    "impossible_counts": _("Hay cuentas imposibles: negativas, o más sucesos que personas."),
    "knots": _("La curva pide más nodos de los que permiten los datos. Use menos, o «coding: linear»."),
    "many_random": _("Un modelo admite como mucho tres efectos aleatorios. Quite efectos de «random»."),
    "no_counterfactual": _("Falta decir con qué se compara el coste."),
    "no_effect": _("No hay diferencia de resultados, así que no hay coste por resultado."),
    "no_spread": _("Las cifras no varían más de lo que explica el azar, o no varían nada: no hay qué estimar."),
    "not_a_cause": _("La columna de salidas tiene valores que no son una salida."),
    "no_number": _(
        "Hay valores que no son números, o que al combinarlos no caben en el cálculo. Corríjalos donde estén: en el archivo o en el registro."
    ),
    "not_binary": _("Se esperaba sí o no (1 o 0) y hay otros valores."),
    "not_comparable": _("Los dos modelos no hablan de los mismos datos y no se pueden comparar."),
    "not_overdispersed": _(
        "Las cuentas no varían más de lo que cabe esperar: la binomial negativa no hace falta. Use «dispersion: poisson»."
    ),
    "not_p_values": _("Hay valores p que no son probabilidades."),
    "not_positive": _("Hay valores de cero o negativos donde deben ser mayores que cero."),
    "not_whole": _("Se esperaban números enteros y los hay con decimales."),
    "outside_range": _("Hay valores fuera de los límites que este método admite."),
    "perfect": _("El resultado se deduce por completo de las otras columnas: no queda nada que el azar explique. Revise el plan."),
    "random_constant": _("«%(column)s» no varía y no puede ser un efecto aleatorio. Quítela de «random»."),
    "random_collinear": _("«%(column)s» repite otro efecto aleatorio. Quítela de «random»."),
    "random_unchanging": _("«%(column)s» no cambia en ninguna persona y no puede ser un efecto aleatorio. Quítela de «random»."),
    "rounded": _("El resultado tiene números tan grandes que se pierden sus diferencias. Réstele antes una cantidad redonda con «minus»."),
    "unequal_lengths": _("Las columnas no tienen las mismas filas."),
    "unknown_state": _("Hay una situación que no está en la lista."),
    "unnamed": _("A un supuesto le falta su nombre o su fuente."),
    "overlapping_spells": _("Hay personas con dos periodos a la vez. Revise cuándo empieza y cuándo acaba cada uno."),
    "impossible_request": _("El método no admite una de las opciones del plan."),
    "protected": _("La cifra no se muestra, para proteger a quienes participaron."),
    "not_converged": _("El cálculo no llegó a una respuesta estable. Quite covariables, o los efectos aleatorios si los pide, y vuelva a intentarlo."),
}


class Refused(Exception):
    """An answer that must not be given. `code` and `values` are stable; the message follows the language of the reader."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(code)

    def __str__(self) -> str:
        return refusal_text(self.code, self.values)


def refusal_text(code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a refusal in the language in force."""
    there = gettext("en el archivo, filas: %(lines)s") % values if values.get("lines") else gettext("en el registro")
    message = str(MESSAGES[code])
    told = message % ({name: _as_written(value) for name, value in values.items()} | {"there": there})
    if values.get("lines") and "%(there)s" not in message:
        return f"{told} {gettext('Filas del archivo: %(lines)s.') % values}"
    return told


def _as_written(value: Any) -> Any:
    """A number with decimals, kept as a text, has the reader's comma."""
    return written(float(value), len(value.partition(".")[2])) if isinstance(value, str) and DECIMAL.fullmatch(value) else value


#: Reasons of an estimator whose sentence here is another one: what the estimator knows is less than what a plan's own check says.
SAID_AS = {
    "zero_time": "no_time",
    "no_overlap": "apart",
    "beyond_follow_up": "short_follow_up",
    "one_group": "not_two_groups",
    "many_groups": "not_two_groups",
    "negative_weight": "impossible_counts",
    "negative_time": "not_positive",
    "not_a_count": "not_whole",
    "not_counts": "impossible_counts",
    "not_numbers": "no_number",
    "not_a_number": "no_number",
    "not_yes_no": "not_binary",
    "infinite": "no_number",
} | dict.fromkeys(("unknown_errors", "unknown_estimand", "unknown_family", "unknown_method", "unknown_scale"), "impossible_request")


def refusal_of(unfit: Unfit, names: Sequence[str]) -> Refused:
    """Name the column that a pure estimator only knows by its position."""
    column = ", ".join(names[j] for j in unfit.columns if j < len(names))
    return Refused(SAID_AS.get(unfit.reason, unfit.reason), column=column or "—")
