"""Answer documents: what leaves the house, and what can be worked out from it."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.impact.disclosure import HIDDEN, Rules, figures_audit, protect_figures
from tejido.impact.disclosure.curves import at_risk_masks, merge_steps, printed_moments


def share(name, group, count, n, *, wave=None, term="proportion", **more):
    row = {"name": name, "term": term, "method": "proportions_by_wave", "scale": "proportion", "role": "group"}
    return (
        row
        | {"group": group, "wave": wave, "estimate": count / n, "se": 0.01, "low": 0.0, "high": 1.0, "p": None, "n": n, "note": ""}
        | more
    )


def contrast(name, n, *, wave=None, **more):
    row = {"name": name, "term": "x", "method": "proportions_by_wave", "scale": "risk_difference", "role": "exposure", "group": None}
    return row | {"wave": wave, "estimate": 0.2, "se": 0.1, "low": 0.1, "high": 0.3, "p": 0.01, "n": n, "note": ""} | more


def fitted(name, method="ancova", n=100, term="x", **more):
    row = {"name": name, "term": term, "method": method, "scale": "difference", "role": "exposure", "group": None, "wave": None}
    return row | {"estimate": 1.5, "se": 0.5, "low": 0.5, "high": 2.5, "p": 0.003, "n": n, "note": ""} | more


def attrition_of(enrolled, analysed, arms=(), **reasons):
    lost = [{"reason": reason, "column": None, "n": n} for reason, n in reasons.items()]
    return {"enrolled": enrolled, "with_baseline": enrolled, "analysed": analysed, "lost": lost, "arms": list(arms)}


def arm(group, *args, **reasons):
    return {"group": group} | {key: value for key, value in attrition_of(*args, **reasons).items() if key != "arms"}


def estimates(document, rules=None):
    return [row["estimate"] for row in protect_figures(document, rules)["estimates"]]


def lost(attrition):
    return [one["n"] for one in attrition["lost"]]


def test_a_share_of_few_people_is_hidden_together_with_the_difference_that_would_give_it_back():
    document = {"estimates": [share("home", "a", 60, 100), share("home", "b", 4, 100), contrast("home", 200)]}
    published = protect_figures(document)

    assert [row["estimate"] for row in published["estimates"]] == [0.6, None, None]
    assert [row["reason"] for row in published["estimates"]] == [None, HIDDEN, HIDDEN]
    assert [row["n"] for row in published["estimates"]] == [100, 100, 200]


@pytest.mark.parametrize("count", [0, 3, 97, 100])
def test_a_share_is_hidden_when_those_with_or_without_the_outcome_are_few_or_nobody(count):
    assert estimates({"estimates": [share("home", "a", count, 100)]}) == [None]


@pytest.mark.parametrize("count", [10, 50, 90])
def test_a_share_of_enough_people_is_shown(count):
    assert estimates({"estimates": [share("home", "a", count, 100)]}) == [count / 100]


def test_a_small_category_takes_another_of_the_same_group_with_it():
    rows = [share("home", "a", count, 100, term=term) for term, count in (("street", 4), ("shared", 36), ("own", 60))]

    assert estimates({"estimates": rows}) == [None, None, 0.6]
    assert figures_audit({"estimates": rows}).is_clean


def test_a_mean_of_zeros_and_ones_is_protected_as_the_share_it_is():
    yes_or_no = fitted(
        "work", "difference", 50, term="mean", scale="mean", role="group", group="a", estimate=0.06, sd=(0.06 * 0.94 * 50 / 49) ** 0.5
    )
    score = yes_or_no | {"sd": 3.0}

    assert estimates({"estimates": [yes_or_no]}) == [None]
    assert estimates({"estimates": [score]}) == [0.06]


@pytest.mark.parametrize("key", ["n", "fewest"])
def test_an_estimate_with_few_people_on_one_side_is_hidden(key):
    published = protect_figures({"estimates": [fitted("a", **{key: 9})]})["estimates"][0]

    assert (published["estimate"], published["low"], published["p"], published["note"]) == (None, None, None, None)


def test_a_stricter_threshold_hides_more():
    document = {"estimates": [share("home", "a", 15, 100), fitted("a", n=19)]}

    assert estimates(document) == [0.15, 1.5]
    assert estimates(document, Rules(threshold=20)) == [None, None]


def test_a_model_with_more_than_a_third_as_many_parameters_as_people_is_hidden():
    rows = [fitted("a", n=30, term=f"x{i}") for i in range(10)]

    assert None in estimates({"estimates": rows})
    assert None not in estimates({"estimates": rows[:9]})
    assert None not in estimates({"estimates": [*rows[:9], fitted("a", n=30, term="told again", scale="risk_difference")]})


def test_a_model_that_could_give_back_a_hidden_cell_of_its_table_is_hidden():
    table = {"name": "work.outcome", "rows": ["0", "1"], "columns": ["no", "yes"], "estimate": "work", "kind": "outcome"}
    rows = [fitted("work", "logistic", 200), fitted("work", "logistic", 200, term="constant"), fitted("other")]
    small = {"estimates": rows, "tables": [table | {"counts": [[97, 3], [60, 40]]}]}
    large = {"estimates": rows, "tables": [table | {"counts": [[70, 30], [60, 40]]}]}

    assert estimates(small) == [None, None, 1.5]
    assert estimates(large) == [1.5, 1.5, 1.5]


def test_a_model_of_few_events_is_hidden_with_its_checks_and_its_fit():
    check = {"name": "proportional_hazards", "estimate": "cox", "verdict": "ok", "statistic": 1.0, "p": 0.3}
    document = {"estimates": [fitted("cox", "cox")], "checks": [check], "models": [{"name": "cox", "method": "cox", "events": 7}]}
    published = protect_figures(document)

    assert (published["estimates"][0]["estimate"], published["checks"], published["models"]) == (None, [], [])


def test_two_answers_about_nearly_the_same_people_are_not_both_given():
    rows = [share("one", "a", 60, 100), share("two", "a", 58, 97), share("three", "a", 30, 60)]

    assert estimates({"estimates": rows}) == [0.6, None, 0.5]


def test_two_tables_of_nearly_the_same_people_are_not_both_printed():
    table = {"rows": ["0", "1"], "columns": ["no", "yes"], "kind": "outcome"}
    first, second = table | {"name": "a", "counts": [[70, 30], [60, 40]]}, table | {"name": "b", "counts": [[68, 30], [60, 40]]}
    printed = protect_figures({"tables": [first, second]})["tables"]

    assert [one["counts"] for one in printed] == [[[70, 30], [60, 40]], [[None, None], [None, None]]]


@pytest.mark.parametrize("other", [{"kind": "plain"}, {"wave": "6"}, {"rows": ["0", "2"]}, {"counts": [[68, 30], [62, 40]]}, {"counts": [[82, 30], [60, 40]]}])
def test_two_tables_of_other_people_or_of_other_things_are_both_printed(other):
    first = {"name": "a", "rows": ["0", "1"], "columns": ["no", "yes"], "kind": "outcome", "wave": "0", "counts": [[70, 30], [60, 40]]}
    second = first | {"name": "b", "counts": [[68, 30], [60, 40]]} | other
    printed = protect_figures({"tables": [first, second]})["tables"]

    assert [one["counts"] for one in printed] == [first["counts"], second["counts"]]


def test_shares_of_one_group_that_overlap_are_protected_one_by_one():
    rows = [share("help", "a", count, 100, term=term) for term, count in (("home", 60), ("work", 70), ("study", 4))]

    assert estimates({"estimates": rows}) == [0.6, 0.7, None]
    assert estimates({"estimates": rows}, Rules(threshold=35)) == [0.6, None, None]


def test_nobody_analysed_in_an_arm_is_said():
    table = {"name": "attrition", "rows": ["0", "1"], "columns": ["analysed", "lost"], "kind": "attrition", "counts": [[40, 20], [0, 30]]}

    assert protect_figures({"tables": [table]})["tables"][0]["counts"] == [[40, 20], [0, 30]]


def test_what_was_said_is_said_when_nothing_is_hidden_and_told_again_when_something_is():
    words = {"sentences": ["El cambio es de 1,5 puntos."]}
    open_words = protect_figures(words | {"estimates": [fitted("a")]})

    assert open_words["sentences"] == words["sentences"]
    assert protect_figures({"estimates": [fitted("a", n=9)]})["sentences"] == []


def test_few_people_lost_are_hidden_and_cannot_be_subtracted():
    document = {"attrition": attrition_of(105, 90, moved=12, withdrew=3), "estimates": [fitted("a", n=90)]}
    attrition = protect_figures(document)["attrition"]

    assert attrition["analysed"] == 90
    assert lost(attrition)[1] is None
    assert attrition["enrolled"] is None or lost(attrition)[0] is None
    assert figures_audit(document).is_clean


def test_nobody_lost_is_said():
    document = {"attrition": attrition_of(445, 445, arms=[arm("0", 260, 260), arm("1", 185, 185)])}

    assert protect_figures(document)["attrition"] == document["attrition"]


def test_a_loss_hidden_in_one_arm_is_not_given_away_by_the_other_and_the_whole():
    arms = [arm("0", 120, 100, missing=20), arm("1", 104, 100, missing=4)]
    document = {"attrition": attrition_of(224, 200, arms=arms, missing=24)}
    published = protect_figures(document)["attrition"]

    assert lost(published["arms"][1]) == [None]
    assert published["arms"][1]["enrolled"] is None
    assert lost(published["arms"][0]) == [None] or lost(published) == [None]
    assert figures_audit(document).is_clean
    assert not figures_audit(document, Rules(complementary=False)).is_clean


def test_two_gaps_of_the_same_reason_are_two_numbers():
    document = {
        "attrition": {
            "enrolled": 100,
            "analysed": 70,
            "lost": [{"reason": "missing", "column": c, "n": n} for c, n in (("a", 12), ("b", 18))],
        }
    }

    assert lost(protect_figures(document)["attrition"]) == [12, 18]


def test_the_people_not_seen_at_one_wave_do_not_follow_from_another():
    rows = [share("home", "0", 40, 97, wave="0", missed=3), share("home", "0", 40, 80, wave="6", missed=20)]
    table = {"rows": ["0"], "columns": ["no", "yes", "missed"], "estimate": "home", "kind": "wave"}
    tables = [table | {"name": f"home.{wave}", "wave": wave, "counts": [[n - 40, 40, 100 - n]]} for wave, n in (("0", 97), ("6", 80))]
    document = {"estimates": rows, "tables": tables, "attrition": attrition_of(100, 100, arms=[arm("0", 100, 100)])}
    without_attrition = {"estimates": rows, "tables": tables}
    published = protect_figures(without_attrition)

    assert [row["estimate"] for row in published["estimates"]] == [40 / 97, 0.5]
    assert [row["missed"] for row in published["estimates"]] == [None, None]
    assert [one["row_totals"] for one in published["tables"]] == [[None], [None]]
    assert figures_audit(without_attrition).is_clean
    assert protect_figures(document)["tables"][0]["counts"][0][2] is None


def test_an_arm_of_few_people_silences_every_estimate_and_its_number_of_people():
    document = {"attrition": attrition_of(58, 58, arms=[arm("0", 50, 50), arm("1", 8, 8)]), "estimates": [fitted("a", n=58)]}
    published = protect_figures(document)

    assert (published["estimates"][0]["estimate"], published["estimates"][0]["n"]) == (None, None)
    assert published["attrition"]["arms"][1]["analysed"] is None
    assert published["attrition"]["arms"][0]["analysed"] is None or published["attrition"]["analysed"] is None
    assert figures_audit(document).is_clean


def test_a_network_figure_that_speaks_of_one_member_is_not_given():
    document = {"estimates": [fitted("a")]}

    assert estimates(document | {"persons_by_organisation": [90, 5, 5]}) == [None]
    assert estimates(document | {"persons_by_organisation": [50, 50]}) == [None]
    assert estimates(document | {"persons_by_organisation": [40, 30, 30]}) == [1.5]


def steps(*events, start=100):
    found, left = [], start
    for time, count in enumerate(events, start=1):
        found.append({"time": time, "survival": (left - count) / start, "low": 0.0, "high": 1.0, "at_risk": left, "events": count})
        left -= count
    return found


def test_survival_steps_are_merged_until_each_holds_enough_events():
    merged = merge_steps(steps(4, 4, 4, 12, 3, 2), Rules())

    assert [step["time"] for step in merged] == [3, 4]
    assert [step["survival"] for step in merged] == [0.88, 0.76]
    assert not any("events" in step or "at_risk" in step for step in merged)


def test_a_survival_step_too_near_to_a_printed_moment_is_not_drawn():
    curve = steps(12, 4, 4, 4, 12)

    assert [step["time"] for step in merge_steps(curve, Rules())] == [1, 4, 5]
    assert [step["time"] for step in merge_steps(curve, Rules(), printed=[2])] == [2, 5]


def test_a_moment_with_too_few_events_since_the_last_one_is_not_printed():
    assert printed_moments(steps(12, 4, 3, 12), [0.5, 1, 2, 3, 4], Rules()) == [0.5, 1, 4]


def test_the_number_at_risk_is_not_told_when_few_are_lost_since_the_last_one_told():
    rows = [{"n": 100, "at_risk": at_risk} for at_risk in (100, 95, 85, 80, 75, 9)]

    assert list(at_risk_masks(rows, Rules())) == [100, None, 85, None, 75, None]
    assert list(at_risk_masks([{"n": 100, "at_risk": None}, {"n": None, "at_risk": 60}], Rules())) == [None, 60]


def test_survival_at_a_moment_and_its_number_at_risk_are_masked():
    row = {
        "name": "km",
        "term": "survival",
        "method": "kaplan_meier",
        "scale": "survival",
        "role": "group",
        "group": "0",
        "wave": None,
        "n": 100,
    }
    rows = [
        row | {"at": at, "estimate": s, "se": 0.1, "low": 0.1, "high": 0.9, "at_risk": r}
        for at, s, r in ((1, 0.88, 97), (2, 0.84, 84), (3, 0.6, 40))
    ]
    curve = {"group": "0", "n": 100, "times": [1, 2, 3], "survival": [0.88, 0.84, 0.6], "events": [12, 4, 24]}
    curve |= {"low": [0.8, 0.8, 0.5], "high": [0.9, 0.9, 0.7], "at_risk": [100, 88, 84]}
    published = protect_figures({"estimates": rows, "models": [{"name": "km", "method": "kaplan_meier", "events": 40, "curves": [curve]}]})

    assert [row["estimate"] for row in published["estimates"]] == [0.88, None, 0.6]
    assert [row.get("at_risk") for row in published["estimates"]] == [None, None, 40]
    assert [step["time"] for step in published["curves"][0]["steps"]] == [1, 3]
    assert estimates({"estimates": rows}) == [None, None, None]


def test_the_reason_of_a_refusal_that_counts_people_stays_inside():
    values = {"group": "1", "n": 3, "least": 10}
    row = fitted("a", n=0, estimate=None, note="En el grupo «1» hay 3 personas", refused={"code": "few_people", "values": values})
    published = protect_figures({"estimates": [row]})["estimates"][0]

    assert (published["note"], published["n"], published["refused"]) == (None, None, {"code": HIDDEN, "values": {}})


def test_what_is_not_known_to_be_harmless_does_not_leave():
    document = {
        "schema": 1,
        "residuals": [1, 2, 3],
        "estimates": [fitted("a", smallest=3)],
        "models": [{"name": "a", "method": "ancova", "leverage": 1}],
    }
    text = json.dumps(protect_figures(document))

    assert '"schema"' in text
    assert not any(word in text for word in ("residuals", "smallest", "leverage"))


def test_the_answer_itself_is_left_as_it_was():
    document = {"estimates": [share("home", "b", 4, 100)], "attrition": attrition_of(105, 100, moved=5)}
    before = copy.deepcopy(document)
    protect_figures(document)

    assert document == before


def test_the_same_answer_is_protected_in_the_same_way_every_time():
    document = {
        "tables": [
            {"name": "t", "rows": list("abcd"), "columns": list("xyz"), "counts": [[3, 40, 41], [20, 30, 42], [50, 60, 9], [33, 0, 21]]}
        ]
    }

    assert all(protect_figures(document) == protect_figures(copy.deepcopy(document)) for _ in range(3))


def two_waves_of(draw):
    """A study of two arms, two waves and a loss before the first, as an answer document."""
    enrolled = [draw(st.integers(12, 70)) for _ in range(2)]
    missed = {wave: [draw(st.sampled_from([0, draw(st.integers(0, n // 4))])) for n in enrolled] for wave in ("0", "6")}
    rows, tables = [], []
    for wave in ("0", "6"):
        counts = []
        for group, (people, gone) in enumerate(zip(enrolled, missed[wave], strict=True)):
            yes = draw(st.integers(0, people - gone))
            counts.append([people - gone - yes, yes, gone])
            rows.append(share("home", str(group), yes, people - gone, wave=wave, missed=gone))
        rows.append(contrast("home", sum(row["n"] for row in rows[-2:]), wave=wave))
        shape = {"rows": ["0", "1"], "columns": ["no", "yes", "missed"], "estimate": "home", "kind": "wave", "wave": wave}
        tables.append(shape | {"name": f"home.{wave}", "counts": counts})
    lost = [draw(st.integers(0, 14)) for _ in range(2)]
    arms = [arm(str(g), enrolled[g] + lost[g], enrolled[g], **({"outside": lost[g]} if lost[g] else {})) for g in range(2)]
    whole = attrition_of(sum(enrolled) + sum(lost), sum(enrolled), arms=arms, **({"outside": sum(lost)} if sum(lost) else {}))
    return {"estimates": rows, "tables": tables, "attrition": whole}


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_reader_with_a_solver_finds_nothing_in_any_publishable_answer(data):
    document = two_waves_of(data.draw)

    assert figures_audit(document).unsafe == ()


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_small_number_of_people_is_left_in_any_publishable_answer(data):
    published = protect_figures(two_waves_of(data.draw))
    numbers = [n for table in published["tables"] for row in [*table["counts"], table["row_totals"], table["column_totals"]] for n in row]
    numbers += [row.get(key) for row in published["estimates"] for key in ("n", "missed")]
    numbers += [n for block in [published["attrition"], *published["attrition"]["arms"]] for n in [block["enrolled"], *lost(block)]]

    assert [n for n in numbers if n is not None and 0 < n < 10] == []
