"""Verbs about filled-in instruments. The raw answers are kept; scores are computed from them by `scoring.py`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, amend, record, require
from tejido.outcomes.models import Assessment, Mode, Score
from tejido.outcomes.packs import Pack, pack_of
from tejido.outcomes.permissions import can_look_at_outcomes, can_record_outcome
from tejido.outcomes.scoring import AnswersWrong, score
from tejido.people.actions import look
from tejido.people.models import Person


class UnknownInstrument(Refused):
    """No pack has this name."""


class NothingAnswered(Refused):
    """A questionnaire without a single answer says nothing."""


class AnswerNotOffered(Refused):
    """An answer that the instrument does not have."""


class TakenInTheFuture(Refused):
    field = "taken_on"


class WhoAnswered(Refused):
    """When somebody else answered, it matters who."""

    field = "informant"


class AlreadyTaken(Refused):
    """The same instrument, the same day, by the same informant: most likely the same sheet twice."""

    field = "taken_on"


def check_day(day: dt.date) -> None:
    if day > today():
        raise TakenInTheFuture(_("Esa fecha todavía no llega. Escriba el día en que se contestó."))


def checked_answers(pack: Pack, answers: Mapping[str, float]) -> dict[str, float]:
    """Answers that the instrument offers, as whole numbers where they are whole."""
    if not answers:
        raise NothingAnswered(_("Falta contestar: marque al menos una respuesta. Las que la persona no quiera contestar pueden quedar vacías."))
    whole = {item: int(value) if float(value).is_integer() else float(value) for item, value in answers.items()}
    try:
        score(pack, whole)
    except AnswersWrong as wrong:
        items = ", ".join(p.item for p in wrong.problems)
        raise AnswerNotOffered(_("Hay respuestas que este cuestionario no tiene: %(items)s. Elija una de las que ofrece.") % {"items": items})
    return whole


def check_informant(mode: str, informant: str) -> None:
    if mode == Mode.PROXY and not informant:
        raise WhoAnswered(_("Escriba quién contestó por la persona, por ejemplo «su hermana»."))


def write_scores(assessment: Assessment, pack: Pack) -> None:
    """The scores of this assessment, computed anew."""
    assessment.scores.all().delete()
    Score.objects.bulk_create(
        Score(assessment=assessment, scale=s.scale, value=s.value, answered=s.answered) for s in score(pack, assessment.answers)
    )


@transaction.atomic
def record_assessment(
    person: Person,
    instrument: str,
    *,
    by: Any,
    answers: Mapping[str, float],
    taken_on: dt.date,
    language: str,
    mode: str = Mode.SELF,
    informant: str = "",
    wave: str = "",
) -> Assessment:
    """Write down one filled-in instrument with who answered, how, and in which language."""
    require(can_record_outcome(by, person))
    pack = pack_of(instrument)
    if pack is None:
        raise UnknownInstrument(_("No existe el cuestionario «%(name)s».") % {"name": instrument})
    check_day(taken_on)
    check_informant(mode, informant)
    checked = checked_answers(pack, answers)
    if Assessment.objects.filter(person=person, instrument=instrument, taken_on=taken_on, informant=informant, wave=wave).exists():
        raise AlreadyTaken(_("Ya hay un %(name)s de ese día. Si quiere cambiarlo, ábralo y corríjalo.") % {"name": pack.name})
    assessment = Assessment.objects.create(
        organisation=person.organisation, person=person, instrument=instrument, instrument_version=pack.version, language=language,
        mode=mode, informant=informant, taken_on=taken_on, wave=wave, answers=checked,
    )
    write_scores(assessment, pack)
    record("outcomes.assessment_recorded", by=by, on=assessment, fields=["answers", "taken_on", "mode"], note=instrument)
    return assessment


@transaction.atomic
def correct_assessment(assessment: Assessment, *, by: Any, version: int | None = None, **changes: Any) -> Assessment:
    """Correct answers, day or mode, and compute the scores anew."""
    require(can_record_outcome(by, assessment.person))
    pack = pack_of(assessment.instrument)
    if pack is None:
        raise UnknownInstrument(_("No existe el cuestionario «%(name)s».") % {"name": assessment.instrument})
    check_day(changes.get("taken_on", assessment.taken_on))
    check_informant(changes.get("mode", assessment.mode), changes.get("informant", assessment.informant))
    if "answers" in changes:
        changes["answers"] = checked_answers(pack, changes["answers"])
    fields = amend(assessment, changes, version=version)
    write_scores(assessment, pack)
    record("outcomes.assessment_corrected", by=by, on=assessment, fields=fields, note=assessment.instrument)
    return assessment


@transaction.atomic
def look_at_outcomes(person: Person, *, by: Any) -> Person:
    """Open the page that tells how a person is doing."""
    require(can_look_at_outcomes(by, person))
    return look(person, "outcomes.person_viewed", by=by)
