"""The verbs of outcomes."""

from tejido.outcomes.actions.assessment import correct_assessment, look_at_outcomes, record_assessment
from tejido.outcomes.actions.goal import close_goal, correct_goal, rate_goals, record_goal
from tejido.outcomes.actions.measure import AlreadyMeasured, correct_measure, define_measure, record_measurement
from tejido.outcomes.actions.spell import close_spell, correct_spell, open_spell
from tejido.outcomes.actions.wording import upload_wording

__all__ = [
    "AlreadyMeasured", "close_goal", "close_spell", "correct_assessment", "correct_goal", "correct_measure", "correct_spell", "define_measure",
    "look_at_outcomes", "open_spell", "rate_goals", "record_assessment", "record_goal", "record_measurement", "upload_wording",
]
