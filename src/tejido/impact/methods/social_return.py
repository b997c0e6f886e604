"""Social return as a range: the effect of a model and a ledger of assumptions, never one number."""

from __future__ import annotations

from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.effect import effect
from tejido.stats.least_squares import least_squares
from tejido.stats.sroi import Assumption, Benefit, social_return

ASSUMED = ("investment", "value", "attribution", "drop_off", "discount")


def social_return_range(question: Question) -> Found:
    """Both ends of the range as lines of their own; ledger and what each entry sways in the model."""
    fit = least_squares(question.design(), question.outcome)
    own = effect(float(fit.coefficients[1]), float(fit.standard_errors("HC3")[1]), degrees_of_freedom=fit.degrees_of_freedom)
    assumed = {name: Assumption(name, **question.options[name]) for name in ASSUMED}
    benefit = Benefit(
        question.estimate.outcome.main, own, float(question.people_in(1)), assumed["value"], assumed["attribution"], assumed["drop_off"],
        int(question.options["years"]),
    )  # fmt: skip
    found = social_return(assumed["investment"], [benefit], assumed["discount"])
    ends = {"social_return_low": found.low, "social_return_high": found.high}
    rows = [row(question, term, scale="money_ratio", role="range", estimate=end) for term, end in ends.items()]
    shape = "risk_difference" if question.estimate.outcome.shape == "yes_no" else "difference"
    rows.append(
        row(question, "gain", scale=shape, role="part", estimate=own.estimate, se=own.standard_error, low=own.low, high=own.high, p=own.p)
    )
    model = {
        "ledger": [{"name": entry.name, "low": entry.low, "high": entry.high, "source": entry.source} for entry in found.ledger],
        "tornado": [{"name": sway.name, "at_low": sway.at_low, "at_high": sway.at_high} for sway in found.tornado],
    }
    return Found(rows=rows, model=model)
