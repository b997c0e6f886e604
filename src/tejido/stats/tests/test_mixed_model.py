"""The linear mixed model against R's lme4 on published studies, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats import mixed_model as module
from tejido.stats.mixed_model import mixed_model, mixed_model_on_patterns
from tejido.stats.patterns import patterns_from_rows
from tejido.stats.tests.cases import case, with_constant
from tejido.stats.tests.repeated_measures import SAID, SINGULAR, as_they_are, chicks, sleep, teeth
from tejido.stats.unfit import Unfit

MODELS = {"course": (), "unemployment": ("unemployed",), "changing": ("unemployed", "months_unemployed")}


def rows_of(name):
    """outcome, design, random, person of a published model."""
    if name.startswith("teeth"):
        data = teeth()
        age, male = data["age"], data["male"]
        if name == "teeth level":
            return data["distance"], with_constant(age, male), np.ones((108, 1)), data["child"]
        random = with_constant(age, age**2) if name == "teeth" else with_constant(age)
        return data["distance"], with_constant(age, male, age * male), random, data["child"]
    if name.startswith("reisby"):
        data, _ = case("reisby")
        week, endog = data["week"], data["endog"]
        design = with_constant(week, endog, week * endog) if name == "reisby endogenous" else with_constant(week)
        return data["hamdep"], design, np.ones((375, 1)) if name == "reisby level" else with_constant(week), data["id"]
    data, _ = case("unemployment")
    columns = {"A": (), "B": (data["unemployed"],), "C": (data["unemployed"], data["unemployed"] * data["months"])}[name[-1]]
    return data["depression"], with_constant(data["months"], *columns), with_constant(data["months"]), data["id"]


def fitted(name, method):
    if name.startswith(("sleep", "chicks")):
        sums = {"sleep level": sleep(1), "sleep course": sleep(2), "chicks": chicks(2)}[name]
        return mixed_model_on_patterns(sums, method=method)
    return mixed_model(*rows_of(name), method=method)


def variances(fit):
    g = fit.random_covariance
    np.testing.assert_array_equal(g, g.T)
    return [*np.diag(g), *g[np.triu_indices(len(g), 1)], fit.residual_variance]


@pytest.mark.parametrize(("name", "method"), SAID)
def test_published_studies_give_the_numbers_of_lme4(name, method):
    fit, said = fitted(name, method), SAID[name, method]
    np.testing.assert_allclose(fit.coefficients, said.coef, rtol=1e-7)
    np.testing.assert_allclose(fit.standard_errors, said.se, rtol=3e-7)
    np.testing.assert_allclose(fit.degrees_of_freedom, said.df, rtol=1e-6)
    np.testing.assert_allclose(variances(fit), said.vc, rtol=5e-6)
    assert fit.deviance == pytest.approx(said.criterion, abs=1e-6)
    np.testing.assert_allclose(fit.r_squared(), said.r2, rtol=1e-6)
    assert (fit.method, fit.on_the_edge) == (method, False)


# R 4.2.2, lmerTest: coefficients of summary(lmer(…)) with qt(.975, df): p, low, high
STUDENT = {
    ("sleep course", "REML"): [(1.17087483660e-17, 237.00655109507, 265.8036586019), (3.26379001974e-06, 7.20595637568, 13.7286155435)],
    ("sleep course", "ML"): [(1.26674853548e-18, 237.47120932545, 265.3390003715), (1.65241516547e-06, 7.31120356478, 13.6233683544)],
    ("teeth course", "REML"): [
        (1.96720684799e-13, 14.8427996311695, 19.902654914286), (9.88761990727e-05, 0.2659315711169, 0.693159337974),
        (5.23662951579e-01, -4.3185746838414, 2.254370138387), (3.26138230499e-02, 0.0273369709851, 0.582322119924),
    ],
    ("teeth course", "ML"): [
        (2.10538967677e-14, 14.9474136971749, 19.798040848281), (5.14574452690e-05, 0.2747646517230, 0.684326257368),
        (5.07191734045e-01, -4.1826770211518, 2.118472475696), (2.62663641138e-02, 0.0388114796987, 0.570847611211),
    ],
    ("reisby course", "REML"): [(3.11947287071e-48, 22.4780925007, 24.67599955062), (1.02928553373e-16, -2.7975005171, -1.95659413306)],
}  # fmt: skip


@pytest.mark.parametrize(("name", "method"), STUDENT)
def test_intervals_and_p_values_are_students_with_satterthwaites_degrees_of_freedom(name, method):
    fit = fitted(name, method)
    found = np.column_stack([fit.p_values(), fit.intervals()])
    np.testing.assert_allclose(found[:, 1:], [row[1:] for row in STUDENT[name, method]], rtol=1e-5)
    np.testing.assert_allclose(np.log(found[:, 0]), np.log([row[0] for row in STUDENT[name, method]]), rtol=1e-5)
    np.testing.assert_allclose(
        fit.intervals(0.95, np.inf), fit.coefficients[:, None] + 1.95996398454005 * np.outer(fit.standard_errors, [-1, 1])
    )
    np.testing.assert_allclose(fit.intervals(0.8, 3)[:, 1], fit.coefficients + 1.63774435369621 * fit.standard_errors)


@pytest.mark.parametrize(("name", "method"), SINGULAR)
def test_a_singular_fit_is_found_to_the_end_and_reported_as_such(name, method):
    fit = mixed_model_on_patterns(chicks(3), method=method) if name == "chicks" else mixed_model(*rows_of(name), method=method)
    coef, se, vc, criterion = SINGULAR[name, method]
    assert fit.on_the_edge
    np.testing.assert_allclose(fit.coefficients, coef, rtol=1e-7)
    np.testing.assert_allclose(fit.standard_errors, se, rtol=1e-7)
    np.testing.assert_allclose(variances(fit), vc, rtol=1e-5)
    assert fit.deviance == pytest.approx(criterion, abs=1e-6)
    assert np.linalg.eigvalsh(fit.random_correlation)[0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_unemployment_and_depression_gives_singer_and_willett_table_5_7(name):
    data, expected = case("unemployment")
    data["months_unemployed"] = data["months"] * data["unemployed"]
    reference = next(model for model in expected["models"] if model["name"] == name)
    columns = ["months", *MODELS[name]]
    fit = mixed_model(data["depression"], with_constant(*(data[c] for c in columns)), with_constant(data["months"]), data["id"])
    for term, estimate, error in zip(["constant", *columns], fit.coefficients, fit.standard_errors, strict=True):
        assert (estimate, error) == pytest.approx(tuple(reference["terms"][term]), rel=1e-6)
    assert fit.deviance == pytest.approx(reference["deviance"], abs=1e-6)
    assert fit.residual_variance == pytest.approx(reference["residual_variance"], rel=1e-5)
    assert (fit.n, fit.groups, fit.patterns, fit.on_the_edge, fit.method) == (674, 254, 249, False, "ML")


def test_model_d_of_that_table_has_more_random_effects_than_interviews_and_is_refused():
    data, _ = case("unemployment")
    own = with_constant(data["unemployed"], data["unemployed"] * data["months"])
    with pytest.raises(Unfit, match="few_repeats"):
        mixed_model(data["depression"], own, own, data["id"])


@pytest.mark.parametrize("name", ["lmm_ri_ML", "lmm_rs_ML", "lmm_rs_endog_ML"])
def test_the_reisby_study_gives_the_reference_of_its_file(name):
    data, expected = case("reisby")
    reference = expected["models"][name]
    fit = fitted({"lmm_ri_ML": "reisby level", "lmm_rs_ML": "reisby course"}.get(name, "reisby endogenous"), "ML")
    np.testing.assert_allclose(fit.coefficients, list(reference["coef"].values()), rtol=1e-6)
    np.testing.assert_allclose(fit.standard_errors, list(reference["se"].values()), rtol=1e-6)
    assert fit.deviance == pytest.approx(reference["m2loglik"]["value"], abs=1e-6)
    assert fit.residual_variance == pytest.approx(reference["vcov"]["Residual"], rel=1e-5)
    assert fit.random_covariance[0, 0] == pytest.approx(reference["vcov"]["id:(Intercept)"], rel=1e-5)
    assert (fit.n, fit.groups) == (len(data["id"]), 66)


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_units_zeros_names_and_order_change_nothing_but_the_units(method):
    y, x, z, person = rows_of("teeth course")
    order = np.random.default_rng(2).permutation(len(y))
    year = x[order, 1] / 2 + 2020
    other_x = np.column_stack([np.ones(108), year, x[order, 2] * 5, year * x[order, 2]])
    names = np.array([f"child {p}" for p in person])[order]
    one = mixed_model(y, x, z, person, method=method)
    other = mixed_model(y[order] * 10 + 1000, other_x, with_constant(year), names, method=method)
    assert other.coefficients[[1, 3]] == pytest.approx(one.coefficients[[1, 3]] * 20, rel=1e-8)
    assert other.standard_errors[[1, 3]] == pytest.approx(one.standard_errors[[1, 3]] * 20, rel=1e-8)
    assert other.degrees_of_freedom[[1, 3]] == pytest.approx(one.degrees_of_freedom[[1, 3]], rel=1e-7)
    assert other.random_covariance[1, 1] == pytest.approx(one.random_covariance[1, 1] * 400, rel=1e-7)
    assert other.residual_variance == pytest.approx(one.residual_variance * 100, rel=1e-8)
    assert other.outcome_variance == pytest.approx(np.var(y, ddof=1) * 100, rel=1e-12)
    assert other.r_squared() == pytest.approx(one.r_squared(), rel=1e-8)
    free = 108 if method == "ML" else 104
    units = np.log(np.abs(np.linalg.det(np.linalg.lstsq(x[order], other_x, rcond=None)[0])))
    assert other.deviance == pytest.approx(one.deviance + 2 * free * np.log(10) + (0 if method == "ML" else 2 * units), abs=1e-7)


def test_the_size_of_the_chunks_changes_nothing(monkeypatch):
    rows = rows_of("reisby endogenous")
    order = np.random.default_rng(4).permutation(375)
    whole = mixed_model(*rows)
    monkeypatch.setattr(module, "CHUNK", 7)
    for given_rows in (rows, tuple(part[order] for part in rows)):
        parts = mixed_model(*given_rows)
        np.testing.assert_allclose(parts.coefficients, whole.coefficients, rtol=1e-11)
        np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-9)
        assert (parts.patterns, parts.n, parts.groups) == (whole.patterns, 375, 66)
        assert parts.deviance == pytest.approx(whole.deviance, abs=1e-9)


def test_people_who_do_not_differ_put_the_model_on_the_edge():
    random = np.random.default_rng(5)
    group = np.repeat(np.arange(40.0), 4)
    outcome = random.normal(size=160)
    for person in range(40):
        outcome[group == person] -= outcome[group == person].mean()
    fit = mixed_model(outcome, with_constant(random.normal(size=160)), np.ones((160, 1)), group)
    assert fit.on_the_edge
    assert fit.random_covariance[0, 0] == pytest.approx(0, abs=1e-9)


def test_people_who_differ_a_thousand_times_more_than_their_answers_are_no_trouble():
    chance = np.random.default_rng(6)
    person, t = np.repeat(np.arange(50), 6), np.tile(np.arange(6.0), 50)
    outcome = (chance.normal(0, 1000, 50))[person] + (chance.normal(0, 100, 50))[person] * t + chance.normal(0, 1, 300)
    fit = mixed_model(outcome, with_constant(t), with_constant(t), person, method="REML")
    lines = np.array([np.polyfit(t[:6], outcome[person == p], 1)[::-1] for p in range(50)])
    inside = [outcome[person == p] - with_constant(t[:6]) @ lines[p] for p in range(50)]
    residual = float(np.square(inside).sum()) / (300 - 100)
    np.testing.assert_allclose(fit.coefficients, lines.mean(axis=0), rtol=1e-7)
    assert fit.residual_variance == pytest.approx(residual, rel=1e-6)
    gram = np.linalg.inv(with_constant(t[:6]).T @ with_constant(t[:6]))
    np.testing.assert_allclose(fit.random_covariance, np.cov(lines.T) - residual * gram, rtol=1e-6)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["ML", "REML"]), st.integers(1, 3))
def test_no_covariance_of_the_people_fits_better_than_the_one_reported(seed, method, q):
    chance = np.random.default_rng(seed)
    sizes = chance.integers(1, 7, 12) + (q if q > 1 else 1)
    person = np.repeat(np.arange(12), sizes)
    z = np.column_stack([np.ones(len(person)), chance.normal(size=len(person)), chance.normal(size=len(person))])
    y = z @ [1, 2, 0.5] + np.einsum("ij,ij->i", z, chance.normal(size=(12, 3))[person]) + chance.normal(size=len(person))
    fit = mixed_model(y, z, z[:, :q], person, method=method)

    def criterion(g, s2):
        v = s2 * np.eye(len(y)) + (person[:, None] == person) * (z[:, :q] @ g @ z[:, :q].T)
        inverse = np.linalg.inv(v)
        precision = z.T @ inverse @ z
        rest = y - z @ np.linalg.solve(precision, z.T @ inverse @ y)
        value = np.linalg.slogdet(v)[1] + rest @ inverse @ rest
        if method == "ML":
            return value + len(y) * np.log(2 * np.pi)
        return value + np.linalg.slogdet(precision)[1] + (len(y) - 3) * np.log(2 * np.pi)

    assert criterion(fit.random_covariance, fit.residual_variance) == pytest.approx(fit.deviance, abs=1e-7)
    for _ in range(12):
        step = np.eye(q) + chance.normal(scale=0.05, size=(q, q))
        g, s2 = (
            step @ fit.random_covariance @ step.T + 1e-3 * np.eye(q) * chance.integers(0, 2),
            fit.residual_variance * chance.uniform(0.9, 1.1),
        )
        assert criterion(g, s2) >= fit.deviance - 1e-8


def ordinary():
    """24 interviews of 6 people that can be fitted."""
    chance = np.random.default_rng(1)
    person, t = np.repeat(np.arange(6), 4), np.tile(np.arange(4.0), 6)
    return chance.normal(size=24) + t, with_constant(t, np.repeat(chance.normal(size=6), 4)), with_constant(t), person


def with_columns(design, **columns):
    changed = design.copy()
    for place, column in columns.items():
        changed[:, int(place[1:])] = column
    return changed


def test_what_cannot_be_estimated_is_refused_with_its_reason():
    y, x, z, person = ordinary()
    assert mixed_model(y, x, z, person).n == 24
    t = z[:, 1]
    bad = y.copy()
    bad[3] = np.inf
    cases = [
        ("infinite", (), (bad, x, z, person)),
        ("infinite", (), (y, with_columns(x, c1=np.nan), z, person)),
        ("infinite", (), (y, x, z, np.where(person == 2, np.nan, person))),
        ("not_a_number", (), (y.astype(str), x, z, person)),
        ("one_outcome", (), (np.full(24, 0.1), x, z, person)),
        ("one_outcome", (), (np.zeros(24), x, z, person)),
        ("one_outcome", (), (np.full(24, 7.0), x, z, person)),
        ("too_few", (), (y[:0], x[:0], z[:0], person[:0])),
        ("few_groups", (), (y, x, z, np.zeros(24))),
        ("few_repeats", (), (y, x, z[:, :1], np.arange(24))),
        ("few_repeats", (), (y, x, z, np.arange(24) // 2)),
        ("constant", (2,), (y, with_columns(x, c2=7.3), z, person)),
        ("collinear", (2,), (y, with_columns(x, c2=3 - 2 * t), z, person)),
        ("random_constant", (1,), (y, x, with_columns(z, c1=5.0), person)),
        ("random_collinear", (2,), (y, x, np.column_stack([z, 4 * t - 1]), person)),
        ("random_unchanging", (1,), (y, x, with_columns(z, c1=person.astype(float)), person)),
        ("many_random", (), (y, x, np.column_stack([z, t**2, t**3]), person)),
        ("perfect", (), (x @ [1.0, 2.0, 3.0], x, z, person)),
        ("perfect", (), (person * 2.5 + t * (person % 3), x, z, person)),
    ]
    for reason, columns, rows in cases:
        with pytest.raises(Unfit) as refused:
            mixed_model(*rows)
        assert (refused.value.reason, refused.value.columns) == (reason, columns)


def test_no_more_rows_than_columns_are_refused():
    chance = np.random.default_rng(3)
    x = np.column_stack([np.ones(6), chance.normal(size=(6, 5))])
    with pytest.raises(Unfit, match="too_few"):
        mixed_model(chance.normal(size=6), x, np.ones((6, 1)), np.repeat([0, 1], 3))
    assert mixed_model(chance.normal(size=6), x[:, :3], np.ones((6, 1)), np.repeat([0, 1], 3)).groups == 2


def test_one_row_more_than_random_effects_is_enough():
    chance = np.random.default_rng(8)
    person = np.array([0, 0, 1, 2, 3, 4])
    assert mixed_model(chance.normal(size=6), np.ones((6, 1)), np.ones((6, 1)), person).n == 6


def test_three_random_effects_are_allowed():
    y, x, z, person = ordinary()
    assert mixed_model(y, x, np.column_stack([z, z[:, 1] ** 2]), person).random_covariance.shape == (3, 3)


def test_a_matrix_that_cannot_be_solved_is_refused_as_not_converged(monkeypatch):
    def broken(problem):
        raise np.linalg.LinAlgError

    monkeypatch.setattr(module, "maximum", broken)
    with pytest.raises(Unfit, match="not_converged"):
        mixed_model(*ordinary())


def test_patterns_and_rows_are_the_same_model():
    rows = rows_of("reisby course")
    one, other = mixed_model(*rows), mixed_model_on_patterns(patterns_from_rows(*rows))
    np.testing.assert_allclose(one.coefficients, other.coefficients, rtol=1e-12)
    assert (other.method, one.patterns, other.patterns) == ("ML", 8, 8)


@pytest.mark.parametrize("unit", [1e-7, 1e7])
def test_a_far_unit_that_nobody_put_right_is_no_trouble(unit):
    y, x, z, person = rows_of("teeth course")
    far = [columns * np.where(np.arange(columns.shape[1]) % 2, unit, 1) for columns in (x, z)]
    fit = mixed_model_on_patterns(patterns_from_rows(y, *far, person, origin=as_they_are(4, 2)))
    np.testing.assert_allclose(fit.coefficients * [1, unit, 1, unit], SAID["teeth course", "ML"].coef, rtol=1e-6)


def test_a_number_of_the_person_is_unchanging_in_any_unit():
    y, x, _, person = ordinary()
    for unit in (1e-6, 1.0, 1e6):
        own = with_constant(unit * person)
        with pytest.raises(Unfit, match="random_unchanging"):
            mixed_model_on_patterns(patterns_from_rows(y, x, own, person, origin=as_they_are(3, 2)))
