"""Social value per unit of money, as a range with the ledger of what was assumed: never a single number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tejido.stats.effect import Effect
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Assumption:
    """Something taken to lie between `low` and `high`, and where that comes from."""

    name: str
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class Benefit:
    """additional: the effect per person from a model with a counterfactual (what would have happened anyway is thereby taken off) ·
    persons · value: money for one outcome and year · attribution: share that is this programme's and not another's · drop_off: share
    lost each further year · years it lasts."""

    name: str
    additional: Effect
    persons: float
    value: Assumption
    attribution: Assumption
    drop_off: Assumption
    years: int


@dataclass(frozen=True)
class Sway:
    """The ratio with one assumption at its low and at its high value, the others in the middle."""

    name: str
    at_low: float
    at_high: float


@dataclass(frozen=True)
class SocialReturn:
    """low, high: value per unit of money if every assumption were at its least, at its most favourable · ledger: everything assumed,
    and the effects, in order · tornado: what each sways, widest first."""

    low: float
    high: float
    ledger: tuple[Assumption, ...]
    tornado: tuple[Sway, ...]


def social_return(investment: Assumption, benefits: Sequence[Benefit], discount: Assumption) -> SocialReturn:
    """Σ persons·additional·value·attribution·Σ_t ((1 − drop_off)/(1 + discount))^t over the investment (Nicholls et al. 2012, A Guide to
    Social Return on Investment), t from 0 to years − 1.

    Given only as a range, since a single ratio hides its assumptions (Maier et al. 2015, Voluntas 26:1805); deadweight is not assumed but
    estimated: it enters with the interval of the model. Refuses no benefits (`too_few`), an assumption without name or source
    (`unnamed`), limits the wrong way round (`outside_range`), an investment or value not above zero (`not_positive`), and a ratio
    whose every assumption is a point (`no_spread`).
    """
    if not benefits:
        raise Unfit("too_few")
    ledger = [investment, discount, *(entry for benefit in benefits for entry in _entries(benefit))]
    for place, entry in enumerate(ledger):
        _require_sound(entry, place)
    if investment.low <= 0 or any(benefit.value.low <= 0 or benefit.persons <= 0 for benefit in benefits):
        raise Unfit("not_positive")
    shares = [entry for benefit in benefits for entry in (benefit.attribution, benefit.drop_off)]
    if discount.low < 0 or any(entry.low < 0 or entry.high > 1 for entry in shares) or any(b.years < 1 for b in benefits):
        raise Unfit("outside_range")
    if all(entry.low == entry.high for entry in ledger):
        raise Unfit("no_spread")
    middle = np.array([(entry.low + entry.high) / 2 for entry in ledger])
    sways = []
    for place, entry in enumerate(ledger):
        ends = [_ratio(np.where(np.arange(len(ledger)) == place, end, middle), benefits) for end in (entry.low, entry.high)]
        sways.append(Sway(entry.name, *ends))
    low, high = _range(ledger, benefits)
    return SocialReturn(low, high, tuple(ledger), tuple(sorted(sways, key=lambda sway: -abs(sway.at_high - sway.at_low))))


def _entries(benefit: Benefit) -> list[Assumption]:
    effect = Assumption(f"{benefit.name}: effect", benefit.additional.low, benefit.additional.high, "model")
    return [effect, benefit.value, benefit.attribution, benefit.drop_off]


def _require_sound(entry: Assumption, place: int) -> None:
    if not (np.isfinite(entry.low) and np.isfinite(entry.high)):
        raise Unfit("infinite", [place])
    if not entry.name.strip() or not entry.source.strip():
        raise Unfit("unnamed", [place])
    if entry.low > entry.high:
        raise Unfit("outside_range", [place])


def _worth(value: float, attribution: float, drop_off: float, discount: float, benefit: Benefit) -> float:
    """The money one additional outcome is worth, over all its years."""
    kept = (1 - drop_off) / (1 + discount)
    return benefit.persons * value * attribution * float(sum(kept**year for year in range(benefit.years)))


def _ratio(values: np.ndarray, benefits: Sequence[Benefit]) -> float:
    investment, discount = values[:2]
    total = 0.0
    for benefit, (additional, value, attribution, drop_off) in zip(benefits, values[2:].reshape(-1, 4), strict=True):
        total += additional * _worth(value, attribution, drop_off, discount, benefit)
    return float(total / investment)


def _range(ledger: Sequence[Assumption], benefits: Sequence[Benefit]) -> tuple[float, float]:
    """Each benefit at its least and most; a harm is least with the smallest worth of it, so both ends of the worth are tried."""
    investment, discount = ledger[:2]
    low = high = 0.0
    for b in benefits:
        worths = [
            _worth(b.value.low, b.attribution.low, b.drop_off.high, discount.high, b),
            _worth(b.value.high, b.attribution.high, b.drop_off.low, discount.low, b),
        ]
        low += min(b.additional.low * worth for worth in worths)
        high += max(b.additional.high * worth for worth in worths)
    money = (investment.low, investment.high)
    return float(min(low / spent for spent in money)), float(max(high / spent for spent in money))
