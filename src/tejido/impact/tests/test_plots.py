"""Plots of an answer: drawn from what the document holds, exact or protected, and from nothing else."""

import re

import pytest

from tejido.impact.disclosure import protect_figures
from tejido.impact.reading import flow_of, forests_of, levels_of, plot_named, plots_of
from tejido.impact.reading.plots import KINDS, withheld_of
from tejido.impact.reading.words import key_of
from tejido.impact.spreadsheet import csv_of, csv_of_plot
from tejido.impact.tests.studies import ask, example, plan_from, small_trial

COLUMNS = {
    "treat": {"kind": "yes_no", "label": "apoyo"},
    "score": {"kind": "number", "label": "bienestar"},
    "time": {"kind": "number", "unit": "días"},
    "better": {"kind": "yes_no", "label": "empleo"},
    "state": {"kind": "category", "label": "vivienda"},
    "org": {"kind": "category"},
    "age": {"kind": "number", "label": "edad"},
}


def plan_of_one(method, **keys):
    outcome = keys.pop("outcome", {"column": "score"})
    return plan_from(columns=COLUMNS, outcome=outcome, estimates=[{"name": "main", "method": method} | keys]).raw


def document(method="difference", rows=(), models=(), tables=(), outcome=None, **more):
    """A document as small as a reader of plots can be given."""
    plan = plan_of_one(method, **({"outcome": outcome} if outcome else {}))
    filled = [{"name": "main", "estimate": 1.0, "scale": "difference", "role": "exposure", "term": "treat", "group": None, "n": 50} | row for row in rows]
    return {"plan": plan, "estimates": filled, "models": [{"name": "main"} | model for model in models], "tables": list(tables)} | more


def only(found, kind):
    plots = [plot for plot in plots_of(found) if plot.kind == kind]
    assert len(plots) == 1, [plot.key for plot in plots]
    return plots[0]


EVENTS = {"time": "time", "event": "better"}


def test_curves_of_a_protected_and_of_an_exact_document_are_the_same_picture():
    steps = {"times": [30.0, 60.0], "survival": [0.9, 0.6], "low": [0.8, 0.5], "high": [1.0, 0.7], "events": [12, 20], "at_risk": [100, 80]}
    rows = [{"scale": "survival", "role": "group", "term": "survival", "group": "0", "at": 60.0, "estimate": 0.6, "low": 0.5, "high": 0.7, "at_risk": 60}]
    exact = document("kaplan_meier", rows, [{"curves": [{"group": "0", **steps}]}], outcome=EVENTS)
    told = [{"time": t, "survival": s, "low": a, "high": b} for t, s, a, b in zip(*list(steps.values())[:4], strict=True)]
    protected = exact | {"models": [], "curves": [{"estimate": "main", "group": "0", "steps": told}]}
    one, other = only(exact, "events"), only(protected, "events")
    assert one.picture.svg == other.picture.svg
    assert one.picture.rows == ((60, "el grupo sin «apoyo»", 60.0, 50.0, 70.0, 60),)
    assert "Tiempo (días)" in one.picture.svg
    assert one.key == "curves-main"


def test_curves_of_several_ways_out_rise_and_name_theirs():
    curve = {"group": "1", "cause": "empleo", "times": [30.0], "incidence": [0.2], "low": [0.1], "high": [0.3], "events": [9]}
    picture = only(document("kaplan_meier", models=[{"curves": [curve]}], outcome=EVENTS), "events").picture
    assert "Ya les había ocurrido" in picture.svg
    assert picture.legend[0].words == "el grupo con «apoyo» · empleo"


def test_a_curve_without_steps_is_no_picture():
    assert plots_of(document("kaplan_meier", outcome=EVENTS, curves=[{"estimate": "main", "group": "0", "steps": []}])) == []


