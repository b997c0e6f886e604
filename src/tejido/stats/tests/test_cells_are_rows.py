"""Cells, moments, patterns and counted rows say what the people one by one say, in any order, in any chunks and under any coding.

Every model of `models_on_cells` is given the same invented people in each way that it knows; the answers agree to 1e-7 of themselves, or
the refusals do. A public function of `tejido.stats` that no model there reaches is named here, with its reason, or a test fails.
"""

import importlib
import inspect
import pkgutil
from types import CodeType, FunctionType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido import stats
from tejido.stats.tests.handed_over import People, Way
from tejido.stats.tests.models_on_cells import MODELS
from tejido.stats.unfit import Unfit

for other in ("groups", "times"):  # they enter their models into the list
    importlib.import_module(f"tejido.stats.tests.models_of_{other}")

SAME = 1e-7
WAYS = {"rows": Way(rows=True), "order": Way(shuffled=True), "chunks": Way(chunks=3), "coding": Way(reference=2)}


def answer(name, seed, people, way):
    """The numbers of a model, or the reason why there are none."""
    try:
        return dict(MODELS[name].answer(People(seed, people, way)))
    except Unfit as unfit:
        return unfit.reason


@pytest.mark.parametrize(("name", "way"), [(name, way) for name, one in MODELS.items() for way in WAYS if way not in one.without])
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**20), people=st.integers(60, 140))
def test_the_same_people_have_the_same_answer(name, way, seed, people):
    plain, other = answer(name, seed, people, Way()), answer(name, seed, people, WAYS[way])
    if isinstance(plain, str) or isinstance(other, str):
        assert plain == other
        return
    assert plain.keys() == other.keys()
    for part, value in plain.items():
        np.testing.assert_allclose(other[part], value, rtol=SAME, atol=SAME, err_msg=part)


@pytest.mark.parametrize("name", MODELS)
def test_most_of_these_people_can_be_answered(name):
    """Else all of the above would hold of refusals alone."""
    assert sum(isinstance(answer(name, seed, 120, Way()), dict) for seed in range(4)) >= 3


def test_ways_that_a_model_does_not_know_have_a_reason():
    for name, one in MODELS.items():
        assert set(one.without) < set(WAYS), name
        assert all(len(reason) > 10 for reason in one.without.values()), name


EXCEPTIONS = {
    "a line an organisation, not persons put together": (
        "finite.require_counts finite.require_weighable "
        "beta_binomial.beta_binomial funnel.binomial_limit funnel.funnel_of_means funnel.funnel_of_proportions funnel.funnel_of_rates "
        "funnel.poisson_limit heterogeneity.between_variance heterogeneity.pooled heterogeneity.q_profile heterogeneity.q_statistic "
        "meta_analysis.meta_analysis shrinkage.empirical_bayes shrinkage.james_stein shrinkage.shrunken_proportions"
    ),
    "arithmetic on answers": (
        "cox.allowing_for_few_clusters cox_alone.resting_on_one cost_effectiveness.cost_per_outcome cost_effectiveness.net_benefit e_value.e_value e_value.e_value_of_difference "
        "mixed_fit.likelihood_ratio multiple_imputation.rubin multiplicity.adjusted negative_control.negative_control "
        "reliable_change.cutoff_a reliable_change.cutoff_b reliable_change.cutoff_c sroi.social_return standardisation.number_needed"
    ),
    "draws for each person in the order given": (
        "cost_effectiveness.cost_effectiveness multiple_imputation.chained_imputations multiple_imputation.draw_binary "
        "multiple_imputation.draw_normal tipping_point.tipping_point design.require_full_rank"
    ),
    "gives back a number for each row": (
        "cox_residuals.martingale_residuals cox_residuals.schoenfeld_residuals person_period.exposed_since person_period.known_before "
        "person_period.spell_numbers"
    ),
    "reads persons one by one, with nothing to put together": "mediation.mediation_sensitivity transitions.move_error",
}


def names_in(code: CodeType) -> set[str]:
    return set(code.co_names).union(*(names_in(inner) for inner in code.co_consts if isinstance(inner, CodeType)))


def codes_of(thing) -> list[CodeType]:
    """The code of a function, or of what a class can do."""
    if isinstance(thing, FunctionType):
        return [thing.__code__]
    found = [part.fget if isinstance(part, property) else part for part in vars(thing).values()]
    return [part.__code__ for part in found if isinstance(part, FunctionType)]


def reached_from(things) -> set[str]:
    """Functions and classes of `tejido.stats` that these call, and those call, and so on, as file.name."""
    found, waiting = set(), list(things)
    while waiting:
        thing = waiting.pop()
        around = vars(importlib.import_module(thing.__module__))
        for code in codes_of(thing):
            for name in names_in(code):
                other = around.get(name)
                if inspect.isfunction(other) or inspect.isclass(other):
                    key = f"{other.__module__.rpartition('.')[2]}.{other.__name__}"
                    if other.__module__.startswith("tejido.stats.") and key not in found:
                        found.add(key)
                        waiting.append(other)
    return found


def public_functions() -> set[str]:
    modules = [importlib.import_module(f"tejido.stats.{one.name}") for one in pkgutil.iter_modules(stats.__path__) if not one.ispkg]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__ and not name.startswith("_")
    }


def test_every_public_function_is_reached_by_a_model_or_has_its_reason():
    reached = reached_from([People, *(model.answer for model in MODELS.values())])
    excepted = {name for names in EXCEPTIONS.values() for name in names.split()}
    public = public_functions()
    assert sorted(public - reached - excepted) == [], "give it a line in models_on_cells.py, or a reason here"
    assert sorted(excepted - public) == [], "no such function"
    assert sorted(excepted & reached) == [], "reached by a model after all"
