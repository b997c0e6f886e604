"""The difference of the means of two groups."""

from tejido.impact.methods.linear import linear_fit, linear_rows
from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.mean import mean


def difference(question: Question) -> Found:
    """Compared minus reference, one line per kind of standard error, and the mean of each group with its own interval."""
    fit, cells = linear_fit(question)
    found = linear_rows(question, fit, cells, terms=[question.exposure])
    for arm in question.arms if question.weights is None else ():
        own = mean(question.outcome[question.values("arm") == arm.side])
        found.rows.append(
            row(
                question, "mean", scale="mean", role="group", estimate=own.estimate, n=own.n,
                se=own.standard_error, low=own.low, high=own.high, group=arm.level, sd=own.standard_deviation,
            )
        )  # fmt: skip
    return found
