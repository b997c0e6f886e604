"""The same facts give the same hash and the same digits, wherever and in whatever order they are kept."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.impact.canonical import canonical
from tejido.impact.tests.studies import ask, example, line, plan_from, small_trial


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_and_the_codes_change_nothing(random):
    plan, frame = plan_from(), small_trial()
    order = list(range(len(frame)))
    random.shuffle(order)
    names = list(frame.columns)
    random.shuffle(names)
    shuffled = frame.iloc[order][names].assign(person=[f"other-{i}" for i in range(len(frame))])
    first, second = ask(plan, frame), ask(plan, shuffled)
    assert first["data_hash"] == second["data_hash"]
    assert first["estimates"] == second["estimates"]


def test_one_changed_value_changes_the_hash():
    plan, frame = plan_from(), small_trial()
    changed = frame.copy()
    changed.loc[3, "age"] += 1
    assert canonical(frame, plan)[1] != canonical(changed, plan)[1]


def test_whole_numbers_booleans_and_decimals_of_the_same_value_are_the_same():
    plan, frame = plan_from(), small_trial()
    other = frame.assign(treat=frame["treat"].astype(int), better=frame["better"].astype(bool), age=frame["age"].astype("int32"))
    assert canonical(frame, plan)[1] == canonical(other, plan)[1]


def test_who_said_what_twice_is_part_of_the_facts():
    plan, frame = example("unemployment-depression")
    mixed = frame.assign(person=np.roll(frame["person"], 1))
    assert canonical(frame, plan)[1] != canonical(mixed, plan)[1]


def test_columns_that_the_plan_does_not_name_take_no_part():
    plan, frame = plan_from(), small_trial()
    assert canonical(frame.assign(secret="x"), plan)[1] == canonical(frame, plan)[1]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_recoding_which_group_is_the_reference_flips_the_sign(seed):
    frame = small_trial(seed=seed)
    one = line(ask(plan_from(), frame), role="exposure")
    other = line(ask(plan_from(exposure={"column": "treat", "reference": 1}), frame), role="exposure")
    assert abs(one["estimate"] + other["estimate"]) < 1e-9
    assert abs(one["low"] + other["high"]) < 1e-9
