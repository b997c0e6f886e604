"""Tables: what is hidden, by which rule, and that a reader with a solver finds nothing."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.impact.disclosure import CountTable, NotAdditive, Rules, audit, hidden_text, protect
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import COMPLEMENTARY, DIFFERENCE, DOMINANCE, FULL, ORGANISATIONS, SMALL, ZERO, reason_text


def table_of(counts, name="t", **more):
    rows = tuple(f"r{i}" for i in range(len(counts)))
    columns = tuple(f"c{j}" for j in range(len(counts[0])))
    return CountTable(name, rows, columns, tuple(tuple(int(n) for n in row) for row in counts), **more)


def random_tables(number, rows=20, columns=6, seed=7):
    draw = np.random.default_rng(seed)
    for i in range(number):
        mean = draw.choice([8, 25, 60])
        yield table_of(draw.negative_binomial(1.2, 1.2 / (1.2 + mean), size=(rows, columns)), name=f"t{i}")


def values(protected, name="t"):
    return [[cell.value for cell in row] for row in protected.table(name).cells]


counts = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=1, max_size=6)
)


@settings(max_examples=30, deadline=None)
@given(counts=counts, threshold=st.sampled_from([5, 10]))
def test_a_reader_with_a_solver_finds_no_protected_cell_of_any_table(counts, threshold):
    protected = protect([table_of(counts)], Rules(threshold=threshold))

    assert audit(protected).unsafe == ()


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_reader_with_a_solver_finds_no_protected_cell_of_linked_tables(data):
    rows = data.draw(st.integers(2, 4))
    totals = data.draw(st.lists(st.integers(0, 60), min_size=rows, max_size=rows))
    splits = [[data.draw(st.integers(0, total)) for total in totals] for _ in range(2)]
    tables = [
        table_of([[part, total - part] for part, total in zip(split, totals, strict=True)], name=f"t{i}") for i, split in enumerate(splits)
    ]
    protected = protect(tables)

    assert audit(protected).unsafe == ()


def test_without_complementary_suppression_the_solver_recovers_cells_exactly():
    reports = [audit(protect([table], Rules(complementary=False, hide_zero=False, hide_full=False))) for table in random_tables(30)]

    assert sum(report.examined for report in reports) == 991
    assert sum(len(report.exact) for report in reports) == 199
    assert sum(len(report.unsafe) for report in reports) == 355


def test_thirty_tables_are_protected_and_audited_in_seconds_and_keep_most_of_their_cells():
    start = time.process_time()
    protected = [protect([table]) for table in random_tables(30, rows=5, columns=3)]
    reports = [audit(one) for one in protected]
    spent = time.process_time() - start
    statuses = [cell.status for one in protected for cell in one.tables[0].every_cell()]

    assert sum(report.examined for report in reports) == statuses.count("primary") > 100
    assert [report.unsafe for report in reports if report.unsafe] == []
    assert statuses.count("complementary") < statuses.count("primary")
    assert spent < 15


def test_a_small_cell_takes_its_cheapest_neighbours_with_it():
    protected = protect([table_of([[3, 40, 60], [30, 20, 50], [45, 70, 80]])])

    assert values(protected) == [[None, None, 60], [None, None, 50], [45, 70, 80]]
    assert [cell.value for cell in protected.tables[0].row_totals] == [103, 100, 195]
    assert protected.rule_of("t", "r0", "c0") == SMALL
    assert protected.rule_of("t", "r1", "c1") == COMPLEMENTARY
    assert protected.rule_of("t", "r2", "c2") is None


def test_a_zero_cell_and_a_full_cell_are_hidden():
    protected = protect([table_of([[0, 30], [25, 40], [33, 47]])])

    assert (protected.rule_of("t", "r0", "c0"), protected.rule_of("t", "r0", "c1")) == (ZERO, FULL)
    assert audit(protected).is_clean


def test_a_full_column_is_hidden():
    protected = protect([table_of([[60, 20], [0, 40], [0, 30]])])

    assert protected.rule_of("t", "r0", "c0") == FULL
    assert audit(protected).is_clean


def test_an_impossible_combination_is_shown_as_zero_and_used_by_the_attacker():
    protected = protect([table_of([[0, 30], [25, 40], [33, 47]], structural_zeros=frozenset({(0, 0)}))])

    assert values(protected) == [[0, 30], [25, 40], [33, 47]]


def test_the_total_of_an_impossible_line_is_as_well_known_as_the_line():
    impossible = frozenset({(0, 0), (1, 0)})
    upright = protect([table_of([[0, 30], [0, 40]], structural_zeros=impossible)]).tables[0]
    turned = protect([table_of([[0, 0], [30, 40]], structural_zeros=frozenset({(0, 0), (0, 1)}))]).tables[0]

    assert [cell.value for cell in upright.column_totals] == [0, 70]
    assert [cell.value for cell in turned.row_totals] == [0, 70]


def test_a_number_that_nothing_ties_to_others_is_hidden_alone():
    protected = protect([table_of([[3, 40], [30, 50]], totals="none")])

    assert values(protected) == [[None, 40], [30, 50]]
    assert audit(protected).is_clean


def test_an_empty_table_has_nobody_to_protect():
    assert values(protect([table_of([[0, 0], [0, 0]])])) == [[0, 0], [0, 0]]


def test_a_table_of_few_people_is_withheld_whole():
    protected = protect([table_of([[2, 1], [1, 0]])])

    assert protected.withheld == ("t",)
    assert audit(protected).is_clean


def test_twelve_rows_of_four_persons_count_as_four():
    records = [(person, "a", "yes") for person in "pqrs" for _ in range(3)] + [(n, "a", "no") for n in range(40)]
    table = CountTable.of_persons("t", ["a"], ["yes", "no"], records)

    assert table.counts == ((4, 40),)
    assert values(protect([table])) == [[None, None]]


def test_a_person_in_two_cells_is_refused():
    with pytest.raises(NotAdditive):
        CountTable.of_persons("t", ["a"], ["yes", "no"], [("p", "a", "yes"), ("p", "a", "no")])


def test_all_and_all_minus_a_few_are_not_both_printed():
    everyone = table_of([[40, 60], [50, 70]], name="all", population="all")
    nearly = table_of([[37, 60], [50, 70]], name="nearly", population="nearly", part_of="all")
    protected = protect([everyone, nearly])
    pairs = zip(values(protected, "all")[0], values(protected, "nearly")[0], strict=True)

    assert DIFFERENCE in protected.ledger.sensitive.values()
    assert not all(None not in pair for pair in pairs)
    assert audit(protected).is_clean
    assert not audit(protect([everyone, nearly], Rules(complementary=False))).is_clean


def test_a_total_hidden_in_one_table_is_hidden_in_the_table_that_shares_it():
    by_sex = CountTable("sex", ("A", "B", "C"), ("w", "m"), ((4, 3), (30, 40), (50, 60)))
    by_age = CountTable("age", ("A", "B", "C"), ("young", "old"), ((2, 5), (35, 35), (55, 55)))
    protected = protect([by_sex, by_age])

    assert protected.table("sex").row_totals[0].value is None
    assert protected.table("age").row_totals[0].value is None
    assert audit(protected).is_clean


def test_the_same_cells_in_a_turned_table_are_hidden_alike():
    upright = CountTable("one", ("A", "B", "C"), ("w", "m"), ((4, 33), (30, 40), (50, 60)))
    turned = CountTable("two", ("w", "m"), ("A", "B", "C"), ((4, 30, 50), (33, 40, 60)))
    protected = protect([upright, turned])

    assert values(protected, "two") == [list(column) for column in zip(*values(protected, "one"), strict=True)]


@pytest.mark.parametrize(("by_organisation", "rule"), [((90, 5, 5), DOMINANCE), ((50, 50), ORGANISATIONS), ((40, 30, 30), None)])
def test_a_network_figure_of_one_or_two_members_is_hidden(by_organisation, rule):
    even = (40, 30, 30)
    table = table_of([[100, 100], [100, 100]], contributions=((by_organisation, even), (even, even)))

    assert protect([table]).rule_of("t", "r0", "c0") == rule


def test_an_organisation_can_tighten_the_networks_rules_but_not_loosen_them():
    network = Rules(threshold=10)

    assert Rules(threshold=5, complementary=False).at_least(network) == network
    assert Rules(threshold=20).at_least(network).threshold == 20


STRICTER = {
    "threshold": 20,
    "complementary": True,
    "hide_zero": True,
    "hide_full": True,
    "dominance_share": 0.5,
    "least_organisations": 5,
    "parameters_per_person": 0.1,
}
LOOSER = Rules(complementary=False, hide_zero=False, hide_full=False)


@pytest.mark.parametrize("rule", STRICTER)
def test_of_two_values_of_a_rule_the_stricter_holds_whoever_asks_for_it(rule):
    strict = replace(LOOSER, **{rule: STRICTER[rule]})

    assert LOOSER.at_least(strict) == strict.at_least(LOOSER) == strict


def test_a_protected_cell_that_is_printed_all_the_same_is_reported_with_its_number():
    careless = replace(protect([table_of([[3, 40], [30, 20]])]), hidden=frozenset())

    assert [(f.cell, f.rule, f.lower, f.upper) for f in audit(careless).exact] == [(("t", "r0", "c0"), SMALL, 3, 3)]


def test_the_words_beside_a_hidden_cell_do_not_tell_why():
    assert "10" in hidden_text(10)
    assert "20" in reason_text(SMALL, Rules(threshold=20))
    assert "85 %" in reason_text(DOMINANCE, Rules())


def test_sums_that_do_not_hold_are_refused():
    ledger = Ledger()
    whole, part = ledger.cell("whole", 10), ledger.cell("part", 9)

    with pytest.raises(ValueError, match="sum"):
        ledger.total(whole, [part])


def test_what_was_hidden_once_is_hidden_again_and_other_numbers_or_rules_are_asked_anew():
    first, again, other = (protect([table_of(counts)]) for counts in ([[4, 40], [30, 50]], [[4, 40], [30, 50]], [[14, 40], [30, 50]]))
    assert first.hidden == again.hidden
    assert first.hidden != other.hidden
    assert protect([table_of([[4, 40], [30, 50]])], Rules(threshold=3)).hidden == frozenset()
