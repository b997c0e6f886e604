"""Models of times and states, as `models_on_cells` has them."""

import numpy as np

from tejido.stats.aalen_johansen import aalen_johansen
from tejido.stats.baseline_hazard import baseline_hazard, predicted_survival
from tejido.stats.cells import Cells
from tejido.stats.competing import as_multinomial_counts, cause_specific_hazards, cumulative_incidence, cumulative_incidence_multinomial
from tejido.stats.concordance import concordance
from tejido.stats.counts import poisson_rates
from tejido.stats.cox import cox
from tejido.stats.hazard import LINKS, discrete_hazard, survival_path
from tejido.stats.kaplan_meier import at_risk_at, kaplan_meier
from tejido.stats.life_table import life_table, life_table_of_cells
from tejido.stats.log_rank import log_rank
from tejido.stats.multinomial import multinomial
from tejido.stats.nelson_aalen import nelson_aalen
from tejido.stats.person_period import person_periods
from tejido.stats.piecewise import pieces
from tejido.stats.proportional_hazards import proportional_hazards_check
from tejido.stats.restricted_mean import restricted_mean, restricted_mean_difference
from tejido.stats.survival_times import each_group
from tejido.stats.tests.handed_over import People
from tejido.stats.tests.models_on_cells import NO_DESIGN, ONE_TABLE, Answer, model, parts, told
from tejido.stats.transitions import occupancy, transition_model, transition_table


@model()
def hazard_in_periods(p: People) -> Answer:
    spells, found = person_periods(np.zeros(len(p.time)), p.time, p.event), {}
    source = p.cells(spells.event, np.insert(p.design[spells.spell], 1, spells.period, axis=1))
    path = np.insert(np.tile(p.profiles[1], (4, 1)), 1, np.arange(1.0, 5), axis=1)
    for link in LINKS:
        fit = discrete_hazard(source, link)
        found |= told(fit, path, link) | parts(survival_path(fit, path, link), "survival", "survival_error", "low", "high")
    return found


@model(chunks=ONE_TABLE, coding=NO_DESIGN)
def tables_of_life(p: People) -> Answer:
    spells = person_periods(np.zeros(len(p.time)), p.time, p.event)
    cells = p.cells(spells.event, spells.period[:, None])
    assert isinstance(cells, Cells)
    time, event, number = p.tied(p.time, p.event)
    names = ("at_risk", "events", "hazard", "hazard_error", "survival", "survival_error", "censored")
    of_cells, of_people = life_table_of_cells(cells.design[:, 0], cells.n, cells.total), life_table(time, event, number)
    return parts(of_cells, *names) | {f"people {name}": value for name, value in parts(of_people, *names).items()}


@model()
def rates_in_pieces(p: People) -> Answer:
    cut = pieces(np.zeros(len(p.time)), p.time, p.event, [2, 4])
    columns = np.column_stack([cut.piece[:, None] == np.arange(3), p.design[cut.spell, 1:]]).astype(float)
    fit = poisson_rates(p.cells(cut.event / cut.time, columns, weights=cut.time), constant=False)
    whole = poisson_rates(cut.cells(p.design[:, 1:]), constant=False)
    path = np.insert(p.profiles, 1, 0.0, axis=1)
    path = np.insert(path, 1, 0.0, axis=1)
    return told(fit, path) | told(whole, path, "whole")


@model(chunks=ONE_TABLE)
def competing_exits(p: People) -> Answer:
    design, counts = p.table(p.cause, 3)
    n, exits = counts.sum(axis=1), counts[:, 1:]
    path, found = p.profiles[[0, 1]], {}
    apart = cumulative_incidence(cause_specific_hazards(design, n, exits), path)
    together = cumulative_incidence_multinomial(multinomial(design, as_multinomial_counts(n, exits)), path)
    for name, one in (("apart", apart), ("together", together)):
        found |= {f"{name} {part}": value for part, value in parts(one, "incidence", "standard_error", "low", "high", "survival").items()}
    return found


@model(chunks=ONE_TABLE)
def moves_between_states(p: People) -> Answer:
    before, after, number = p.tied(p.before, p.after)
    table = transition_table(before.astype(int), after.astype(int), 3, number)
    design, counts = p.table(3 * p.before + p.after, 9)
    kept = np.delete(design, (1, 2), axis=1)
    fit, path = transition_model(kept, counts.reshape(-1, 3, 3)), np.delete(p.profiles, (1, 2), axis=1)
    along = occupancy(fit, path, [0.5, 0.3, 0.2])
    return (
        parts(table, "counts", "probability", "low", "high") | parts(along, "share", "standard_error") | {"moves": fit.probabilities(path)}
    )


@model(chunks=ONE_TABLE, coding=NO_DESIGN)
def curves(p: People) -> Answer:
    time, event, cause, group, number = p.tied(p.time, p.event, p.cause, p.taken)
    names, found = ("standard_error", "low", "high", "at_risk", "events", "n"), {}
    for level, curve in each_group(kaplan_meier, group, time, event, weights=number).items():
        found |= {f"{level} {part}": value for part, value in parts(curve, "survival", *names).items()}
    for ties in ("together", "in_turn"):
        found |= {
            f"{ties} {part}": value for part, value in parts(nelson_aalen(time, event, weights=number, ties=ties), "hazard", *names).items()
        }
    found |= {f"exits {part}": value for part, value in parts(aalen_johansen(time, cause, weights=number), "incidence", *names).items()}
    test = log_rank(time, event, group, weights=number, strata=cause)
    found |= parts(test, "chi_square", "p", "observed", "expected", "covariance")
    means = restricted_mean_difference(time, event, group, 2.0, weights=number)
    found |= parts(means, "difference", "standard_error", "ratio_low", "ratio_high")
    return found | {"area": restricted_mean(time, event, 2.0, weights=number).mean, "there": at_risk_at(time, [1, 2, 3], weights=number)}


@model(chunks=ONE_TABLE)
def relative_pace(p: People) -> Answer:
    found, apart = {}, (p.profiles[1:] - p.profiles[0])[:, 1:]
    for ties in ("efron", "breslow"):
        time, event, design, number = p.tied(p.time, p.event, p.design[:, 1:])
        fit = cox(time, event, design, ties=ties, counts=number)
        found |= told(fit, apart, ties) | {
            f"{ties} {part}": value for part, value in parts(fit, "log_likelihood", "score_chi_square").items()
        }
        found[f"{ties} survival"] = predicted_survival(fit, p.profiles[2, 1:]).survival
        found[f"{ties} agreement"] = [concordance(fit).value, concordance(fit).standard_error]
        check = proportional_hazards_check(fit)
        found[f"{ties} check"] = [check.chi_square[-1], check.overall_chi_square]
    time, event, design, cluster, number = p.tied(p.time, p.event, p.design[:, 1:], p.cluster)
    return found | told(cox(time, event, design, counts=number, cluster=cluster), apart, "clusters")


@model(chunks=ONE_TABLE, coding="speaks of a person with zero in every column")
def baseline(p: People) -> Answer:
    time, event, design, number = p.tied(p.time, p.event, p.design[:, 1:])
    return parts(baseline_hazard(cox(time, event, design, counts=number)), "times", "survival", "standard_error")
