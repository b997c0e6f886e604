"""Standardisation: what would be expected if all these people, as they are, had been exposed, and if none had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.cells import Cells
from tejido.stats.comparison import freedom, spread_of_sums
from tejido.stats.effect import Effect, effect
from tejido.stats.finite import finite
from tejido.stats.outcome_model import OutcomeFamily, OutcomeModel, outcome_model
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class StandardisedEffect(Effect):
    """`standard_error` (sandwich) counts these people as a sample of more; `standard_error_here` (delta method) speaks of them alone
    and trusts the model. `exposed_mean` and `reference_mean` are the two expectations."""

    standard_error_here: float
    exposed_mean: float
    reference_mean: float
    persons: float
    model: OutcomeModel


def g_formula(
    cells: Cells, exposed: ArrayLike, reference: ArrayLike, family: OutcomeFamily, *, among: ArrayLike | None = None, level: float = 0.95
) -> StandardisedEffect:
    """Mean over people of E(y | exposed, x) − E(y | not exposed, x), from one regression (Robins 1986, Math. Modelling 7:1393;
    Snowden, Rose & Mortimer 2011, Am. J. Epidemiol. 173:731).

    cells: design (K, q) as observed, with sums of squares · exposed, reference (K, q): the same rows with the exposure (and its
    products) set · among (K,) 0 or 1: the people to speak of, such as those exposed; all unless given. On the scale of the outcome: a
    difference of means or of risks. Refuses what `outcome_model` refuses, and nobody to speak of (`too_few`).
    """
    on, off = finite(exposed, reference)
    if on.shape != cells.design.shape or off.shape != cells.design.shape:
        raise Unfit("unequal_lengths")
    chosen = np.ones(len(cells)) if among is None else finite(among)[0]
    model = outcome_model(cells, family)
    people = cells.n * chosen
    size = float(people.sum())
    if not size > 0:
        raise Unfit("too_few")
    means = [float(people @ model.mean(side)) / size for side in (on, off)]
    towards = people @ (model.slope(on) - model.slope(off)) / size
    estimate = means[0] - means[1]
    own = chosen * (model.mean(on) - model.mean(off) - estimate) / size
    pull = cells.design @ model.inverse @ towards
    middle = spread_of_sums(cells, (own - pull * model.mean(cells.design))[:, None], pull[:, None])
    found = effect(estimate, float(np.sqrt(middle[0, 0])), level=level, degrees_of_freedom=freedom(cells))
    here = float(np.sqrt(towards @ model.covariance @ towards))
    return StandardisedEffect(
        **vars(found), standard_error_here=here, exposed_mean=means[0], reference_mean=means[1], persons=size, model=model
    )
