"""Every worked example as it leaves the house: the same pictures as on the desk or the reason in words, a PDF, and nobody counted in few."""

import datetime as dt
import functools
import json

import pytest

from tejido.impact.disclosure import figures_audit
from tejido.impact.disclosure.curves import SHOWN
from tejido.impact.disclosure.estimates import FIGURES, IDENTITY, PERSONS
from tejido.impact.disclosure.models import MODEL_PARTS
from tejido.impact.models import Answer
from tejido.impact.published import Issue
from tejido.impact.reading import figures_of, forests_of, hundred_of, levels_of, plan_of_document, plot_named, plots_of
from tejido.impact.release import protected_document
from tejido.impact.spreadsheet import csv_of, csv_of_plot
from tejido.publishing.report import report_of
from tejido.publishing.typeset import SHEET, paper_of
from tejido.ui.press import set_type
from tests.test_examples import FOLDERS, document

THRESHOLD = 10
NAMES = sorted(FOLDERS)
#: Whole numbers of a document that count no people: versions, degrees of freedom, draws, organisations, interviews, and what the plan says.
NO_PEOPLE = frozenset(
    {"schema", "threshold", "hidden_estimates", "hidden_cells", "df", "draws", "organisations", "wave", "plan", "versions"}
)


@functools.cache
def exact(name):
    return json.loads(json.dumps(document(name)))


@functools.cache
def released(name):
    return json.loads(json.dumps(protected_document(Answer(document=exact(name)))))


@functools.cache
def plots(name):
    """(those of the desk, those of the release)."""
    return plots_of(exact(name)), plots_of(released(name))


def issue_of(name):
    words = {"es": name, "en": name, "hu": name}
    told = {"title": words, "lead": {}, "easy": {}, "cut_off": "2026-01-15", "published_on": "2026-02-01", "owner": {"name": "A"}}
    whole = released(name) | {"release": told | {"members": None, "is_demo": True}}
    return Issue(name, 1, dt.datetime(2026, 2, 1, tzinfo=dt.UTC), "0" * 64, whole, False, "", None, (1,))


def small_counts(part, path=()):
    """Every whole number from one to nine that may count people, with its place; the check of many questions counts questions."""
    if isinstance(part, dict) and part.get("name") == "multiplicity":
        return []
    if isinstance(part, dict):
        return [found for key, item in part.items() if key not in NO_PEOPLE for found in small_counts(item, (*path, key))]
    if isinstance(part, list):
        return [found for i, item in enumerate(part) for found in small_counts(item, (*path, i))]
    counts = isinstance(part, int) and not isinstance(part, bool)
    counts = counts or (isinstance(part, float) and path[-1] in ("n", "count", "events", "at_risk", "seen", "missed"))
    return [(path, part)] if counts and 0 < part < THRESHOLD else []


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_of_the_desk_is_in_the_release_or_its_absence_is_said(name):
    desk, public = plots(name)
    shown = {plot.key: plot.picture for plot in public}
    assert {plot.key for plot in desk if plot.kind != "flows"} <= set(shown)
    for key, picture in shown.items():
        assert picture.svg or "No se" in picture.refused, key


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_of_the_pictures_of_a_release_are_files(name):
    _desk, public = plots(name)
    assert all(csv_of_plot(plot.picture).startswith("\ufeff") for plot in public)
    assert len(csv_of(released(name)).splitlines()) > len(figures_of(released(name)))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_of_intervals_of_a_release_is_a_picture_under_a_key_of_its_own(name):
    told = released(name)
    forests = [one for one in (*forests_of(told), *levels_of(told)) if one.has_figures]
    keys = [one.key for one in forests] + [plot.key for plot in plots_of(told)]
    assert len(keys) == len(set(keys))
    if squares := hundred_of(told):
        assert [row[0] for row in plot_named(told, squares.key).picture.rows] == [square.group for square in squares.squares]
        assert squares.key not in keys
    for one in forests:
        plot = plot_named(told, one.key)
        assert (plot.title, plot.picture.is_drawn) == (one.name, True)
        assert len(plot.picture.rows) == sum(len(group.lines) for group in one.groups)


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_people_below_the_threshold_is_anywhere_in_a_release(name):
    assert small_counts(released(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_protected_number_of_a_release_can_be_worked_out(name):
    assert figures_audit(exact(name)).is_clean


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_of_a_release_is_made(name):
    report = report_of(issue_of(name))
    assert set_type(SHEET, json.dumps(paper_of(report, "https://example.org"), ensure_ascii=False)).startswith(b"%PDF")


def test_only_what_would_speak_of_few_is_withheld():
    """The years in which few left their post, and answers of which nobody knows how many people stand behind them."""
    withheld = {name: {one["kind"] for one in released(name).get("withheld", [])} for name in NAMES}
    assert {name: kinds for name, kinds in withheld.items() if kinds} == {"life_table": {"periods"}, "eight-schools": {"organisations"}}


@pytest.mark.parametrize("name", NAMES)
def test_only_keys_that_a_rule_knows_leave(name):
    found = released(name)
    assert {key for row in found["estimates"] for key in row} <= {*IDENTITY, *FIGURES, *PERSONS, "reason", "refused"}
    assert {key for model in found["models"] for key in model} <= set(MODEL_PARTS)
    assert {key for curve in found["curves"] for key in curve} <= {"estimate", "group", "cause", "steps"}
    assert {key for curve in found["curves"] for step in curve["steps"] for key in step} <= set(SHOWN)
    assert "manifest" not in found


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_of_a_release_can_be_read_again(name):
    assert plan_of_document(released(name)).estimates
