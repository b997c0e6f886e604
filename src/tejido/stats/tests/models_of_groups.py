"""Groups compared, standardised and weighted, and courses of each person, as `models_on_cells` has them."""

import numpy as np
from scipy import linalg

from tejido.stats.balance import balance
from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.doubly_robust import doubly_robust
from tejido.stats.families import LOGIT
from tejido.stats.glm import glm
from tejido.stats.mean import mean
from tejido.stats.mediation import mediation
from tejido.stats.missingness import attrition, lee_bounds, manski_bounds
from tejido.stats.mixed_fit import MixedFit
from tejido.stats.mixed_model import mixed_model, mixed_model_on_patterns
from tejido.stats.overlap import overlap
from tejido.stats.pattern_chunks import patterns_from_chunks
from tejido.stats.propensity import balancing_weights, propensity
from tejido.stats.reliable_change import reliable_change
from tejido.stats.response_weights import response_weighted_difference
from tejido.stats.standardisation import g_formula, standardised_risk, standardised_risk_difference, standardised_risk_ratio
from tejido.stats.tests.handed_over import People
from tejido.stats.tests.models_on_cells import ONE_TABLE, Answer, model, parts, told
from tejido.stats.wald import Wald
from tejido.stats.weighting import weighted_difference


@model(chunks=ONE_TABLE)
def weighted_groups(p: People) -> Answer:
    found = {}
    for name, outcome in (("score", p.score), ("yes", p.yes)):
        for estimand in ("ATE", "ATT", "ATO"):
            fit = weighted_difference(p.comparison(outcome, by_cluster=name == "score"), estimand, guarded=False)
            found |= {f"{name} {estimand} {part}": value for part, value in parts(fit, "estimate", "standard_error", "p").items()}
        both = doubly_robust(p.comparison(outcome), "linear" if name == "score" else "logit", guarded=False)
        found |= {
            f"{name} both {part}": value for part, value in parts(both, "estimate", "standard_error", "standard_error_stacked").items()
        }
    groups = p.comparison(p.score)
    scored = propensity(groups)
    weights = balancing_weights(groups, scored.score, "ATE", stabilise=True)
    shared = overlap(groups, scored.score, weights.weight)
    found |= told(scored.fit, np.delete(p.profiles, 3, axis=1)) | {"weights": groups.n @ weights.weight}
    return found | parts(shared, "exposed_size", "reference_size", "low", "high", "outside")


@model(chunks=ONE_TABLE, coding="speaks of the columns themselves")
def balance_of_columns(p: People) -> Answer:
    groups = p.comparison(p.score)
    return vars(balance(groups, balancing_weights(groups, propensity(groups).score).weight))


@model(chunks=ONE_TABLE)
def standardised(p: People) -> Answer:
    taken = 3
    on, off = p.design.copy(), p.design.copy()
    on[:, taken], off[:, taken] = (0.0, 1.0) if p.way.reference else (1.0, 0.0)
    found = {}
    for name, outcome, family in (("score", p.score, "linear"), ("yes", p.yes, "logit")):
        cells = p.cells(outcome, np.column_stack([p.design, on, off]))
        size = p.design.shape[1]
        seen, high, low = (np.ascontiguousarray(cells.design[:, k * size : (k + 1) * size]) for k in range(3))
        mine = Cells(seen, cells.n, cells.total, cells.squares)
        effect = g_formula(mine, high, low, family)
        found |= {f"{name} {part}": value for part, value in parts(effect, "estimate", "standard_error", "standard_error_here").items()}
    fit = glm(mine, LOGIT)
    found["risk"] = [*vars(standardised_risk(fit, high, cells.n)).values()]
    found["difference"] = [*vars(standardised_risk_difference(fit, high, low, cells.n)).values()]
    return found | {"ratio": [*vars(standardised_risk_ratio(fit, high, low, cells.n)).values()]}


@model(rows="reads persons one by one", chunks=ONE_TABLE)
def persons_one_by_one(p: People) -> Answer:
    reached = (p.cause > 0).astype(float)
    weighted = response_weighted_difference(p.covariates, p.taken, p.score, reached)
    found = {"weighted": [weighted.estimate, weighted.standard_error, weighted.effective_size]} | vars(
        attrition(p.taken, reached).difference
    )
    found |= {f"worst {name}": value for name, value in vars(manski_bounds(p.score, p.taken, reached, smallest=0, largest=25)).items()}
    found |= {f"trimmed {name}": value for name, value in vars(lee_bounds(p.score, p.taken, reached)).items()}
    through = mediation(p.taken, p.age, p.score, p.covariates, seed=1)
    found |= {"through": [*vars(through.indirect).values()], "ends": through.monte_carlo, "rho": through.rho_at_zero}
    found |= {"mean": [*vars(mean(p.score)).values()]}
    change = reliable_change(p.score, p.score + p.age / 20, standard_deviation=2.0, reliability=0.8, cutoff=11.0, higher_is_better=True)
    return found | {"changed": [share.estimate for share in change.shares.values()]}


@model()
def course_of_each_person(p: People) -> Answer:
    """Three interviews of everybody, but for some who missed the last. As rows: the likelihood and the least squares of G and s² found,
    with each person's matrices written out."""
    person = np.repeat(np.argsort(np.argsort(10 * p.age + p.score)), 3)
    wave = np.tile(np.arange(3.0), len(p.age))
    seen = ~((wave == 2) & (np.repeat(p.x, 3) == 2))
    outcome = np.repeat(p.score, 3) + 0.3 * wave + np.repeat(np.sin(7 * p.score), 3) * np.cos(9 * wave + np.repeat(p.age, 3))
    design, random = np.insert(np.repeat(p.design, 3, axis=0), 1, wave, axis=1)[seen], np.ones((int(seen.sum()), 1))
    rows = outcome[seen], design, random, person[seen]
    profiles = np.insert(p.profiles, 1, [0.0, 1, 2, 2], axis=1)
    if p.way.chunks > 1:
        order = np.argsort(rows[3], kind="stable")
        chunks = [tuple(column[part] for column in rows) for part in np.array_split(order, p.way.chunks)]
        return _course(mixed_model_on_patterns(patterns_from_chunks(chunks), method="REML"), profiles)
    fit = mixed_model(*rows, method="REML")
    return _written_out(fit, rows, profiles) if p.way.rows else _course(fit, profiles)


def _course(fit: MixedFit, profiles: Array) -> Answer:
    return told(fit, profiles) | {"df": fit.degrees_for(profiles)} | parts(fit, "deviance", "residual_variance", "random_covariance")


def _written_out(fit: MixedFit, rows: tuple[Array, ...], profiles: Array) -> Answer:
    outcome, design, random, person = rows
    whole = random @ fit.random_covariance @ random.T * (person[:, None] == person) + fit.residual_variance * np.eye(len(outcome))
    root = linalg.cholesky(whole, lower=True)
    x, y = linalg.solve_triangular(root, design, lower=True), linalg.solve_triangular(root, outcome, lower=True)
    b = linalg.lstsq(x, y)[0]
    free = len(y) - len(b)
    deviance = free * np.log(2 * np.pi) + 2 * np.log(np.diag(root)).sum() + np.linalg.slogdet(x.T @ x)[1] + ((y - x @ b) ** 2).sum()
    found = told(Wald(b, linalg.inv(x.T @ x)), profiles) | {"deviance": deviance, "df": fit.degrees_for(profiles)}
    return found | parts(fit, "residual_variance", "random_covariance")
