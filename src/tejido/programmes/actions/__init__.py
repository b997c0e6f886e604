"""The verbs of programmes."""

from tejido.programmes.actions.cohort import correct_cohort, open_cohort
from tejido.programmes.actions.enrolment import close_enrolment, correct_enrolment, enrol_person, look_at_participations
from tejido.programmes.actions.programme import correct_programme, open_programme

__all__ = [
    "close_enrolment", "correct_cohort", "correct_enrolment", "correct_programme", "enrol_person", "look_at_participations",
    "open_cohort", "open_programme",
]