def test_a_horizon_marks_the_time_that_a_restricted_mean_measures():
    curve = {"group": "1", "times": [30.0], "survival": [0.2], "low": [0.1], "high": [0.3]}
    found = document("kaplan_meier", models=[{"curves": [curve], "horizon": 90.0}], outcome=EVENTS)
    assert 'class="sombra"' in only(found, "events").picture.svg


def test_a_life_table_draws_each_period_from_the_end_of_the_one_before():
    rows = [{"scale": "hazard", "role": "group", "term": "hazard", "group": "0", "at": at, "estimate": 0.2, "se": 0.05} for at in (60.0, 30.0)]
    picture = only(document("kaplan_meier", rows, outcome=EVENTS), "periods").picture
    assert [row[:2] for row in picture.rows] == [(0, 30), (30, 60)]
    assert picture.rows[0][3:] == pytest.approx((20, 10.2, 29.8), abs=0.1)  # of every hundred, as the axis says


def test_a_ratio_that_changes_is_drawn_for_each_stretch_of_time():
    rows = [{"period": p, "from": a, "until": b, "ratio": r, "ratio_low": r / 2, "ratio_high": 2 * r} for p, a, b, r in (("early", 0, 90, 2), ("late", 90, 365, 1))]
    picture = only(document("cox", rows, outcome=EVENTS), "periods").picture
    assert [row[3] for row in picture.rows] == [2, 1]
    assert 'class="ref"' in picture.svg


def test_shares_at_interviews_are_a_course_of_people_in_a_hundred():
    rows = [
        {"scale": "proportion", "role": "group", "term": "proportion", "group": g, "wave": w, "estimate": v, "low": v - 0.1, "high": v + 0.1, "n": n}
        for g, w, v, n in (("0", "0", 0.2, 90), ("0", "6", 0.4, None), ("1", "0", 0.2, 91), ("1", "6", 0.6, 80))
    ]
    picture = only(document(rows=rows, outcome={"column": "better"}), "course").picture
    assert [row[5] for row in picture.rows] == [90, 91, None, 80]
    assert picture.rows[-1][2:5] == pytest.approx((60, 50, 70))
    assert not [p for p in plots_of(document(rows=rows[:1], outcome={"column": "better"})) if p.kind == "course"]


def test_means_and_deciles_of_a_model_are_a_course():
    means = [{"group": "1", "at": at, "mean": 40 + at, "low": 38, "high": 60, "n": 30} for at in (0, 6)]
    deciles = [{"group": "1", "at": 0, "low": 20, "high": 55}]
    picture = only(document("difference", models=[{"means": means, "deciles": deciles}]), "course").picture
    assert picture.rows[0][2:] == (40, 38, 60, 30, 20, 55)


def transition(counts, **more):
    return {"name": "main.0→6.1", "estimate": "main", "kind": "transition", "wave": "0→6", "rows": ["a", "b"], "columns": ["a", "b"], "counts": counts} | more


def test_transitions_draw_their_streams_only_where_all_are_wide_enough():
    outcome = {"column": "score"}
    wide = plots_of(document(tables=[transition([[20, 10], [15, 40]], group="1")], outcome=outcome))
    assert [plot.kind for plot in wide] == ["transitions", "flows"]
    assert "el grupo con «apoyo»" in wide[0].title
    narrow = plots_of(document(tables=[transition([[20, 9], [15, 40]])]))
    assert [plot.kind for plot in narrow] == ["transitions"]
    assert "pocas personas" in narrow[0].picture.text
    hidden = plots_of(document(tables=[transition([[None, None], [None, None]])]))
    assert hidden[0].picture.refused
    strict = document(tables=[transition([[20, 12], [15, 40]])], protection={"threshold": 15})
    assert [plot.kind for plot in plots_of(strict)] == ["transitions"]


def test_states_at_each_interview_are_areas_for_each_group():
    tables = [
        {"name": f"s{w}", "estimate": "main", "kind": "states", "wave": w, "rows": ["0", "1"], "columns": ["calle", "casa"], "counts": c, "row_totals": [50, 60]}
        for w, c in (("0", [[40, 10], [30, 30]]), ("6", [[20, 30], [None, None]]))
    ]
    first, second = (plot.picture for plot in plots_of(document(tables=tables)) if plot.kind == "states")
    assert first.rows == ((0, 40, 10), (6, 20, 30))
    assert "area oculta" not in first.svg
    assert "area oculta" in second.svg


