"""Why a model cannot be fitted: a code and the columns concerned, so that the caller can say it in the reader's language."""

from collections.abc import Sequence


class Unfit(ValueError):
    """Raised instead of returning a number that would look like an answer.

    `reason` is one of: infinite, constant, collinear, one_outcome, separated, no_events, too_few, few_repeats, not_converged.
    `columns` are positions in the design that was given.
    """

    def __init__(self, reason: str, columns: Sequence[int] = ()) -> None:
        self.reason = reason
        self.columns = tuple(columns)
        super().__init__(f"{reason} {list(self.columns)}" if columns else reason)
