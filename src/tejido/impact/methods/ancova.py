"""The difference between two groups with baseline characteristics held equal."""

from tejido.impact.methods.linear import linear_fit, linear_rows
from tejido.impact.question import Found, Question
from tejido.impact.rows import CONSTANT


def ancova(question: Question) -> Found:
    """Analysis of covariance by least squares; one line per term and kind of standard error."""
    fit, cells = linear_fit(question)
    return linear_rows(question, fit, cells, terms=[*question.names, CONSTANT])
