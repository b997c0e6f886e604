"""Where a picture comes from, in one line, for whoever meets it without its page."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

SIGNS = 12  # of the fingerprint of a plan: enough to find it by


def origin_line(title: str, owner: str, cut_off: dt.date, plan_hash: str, *more: str, is_demo: bool = False) -> str:
    """Title, owner, cut-off, whatever more there is to say, and the plan; that nobody of it exists comes first."""
    words = [
        _("Datos hasta el %(day)s") % {"day": date_format(cut_off, "DATE_FORMAT")},
        *more,
        f"{_('Plan de análisis')} {plan_hash[:SIGNS]}",
    ]
    line = " · ".join(part for part in (title, owner, *words) if part)
    return f"{_('Datos de demostración: ninguna de estas personas existe.')} {line}" if is_demo else line
