"""Why nothing could be counted: the engine or the lake is not as it should be. One sentence in the reader's language, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from tejido.core.trail import Refused
from tejido.impact.engine import EngineGone, EngineWrong
from tejido.impact.lake.manifest import LakeBusy, LakeDamaged, LakeMissing
from tejido.impact.lake.reading import LakeBehind


class TooManyPeriods(RuntimeError):
    """More rows at risk than one process may hold."""

    def __init__(self, rows: int, most: int) -> None:
        self.rows, self.most = rows, most
        super().__init__(f"{rows} rows, {most} at most")


TROUBLE = (EngineGone, EngineWrong, LakeBehind, LakeBusy, LakeDamaged, LakeMissing, TooManyPeriods)


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
        return _(
            "La pregunta reúne %(rows)s periodos de personas y aquí caben %(most)s. Pida periodos más largos («unit: quarter»), menos («most») "
            "o acote «population»."
        ) % {"rows": trouble.rows, "most": trouble.most}
    if isinstance(trouble, LakeDamaged):
        return _(
            "Los hechos preparados para contar no están como se escribieron y no se usan. Pida a quien lleva el servidor que los haga de nuevo "
            "con «tejido lake build» y vuelva a preguntar."
        )
    if isinstance(trouble, LakeBusy):
        return _("Los hechos se están preparando en este momento. Vuelva a preguntar dentro de unos minutos.")
    # never why: in a small organisation it would tell of somebody
    return _("Los hechos se renovaron mientras se contaba. No se guardó nada: vuelva a preguntar.")
