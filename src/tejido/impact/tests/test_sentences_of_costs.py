"""What an outcome costs is told by whether the programme does better and whether it is dearer, in the direction that the plan wishes."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.reading.figures import figure_of
from tejido.impact.tests.studies import ask, line, plan_from

MONEY = {"kind": "number", "unit": "€"}


def trial(better, dearer):
    """200 people; 60 of every 100 have the outcome in the one group and 30 in the other; 500 euros between them, more or less for each."""
    side = np.arange(200) % 2
    place = np.arange(200) // 2
    often = np.where((side == 1) == better, 60, 30)
    cost = 2000 + 500 * dearer * side + 10.0 * (place % 9 - 4)
    return pd.DataFrame({"person": np.arange(200), "treat": side * 1.0, "well": (place < often) * 1.0, "cost": cost})


def plan(direction="higher_is_better"):
    outcome = {"column": "well", "label": "Resultado", "direction": direction}
    columns = {"treat": {"kind": "yes_no"}, "well": {"kind": "yes_no"}, "cost": MONEY}
    asked = {"name": "e", "method": "cost_per_outcome", "options": {"cost": "cost", "willing": [1000]}}
    return plan_from(columns=columns, outcome=outcome, estimates=[asked])


def told(frame, asked):
    document = ask(asked, frame)
    return document, next(text for text in document["sentences"] if text.startswith("Resultado"))


MORE, FEWER = "higher_is_better", "lower_is_better"


@pytest.mark.parametrize(
    ("more", "dearer", "direction", "words"),
    [
        (True, 1, MORE, "cada resultado de más en el grupo con «treat» que en el grupo sin «treat» cuesta 1667 €"),
        (False, 1, FEWER, "cada resultado de menos en el grupo con «treat» que en el grupo sin «treat» cuesta 1667 €"),
        (True, -1, MORE, "mejor y más barato en el grupo con «treat»"),
        (False, -1, FEWER, "mejor y más barato en el grupo con «treat»"),
        (False, 1, MORE, "peor y más caro en el grupo con «treat»"),
        (True, 1, FEWER, "peor y más caro en el grupo con «treat»"),
        (False, -1, MORE, "se ahorran 1667 € por cada resultado que se pierde"),
        (True, -1, FEWER, "se ahorran 1667 € por cada resultado de más, que aquí no se desea"),
    ],
)
def test_the_cost_of_an_outcome_is_told_by_quadrant_and_direction(more, dearer, direction, words):
    document, text = told(trial(more, dearer), plan(direction))
    assert words in text
    assert "−" not in text
    assert (line(document, term="gain")["estimate"] > 0) == more  # as counted, whatever is wished


@pytest.mark.parametrize(("more", "dearer", "kind"), [(True, -1, "ayuda"), (False, 1, "frena")])
def test_where_there_is_nothing_to_weigh_no_price_is_shown(more, dearer, kind):
    asked = plan()
    document, text = told(trial(more, dearer), asked)
    shown = figure_of(line(document, term="cost_per_outcome"), asked)
    assert (shown.estimate, shown.interval, shown.kind) == ("", "", kind)
    assert "€" not in text


def test_a_programme_of_less_readmissions_is_worth_its_price_by_those_it_avoids():
    """30 readmissions fewer of every hundred at 1,000 euros each, less the 500 they cost."""
    worth = line(told(trial(False, 1), plan(FEWER))[0], term="net_benefit[1000]")
    assert worth["estimate"] == pytest.approx(0.3 * 1000 - 500)


@pytest.mark.parametrize(("more", "words"), [(True, "mejor en"), (False, "peor en")])
def test_a_clear_gain_at_a_cost_that_may_be_either_says_so(more, words):
    frame = trial(more, 0)
    frame["cost"] += 2000.0 * (np.arange(200) // 2 % 7) - 20 * frame["treat"]
    _document, text = told(frame, plan())
    assert words in text
    assert "todavía no sabemos si" in text


def test_money_without_a_unit_leaves_no_gap_in_the_sentence():
    asked = plan()
    bare = plan_from(
        columns={"treat": {"kind": "yes_no"}, "well": {"kind": "yes_no"}, "cost": {"kind": "number"}},
        outcome={"column": "well", "label": "Resultado"}, estimates=[{"name": "e", "method": "cost_per_outcome", "options": {"cost": "cost"}}],
    )  # fmt: skip
    frame = trial(True, 0).assign(cost=lambda f: f["cost"] + np.random.default_rng(1).normal(0, 500, 200))
    assert told(frame, asked)[1].endswith(" €).")
    text = told(frame, bare)[1]
    assert text.endswith(").")
    assert " )" not in text