def test_the_four_groups_come_from_the_table_and_their_intervals_from_the_lines():
    table = {"name": "c", "estimate": "main", "kind": "change", "rows": ["1"], "columns": ["recovered", "improved", "unchanged", "deteriorated"], "counts": [[20, 10, 15, 5]]}
    rows = [{"scale": "proportion", "role": "group", "term": "recovered", "category": "recovered", "group": "1", "estimate": 0.4, "low": 0.3, "high": 0.5}]
    found = document(rows=rows, tables=[table])
    assert only(found, "change").picture.rows[0] == ("se recuperan", 20, 40.0, 30.0, 50.0)
    assert levels_of(found) == []  # shares of categories have their own picture


def test_scores_before_and_after_are_drawn_where_the_model_has_fields():
    model = {"fields": {"size": 2.0, "cells": [[10, 12, 30], [12, 14, 3]]}, "reliable": 5.0, "cut_off": 11.0}
    assert only(document(models=[model]), "fields").picture.rows == ((10, 12, 30),)


def test_organisations_are_drawn_by_name_around_that_of_all():
    rows = [{"role": "organisation", "term": "shrunken", "group": g, "estimate": v, "low": v - 1, "high": v + 1} for g, v in (("B", 4.0), ("A", 2.0))]
    found = document(rows=[*rows, {"role": "centre", "term": "centre", "estimate": 3.0}])
    picture = only(found, "organisations").picture
    assert [row[0] for row in picture.rows] == ["A", "B"]
    assert picture.head[1] == "Cifra ajustada"
    assert "organisations" not in {plot.kind for plot in plots_of(document(rows=rows))}


def test_a_funnel_needs_limits_and_target():
    limits = {"limit_95": [0.3, 0.6], "limit_998": [0.2, 0.7], "scale": "proportion", "role": "organisation", "term": "funnel"}
    rows = [{"group": g, "estimate": 0.65, "n": n} | limits for g, n in (("A", 40), ("B", 80))]
    picture = only(document(rows=rows, models=[{"target": 0.45}]), "funnel").picture
    assert picture.rows[0][-1] == "fuera del límite del 95 %"
    assert plots_of(document(rows=rows)) == []
    bare = [{key: value for key, value in row.items() if key != "limit_95"} for row in rows]
    assert plots_of(document(rows=bare, models=[{"target": 0.45}])) == []


def test_balance_and_overlap_are_drawn_once_for_each_model_of_who_takes_part():
    plan = plan_from(columns=COLUMNS, estimates=[{"name": n, "method": "difference"} for n in ("a", "b")]).raw
    overlap = {"edges": [0, 0.5, 1], "exposed": [20, 30], "reference": [40, 12], "low": 0.1, "high": 0.9}
    rows = [{"name": n, "estimate": 1.0, "scale": "mean", "role": "group", "term": "mean", "group": "1", "compared": "1", "reference": "0"} for n in ("a", "b")]
    balance = [{"term": "age", "before": 0.4, "after": 0.05}, {"term": "time", "before": None, "after": None}]
    models = [{"name": "a", "overlap": overlap, "balance": balance}, {"name": "b", "overlap": overlap}]
    found = {"plan": plan, "estimates": rows, "models": models, "tables": []}
    assert only(found, "overlap").picture.head == ("Probabilidad", "el grupo con «apoyo»", "el grupo sin «apoyo»")
    assert only(found, "love").picture.rows == (("edad", 0.4, 0.05),)


def test_an_e_value_tells_its_own_curve():
    picture = only(document(rows=[{"e_value": 3.0, "e_value_limit": 1.5}]), "e_value").picture
    assert picture.rows[0][1] == pytest.approx(3.0)
    assert picture.rows[1][1] == pytest.approx(1.5)
    assert plots_of(document(rows=[{"e_value": 1.0}])) == []


