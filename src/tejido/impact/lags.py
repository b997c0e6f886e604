"""Values of earlier interviews or periods: how the columns are called, and which row comes so many before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tejido.impact.derive import MOST_LEVELS
from tejido.impact.refusals import Refused
from tejido.impact.spec import Estimate, Outcome, Plan, Term

if TYPE_CHECKING:
    import pandas as pd

WAVES_NAMED = 5


def lagged(name: str, lag: int) -> str:
    """What a column is called when its value of so many interviews or periods before is meant."""
    return f"{name}[lag {lag}]" if lag else name


def exposed_column(estimate: Estimate) -> str:
    """The column of the exposure, or of its value so many periods before."""
    return lagged(estimate.exposure.column, estimate.exposure.lag) if estimate.exposure else ""


def lag_columns(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The frame with the earlier values that the plan asks for: none for the first rows of a person, nor where that interview or period was missed."""
    wanted = {(term.columns[0], term.lag): estimate for estimate in plan.estimates for term in estimate.terms if term.lag}
    wanted |= {(e.exposure.column, e.exposure.lag): e for e in plan.estimates if e.exposure and e.exposure.lag}
    if not wanted:
        return frame
    found = frame.copy()
    for (name, lag), estimate in wanted.items():
        places = _places(frame, plan, estimate.outcome)
        for column in behind(name, frame, plan):
            found[lagged(column, lag)] = _earlier(frame, column, places, lag)
    return found


def behind(name: str, frame: pd.DataFrame, plan: Plan) -> list[str]:
    """A column, or the 0/1 columns of a derived category."""
    derived = plan.derived(name)
    if derived is not None and derived.operation == "category":
        return [str(column) for column in frame.columns if str(column).startswith(f"{name}[") and "[lag " not in str(column)]
    return [name]


def _places(frame: pd.DataFrame, plan: Plan, outcome: Outcome) -> pd.Series[Any]:
    """Where each row stands in time: the interview in the order of all of them, the period itself, or the stretch in the order of the person's own."""
    if plan.wave:
        return wave_numbers(frame["wave"]).rank(method="dense")
    if outcome.period:
        return frame[outcome.period]
    ordered = frame.sort_values(["person", outcome.start], kind="stable")
    return ordered.groupby("person", sort=False).cumcount().astype(float).reindex(frame.index)


def _earlier(frame: pd.DataFrame, column: str, places: pd.Series[Any], lag: int) -> Any:
    """The value of the same person so many places before, or a gap."""
    import pandas as pd

    known = frame[column].set_axis(pd.MultiIndex.from_arrays([frame["person"], places]))[places.notna().to_numpy()]
    known = known[~known.index.duplicated(keep="last")]
    return known.reindex(pd.MultiIndex.from_arrays([frame["person"], places - lag])).to_numpy()


def wave_numbers(waves: pd.Series[Any]) -> pd.Series[Any]:
    """Interviews as numbers; all of them gaps where one has a name, since names have no order."""
    import pandas as pd

    numbers = pd.to_numeric(waves, errors="coerce").astype(float)
    return numbers if int(numbers.notna().sum()) == int(waves.notna().sum()) else numbers * float("nan")


def require_order(waves: pd.Series[Any], column: str) -> None:
    """Refuse a column with several interviews with names: «final» comes before «inicio» in the alphabet only."""
    if waves.nunique() > 1 and wave_numbers(waves).isna().all():
        names = sorted({str(wave) for wave in waves.dropna()})
        if len(names) > MOST_LEVELS:  # codes of people, it may be: not to be named
            raise Refused("many_levels", column=column, n=len(names))
        raise Refused("unordered_waves", waves=", ".join(names[:WAVES_NAMED]) + (" …" if len(names) > WAVES_NAMED else ""))


def asks_earlier(estimate: Estimate) -> bool:
    return bool((estimate.exposure and estimate.exposure.lag) or any(term.lag for term in estimate.terms))


def own_lines(estimate: Estimate) -> dict[str, Term]:
    """The line that each covariate has for itself, which says how it enters an interaction; of several lags the shortest."""
    single = [term for term in estimate.terms if len(term.columns) == 1]
    return {term.columns[0]: term for term in sorted(single, key=lambda term: -term.lag)}
