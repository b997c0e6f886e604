"""The difference of the means of two groups."""

from tejido.impact.methods.ancova import fit_rows
from tejido.impact.question import Found, Question
from tejido.impact.rows import row
from tejido.stats.least_squares import least_squares
from tejido.stats.mean import mean


def difference(question: Question) -> Found:
    """Compared minus reference, one line per kind of standard error, and the mean of each group with its own interval."""
    outcome = question.values(question.estimate.outcome.column)
    fit = least_squares(question.design(), outcome)
    found = Found(rows=fit_rows(question, fit, terms=[question.exposure]))
    for arm in question.arms:
        own = mean(outcome[question.values("arm") == arm.side])
        found.rows.append(
            row(
                question, "mean", scale="mean", role="group", estimate=own.estimate, n=own.n,
                se=own.standard_error, low=own.low, high=own.high, group=arm.level, sd=own.standard_deviation,
            )
        )  # fmt: skip
    found.model = {"residual_variance": fit.residual_variance, "log_likelihood": fit.log_likelihood, "df": fit.degrees_of_freedom}
    return found