def test_three_answers_to_one_question_are_a_curve_of_specifications():
    plan = plan_from(columns=COLUMNS, estimates=[{"name": n, "method": m} for n, m in (("a", "difference"), ("b", "ancova"), ("c", "ancova"))]).raw
    rows = [
        {"name": n, "estimate": v, "low": v - 1, "high": v + 1, "scale": "difference", "role": "exposure", "term": "treat", "group": None}
        for n, v in (("a", 2.0), ("b", 1.5), ("c", 3.0), ("a", 9.0))
    ]
    found = {"plan": plan, "estimates": rows, "models": [], "tables": []}
    picture = only(found, "ways").picture
    assert [row[1] for row in picture.rows] == [1.5, 2.0, 3.0]  # the second kind of error of one answer is no other answer
    assert "ways" not in {plot.kind for plot in plots_of(found | {"estimates": rows[:2]})}


def test_money_is_drawn_from_prices_and_from_the_ledger():
    cost = {"willing": [0, 100, 200], "acceptable": [0.0, 0.6, 0.9]}
    assert "a partir de unos 83" in only(document(models=[cost]), "acceptability").picture.text
    model = {
        "tornado": [{"name": "value", "at_low": 1.2, "at_high": 3.0}, {"name": "x: effect", "at_low": 1.0, "at_high": 4.0}],
        "ledger": [{"name": "value", "low": 100, "high": 300, "source": "s"}],
    }
    assert [row[0] for row in only(document(models=[model]), "tornado").picture.rows] == ["Diferencia que se estimó", "Valor de un resultado: de 100 a 300"]
    assert plots_of(document(models=[{"willing": [0], "acceptable": [0.2]}])) == []


def test_what_the_rules_keep_back_is_no_picture_either():
    frame = small_trial(200)
    exact = ask(plan_from(estimates=[{"name": "main", "method": "difference"}]), frame)
    exact["models"][0:0] = [{"name": "main", "overlap": {"edges": [0, 1], "exposed": [1], "reference": [2], "low": 0, "high": 1}}]
    assert "overlap" in {plot.kind for plot in plots_of(exact)}
    assert "overlap" not in {plot.kind for plot in plots_of(protect_figures(exact))}


def test_every_kind_of_the_registry_says_nothing_of_an_empty_document():
    assert plots_of(document()) == []
    assert flow_of(document()) is None
    assert set(KINDS) >= {"events", "funnel", "love", "ways"}


def test_the_way_of_the_people_is_drawn_from_the_attrition_and_found_by_its_key():
    found = ask(plan_from(), small_trial())
    flow = flow_of(found)
    assert "Analizadas: 60" in flow.picture.svg
    assert plot_named(found, "flow").picture.rows == flow.picture.rows
    assert plot_named(found, "nothing") is None
    assert key_of("curves", "Ñandú 1", "0→6") == "curves-and-1-0-6"


def test_the_table_of_a_picture_is_a_file_with_empty_fields_for_what_is_hidden():
    curve = [{"time": 30.0, "incidence": 0.5, "low": 0.4, "high": 0.6}]
    rows = [{"scale": "cumulative_incidence", "role": "group", "term": "incidence", "group": "0", "at": 30.0, "estimate": 0.5, "low": 0.4, "high": 0.6, "at_risk": None}]
    found = document("kaplan_meier", rows, outcome=EVENTS, curves=[{"estimate": "main", "group": "0", "steps": curve}])
    lines = csv_of_plot(only(found, "events").picture).splitlines()
    assert lines[1] == "30;el grupo sin «apoyo»;50,0;40,0;60,0;"
    assert "curve;main;;0;;30,0;cumulative_incidence" in csv_of(found)


