"""The share with the outcome at each interview, group by group, with those who were not seen."""

from typing import Any

from tejido.impact.canonical import SIDE
from tejido.impact.lags import require_order
from tejido.impact.methods.people_tables import people_table
from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import FEWEST, Refused, refusal_text
from tejido.impact.rows import row
from tejido.stats.proportion import Proportion, difference_of_proportions, wilson

MOST_WAVES = 60  # five years of months; more are dates or codes, not interviews


def proportions_by_wave(question: Question) -> Found:
    """Wilson intervals per wave and group, the difference at each wave, and how many interviews were missed."""
    refuse_changing_group(question)
    require_order(question.whole["wave"], question.plan.wave)
    people = {arm.side: question.persons_of_whole.number(question.whole[SIDE] == arm.side) for arm in question.arms}
    found, seen_in_all = Found(), 0
    waves = waves_of(question.whole["wave"].dropna().unique().tolist())
    if len(waves) > MOST_WAVES:
        raise Refused("many_levels", column=question.plan.wave, n=len(waves))
    for wave in waves:
        shares = {arm.side: _share(question, wave, arm) for arm in question.arms}
        for arm in question.arms:
            found.rows.append(_share_row(question, wave, arm, shares[arm.side], people[arm.side]))
        found.rows.append(_difference_row(question, wave, shares[0], shares[1]))
        found.tables.append(_table(question, wave, shares, people))
        seen_in_all += sum(share.n for share in shares.values() if share)
    expected = sum(people.values()) * len(waves)
    found.model = {"interviews": {"expected": expected, "seen": seen_in_all, "missed": expected - seen_in_all}}
    return found


def waves_of(found: list[Any]) -> list[Any]:
    """Waves in their order: by number where they are numbers."""

    def order(wave: Any) -> tuple[int, float, str]:
        try:
            return 0, float(wave), ""
        except ValueError:
            return 1, 0.0, str(wave)

    return sorted(found, key=order)


def wave_text(wave: Any) -> str:
    return f"{wave:g}" if isinstance(wave, float) else str(wave)


def refuse_changing_group(question: Question) -> None:
    """A person who changes groups between interviews belongs to neither."""
    sides = [question.persons_of_whole.having(question.whole[SIDE] == arm.side) for arm in question.arms]
    if len(sides) == 2 and (sides[0] & sides[1]).any():
        raise Refused("changing_group", column=question.exposure)


def _share(question: Question, wave: Any, arm: Arm) -> Proportion | None:
    rows = question.table[(question.table["wave"] == wave) & (question.table[SIDE] == arm.side)]
    return wilson(int(rows[question.estimate.outcome.column].sum()), len(rows)) if len(rows) else None


def _share_row(question: Question, wave: Any, arm: Arm, share: Proportion | None, people: int) -> dict[str, Any]:
    seen = share.n if share else 0
    line = row(
        question, "proportion", scale="proportion", role="group", estimate=share.estimate if share else 0.0, n=seen,
        group=arm.level, wave=wave_text(wave), seen=seen, missed=people - seen,
    )  # fmt: skip
    if share is None or seen < FEWEST:
        values = {"group": arm.level, "n": seen, "least": FEWEST}
        return line | {"estimate": None, "note": refusal_text("few_people", values), "refused": {"code": "few_people", "values": values}}
    return line | {"se": share.standard_error, "low": share.low, "high": share.high, "count": share.count}


def _difference_row(question: Question, wave: Any, reference: Proportion | None, compared: Proportion | None) -> dict[str, Any]:
    n = sum(share.n for share in (reference, compared) if share)
    line = row(question, question.exposure, scale="risk_difference", role="exposure", estimate=0.0, n=n, wave=wave_text(wave))
    if not reference or not compared or min(reference.n, compared.n) < FEWEST:
        values = {"n": min(share.n if share else 0 for share in (reference, compared)), "least": FEWEST}
        return line | {
            "estimate": None,
            "note": refusal_text("few_people_whole", values),
            "refused": {"code": "few_people_whole", "values": values},
        }
    gap = difference_of_proportions(compared, reference)
    return line | {"estimate": gap.estimate, "se": gap.standard_error, "low": gap.low, "high": gap.high, "p": gap.p}


def _table(question: Question, wave: Any, shares: dict[int, Proportion | None], people: dict[int, int]) -> dict[str, Any]:
    counts = []
    for arm in question.arms:
        share = shares[arm.side]
        yes, seen = (share.count, share.n) if share else (0, 0)
        counts.append([seen - yes, yes, people[arm.side] - seen])
    name, rows = f"{question.estimate.name}.wave.{wave_text(wave)}", [arm.level for arm in question.arms]
    return people_table(name, rows, ["no", "yes", "missed"], counts, estimate=question.estimate.name, kind="wave", wave=wave_text(wave))
