"""The one mark and the one sentence for a figure that is not shown. Kept apart from the solver, so that a public page stays light."""

from django.utils.translation import gettext as _

#: The one mark that a published document puts on whatever is hidden. It never says by which rule:
#: a reader who knew that a cell was hidden for its own sake could use that against the person in it.
HIDDEN = "protected"


def hidden_text(threshold: int = 10) -> str:
    """The words beside a hidden figure: true of a cell hidden for itself and of one hidden for its neighbour alike."""
    return _(
        "No se muestra, para proteger a quienes participaron: aquí, o en una casilla relacionada, hay menos de %(threshold)s personas."
    ) % {"threshold": threshold}
