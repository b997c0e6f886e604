"""`tejido audit` and `tejido daily`: the trail is proved, asked and handed off at the console of the server."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tejido.core import append_only, daily
from tejido.core.breach import persons_in, touched_in, write_csv
from tejido.core.heads import NotHeads, as_text, handed_off, heads
from tejido.core.models import AuditEntry
from tejido.core.scope import everywhere
from tejido.core.verifying import verify


def verify_trail(more: Path | None = None) -> int:
    """Walk every chain; 0 when nothing was found, 1 when something was, 2 when the question could not be asked."""
    try:
        handed = handed_off(*([more] if more else []))
    except NotHeads as problem:
        print(_("Ese archivo no contiene sellos entregados: %(problem)s") % {"problem": problem}, file=sys.stderr)
        return 2
    with everywhere("the whole trail is proved"):
        places, lines, findings = verify(handed)
        open_to_change = append_only.missing()
    for one in findings:
        print(f"{one.place or '-'} {one.line} {one.kind}: {one.says}")
    for name in open_to_change:
        print(f"- - trigger {name}: the database would let the trail be changed; run `tejido migrate`")
    if findings or open_to_change:
        print(_("El rastro no está como se escribió. Guarde una copia de todo antes de seguir y avise a quien protege los datos."), file=sys.stderr)
        return 1
    print(
        _("Todo el rastro está como se escribió: %(lines)s líneas en %(places)s lugares.") % {"lines": lines, "places": places}
    )
    print(
        ngettext("Comparado con %(n)s día de sellos entregados.", "Comparado con %(n)s días de sellos entregados.", len(handed)) % {"n": len(handed)}
        if handed
        else _("Todavía no se entregó ningún sello: ejecute `tejido daily`.")
    )
    return 0


def show_heads() -> int:
    print(as_text(heads()), end="")
    return 0


def moment(text: str) -> dt.datetime:
    """A day or a moment as typed, where the network works."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("escriba una fecha como 2026-03-31 o 2026-03-31T14:00")) from None
    return at if at.tzinfo else timezone.make_aware(at)


def ask_breach(since: dt.datetime, until: dt.datetime, account: str, organisation: str, to: Path | None) -> int:
    """Which persons, which fields, when."""
    with everywhere("after a breach every place is asked"):
        lines = AuditEntry.objects.filter(organisation=organisation) if organisation else AuditEntry.objects.all()
        touched = touched_in(lines, since, until, account)
    if to is None:
        write_csv(touched, sys.stdout)
    else:
        with to.open("w", newline="", encoding="utf-8") as file:
            write_csv(touched, file)
    count = persons_in(touched)
    print(ngettext("%(n)s persona.", "%(n)s personas.", count) % {"n": count}, file=sys.stderr)
    return 0


def run_daily() -> int:
    done, failed = daily.run()
    for said in done:
        print(said)
    for name in failed:
        print(_("No se pudo: %(name)s. El registro del servidor dice por qué.") % {"name": name}, file=sys.stderr)
    return 1 if failed else 0
