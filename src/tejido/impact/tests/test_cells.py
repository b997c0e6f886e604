"""Cells: the same model as the rows, however they are read, and a clear no where there is none."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.impact.cells import Design, Term, gather
from tejido.impact.cells.counting import survey_of
from tejido.impact.cells.exact import exact_sum
from tejido.impact.engine import engine
from tejido.impact.refusals import Refused
from tejido.stats.cells import cells_from_rows
from tejido.stats.families import CLOGLOG, LOGIT, POISSON
from tejido.stats.glm import glm
from tejido.stats.splines import natural_spline
from tejido.stats.unfit import Unfit


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with engine("duckdb", folder=tmp_path_factory.mktemp("engine")) as found:
        yield found


def lives(rows=600, seed=1):
    """Invented rows with an effect of each column."""
    chance = np.random.default_rng(seed)
    sex, place, age = chance.integers(0, 2, rows), chance.choice(["norte", "sur", "centro"], rows), chance.integers(18, 40, rows)
    risk = 1 / (1 + np.exp(1 - 0.8 * sex - 0.5 * (place == "sur") + 0.02 * (age - 30)))
    return pa.table({
        "y": (chance.random(rows) < risk).astype(np.int64), "sex": sex, "place": place.astype(str), "age": age,
        "score": np.round(chance.normal(50, 10, rows), 3), "org": chance.choice(["B2", "A1", "C3"], rows).astype(str), "w": chance.integers(1, 4, rows),
    })  # fmt: skip


SEX, PLACE, AGE = Term(("sex",)), Term(("place",), "factor"), Term(("age",))
DESIGN = Design("y", (SEX, PLACE, AGE), cluster="org")


def by_hand(table, *, weight=None):
    """The design of DESIGN, row by row."""
    place = np.array(table["place"].to_pylist())
    columns = [np.ones(table.num_rows), table["sex"].to_numpy(), place == "norte", place == "sur", table["age"].to_numpy()]
    return np.column_stack(columns).astype(float), table["y"].to_numpy().astype(float)


@pytest.mark.parametrize("most_cells", [10**6, 10])
def test_cells_and_rows_are_one_model(run, most_cells):
    table = lives()
    found = gather(run.table(table), DESIGN, run, most_cells=most_cells)
    assert found.names == ("const", "sex", "place[norte]", "place[sur]", "age")
    assert (found.clusters, found.rows, found.incomplete) == (("A1", "B2", "C3"), 600, 0)
    design, outcome = by_hand(table)
    codes = np.array([("A1", "B2", "C3").index(o) for o in table["org"].to_pylist()])
    for family in (LOGIT, CLOGLOG, POISSON):
        ours, theirs = glm(found, family), glm(cells_from_rows(design, outcome, cluster=codes, compress=False), family)
        np.testing.assert_allclose(ours.coefficients, theirs.coefficients, rtol=1e-9)
        np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8)
        np.testing.assert_allclose(ours.cluster_scores, theirs.cluster_scores, atol=1e-8)
        assert (ours.n, ours.total) == (theirs.n, theirs.total)


@pytest.mark.parametrize(("rows", "most_cells", "how"), [(600, 10**6, "cells"), (6000, 10, "streamed cells"), (200, 10, "streamed rows")])
def test_what_does_not_fit_is_streamed_grouped_where_that_helps(run, rows, most_cells, how):
    found = gather(run.table(lives(rows)), DESIGN, run, most_cells=most_cells)
    assert found.how == how
    assert found.cells == sum(len(piece) for piece in found()) == sum(len(piece) for piece in found())
    assert sum(piece.n.sum() for piece in found()) == rows


def test_order_of_rows_engine_threads_and_reading_do_not_change_the_digest(run, monkeypatch, tmp_path):
    table = lives()
    turned = table.take(np.random.default_rng(3).permutation(600))
    squares = Design("score", (SEX, PLACE), squares=True)
    first = gather(run.table(table), squares, run)
    again = gather(run.table(turned), squares, run)
    streamed = gather(run.table(turned), squares, run, most_cells=2)
    assert (first.how, streamed.how) == ("cells", "streamed cells")
    assert first.digest == again.digest == streamed.digest
    for one, other in zip(first.whole().__dict__.values(), again.whole().__dict__.values(), strict=True):
        assert one is other is None or (one == other).all()
    monkeypatch.setenv("TEJIDO_ENGINE_THREADS", "1")
    with engine("duckdb", folder=tmp_path) as single:
        assert gather(single.table(turned), squares, single).digest == first.digest
    other = table.set_column(0, "y", pa.array([1 - table["y"][0].as_py(), *table["y"].to_pylist()[1:]]))
    assert gather(run.table(other), DESIGN, run).digest != gather(run.table(table), DESIGN, run).digest


def test_rows_and_grouped_cells_are_told_apart_by_their_digest(run):
    table = lives(200)
    assert gather(run.table(table), DESIGN, run).digest != gather(run.table(table), DESIGN, run, most_cells=10).digest


def test_the_reference_level_is_the_one_named(run):
    found = gather(run.table(lives()), Design("y", (Term(("place",), "factor", "sur"),)), run)
    assert found.names == ("const", "place[centro]", "place[norte]")
    assert found.whole().design.tolist() == [[1, 1, 0], [1, 0, 1], [1, 0, 0]]
    assert found.whole().design.dtype == np.int8


def test_levels_of_numbers_are_in_the_order_of_numbers(run):
    table = pa.table({"x": [10, 9, 2, 10, 9, 2], "y": [1, 0, 1, 0, 1, 0]})
    assert gather(run.table(table), Design("y", (Term(("x",), "factor"),)), run).names == ("const", "x[9]", "x[10]")


def test_an_interaction_multiplies_what_each_columns_own_term_makes(run):
    table = lives()
    found = gather(run.table(table), Design("y", (SEX, PLACE, AGE, Term(("sex", "place")), Term(("age", "place")))), run)
    assert found.names[5:] == ("sex:place[norte]", "sex:place[sur]", "age:place[norte]", "age:place[sur]")
    design = found.whole().design
    np.testing.assert_array_equal(
        design[:, 5:], np.column_stack([design[:, 1] * design[:, j] for j in (2, 3)] + [design[:, 4] * design[:, j] for j in (2, 3)])
    )


@pytest.mark.parametrize("most_cells", [10**6, 10])
def test_a_curve_has_its_knots_where_the_rows_have_theirs(run, most_cells):
    table = lives()
    found = gather(run.table(table), Design("y", (Term(("age",), "spline", df=3), PLACE)), run, most_cells=most_cells)
    assert found.names[:4] == ("const", "age[s1]", "age[s2]", "age[s3]")
    ages = table["age"].to_numpy().astype(float)
    design = np.column_stack([np.ones(600), natural_spline(ages, 3).columns(ages), by_hand(table)[0][:, 2:4]])
    theirs = glm(cells_from_rows(design, by_hand(table)[1], compress=False), LOGIT)
    np.testing.assert_allclose(glm(found, LOGIT).coefficients, theirs.coefficients, rtol=1e-7)
    knots = gather(run.table(table), Design("y", (Term(("age",), "spline", knots=(25.0, 30.0)),)), run)
    assert knots.names == ("const", "age[s1]", "age[s2]", "age[s3]")


def test_rows_with_a_gap_are_left_out_and_counted(run):
    table = pa.table({"x": [1, 1, None, 0, 0, 1], "y": [1, 0, 1, None, 0, 1], "g": ["a", "b", "a", "b", None, "a"]})
    for most in (10**6, 1):
        found = gather(run.table(table), Design("y", (Term(("x",)),), cluster="g"), run, most_cells=most)
        assert (found.rows, found.incomplete) == (6, 3)
        assert (sum(c.n.sum() for c in found()), sum(c.total.sum() for c in found())) == (3, 2)


def test_weights_and_time_at_risk_take_the_place_of_counting(run):
    table = lives()
    design, outcome = by_hand(table)
    weight = table["w"].to_numpy().astype(float)
    weighted = gather(run.table(table), Design("y", (SEX, PLACE, AGE), weight="w"), run)
    theirs = glm(cells_from_rows(design, outcome, weights=weight), LOGIT)
    np.testing.assert_allclose(glm(weighted, LOGIT).coefficients, theirs.coefficients, rtol=1e-9)
    timed = gather(run.table(table), Design("y", (SEX, PLACE, AGE), time="w"), run)
    theirs = glm(cells_from_rows(design, outcome, offset=np.log(weight)), POISSON)
    np.testing.assert_allclose(glm(timed, POISSON).coefficients, theirs.coefficients, rtol=1e-9)
    gaps = table.set_column(6, "w", pa.array([None, *weight[1:]]))
    assert gather(run.table(gaps), Design("y", (SEX,), weight="w"), run).incomplete == 1


def test_moments_are_those_of_the_rows(run):
    table = lives()
    for most in (10**6, 2):
        found = gather(run.table(table), Design("score", (SEX, PLACE), squares=True), run, most_cells=most)
        whole = np.concatenate([np.column_stack([c.n, c.total, c.squares]) for c in found()])
        scores, groups = table["score"].to_numpy(), {}
        for key, value in zip(zip(table["sex"].to_pylist(), table["place"].to_pylist(), strict=True), scores, strict=True):
            groups.setdefault(key, []).append(value)
        expected = [(len(v), np.sum(v), np.sum(np.square(v))) for _key, v in sorted(groups.items())]
        np.testing.assert_allclose(whole, expected, rtol=1e-13)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e12, 1e12, allow_nan=False), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_exact_sums_do_not_depend_on_the_order_and_lose_nothing_to_speak_of(values, chance):
    import math

    def summed(numbers):
        one = exact_sum("x", max(map(abs, numbers)), len(numbers), is_whole=False)
        upper = [math.floor(math.ldexp(x, one.shift)) for x in numbers]
        lower = [math.floor((math.ldexp(x, one.shift) - u) * 2**one.bits) for x, u in zip(numbers, upper, strict=True)]
        assert abs(sum(upper)) < 2**63 > sum(lower)
        return one.whole(pa.table({"x_upper": [sum(upper)], "x_lower": [sum(lower)]}))[0]

    before = summed(values)
    chance.shuffle(values)
    assert summed(values) == before
    assert before == pytest.approx(math.fsum(values), rel=1e-15, abs=max(map(abs, values)) * 1e-15)


@pytest.mark.parametrize("most_cells", [10**6, 1])
def test_the_value_of_the_period_before_counts_only_from_that_period(run, most_cells):
    table = pa.table({
        "id": [1, 1, 1, 1, 2, 2, 3], "t": [1, 2, 3, 5, 1, 2, 2], "x": [0, 1, 1, 0, 1, 0, 1], "y": [0, 1, 0, 1, 0, 1, 0],
    })  # fmt: skip
    found = gather(run.table(table), Design("y", (Term(("x",), lag=1),), person="id", period="t"), run, most_cells=most_cells)
    assert (found.names, found.rows, found.incomplete) == (("const", "x[lag 1]"), 7, 4)
    rows = np.concatenate([np.column_stack([c.design, c.n, c.total]) for c in found()])
    assert sorted(rows[:, 1] * 10 + rows[:, 3]) == [1, 11]
    two = gather(run.table(table), Design("y", (Term(("x",), lag=2),), person="id", period="t"), run)
    assert two.incomplete == 5
    assert two.whole().n.sum() == 2


def test_names_are_never_read_as_anything_else(run):
    name = 'x" FROM t; DROP TABLE t; --'
    table = pa.table({name: [0, 1, 0, 1], "y y": [0, 1, 1, 1], "select": ["a", "b", "a", "b"]})
    found = gather(run.table(table), Design("y y", (Term((name,)),), cluster="select"), run)
    assert found.names == ("const", name)
    assert found.whole().total.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("design", "code"),
    [
        (Design("nada", (SEX,)), "missing_column"),
        (Design("y", (Term(("sexo",)),)), "missing_column"),
        (Design("y", (SEX,), cluster="x"), "missing_column"),
        (Design("y", (Term(("place",)),)), "not_a_number"),
        (Design("place", (SEX,)), "not_a_number"),
        (Design("y", (Term(("place",), "factor", "este"),)), "no_reference"),
        (Design("y", (Term(("one",), "factor"),)), "constant"),
        (Design("y", (Term(("sex",), "spline", df=4),)), "few_values"),
        (Design("y", (Term(("day",)),)), "not_a_number"),
    ],
)
def test_what_cannot_be_is_refused_by_name(run, design, code):
    table = lives().append_column("one", pa.array([1] * 600)).append_column("day", pa.array([dt.date(2024, 1, 1)] * 600))
    with pytest.raises(Refused) as refused:
        gather(run.table(table), design, run)
    assert refused.value.code == code


@pytest.mark.parametrize("most_cells", [10**6, 10])
def test_a_million_levels_are_refused(run, most_cells):
    import ibis

    table = ibis.range(0, 1_000_000).unnest().name("code").as_table().mutate(y=lambda t: t.code % 2)
    with pytest.raises(Refused) as refused:
        gather(table, Design("y", (Term(("code",), "factor"),)), run, most_cells=most_cells)
    assert (refused.value.code, refused.value.values["column"]) == ("many_levels", "code")


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_infinite_values_are_refused(run, value):
    for column in ("y", "x"):
        table = pa.table({"y": [0.0, 1.0, 0.5, 1.0], "x": [1.0, 2.0, 3.0, 4.0]})
        table = table.set_column(table.column_names.index(column), column, pa.array([value, *table[column].to_pylist()[1:]]))
        with pytest.raises(Unfit) as unfit:
            glm(gather(run.table(table), Design("y", (Term(("x",)),)), run), POISSON)
        assert unfit.value.reason == "infinite"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Design("", (SEX,)),
        lambda: Design("y", (SEX, SEX)),
        lambda: Design("y", (Term(("y",)),)),
        lambda: Design("y", (SEX,), weight="a", time="b"),
        lambda: Design("y", (Term(("x",), lag=1),)),
        lambda: Design("y", (Term(("x",), lag=-1),)),
        lambda: Design("y", (Term(("x",), "eval"),)),
        lambda: Design("y", (Term(()),)),
        lambda: Design("y", (Term(("a", "a")),)),
        lambda: Design("y", (Term(("a", "b"), lag=1),), person="p", period="t"),
        lambda: Design("y", (Term(("x",), "spline"),)),
    ],
)
def test_a_design_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()


def test_an_empty_table_has_no_cells_and_no_model(run):
    found = gather(run.table(lives().slice(0, 0)), Design("y", (SEX,)), run)
    assert (found.cells, found.rows) == (0, 0)
    with pytest.raises(Unfit) as unfit:
        glm(found, LOGIT)
    assert unfit.value.reason == "too_few"


def test_cells_are_counted_before_they_are_made_from_the_notes_of_the_files_where_these_suffice(run, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1, 2, 4], "b": [0, 1, 1], "c": ["x", "y", "z"]}), tmp_path / "one.parquet")
    pq.write_table(pa.table({"a": pa.array([None, 0, 1]), "b": [0, 1, 1], "c": ["x", "y", "z"]}), tmp_path / "two.parquet")
    table = run.parquet([tmp_path / "one.parquet", tmp_path / "two.parquet"])
    assert (survey_of(table, ["a", "b"], run).rows, survey_of(table, ["a", "b"], run).cells) == (6, (5 + 1) * 2)
    assert survey_of(table, ["b", "c"], run).cells == 3
    assert survey_of(table.filter(table.b == 1), ["a", "b"], run).cells == 4


def test_yes_and_no_and_decimals_are_numbers(run):
    from decimal import Decimal

    table = pa.table(
        {
            "y": [True, False, True, True],
            "x": [True, True, False, False],
            "d": [Decimal("1.5"), Decimal("2.5"), Decimal("0.5"), Decimal("1.5")],
        }
    )
    found = gather(run.table(table), Design("y", (Term(("x",)), Term(("d",)))), run)
    assert found.whole().design.tolist() == [[1, 0, 0.5], [1, 0, 1.5], [1, 1, 1.5], [1, 1, 2.5]]
    assert found.whole().total.tolist() == [1, 1, 1, 0]
    assert gather(run.table(table), Design("d", (Term(("x",)),)), run).whole().total.tolist() == [2, 4]
