"""Why nothing could be counted: the engine or the lake is not as it should be. One sentence in the reader's language, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from tejido.core.trail import Refused
from tejido.impact.engine import EngineGone, EngineWrong
from tejido.impact.lake.manifest import LakeDamaged, LakeMissing


class TooManyPeriods(RuntimeError):
    """More rows at risk (or more different ones among them) than one process may hold."""

    def __init__(self, rows: int, most: int, *, is_different: bool = False) -> None:
        self.rows, self.most, self.is_different = rows, most, is_different
        super().__init__(f"{rows} rows, {most} {'different ones ' if is_different else ''}at most")


TROUBLE = (EngineGone, EngineWrong, LakeDamaged, LakeMissing, TooManyPeriods)


class NotCounted(Refused):
    """There is no answer and nothing was kept. `problems` says why and what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@contextmanager
def told_in_words() -> Iterator[None]:
    """Whatever keeps the engine or the lake from counting is said as `NotCounted`."""
    try:
        yield
    except TROUBLE as trouble:
        raise NotCounted([sentence_of(trouble)]) from trouble


def sentence_of(trouble: Exception) -> str:
    """What happened and what to do; the same for whoever runs the server and for whoever asks from a page."""
    if isinstance(trouble, EngineGone):
        return _(
            "Las máquinas que hacen las cuentas (%(where)s) no responden. No hay respuesta y nada ha cambiado. Vuelva a preguntar cuando estén "
            "en marcha; quien lleva el servidor también puede quitar TEJIDO_ENGINE para contar en esta máquina."
        ) % {"where": trouble.where}
    if isinstance(trouble, EngineWrong):
        return _("El motor de las cuentas no está bien puesto. Pida a quien lleva el servidor que lo corrija: %(why)s") % {"why": trouble}
    if isinstance(trouble, TooManyPeriods):
        values = {"rows": trouble.rows, "most": trouble.most}
        if trouble.is_different:
            return _(
                "La pregunta reúne %(rows)s periodos de personas y más de %(most)s son distintos unos de otros. Quite columnas que el plan no usa "
                "o que distinguen a cada persona (como el año de nacimiento), pida periodos más largos («unit: quarter») o acote «population»."
            ) % values
        return _(
            "La pregunta reúne %(rows)s periodos de personas y para este método caben %(most)s; «discrete_time_hazard», solo en su plan y con "
            "«clock: entry» y «outcome: {period, event}», no tiene ese límite. O bien pida periodos más largos («unit: quarter»), menos («most») "
            "o acote «population»."
        ) % values
    if isinstance(trouble, LakeDamaged):
        return _(
            "Los hechos preparados para contar no están como se escribieron y no se usan. Pida a quien lleva el servidor que los haga de nuevo "
            "con «tejido lake build» y vuelva a preguntar."
        )
    # never why: in a small organisation it would tell of somebody
    return _("Los hechos se renovaron mientras se contaba. No se guardó nada: vuelva a preguntar.")
