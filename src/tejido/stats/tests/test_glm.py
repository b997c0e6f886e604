"""One fit for risks, hazards and rates: equal to R's glm (4.2.2, epsilon 1e-15), to its own rows, and honest where there is no answer."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.blocks import BLOCK
from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.families import CLOGLOG, LOGIT, POISSON
from tejido.stats.glm import glm
from tejido.stats.tests.published import BEETLES, BREAKS, DOSE, FIRST_SEX, KILLED, TENSION, WOOL, dummies
from tejido.stats.unfit import Unfit

FAMILIES = [LOGIT, CLOGLOG, POISSON]
EVERY = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)


def with_constant(*columns):
    return np.column_stack([np.ones(len(columns[0])), *columns]).astype(float)


def same(fit, coefficients, errors, rel=1e-9):
    np.testing.assert_allclose(fit.coefficients, coefficients, rtol=rel)
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=rel)


def refused(design, total, n=None, family=LOGIT, *, constant=True, **more):
    with pytest.raises(Unfit) as refusal:
        glm(
            Cells(np.asarray(design, float), np.ones(len(total)) if n is None else np.asarray(n), np.asarray(total), **more),
            family,
            constant=constant,
        )
    return refusal.value.reason, refusal.value.columns


def drawn(seed, family, n=300, clusters=None):
    random = np.random.default_rng(seed)
    design = with_constant(random.integers(0, 2, n), random.integers(0, 4, n), random.integers(-1, 2, n))
    mean = family.mean(design @ [-1.0, 0.5, 0.2, -0.3])
    outcome = (random.random(n) < mean).astype(float) if family.bounded else random.poisson(mean).astype(float)
    return design, outcome, random.integers(0, clusters or 1, n)


def test_beetles_by_logit_as_in_r():
    fit = glm(Cells(with_constant(DOSE), BEETLES, KILLED), LOGIT)
    same(fit, [-60.71745456163529, 34.27032573414692], [5.180711463340797, 2.912140070635727])
    assert fit.deviance == pytest.approx(2 * 186.2354032717684, rel=1e-12)
    assert (fit.n, fit.total, fit.cells) == (481, 291, 8)
    assert fit.farthest == pytest.approx(3.8444120890824125, rel=1e-9)


def test_beetles_by_complementary_log_log_as_in_r():
    fit = glm(Cells(with_constant(DOSE), BEETLES, KILLED), CLOGLOG)
    same(fit, [-39.5723106061371, 22.0411698207575], [3.240272619672460, 1.799355190981066])
    assert fit.deviance == pytest.approx(2 * 182.3425070895709, rel=1e-12)


def test_the_teaching_example_of_discrete_time_hazards_to_the_printed_digits():
    grade, transition, n, events = FIRST_SEX.T
    design = np.column_stack([dummies(grade, reference=False), transition])
    logit = glm(Cells(design, n, events), LOGIT, constant=False)
    cloglog = glm(Cells(design, n, events), CLOGLOG, constant=False)
    assert [round(logit.coefficients[0], 4), round(logit.coefficients[-1], 4), round(logit.deviance, 2)] == [-2.9943, 0.8736, 634.66]
    assert [round(cloglog.coefficients[-1], 4), round(cloglog.deviance, 2)] == [0.7854, 634.50]
    assert logit.standard_errors[-1] == pytest.approx(0.217407555188542, rel=1e-8)
    assert cloglog.coefficients[-1] == pytest.approx(0.7854048251409804, rel=1e-11)
    assert cloglog.standard_errors[-1] == pytest.approx(0.195621102917855, rel=1e-8)


def test_breaks_of_warp_by_poisson_as_in_r():
    tension = dummies(TENSION)
    fit = glm(cells_from_rows(with_constant(WOOL, tension, tension * WOOL[:, None]), BREAKS), POISSON)
    same(
        fit,
        [3.7967368499703502, -0.4566271602880324, -0.6186830196224036, -0.5957987257888158, 0.6381768143034054, 0.1883631736933530],
        [0.04993761694372791, 0.08019210347678912, 0.08440020862322448, 0.08377739828740186, 0.12215321097155181, 0.12989541986203024],
    )
    rows = glm(cells_from_rows(with_constant(WOOL, tension, tension * WOOL[:, None]), BREAKS, compress=False), POISSON)
    assert rows.deviance == pytest.approx(182.3051312858468, rel=1e-12)
    assert fit.deviance == pytest.approx(0, abs=1e-9)
    assert (rows.n, rows.total, rows.cells, fit.cells) == (54, BREAKS.sum(), 54, 6)


@pytest.mark.parametrize(
    ("family", "coefficients", "errors"),
    [
        (CLOGLOG, [-488.7975551596420019, 0.2424433467695254], [281.0898111489801181, 0.1394045688615543]),
        (LOGIT, [-744.5626656843944602, 0.3696477572222716], [464.2167796638794357, 0.2303955435261457]),
    ],
)
def test_a_calendar_year_keeps_all_its_digits(family, coefficients, errors):
    years = np.arange(2010.0, 2022.0)
    fit = glm(Cells(with_constant(years), np.ones(12), np.array([0.0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1])), family)
    same(fit, coefficients, errors, rel=1e-10)
    np.testing.assert_allclose(fit.information @ fit.covariance, np.eye(2), atol=1e-4)


def test_moments_of_a_calendar_time_in_seconds_are_told_apart():
    days = np.arange(60.0)
    outcome = (np.sin(days) > 0.3).astype(float)
    plain = glm(Cells(with_constant(days), np.ones(60), outcome), LOGIT)
    seconds = glm(Cells(with_constant(1.7e9 + days * 86400), np.ones(60), outcome), LOGIT)
    assert seconds.coefficients[1] * 86400 == pytest.approx(plain.coefficients[1], rel=1e-9)
    assert seconds.standard_errors[1] * 86400 == pytest.approx(plain.standard_errors[1], rel=1e-9)


@EVERY
def test_the_result_is_at_the_maximum_whatever_the_start(family):
    design, outcome, _ = drawn(3, family)
    fit = glm(cells_from_rows(design, outcome), family)
    for start in (np.zeros(4), np.array([2.0, -3.0, 1.0, 2.0]), fit.coefficients):
        np.testing.assert_allclose(glm(cells_from_rows(design, outcome), family, start=start).coefficients, fit.coefficients, rtol=1e-9)
    mean, weight, _ = family.parts(design @ fit.coefficients)
    np.testing.assert_allclose(((outcome - mean) * weight) @ design, 0, atol=1e-9)
    again = glm(cells_from_rows(design, outcome), family, start=fit.coefficients)
    assert again.rounds == 1 < fit.rounds < 10


@EVERY
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_cells_chunks_and_rows_in_any_order_are_one_model(family, seed):
    design, outcome, cluster = drawn(seed, family, clusters=5)
    rows = glm(cells_from_rows(design, outcome, cluster=cluster, compress=False), family)
    cells = cells_from_rows(design, outcome, cluster=cluster)
    turned = np.random.default_rng(seed).permutation(len(cells))
    whole = glm(cells, family)
    parts = [_some(cells, turned[i::3]) for i in range(3)]
    streamed = glm(lambda: iter(parts), family)
    for other in (whole, streamed, glm(parts, family)):
        np.testing.assert_allclose(other.coefficients, rows.coefficients, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(other.covariance, rows.covariance, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(other.information, rows.information, rtol=1e-10, atol=1e-9)
        np.testing.assert_allclose(other.cluster_scores, rows.cluster_scores, atol=1e-9)
        assert (other.n, other.total, other.cells) == (300, outcome.sum(), len(cells))
    np.testing.assert_allclose(streamed.coefficients, whole.coefficients, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(streamed.covariance, whole.covariance, rtol=1e-12, atol=1e-13)


def _some(cells, kept):
    arrays = (cells.n, cells.total, cells.squares, cells.offset, cells.cluster)
    return Cells(cells.design[kept], *(None if a is None else a[kept] for a in arrays))


@EVERY
def test_the_coding_of_the_reference_does_not_change_the_model(family):
    design, outcome, _ = drawn(11, family)
    one = glm(cells_from_rows(design, outcome), family)
    design[:, 1] = 1 - design[:, 1]
    other = glm(cells_from_rows(design, outcome), family)
    assert other.coefficients[1] == pytest.approx(-one.coefficients[1], rel=1e-9)
    assert other.standard_errors[1] == pytest.approx(one.standard_errors[1], rel=1e-9)
    assert other.coefficients[0] == pytest.approx(one.coefficients[0] + one.coefficients[1], rel=1e-9)
    assert other.deviance == pytest.approx(one.deviance, rel=1e-12)


@EVERY
def test_information_and_scores_by_cluster_are_those_of_their_definition(family):
    design, outcome, cluster = drawn(5, family, clusters=4)
    design[:, 2] += 2000
    fit = glm(cells_from_rows(design, outcome, cluster=cluster), family)
    mean, weight, fisher = family.parts(design @ fit.coefficients)
    np.testing.assert_allclose(fit.information, (design.T * fisher) @ design, rtol=1e-8)
    np.testing.assert_allclose(np.sqrt(np.diag(np.linalg.inv((design.T * fisher) @ design))), fit.standard_errors, rtol=1e-4)
    scores = ((outcome - mean) * weight)[:, None] * design
    expected = np.array([scores[cluster == g].sum(axis=0) for g in range(4)])
    np.testing.assert_allclose(fit.cluster_scores, expected, atol=1e-6)
    assert glm(cells_from_rows(design, outcome), family).cluster_scores is None


def test_a_cluster_seen_in_a_later_chunk_only_has_its_line():
    design, outcome, _ = drawn(5, LOGIT)
    cluster = np.repeat([0, 2, 1], 100)
    parts = [cells_from_rows(design[p], outcome[p], cluster=cluster[p]) for p in (slice(100), slice(100, 200), slice(200, 300))]
    fit = glm(parts, LOGIT)
    whole = glm(cells_from_rows(design, outcome, cluster=cluster), LOGIT)
    assert fit.cluster_scores.shape == (3, 4)
    np.testing.assert_allclose(fit.cluster_scores, whole.cluster_scores, atol=1e-9)
    np.testing.assert_allclose(fit.cluster_scores.sum(axis=0), 0, atol=1e-8)


@EVERY
def test_weights_that_are_not_whole_count_as_shares_of_people(family):
    design, outcome, _ = drawn(8, family)
    weights = np.random.default_rng(1).uniform(0.2, 3.0, 300)
    fit = glm(cells_from_rows(design, outcome, weights=weights), family)
    kind = {"logit": sm.families.Binomial(), "cloglog": sm.families.Binomial(sm.families.links.CLogLog()), "poisson": sm.families.Poisson()}
    oracle = sm.GLM(outcome, design, family=kind[family.name], freq_weights=weights).fit(tol=1e-14)
    np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-8)
    np.testing.assert_allclose(fit.standard_errors, oracle.bse, rtol=1e-6)
    assert (fit.n, fit.total) == (pytest.approx(weights.sum()), pytest.approx((weights * outcome).sum()))


@EVERY
def test_an_offset_is_part_of_the_linear_predictor(family):
    design, outcome, _ = drawn(9, family)
    known = 0.7 * design[:, 1] + 3
    fit = glm(cells_from_rows(design, outcome), family)
    moved = glm(cells_from_rows(design, outcome, offset=known), family)
    np.testing.assert_allclose(moved.coefficients, fit.coefficients - [3, 0.7, 0, 0], rtol=1e-9)
    np.testing.assert_allclose(moved.standard_errors, fit.standard_errors, rtol=1e-9)
    assert moved.deviance == pytest.approx(fit.deviance, rel=1e-11)


def test_insurance_claims_with_a_time_at_risk_as_in_r():
    """MASS::Insurance shortened to its margins would not be the same data; exposure as n and exposure as offset are."""
    time, events, group = np.array([100.0, 250, 80, 40]), np.array([10.0, 30, 12, 9]), np.array([0.0, 0, 1, 1])
    offset = glm(Cells(with_constant(group), np.ones(4), events, offset=np.log(time)), POISSON)
    rate = np.array([40 / 350, 21 / 120])
    same(offset, [np.log(rate[0]), np.log(rate[1] / rate[0])], [1 / np.sqrt(40), np.sqrt(1 / 40 + 1 / 21)])
    exposure = glm(Cells(with_constant(group), time, events), POISSON)
    same(exposure, offset.coefficients, offset.standard_errors)
    assert exposure.deviance == pytest.approx(offset.deviance, rel=1e-10)


@EVERY
def test_cells_without_people_and_chunks_without_cells_change_nothing(family):
    design, outcome, _ = drawn(4, family)
    cells = cells_from_rows(design, outcome)
    empty = Cells(np.array([[1.0, 50, 50, 50]]), np.zeros(1), np.zeros(1))
    nothing = Cells(np.zeros((0, 4)), np.zeros(0), np.zeros(0))
    fit, other = glm(cells, family), glm([nothing, cells, empty], family)
    np.testing.assert_array_equal(fit.coefficients, other.coefficients)
    assert (other.cells, other.farthest, other.n) == (fit.cells, fit.farthest, 300)


def test_more_cells_than_fit_in_one_block_are_all_read():
    size = 2 * BLOCK + 5
    position = np.arange(size)
    group = (position >= size // 2).astype(float)
    total = (position % 4 < 1 + group).astype(float)
    fit = glm(Cells(with_constant(group), np.ones(size), total, cluster=(position % 3)), LOGIT)
    low, high = total[group == 0].mean(), total[group == 1].mean()
    assert fit.coefficients == pytest.approx([np.log(low / (1 - low)), np.log(high / (1 - high) * (1 - low) / low)], rel=1e-10)
    assert (fit.n, fit.cells) == (size, size)


def test_designs_in_small_whole_numbers_are_widened():
    design, outcome, _ = drawn(4, LOGIT)
    cells = cells_from_rows(design, outcome)
    small = glm(Cells(cells.design.astype(np.int8), cells.n, cells.total), LOGIT)
    np.testing.assert_array_equal(small.coefficients, glm(cells, LOGIT).coefficients)


@EVERY
def test_a_group_without_events_is_refused_by_its_column(family):
    design = with_constant([0, 1, 0], [0, 0, 1])
    assert refused(design, [3.0, 0, 40], [100.0, 300, 900], family) == ("separated", (1,))
    assert refused(design, [0.0, 3, 40], [100.0, 300, 900], family) == ("separated", (0, 1, 2))


@pytest.mark.parametrize("family", [LOGIT, CLOGLOG], ids=lambda family: family.name)
def test_a_group_in_which_all_had_the_event_is_refused_by_its_column(family):
    assert refused(with_constant([0, 1, 0], [0, 0, 1]), [3.0, 30, 900], [100.0, 300, 900], family) == ("separated", (2,))


@pytest.mark.parametrize("family", [LOGIT, CLOGLOG], ids=lambda family: family.name)
@pytest.mark.parametrize("mixed", [[0.0], [0.0, 1.0, 0.0]])
def test_a_threshold_that_parts_all_but_those_upon_it_is_refused(family, mixed):
    x = np.concatenate([np.arange(20.0), np.full(len(mixed), 20.0), np.arange(21.0, 40.0)])
    outcome = np.concatenate([np.zeros(20), mixed, np.ones(19)])
    assert refused(with_constant(x, np.sin(x * 7)), outcome, family=family)[0] == "separated"
    assert refused(with_constant(x), outcome, family=family) == ("separated", (0, 1))


@pytest.mark.parametrize("family", [LOGIT, CLOGLOG], ids=lambda family: family.name)
def test_one_person_on_the_wrong_side_is_enough_for_an_answer(family):
    x = np.arange(40.0)
    outcome = (x > 20).astype(float)
    outcome[[20, 21]] = 1, 0
    fit = glm(Cells(with_constant(x), np.ones(40), outcome), family)
    assert np.isfinite(fit.standard_errors).all()
    assert 0.9 < fit.coefficients[1] < 1.4


@pytest.mark.parametrize("family", [LOGIT, CLOGLOG], ids=lambda family: family.name)
def test_a_very_wide_covariate_is_not_mistaken_for_separation(family):
    random = np.random.default_rng(6)
    x = np.exp(random.normal(size=3000) * 2)
    outcome = (random.random(3000) < family.mean(-3 + 0.02 * x)).astype(float)
    fit = glm(Cells(with_constant(x), np.ones(3000), outcome), family)
    assert fit.farthest > 20
    assert fit.coefficients[1] == pytest.approx(0.02, abs=0.005)


def test_an_event_in_a_hundred_million_is_rare_and_not_separated():
    fit = glm(Cells(with_constant([0, 1]), np.full(2, 1e9), np.array([10.0, 20])), CLOGLOG)
    same(fit, [-np.log(1e8), np.log(2)], [np.sqrt(1 / 10), np.sqrt(1 / 10 + 1 / 20)], rel=1e-7)


@EVERY
def test_nobody_or_everybody_with_the_event_is_one_outcome(family):
    design = with_constant([0, 1, 2, 3])
    assert refused(design, np.zeros(4), np.full(4, 9.0), family) == ("one_outcome", ())
    if family.bounded:
        assert refused(design, np.full(4, 9.0), np.full(4, 9.0), family) == ("one_outcome", ())


@EVERY
def test_columns_that_say_nothing_of_their_own_are_refused_by_position(family):
    x = np.array([0.0, 1, 2, 5])
    total, n = np.array([3.0, 4, 5, 2]), np.full(4, 9.0)
    assert refused(with_constant(x, np.full(4, 3.0)), total, n, family) == ("constant", (2,))
    assert refused(with_constant(x, np.zeros(4)), total, n, family) == ("constant", (2,))
    assert refused(with_constant(x, x**2, 2 * x - x**2), total, n, family) == ("collinear", (3,))
    assert refused(np.column_stack([x, 2 * x]), total, n, family, constant=False) == ("collinear", (1,))
    assert refused(np.column_stack([x, np.zeros(4)]), total, n, family, constant=False) == ("constant", (1,))
    assert glm(Cells(np.ones((4, 1)), n, total), family, constant=False).coefficients == pytest.approx([family.start(14 / 36)])


def test_what_cannot_have_been_counted_is_refused():
    design = with_constant([0, 1, 2, 3])
    good = [3.0, 4, 5, 2]
    assert refused(design, good, [9.0, 9, 4, 9]) == ("impossible_counts", ())
    assert refused(design, [3.0, 4, -5, 2], np.full(4, 9.0)) == ("impossible_counts", ())
    assert refused(design, good, [9.0, 9, -9, 9]) == ("impossible_counts", ())
    assert refused(design, good, [9.0, 9, 0, 9]) == ("impossible_counts", ())
    assert refused(design, [3.0, 4, 0.5, 2], [9.0, 9, 0, 9], POISSON) == ("impossible_counts", ())
    assert refused(design, [3.0, 4, -5, 2], np.full(4, 9.0), POISSON) == ("impossible_counts", ())
    assert glm(Cells(design, np.full(4, 2.0), np.array(good)), POISSON).n == 8


@EVERY
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_infinite_and_missing_values_are_refused_wherever_they_stand(family, bad):
    def made(**changed):
        arrays = {"design": with_constant([0, 1, 2, 3]), "n": np.full(4, 9.0), "total": np.array([3.0, 4, 5, 2]), "offset": np.zeros(4)}
        for key in changed:
            arrays[key] = arrays[key].copy()
            arrays[key].flat[-1] = bad
        return arrays

    for key in ("design", "n", "total", "offset"):
        with pytest.raises(Unfit, match="infinite"):
            glm(Cells(**made(**{key: True})), family)
    glm(Cells(**made()), family)


def test_text_and_an_offset_beyond_numbers_are_refused():
    assert refused(with_constant([0, 1, 2, 3]), [3.0, 4, 5, 2], offset=np.array([0, 0, 0, 701.0]), family=POISSON) == ("infinite", ())
    with pytest.raises(Unfit, match="not_a_number"):
        glm(Cells(np.array([["1", "a"], ["1", "b"]]), np.ones(2), np.ones(2)), LOGIT)


@EVERY
def test_nothing_at_all_is_too_few(family):
    assert refused(np.zeros((0, 2)), np.zeros(0), family=family) == ("too_few", ())
    assert refused(with_constant([0, 1]), np.zeros(2), np.zeros(2), family) == ("too_few", ())


def test_as_many_persons_as_columns_are_too_few():
    assert refused(with_constant([0, 1, 2], [0, 1, 0]), [0.0, 1, 0]) == ("too_few", ())
    assert glm(Cells(with_constant([0, 1]), np.array([2.0, 2.0]), np.ones(2)), LOGIT).n == 4


def test_a_fit_that_needs_smaller_steps_finds_the_maximum():
    x = np.append(np.linspace(-2, 2, 200), 60.0)
    total = np.append(np.round(np.exp(0.5 * x[:200])), 1.0)
    fit = glm(Cells(with_constant(x), np.ones(201), total), POISSON, start=np.array([5.0, -0.4]))
    mean = np.exp(fit.coefficients[0] + fit.coefficients[1] * x)
    assert [(total - mean).sum(), ((total - mean) * x).sum()] == pytest.approx([0, 0], abs=1e-6)


def test_a_search_without_end_is_said_to_have_no_answer(monkeypatch):
    monkeypatch.setattr("tejido.stats.glm.MOST_ROUNDS", 2)
    assert refused(with_constant(DOSE), KILLED, BEETLES) == ("not_converged", ())


def test_the_last_round_allowed_is_made_and_none_beyond_it(monkeypatch):
    cells = Cells(with_constant(DOSE), BEETLES, KILLED)
    needed = glm(cells, LOGIT).rounds
    monkeypatch.setattr("tejido.stats.glm.MOST_ROUNDS", needed)
    assert glm(cells, LOGIT).rounds == needed
    monkeypatch.setattr("tejido.stats.glm.MOST_ROUNDS", needed - 1)
    with pytest.raises(Unfit, match="not_converged"):
        glm(cells, LOGIT)


def test_a_start_where_nothing_can_be_seen_leads_nowhere():
    for family, start, wide in ((LOGIT, [1e4, 0], 1.0), (POISSON, [699, 0], 1e10)):
        x = np.array([1.0, 2, 3, 4]) * wide
        with pytest.raises(Unfit, match="not_converged"), np.errstate(over="ignore"):
            glm(Cells(with_constant(x), np.full(4, 9.0), np.array([3.0, 4, 5, 2])), family, start=np.array(start, float))


def test_the_first_column_is_taken_for_the_intercept_unless_said_otherwise():
    design = with_constant([0, 1, 2, 3], [3, 3, 3, 3])
    with pytest.raises(Unfit) as refusal:
        glm(Cells(design, np.full(4, 9.0), np.array([3.0, 4, 5, 2])), LOGIT)
    assert (refusal.value.reason, refusal.value.columns) == ("constant", (2,))
