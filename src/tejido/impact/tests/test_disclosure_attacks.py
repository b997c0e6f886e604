"""What a reader with patience would try on the pictures of a release: differences, exact fractions, complements, and scores of single people."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tejido.impact.disclosure import figures_audit, protect_figures
from tejido.impact.tests.studies import ask, lines, network_plan, plan_from

YES_NO, NUMBER, CATEGORY = {"kind": "yes_no"}, {"kind": "number"}, {"kind": "category"}


def model_of(document, name):
    return next((model for model in document["models"] if model["name"] == name), {})


def routine_data(people=300, ill=6):
    """People with and without a programme, few of them with a rare illness, and a score that leads to the programme."""
    random = np.random.default_rng(11)
    age = random.normal(40, 10, people)
    treat = (random.random(people) < 1 / (1 + np.exp(-(age - 40) / 8))).astype(float)
    rare = np.zeros(people)
    rare[np.flatnonzero(treat == 1)[: ill // 2]] = rare[np.flatnonzero(treat == 0)[: ill - ill // 2]] = 1
    score = random.normal(50, 5, people) + 2 * treat
    return pd.DataFrame({"person": np.arange(people), "treat": treat, "age": age, "rare": rare, "score": score})


def weighted(frame, **keys):
    columns = {"treat": YES_NO, "age": NUMBER, "rare": YES_NO, "score": NUMBER}
    estimates = [{"name": "w", "method": "inverse_probability_weighting"}]
    return ask(plan_from(**{"columns": columns, "covariates": ["age", "rare"], "estimates": estimates} | keys), frame)


def fitting_counts(before, sizes, width):
    """The counts of the first group for which some count of the second gives this standardised difference."""
    found = set()
    for a, b in itertools.product(*(range(n + 1) for n in sizes)):
        p, q = a / sizes[0], b / sizes[1]
        spread = ((p * (1 - p) + q * (1 - q)) / 2) ** 0.5
        if spread and abs((p - q) / spread - before) <= width:
            found.add(a)
    return found


def test_a_standardised_difference_does_not_give_back_how_many_have_a_rare_illness():
    frame = routine_data()
    exact = weighted(frame)
    published = protect_figures(exact)
    sizes = [int((frame["treat"] == side).sum()) for side in (1, 0)]
    (true,) = [one["before"] for one in model_of(exact, "w")["balance"] if one["term"] == "rare"]
    (told,) = [one["before"] for one in model_of(published, "w")["balance"] if one["term"] == "rare"]
    assert len(fitting_counts(true, sizes, 1e-9)) < 10  # with all its digits it would
    possible = fitting_counts(told, sizes, 0.025)
    assert 3 in possible
    assert len([a for a in possible if a < 20]) >= 15  # also for a reader who knows that it is rare
    assert max(possible) > 100


def test_a_characteristic_that_is_also_an_outcome_has_no_balance():
    both = [{"name": "w", "method": "inverse_probability_weighting"}, {"name": "r", "method": "difference", "outcome": "rare"}]
    published = protect_figures(weighted(routine_data(ill=60), estimates=both))
    assert [one["term"] for one in model_of(published, "w")["balance"]] == ["age"]


def test_bins_of_few_people_are_masked_and_cannot_be_filled_in_from_the_size_of_the_group():
    exact = weighted(routine_data())
    published = protect_figures(exact)
    true, told = (model_of(one, "w")["overlap"] for one in (exact, published))
    for side in ("exposed", "reference"):
        pairs = list(zip(true[side], told[side], strict=True))
        assert any(0 < n < 10 for n, _shown in pairs)
        assert all(shown in (None, n) and not (shown is not None and 0 < shown < 10) for n, shown in pairs)
        assert sum(n for n, shown in pairs if shown is None) >= 10
        assert sum(shown is None for _n, shown in pairs) > 1
    assert figures_audit(exact).is_clean


def test_the_common_support_ends_at_edges_of_bins_and_not_at_somebody_s_score():
    told = model_of(protect_figures(weighted(routine_data())), "w")["overlap"]
    assert {told["low"], told["high"]} <= set(told["edges"])


def unanswered(gone):
    """A score that so many of each group did not give."""
    frame = routine_data(ill=60)
    for side in (0, 1):
        frame.loc[frame.index[frame["treat"] == side][:gone], "score"] = np.nan
    return weighted(frame, estimates=[{"name": "w", "method": "missing_outcomes", "covariates": []}])


def test_how_steeply_an_answer_falls_does_not_count_the_few_who_are_missing():
    exact = unanswered(4)
    shift = model_of(exact, "w")["tipping_point"]
    slope = np.polyfit(shift["deltas"], shift["estimates"], 1)[0]
    compared = sum(row["treat"] == 1 for row in routine_data(ill=60).to_dict("records"))
    assert slope * compared == pytest.approx(4, abs=0.05)  # what a reader would do
    assert "tipping_point" not in model_of(protect_figures(exact), "w")
    assert "tipping_point" in model_of(protect_figures(unanswered(24)), "w")


def changes(network, **options):
    outcome = {"before": "before", "after": "after", "direction": "higher_is_better"}
    asked = {"method": "reliable_change", "outcome": outcome, "options": {"sd": 6, "reliability": 0.85, "cut_off": 22} | options}
    return ask(network_plan(asked), network)


def test_fields_of_few_people_leave_not_even_their_place(network):
    exact = changes(network)
    true, told = (model_of(one, "e0")["fields"]["cells"] for one in (exact, protect_figures(exact)))
    assert any(n < 10 for _x, _y, n in true)
    assert all(n >= 10 for _x, _y, n in told)
    left = [cell for cell in true if cell not in told]
    assert sum(n for _x, _y, n in left) >= 10


def test_those_between_two_thresholds_of_change_are_not_counted_when_they_are_few():
    """Beyond the error are 8 points, beyond what matters 7.9: four people gained between the two."""
    gain = np.repeat([0.0, 7.95, 12.0, -12.0], [60, 4, 30, 26])
    frame = pd.DataFrame({"person": np.arange(240), "treat": np.arange(240) // 120 * 1.0, "before": 10.0, "after": 10.0 + np.tile(gain, 2)})
    columns = {"treat": YES_NO, "before": NUMBER, "after": NUMBER}
    outcome = {"before": "before", "after": "after", "direction": "higher_is_better", "mid": 7.9}
    options = {"sd": 7.4526, "reliability": 0.85, "cut_off": 90}
    plan = plan_from(columns=columns, outcome=outcome, estimates=[{"name": "e", "method": "reliable_change", "options": options}])
    exact = ask(plan, frame)
    assert [lines(exact, term=term, group="1")[0]["count"] for term in ("improved", "beyond_mid")] == [30, 34]
    assert [row["estimate"] for row in lines(protect_figures(exact), term="beyond_mid")] == [None, None]


def scores(people=200, gone=4):
    """A whole-number score at three interviews; few are not seen at the second."""
    random = np.random.default_rng(5)
    frame = pd.DataFrame(
        [{"person": p, "wave": float(w), "treat": float(p % 2), "late": float(w)} for p in range(people) for w in (0, 1, 2)]
    )
    frame["score"] = random.integers(5, 40, len(frame)).astype(float) + 5 * (frame["person"] % 3)
    return frame[~((frame["wave"] == 1) & (frame["person"] < gone))].reset_index(drop=True)


def course(frame):
    columns = {"treat": YES_NO, "score": NUMBER, "late": NUMBER}
    return ask(
        plan_from(
            columns=columns,
            rows="person_wave",
            person="person",
            wave="wave",
            estimates=[{"name": "m", "method": "mixed_model", "covariates": ["late"]}],
        ),
        frame,
    )


def test_few_who_were_not_seen_at_an_interview_follow_neither_from_numbers_nor_from_fractions():
    exact = course(scores())
    true, told = (model_of(one, "m")["means"] for one in (exact, protect_figures(exact)))
    assert [point["n"] for point in true if point["at"] == 1] == [98, 98]
    assert [point["n"] for point in told if point["at"] == 1] == [None, None]
    for point in (point for point in told if point["at"] == 1):
        whole = [n for n in range(90, 101) if round(round(point["mean"] * n) / n, 1) == point["mean"]]
        assert len(whole) >= 10  # any number of people gives a mean like this


def test_deciles_leave_where_a_tenth_of_the_people_is_enough():
    small, large = (protect_figures(course(scores(people, gone=0))) for people in (180, 220))
    assert "deciles" not in model_of(small, "m")
    assert len(model_of(large, "m")["deciles"]) == 6


def homes(lost=4):
    """Where people live at two interviews; few of those on the street are not found again."""
    rows = []
    for person in range(400):
        before = "street" if person % 2 else "flat"
        after = before if person % 5 else ("flat" if before == "street" else "street")
        rows.append({"person": person, "wave": 0.0, "treat": float(person % 4 > 1), "place": before})
        if before == "flat" or person >= 2 * lost:
            rows.append({"person": person, "wave": 1.0, "treat": float(person % 4 > 1), "place": after})
    return pd.DataFrame(rows)


def moves(frame, *more):
    columns = {"treat": YES_NO, "place": CATEGORY}
    estimates = [{"name": "t", "method": "transitions"}, *more]
    return ask(
        plan_from(columns=columns, rows="person_wave", person="person", wave="wave", outcome={"state": "place"}, estimates=estimates), frame
    )


def numbers_of(published):
    found = {}
    for table in published["tables"]:
        for row, counts, total in zip(table["rows"], table["counts"], table["row_totals"], strict=True):
            found |= {(table["name"], row, column): n for column, n in zip(table["columns"], counts, strict=True)}
            found[table["name"], row, None] = total
    return found


def test_few_who_are_lost_from_a_state_are_not_those_before_less_those_seen_again():
    exact = moves(homes())
    shown = numbers_of(protect_figures(exact))
    for group in ("0", "1"):
        before, again = shown["t.states.0", group, "street"], shown[f"t.0→1.{group}", "street", None]
        assert before is None or again is None
    assert figures_audit(exact).is_clean


def test_a_small_cell_of_one_group_is_not_everybody_less_the_other_group():
    frame = homes(lost=0)
    few = frame.index[(frame["wave"] == 1) & (frame["treat"] == 0) & (frame["person"] % 5 == 0) & (frame["person"] > 40)]
    frame.loc[few, "place"] = frame.loc[few - 1, "place"].to_numpy()  # nearly all of this group stay where they are
    exact = moves(frame, {"name": "all", "method": "transitions", "exposure": "none"})
    small = {place: n for place, n in numbers_of_exact(exact).items() if 0 < n < 10}
    assert small
    shown = numbers_of(protect_figures(exact))
    for name, row, column in small:
        whole, other = shown["all.0→1.all", row, column], shown["t.0→1.1" if name.endswith(".0") else "t.0→1.0", row, column]
        assert shown[name, row, column] is None
        assert whole is None or other is None
    assert figures_audit(exact).is_clean


def numbers_of_exact(document):
    return {
        (table["name"], row, column): n
        for table in document["tables"]
        if table.get("kind") == "transition" and table["group"] != "all"
        for row, counts in zip(table["rows"], table["counts"], strict=True)
        for column, n in zip(table["columns"], counts, strict=True)
    }


def test_a_network_of_two_members_shows_no_table_and_no_picture_of_people():
    exact = weighted(routine_data()) | {"persons_by_organisation": [200, 100]}
    published = protect_figures(exact)
    assert (published["models"], published["curves"]) == ([], [])
    assert {n for table in published["tables"] for counts in table["counts"] for n in counts} == {None}
