"""What a reader with patience would try on the pictures of a release: differences, exact fractions, complements, and scores of single people."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tejido.impact.disclosure import Rules, figures_audit, protect_figures
from tejido.impact.disclosure.events import events_told
from tejido.impact.disclosure.survival import curves_in
from tejido.impact.spoken import spoken
from tejido.impact.tests.studies import ask, lines, network_plan, plan_from, released_plan

YES_NO, NUMBER, CATEGORY = {"kind": "yes_no"}, {"kind": "number"}, {"kind": "category"}


def model_of(document, name):
    return next((model for model in document["models"] if model["name"] == name), {})


# organisations


def alone(asked):
    """Organisations by themselves: nobody is compared within them."""
    return network_plan(asked, exposure=None)


def apart(frame):
    """Organisations that differ by more than chance, so that there is something to draw together."""
    random = np.random.default_rng(8)
    place = frame["organisation"].str[1:].astype(float)
    return frame.assign(better=(random.random(len(frame)) < 0.25 + 0.04 * place).astype(float))


def with_a_small_one(frame, people=14, yes=3, score=12.0):
    """The same network with one more organisation, too small to be named."""
    small = frame.head(people).copy()
    small["person"] = np.arange(10_000, 10_000 + people)
    small["organisation"], small["better"] = "Z", (np.arange(people) < yes).astype(float)
    small["score"] = score + np.arange(people) * 0.1
    return pd.concat([frame, small], ignore_index=True)


@pytest.mark.parametrize(
    ("method", "outcome"), [("funnel", "better"), ("funnel", "score"), ("shrinkage", "better"), ("shrinkage", "score")]
)
def test_figures_of_named_organisations_say_nothing_of_one_that_is_not_named(network, method, outcome):
    """Two networks that differ only in what the unnamed one has: a reader who sees the same release cannot tell which it was."""
    asked = alone({"method": method, "cluster": "organisation", "outcome": outcome})
    one, other = (ask(asked, with_a_small_one(apart(network), yes=yes, score=score)) for yes, score in ((3, 12.0), (9, 60.0)))
    assert one["models"] != other["models"]
    first, second = protect_figures(one), protect_figures(other)
    assert any(row["estimate"] is not None for row in lines(first, role="organisation"))
    assert (first["estimates"], first["models"]) == (second["estimates"], second["models"])


def test_a_network_of_which_all_are_named_is_told_as_it_is(network):
    asked = alone({"method": "funnel", "cluster": "organisation", "outcome": "better"})
    document = ask(asked, network)
    published = protect_figures(document)
    assert model_of(published, "e0")["target"] == model_of(document, "e0")["target"] == network["better"].mean()
    assert [row["limit_95"] for row in lines(published)] == [row["limit_95"] for row in lines(document)]


@pytest.mark.parametrize("method", ["funnel", "shrinkage", "meta_analysis"])
def test_few_people_of_no_named_organisation_are_not_counted_by_taking_the_others_away(network, method):
    asked = {"method": method, "cluster": "organisation"}
    document = ask(network_plan(asked) if method == "meta_analysis" else alone(asked), with_a_small_one(network, people=8))
    published = protect_figures(document)
    named = [row["n"] for row in lines(published, role="organisation") if row["n"] is not None]
    assert len(named) == (10 if method == "meta_analysis" else 11)
    assert 908 - sum(named) >= 10
    if method == "meta_analysis":
        assert lines(published, role="exposure")[0]["estimate"] == lines(document, role="exposure")[0]["estimate"]
        assert "tau2" not in model_of(published, "e0")


def test_what_an_organisation_shows_by_itself_leaves_with_its_row(network):
    published = protect_figures(ask(alone({"method": "shrinkage", "cluster": "organisation", "outcome": "better"}), apart(network)))
    assert all(0 < row["own"] < 1 for row in lines(published, role="organisation"))
    assert not any("own_error" in row for row in published["estimates"])


# balance and overlap


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


# before and after, courses, states


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


# events


def exits(doors):
    """Everybody leaves by some door or is still there at the end: counts of each for one group of 200."""
    names = [name for name, n in doors.items() for _ in range(n)]
    frame = pd.DataFrame({"person": np.arange(400), "treat": np.arange(400) // 200 * 1.0, "exit": names * 2})
    frame["days"] = [float(1 + (7 * i) % 199) if name != "0" else 200.0 for i, name in enumerate(names * 2)]
    columns = {"treat": YES_NO, "days": NUMBER, "exit": CATEGORY}
    outcome = {"time": "days", "exit": "exit", "cause": "home"}
    return ask(plan_from(columns=columns, outcome=outcome, estimates=[{"name": "e", "method": "cumulative_incidence", "at": [100]}]), frame)


def test_every_way_out_is_drawn_where_enough_people_took_each():
    published = protect_figures(exits({"home": 90, "hospital": 60, "0": 50}))
    assert {(curve["group"], curve["cause"]) for curve in published["curves"] if curve["steps"]} == set(
        itertools.product("01", ("home", "hospital"))
    )


@pytest.mark.parametrize("doors", [{"home": 120, "hospital": 75, "prison": 5}, {"home": 120, "hospital": 75, "0": 5}])
def test_a_door_of_few_is_not_what_the_other_doors_leave(doors):
    published = protect_figures(exits(doors))
    assert {curve["cause"] for curve in published["curves"]} == {"home"}


def test_curves_of_several_doors_are_read_off_the_one_asked_about():
    document = exits({"home": 90, "hospital": 60, "0": 50})
    assert len(curves_in(document, Rules())) == 4
    assert all(row["estimate"] is not None for row in lines(protect_figures(document), role="group"))


def test_a_curve_does_not_count_the_few_to_whom_it_has_not_happened():
    """All but seven of each group were followed to their event: 7 of 200 are a survival of 0.035."""
    days = np.where(np.arange(400) % 200 < 193, 1.0 + np.arange(400) % 200, 250.0)
    frame = pd.DataFrame({"person": np.arange(400), "treat": np.arange(400) // 200 * 1.0, "days": days, "gone": (days < 250) * 1.0})
    columns = {"treat": YES_NO, "days": NUMBER, "gone": YES_NO}
    estimates = [{"name": "k", "method": "kaplan_meier", "at": [100, 220]}, {"name": "r", "method": "restricted_mean", "options": {"until": 240}}]
    exact = ask(plan_from(columns=columns, outcome={"time": "days", "event": "gone"}, estimates=estimates), frame)
    assert lines(exact, scale="survival", at=220.0, group="1")[0]["estimate"] == pytest.approx(0.035)
    published = protect_figures(exact)
    assert [row["estimate"] is None for row in lines(published, scale="survival", group="1")] == [False, True]
    assert all(200 * step["survival"] >= 9.5 for curve in published["curves"] for step in curve["steps"])
    assert {curve["estimate"] for curve in published["curves"] if curve["steps"]} == {"k", "r"}


def events_of(*rows, alone=True, unsafe=()):
    given = [{"name": "e", "events": events, "n": n} for events, n in rows]
    return sorted(events_told(given, set(unsafe), Rules(), is_alone=alone))


def test_events_are_told_where_neither_they_nor_those_without_are_few():
    assert events_of((60, 200)) == [0]
    assert events_of((60, 200), (25, 100), (35, 100)) == [0, 1, 2]
    assert events_of((320, 200)) == [0]  # several of each person


@pytest.mark.parametrize("rows", [[(9, 200)], [(195, 200)], [(200, 200)], [(60, 200), (64, 200)], [(60, None)], [(60, 200), (8, 100)]])
def test_events_that_speak_of_few_take_all_the_others_with_them(rows):
    assert events_of(*rows) == []


def test_events_do_not_stand_beside_a_curve_nor_beside_something_hidden():
    assert events_of((60, 200), alone=False) == []
    assert events_of((60, 200), (70, 200), unsafe=[1]) == []


def test_events_of_a_horizon_do_not_leave_beside_its_curve(released):
    asked = {"method": "restricted_mean", "options": {"until": 52}}
    published = protect_figures(ask(released_plan(asked), released))
    assert published["curves"]
    assert not any("events" in row for row in published["estimates"])


def test_the_ends_of_periods_are_no_single_person_s_times():
    row = {
        "name": "c",
        "term": "treat[0–137]",
        "method": "cox",
        "scale": "log_hazard",
        "role": "period",
        "group": None,
        "estimate": 0.5,
        "n": 90,
    }
    row |= {"from": 0.0, "until": 137.0, "period": "early", "events": 45, "se": 0.1, "ratio": 1.6}
    (shown,) = protect_figures({"estimates": [row]})["estimates"]
    assert (shown["term"], shown["from"], shown["until"]) == ("treat[0–140]", 0.0, 140.0)


# the whole


def test_a_network_of_two_members_shows_no_table_and_no_picture_of_people():
    exact = weighted(routine_data()) | {"persons_by_organisation": [200, 100]}
    published = protect_figures(exact)
    assert (published["models"], published["curves"]) == ([], [])
    assert {n for table in published["tables"] for counts in table["counts"] for n in counts} == {None}


def test_a_release_says_that_the_whole_is_that_of_the_named_organisations(network):
    asked = alone({"method": "funnel", "cluster": "organisation", "outcome": "better"})
    told, whole = (spoken(protect_figures(ask(asked, frame))) for frame in (with_a_small_one(network), network))
    assert [any("de las entidades que se nombran" in sentence for sentence in said["es"]) for said in (told, whole)] == [True, False]
    assert any("organisations that are named" in sentence for sentence in told["en"])
