"""What a reader is told anyway: a total that an estimate states is no secret, and the attack on a publication knows it."""

import pytest

from tejido.impact.disclosure import Rules
from tejido.impact.disclosure.document import tables_in
from tejido.impact.disclosure.gathering import gather
from tejido.impact.tests.test_disclosure_document import attrition_of, contrast, fitted, share

TABLE = {"name": "t", "rows": ["0", "1"], "columns": ["no", "yes"], "estimate": "work", "kind": "outcome", "counts": [[70, 30], [60, 40]]}
WHOLE, FIRST = ("t", None, None), ("t", "0", None)


def known(*rows, rules=None, **more):
    """The totals that the attack knows, by their place."""
    rules = rules or Rules()
    document = {"estimates": list(rows), "tables": [TABLE | more.pop("table", {})]} | more
    ledger = gather(document, tables_in(document, rules), rules)
    return {ledger.names[cell] for cell in ledger.known}


def test_the_people_of_a_model_are_the_total_of_its_table():
    assert known(fitted("work", "logistic", 200)) == {WHOLE}
    assert known(fitted("work", "logistic", 200), fitted("work", "logistic", 100, group="0", scale="mean", sd=3.0)) == {WHOLE, FIRST}
    assert known(fitted("work", "logistic", 200, wave="6"), table={"wave": 6}) == {WHOLE}


@pytest.mark.parametrize(
    "other",
    [
        {"name": "home"},
        {"n": 199},
        {"n": None},
        {"n": 100, "group": "2"},
        {"wave": "6"},
        {"n": 100, "group": "0", "scale": "proportion", "estimate": 0.3},
    ],
)
def test_another_number_is_no_total_of_this_table(other):
    assert known(fitted("work", "logistic", 200) | other) == set()


def test_a_number_of_too_few_people_is_hidden_and_so_not_known():
    assert known(fitted("work", "logistic", 200), rules=Rules(threshold=200)) == {WHOLE}
    assert known(fitted("work", "logistic", 200), rules=Rules(threshold=201)) == set()
    few = attrition_of(200, 200, arms=[{"group": "0", "analysed": 8}])
    assert WHOLE not in known(fitted("work", "logistic", 200), attrition=few)


def test_the_people_of_a_contrast_of_shares_can_be_hidden_with_them():
    contrasted = contrast("work", 200, wave="6")
    at_the_wave = {"wave": "6"}
    assert known(contrasted, share("work", "0", 30, 100, wave="6"), table=at_the_wave) == set()
    assert known(contrasted, share("work", "0", 30, 100, wave="12"), table=at_the_wave) == {WHOLE}
    assert known(contrasted, share("home", "0", 30, 100, wave="6"), table=at_the_wave) == {WHOLE}
