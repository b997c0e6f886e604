"""What an organisation decides beforehand: how long it takes to answer, whom people ask, and what a law makes it keep."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, amend, record, require
from tejido.network.models import Organisation
from tejido.privacy.deadlines import terms_of
from tejido.privacy.models import LegalDuty, RightsTerms
from tejido.privacy.permissions import can_answer_for_organisation
from tejido.programmes.models import Programme

LONGEST_YEARS = 30


class NoSuchYears(Refused):
    """A duty to keep has an end."""

    field = "years"


@transaction.atomic
def declare_duty(
    organisation: Organisation, *, by: Any, law: str, years: int, keeps: str = LegalDuty.Keeps.PARTICIPATIONS, programme: Programme | None = None,
    starts_on: dt.date | None = None,
) -> LegalDuty:
    """Say which law makes the organisation keep participations after somebody asks to be erased, and for how long."""
    require(can_answer_for_organisation(by, organisation))
    if not 1 <= years <= LONGEST_YEARS:
        raise NoSuchYears(_("Escriba de 1 a 30 años, los que diga la norma."))
    if programme is not None and programme.organisation_id != organisation.pk:
        raise Refused(_("Ese programa no es de esta entidad."))
    duty = LegalDuty.objects.create(organisation=organisation, law=law.strip(), years=years, keeps=keeps, programme=programme, starts_on=starts_on or today())
    record("privacy.duty_declared", by=by, on=duty, fields=["law", "years", "keeps", "programme"])
    return duty


@transaction.atomic
def end_duty(duty: LegalDuty, *, by: Any) -> LegalDuty:
    """From today on it keeps nothing more; what was kept for it before goes on its own day."""
    require(can_answer_for_organisation(by, duty.organisation))
    duty.ends_on = max(today(), duty.starts_on)
    duty.save(update_fields=["ends_on"])
    record("privacy.duty_ended", by=by, on=duty, fields=["ends_on"])
    return duty


@transaction.atomic
def set_terms(organisation: Organisation, *, by: Any, **changes: Any) -> RightsTerms:
    """Days to answer by the organisation's own law, its contact and the authority to which people may complain."""
    require(can_answer_for_organisation(by, organisation))
    terms = terms_of(organisation)
    if terms.pk is None:
        terms.save()
    fields = amend(terms, changes, version=None)
    record("privacy.terms_changed", by=by, on=terms, fields=fields)
    return terms