def test_a_forest_shows_events_and_the_differences_that_nobody_notices():
    found = document(rows=[{"low": 0.5, "high": 1.5, "p": 0.01, "events": 33, "mid": 0.4}])
    forest = forests_of(found)[0]
    line = forest.groups[0].lines[0]
    assert line.events == "33"
    assert forest.trivial == 0.4
    assert 'class="trivial"' in line.svg
    plain = forests_of(document(rows=[{"low": 0.5, "high": 1.5, "p": 0.01}]))[0]
    assert (plain.trivial, plain.groups[0].lines[0].events) == (None, "")
    assert "trivial" not in plain.groups[0].lines[0].svg


def test_a_covariate_that_two_ways_of_asking_have_in_common_says_which_of_them():
    found = ask(*example("mixed_model", "../data/reisby.csv"))
    labels = [line.label for group in forests_of(found)[0].groups for line in group.lines]
    assert "semanas de tratamiento · Curso de los síntomas" in labels
    assert len(labels) == len(set(labels)) == 3
    found["estimates"] = [row for row in found["estimates"] if row["name"] != "reml"]
    assert "semanas de tratamiento" in [line.label for group in forests_of(found)[0].groups for line in group.lines]


def test_a_figure_of_everybody_is_called_by_what_it_is():
    found = document(rows=[{"role": "group", "term": "number_needed", "scale": "people", "estimate": 9.0, "low": 5.0, "high": 38.0}])
    assert levels_of(found)[0].groups[0].lines[0].label == "personas para que le ocurra a una más"


def test_a_curve_in_periods_tells_how_many_began_each_of_them():
    steps = {"times": [30.0, 60.0], "survival": [0.9, 0.6], "low": [0.8, 0.5], "high": [1.0, 0.7], "at_risk": [100, 80]}
    picture = only(document("kaplan_meier", models=[{"curves": [{"group": "0", **steps}]}], outcome=EVENTS), "events").picture
    assert [row[-1] for row in picture.rows] == [100, 80]
    assert not picture.has_hidden


def test_bounds_of_those_missing_stand_below_the_answer_they_could_undo():
    rows = [
        {"scale": "risk_difference", "estimate": 0.15, "low": 0.1, "high": 0.2},
        {"scale": "risk_difference", "role": "range", "term": "manski_bounds", "estimate": 0.1, "low": -0.02, "high": 0.23},
    ]
    shift = {"at": -2.0, "deltas": [-4.0, 0.0, 4.0], "estimates": [0.5, 1.0, 1.5], "low": [-0.5, 0.2, 0.4], "high": [1.5, 1.8, 2.6]}
    found = document("missing_outcomes", rows, models=[{"tipping_point": shift}])
    picture = only(found, "bounds").picture
    assert [row[1:] for row in picture.rows] == [(15.0, 10.0, 20.0), ("", -2.0, 23.0)]  # people of every hundred
    assert "cotas de Manski" in picture.text
    assert only(found, "tipping").picture.rows[0] == (-4, 0.5, -0.5, 1.5)


def test_an_answer_stands_beside_its_controls():
    rows = [
        {"scale": "standardised", "estimate": 0.25, "low": 0.05, "high": 0.44},
        {"scale": "standardised", "role": "control", "term": "control[age]", "estimate": 0.0, "low": -0.2, "high": 0.2},
        {"scale": "standardised", "role": "calibrated", "term": "calibrated", "estimate": 0.2, "low": -0.01, "high": 0.45},
    ]
    picture = only(document("difference", rows), "controls").picture
    assert [row[0] for row in picture.rows] == ["Bienestar", "control: edad", "descontado lo que se ve en los controles"]
    assert picture.svg.count('class="hueco"') == 1
    assert "controls" not in {plot.kind for plot in plots_of(document("difference", rows[:1]))}


