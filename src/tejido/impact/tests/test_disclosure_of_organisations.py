"""Organisations that are not named, and networks of few members: no figure of the others tells of them."""


import numpy as np
import pandas as pd
import pytest

from tejido.impact.disclosure import protect_figures
from tejido.impact.spoken import spoken
from tejido.impact.tests.studies import ask, lines, network_plan

YES_NO, NUMBER, CATEGORY = {"kind": "yes_no"}, {"kind": "number"}, {"kind": "category"}


def model_of(document, name):
    return next((model for model in document["models"] if model["name"] == name), {})


def alone(asked):
    """Organisations by themselves: nobody is compared within them."""
    return network_plan(asked, exposure=None)


def apart(frame):
    """Organisations that differ by more than chance, so that there is something to draw together."""
    random = np.random.default_rng(8)
    place = frame["organisation"].str[1:].astype(float)
    return frame.assign(better=(random.random(len(frame)) < 0.25 + 0.04 * place).astype(float))


def with_a_small_one(frame, people=14, yes=3, score=12.0):
    """The same network with one more organisation, too small to be named."""
    small = frame.head(people).copy()
    small["person"] = np.arange(10_000, 10_000 + people)
    small["organisation"], small["better"] = "Z", (np.arange(people) < yes).astype(float)
    small["score"] = score + np.arange(people) * 0.1
    return pd.concat([frame, small], ignore_index=True)


@pytest.mark.parametrize(
    ("method", "outcome"), [("funnel", "better"), ("funnel", "score"), ("shrinkage", "better"), ("shrinkage", "score")]
)
def test_figures_of_named_organisations_say_nothing_of_one_that_is_not_named(network, method, outcome):
    """Two networks that differ only in what the unnamed one has: a reader who sees the same release cannot tell which it was."""
    asked = alone({"method": method, "cluster": "organisation", "outcome": outcome})
    one, other = (ask(asked, with_a_small_one(apart(network), yes=yes, score=score)) for yes, score in ((3, 12.0), (9, 60.0)))
    assert one["models"] != other["models"]
    first, second = protect_figures(one), protect_figures(other)
    assert any(row["estimate"] is not None for row in lines(first, role="organisation"))
    assert (first["estimates"], first["models"]) == (second["estimates"], second["models"])


def test_a_network_of_which_all_are_named_is_told_as_it_is(network):
    asked = alone({"method": "funnel", "cluster": "organisation", "outcome": "better"})
    document = ask(asked, network)
    published = protect_figures(document)
    assert model_of(published, "e0")["target"] == model_of(document, "e0")["target"] == network["better"].mean()
    assert [row["limit_95"] for row in lines(published)] == [row["limit_95"] for row in lines(document)]


@pytest.mark.parametrize("method", ["funnel", "shrinkage", "meta_analysis"])
def test_few_people_of_no_named_organisation_are_not_counted_by_taking_the_others_away(network, method):
    asked = {"method": method, "cluster": "organisation"}
    document = ask(network_plan(asked) if method == "meta_analysis" else alone(asked), with_a_small_one(network, people=8))
    published = protect_figures(document)
    named = [row["n"] for row in lines(published, role="organisation") if row["n"] is not None]
    assert len(named) == (10 if method == "meta_analysis" else 11)
    assert 908 - sum(named) >= 10
    if method == "meta_analysis":
        assert lines(published, role="exposure")[0]["estimate"] == lines(document, role="exposure")[0]["estimate"]
        assert "tau2" not in model_of(published, "e0")


def test_what_an_organisation_shows_by_itself_leaves_with_its_row(network):
    published = protect_figures(ask(alone({"method": "shrinkage", "cluster": "organisation", "outcome": "better"}), apart(network)))
    assert all(0 < row["own"] < 1 for row in lines(published, role="organisation"))
    assert not any("own_error" in row for row in published["estimates"])


def test_a_release_says_that_the_whole_is_that_of_the_named_organisations(network):
    asked = alone({"method": "funnel", "cluster": "organisation", "outcome": "better"})
    told, whole = (spoken(protect_figures(ask(asked, frame))) for frame in (with_a_small_one(network), network))
    assert [any("de las entidades que se nombran" in sentence for sentence in said["es"]) for said in (told, whole)] == [True, False]
    assert any("organisations that are named" in sentence for sentence in told["en"])
