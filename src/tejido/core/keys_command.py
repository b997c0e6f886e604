"""`tejido keys`: the state of the keys, and their renewal, at the console of the server."""

import sys

from django.conf import settings
from django.utils.translation import gettext as _

from tejido.core import keys, rotation
from tejido.core.keys import turning
from tejido.core.scope import everywhere


def status(*, open_all: bool = False) -> int:
    """Say what keys there are and whether they open what is sealed; 1 when something does not open."""
    try:
        keys.secret_for("status")
        there, turn = turning.counts(), turning.under_way()
    except keys.KeysMissing as problem:
        print(problem, file=sys.stderr)
        return 1
    print(_("Carpeta de las claves: %(folder)s") % {"folder": settings.KEYS_HOME})
    print(_("Entidades con clave: %(organisations)s. Personas con clave: %(persons)s. Claves destruidas: %(shredded)s.") % there)
    if turn is not None:
        print(_("Hay una renovación sin terminar: esperan %(n)s personas. Siga con «tejido keys rotate».") % {"n": turning.count_waiting(turn)})
    if not open_all:
        return 0
    with everywhere("does every sealed value open?"):
        number, bad = rotation.unreadable_values()
    print(_("Datos sellados: %(number)s. No se pueden abrir: %(bad)s.") % {"number": number, "bad": bad})
    return 1 if bad else 0


def rotate() -> int:
    """Renew all keys while people work; goes on where it was if it was stopped."""

    def say(done: int, total: int) -> None:
        print(_("%(done)s de %(total)s personas") % {"done": done, "total": total}, end="\r", flush=True)

    try:
        done = rotation.rotate(say)
    except (keys.KeysMissing, rotation.NotFinished) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(_("Las claves son nuevas; las anteriores se destruyeron."))
    print(_("Haga ahora una copia de seguridad con las claves (tejido backup … --keys-to …): los nombres de las copias anteriores ya no se pueden leer."))
    if done.unreadable:
        print(_("No se pudo abrir lo de estas personas, y sus claves se conservaron: %(codes)s") % {"codes": ", ".join(done.unreadable)}, file=sys.stderr)
    return 1 if done.unreadable else 0

