"""By when a request must be answered: one month, two more with a reason (GDPR art. 12.3), unless the organisation's own law says otherwise."""

import calendar
import datetime as dt

from tejido.network.models import Organisation
from tejido.privacy.models import RightsTerms

MONTHS_TO_ANSWER = 1
MONTHS_MORE = 2


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def terms_of(organisation: Organisation) -> RightsTerms:
    return RightsTerms.objects.filter(organisation=organisation).first() or RightsTerms(organisation=organisation)


def due_date(received_on: dt.date, terms: RightsTerms) -> dt.date:
    if terms.answer_days is not None:
        return received_on + dt.timedelta(days=terms.answer_days)
    return months_after(received_on, MONTHS_TO_ANSWER)


def extended_date(received_on: dt.date, terms: RightsTerms) -> dt.date:
    if terms.extension_days is not None:
        return due_date(received_on, terms) + dt.timedelta(days=terms.extension_days)
    if terms.answer_days is not None:
        return months_after(due_date(received_on, terms), MONTHS_MORE)
    return months_after(received_on, MONTHS_TO_ANSWER + MONTHS_MORE)
