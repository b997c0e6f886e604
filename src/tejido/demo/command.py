"""`tejido demo`: load, show and remove the demonstration at the console."""

import subprocess
import sys
import time

from django.utils.translation import gettext as _

from tejido.core.trail import Refused
from tejido.demo.accounts import ACCOUNTS, PASSWORD
from tejido.demo.actions import load_demo, remove_demo
from tejido.demo.queries import demo_is_loaded, real_organisations
from tejido.network.models import Network
from tejido.network.roles import ROLES


def load() -> int:
    """Load it, or say why not."""
    started = time.monotonic()
    try:
        made = load_demo()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(
        _("La red de demostración está cargada en %(seconds).1f s: %(organisations)d entidades, %(persons)d personas inventadas.")
        % {**made, "seconds": time.monotonic() - started}
    )
    return 0


def load_if_empty() -> None:
    """For the first start: load it where there is nothing yet, and leave everything else alone.

    In a process of its own: asking its questions brings in the libraries of the analysts, which a web server does not need in memory.
    """
    if not real_organisations().exists() and not Network.objects.exists():
        subprocess.run([sys.executable, "-m", "tejido.cli", "demo"], check=True)


def remove() -> int:
    if not demo_is_loaded():
        print(_("Aquí no hay ninguna demostración."), file=sys.stderr)
        return 1
    rows = remove_demo(by=None)
    print(_("La demostración se quitó entera: %(rows)d filas.") % {"rows": rows})
    return 0


def describe(address: str) -> int:
    """The address, and one sign-in for each role."""
    print(f"\n  {address}\n")
    if not demo_is_loaded():
        print(_("Aquí no hay ninguna demostración."))
        return 1
    print(_("Entre con una de estas cuentas inventadas. Contraseña de todas: %(password)s") % {"password": PASSWORD})
    print(_("El código del segundo paso aparece en la propia página.") + "\n")
    wide = max(len(str(ROLES[a.role].label)) for a in ACCOUNTS)
    for account in ACCOUNTS:
        print(f"  {ROLES[account.role].label!s:{wide}}  {account.email}")
    print()
    return 0
