"""Why an estimate is not given: a code with its values, told in the reader's language and with what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tejido.stats.unfit import Unfit

FEWEST = 10

MESSAGES = {
    "empty": _("No hay ninguna persona que cumpla las condiciones del plan. Revise «where», las fechas y las ediciones."),
    "missing_column": _("Falta la columna «%(column)s». %(hint)s"),
    "not_a_number": _("La columna «%(column)s» lleva texto donde se espera un número, en las filas %(rows)s."),
    "no_complete": _("Nadie tiene completos los datos que pide esta respuesta. La columna con más huecos es «%(column)s»."),
    "few_people": _("En el grupo «%(group)s» hay %(n)s personas y hacen falta al menos %(least)s para comparar con prudencia."),
    "few_people_whole": _("Hay %(n)s personas y hacen falta al menos %(least)s para responder con prudencia."),
    "one_group": _("Todas las personas están en el mismo grupo, así que no hay con quién comparar. Revise «%(column)s»."),
    "many_groups": _("«%(column)s» tiene más de dos grupos (%(levels)s). Indique en el plan cuáles se comparan: «reference» y «compared»."),
    "no_reference": _("El grupo de referencia «%(reference)s» no aparece en «%(column)s». Hay: %(levels)s."),
    "many_levels": _("«%(column)s» tiene %(n)s categorías distintas, demasiadas para compararlas. Agrúpelas antes."),
    "changing_group": _("«%(column)s» cambia de una entrevista a otra en la misma persona, y este método necesita grupos fijos."),
    "negative_time": _("La columna «%(column)s» tiene tiempos negativos. Revise las fechas de esas personas."),
    "infinite": _("La columna «%(column)s» tiene valores infinitos. Corríjalos en el registro antes de calcular."),
    "constant": _("«%(column)s» vale lo mismo para todas las personas, así que no aporta nada. Quítela del plan."),
    "collinear": _("«%(column)s» repite lo que ya dicen las otras columnas del plan. Quite una de ellas."),
    "one_outcome": _("El resultado es igual para todas las personas, así que no hay diferencia que estudiar."),
    "separated": _(
        "Los datos separan por completo a quienes tuvieron el resultado de quienes no, y la cifra no tiene límite. Quite columnas o agrupe categorías."
    ),
    "no_events": _("A nadie le ocurrió el suceso que se estudia, así que no hay tiempos que comparar."),
    "alone": _("Una sola persona sostiene una columna, y el error %(errors)s no existe. Agrupe categorías o pida «HC1» en «errors»."),
    "few_repeats": _("Hay muy pocas entrevistas por persona para separar lo propio de cada una. Quite efectos de «random»."),
    "not_yes_no": _("La columna «%(column)s» espera sí o no (1 o 0) y tiene otros valores."),
    "beyond_follow_up": _("En el grupo «%(group)s» nadie fue seguido hasta ese momento (%(at)s)."),
    "too_few": _("Hay tan pocas personas como columnas en el cálculo. Quite covariables del plan."),
    "few_events": _("Hay %(n)s sucesos para %(columns)s columnas del cálculo y hacen falta al menos %(least)s por columna. Quite covariables o agrupe categorías."),
    "nearly_separated": _("Los datos casi no ponen límite a «%(column)s»: agrupe sus categorías o quítela del plan."),
    "few_values": _("«%(column)s» tiene muy pocos valores distintos para una curva. Use «coding: linear» o «coding: factor», o menos nodos."),
    "exposure_inside": _("«%(column)s» se calcula con la exposición y no se sabe qué valdría en el otro grupo. Use «interaction» en «covariates»."),
    "negative_weight": _("«%(column)s» pesa a las personas y tiene valores negativos, o ninguno mayor que cero."),
    "no_overlap": _("Los grupos apenas se parecen: comparados así valen como %(size)s personas y un %(outside)s %% no tiene con quién compararse. Hacen falta 50 y como mucho un 10 %%. Acote la población con «where»."),
    "zero_time": _("En la columna «%(column)s» hay %(n)s tiempos de cero: nadie estuvo en seguimiento. Cuente ese día como 1 o revise las fechas."),
    "ends_before": _("Hay filas en que «%(column)s» no es posterior a «%(start)s». Revise las fechas de esas personas."),
    "overlapping": _("Hay personas con filas que se solapan entre «%(start)s» y «%(column)s»: se las seguiría dos veces a la vez."),
    "no_cause": _("La salida «%(cause)s» no aparece en «%(column)s». Hay: %(levels)s."),
    "many_periods": _("El seguimiento ocupa %(n)s periodos y caben %(most)s. Pida periodos más largos en «period»."),
    "protected": _("La cifra no se muestra, para proteger a quienes participaron."),
    "not_converged": _("El cálculo no llegó a una respuesta estable. Quite efectos aleatorios o covariables y vuelva a intentarlo."),
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
    return str(MESSAGES[code]) % values


def refusal_of(unfit: Unfit, names: Sequence[str]) -> Refused:
    """Name the column that a pure estimator only knows by its position."""
    column = ", ".join(names[j] for j in unfit.columns if j < len(names))
    return Refused(unfit.reason, column=column)