def test_eight_interviews_of_everybody_are_a_run_chart_and_seven_are_none():
    values = (12, 15, 11, 14, 13, 16, 12, 14)
    rows = [{"scale": "mean", "role": "group", "term": "mean", "group": "all", "wave": str(i), "estimate": float(v), "low": v - 1.0, "high": v + 1.0} for i, v in enumerate(values)]
    picture = only(document("difference", rows), "runs").picture
    assert [row[:2] for row in picture.rows] == [(str(i), float(v)) for i, v in enumerate(values)]
    assert "La mediana es 13,5." in picture.text
    assert "runs" not in {plot.kind for plot in plots_of(document("difference", rows[:7]))}
    both = [row | {"group": group} for row in rows for group in ("0", "1")]
    assert "runs" not in {plot.kind for plot in plots_of(document("difference", both))}


def test_two_pictures_of_one_title_are_numbered():
    rows = [{"scale": "hazard", "role": "group", "term": "hazard", "group": "0", "at": at, "estimate": 0.2, "se": 0.05} for at in (30.0, 60.0)]
    found = document("kaplan_meier", rows, outcome=EVENTS)
    twice = found | {"plan": found["plan"] | {"estimates": [*found["plan"]["estimates"], found["plan"]["estimates"][0] | {"name": "again"}]}}
    twice["estimates"] = [*found["estimates"], *(row | {"name": "again"} for row in found["estimates"])]
    titles = [plot.title for plot in plots_of(twice) if plot.kind == "periods"]
    assert titles == [titles[0], f"{titles[0]} (2)"]


def test_a_picture_that_was_withheld_is_a_sentence_in_its_place_in_the_language_of_the_reader():
    from django.template.loader import render_to_string
    from django.utils import translation

    exact = ask(plan_from(estimates=[{"name": "main", "method": "difference"}]), small_trial(200))
    exact["models"][0] |= {"overlap": {"edges": [0, 1], "exposed": [3], "reference": [4], "low": 0, "high": 1}}
    protected = protect_figures(exact)
    assert withheld_of(protected, protected) == []
    protected["withheld"] = withheld_of(exact, protected)
    (plot,) = [plot for plot in plots_of(protected) if plot.kind == "overlap"]
    page = render_to_string("ui/components/plot.html", {"picture": plot.picture, "heading": plot.title, "key": plot.key, "csv": "/x.csv"})
    assert "menos de 10 personas" in page
    assert '<svg class="gf' not in page
    assert "forma=" not in page
    with translation.override("en"):
        (told,) = [plot for plot in plots_of(protected) if plot.kind == "overlap"]
    assert told.title != plot.title
    assert "fewer than 10" in told.picture.refused


def test_a_table_of_intervals_is_a_picture_for_whoever_takes_it_away_and_not_twice_on_the_page():
    rows = [{"low": 0.5, "high": 1.5, "p": 0.01, "events": 33, "n": 120}, {"term": "other", "low": -0.5, "high": 1.5, "p": 0.4, "n": 110}]
    found = document(rows=rows)
    plot = plot_named(found, forests_of(found)[0].key)
    assert plot.title == forests_of(found)[0].name
    assert [row[1:] for row in plot.picture.rows] == [(1.0, -0.5, 1.5, 110, ""), (1.0, 0.5, 1.5, 120, 33)]  # not known yet, then the difference
    assert "(de 0,50 a 1,50)" in plot.picture.svg
    assert "de 0,50 a 1,50" in plot.picture.text
    assert "forest" not in {one.kind for one in plots_of(found)}


def test_what_a_table_of_intervals_does_not_show_its_picture_does_not_show_either():
    hidden = {"term": "other", "estimate": None, "low": None, "high": None, "n": None, "reason": "protected"}
    found = document(rows=[{"low": 0.5, "high": 1.5, "p": 0.01}, hidden])
    picture = plot_named(found, forests_of(found)[0].key).picture
    assert picture.rows[1][1:] == (None, None, None, None)
    assert "menos de 10 personas" in re.sub(r"<[^>]+>", " ", picture.svg).replace("  ", " ")
    nothing = document(rows=[hidden])
    assert plot_named(nothing, forests_of(nothing)[0].key) is None
