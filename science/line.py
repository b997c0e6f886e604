"""One number of a study: ours beside the one that was published or that R gives."""

import json
from dataclasses import dataclass

RELATIVE = 1e-6  # coefficients and standard errors
OF_VARIANCES = 1e-4  # variance components: the optimiser of the reference stops there
EXACT = 0.0


@dataclass(frozen=True)
class Line:
    """`tolerance` is relative; None asks for the printed digits of a published number."""

    model: str
    quantity: str
    ours: float
    reference: float
    tolerance: float | None = RELATIVE
    cut: bool = False  # the paper cut its digits where others round

    @property
    def difference(self) -> float:
        """Relative to the reference, or to one where the reference is smaller than a thousandth."""
        return abs(self.ours - self.reference) / max(abs(self.reference), 1e-3)

    @property
    def holds(self) -> bool:
        if self.tolerance is None:
            return self.digits_agree
        return self.difference <= self.tolerance

    @property
    def digits_agree(self) -> bool:
        """Ours, rounded (or cut, where the paper did), prints as the published number."""
        decimals = len(json.dumps(self.reference).partition(".")[2].rstrip("0"))
        unit = 10.0**-decimals
        if self.cut:
            return 0 <= self.ours - self.reference < unit
        return abs(self.ours - self.reference) <= unit / 2 * (1 + 1e-9)


def printed(model: str, quantity: str, ours: float, published: float, *, cut: bool = False) -> Line:
    """Held to the digits in print."""
    return Line(model, quantity, float(ours), float(published), None, cut)
