"""Lines that would begin alike are one sentence; life tables, transitions and funnels have words of their own; the page orders them."""

import pytest
from django.utils.translation import override

from tejido.impact.reading import check_groups, forests_of, levels_of, people_tables_of, plots_of, shelf_of, telling_of
from tejido.impact.sentences import cautions_of, findings_of, not_by_lot
from tejido.impact.spec import plan_of
from tejido.impact.tests.studies import plan_from

COLUMNS = {
    "treat": {"kind": "yes_no", "label": "apoyo"},
    "weeks": {"kind": "number", "unit": {"es": "semanas", "en": "weeks", "hu": "hét"}},
    "job": {"kind": "yes_no", "label": {"es": "empleo", "en": "job", "hu": "állás"}},
}
SIDES = {"column": "treat", "labels": {"reference": "la espera", "compared": "el grupo"}}
EMPTY = dict.fromkeys(
    ("estimate", "se", "low", "high", "p", "n", "group", "wave", "at", "scale", "role", "term", "position", "category", "refused")
)


def document(*rows, method="kaplan_meier", exposure=SIDES, assignment="random", **more):
    outcome = {"time": "weeks", "event": "job"}
    parts = {"columns": COLUMNS, "outcome": outcome, "assignment": assignment} | ({"exposure": exposure} if exposure else {})
    options = {"options": {"period": 1}} if method == "life_table" else {}
    plan = plan_from(**parts, estimates=[{"name": "main", "method": method} | options])
    filled = [EMPTY | {"name": "main", "method": method, "role": "group"} | row for row in rows]
    return {"plan": plan.raw, "estimates": filled, "checks": [], "tables": [], "models": []} | more


def told(found, language="es"):
    with override(language):
        return findings_of(found, plan_of(found["plan"]))


def share(group, at, had, scale="cumulative_incidence", **more):
    return {"term": "incidence", "scale": scale, "group": group, "at": at, "estimate": had, "low": had - 0.05, "high": had + 0.05} | more


def apart(at, size):
    return {
        "term": "treat",
        "role": "exposure",
        "scale": "risk_difference",
        "at": at,
        "estimate": size,
        "low": size - 0.05,
        "high": size + 0.05,
    }


def test_moments_of_two_groups_are_one_sentence_after_their_difference():
    rows = [share("0", 4.0, 0.2), share("1", 4.0, 0.3), apart(4.0, 0.1), share("0", 8.0, 0.4), share("1", 8.0, 0.6), apart(8.0, 0.2)]
    difference, shares = told(document(*rows))
    assert difference.startswith("Empleo, hasta 8 semanas: 20,0 personas más de cada 100 en el grupo que en la espera")
    assert difference.endswith("Antes: +10,0 en 4 semanas (de 5,0 a 15,0).")
    assert "en la espera, 20,0 en 4 semanas (de 15,0 a 25,0) y 40,0 en 8 semanas (de 35,0 a 45,0); en el grupo, 30,0" in shares


def test_a_falling_curve_is_told_as_those_to_whom_it_happened():
    (text,) = told(document(share("0", 4.0, 0.9, "survival"), share("0", 8.0, 0.7, "survival")))
    assert "10,0 en 4 semanas (de 5,0 a 15,0) y 30,0 en 8 semanas (de 25,0 a 35,0)" in text


def test_of_many_moments_a_sentence_holds_four_and_the_last_is_among_them():
    (text,) = told(document(*(share("0", float(week), week / 100) for week in range(1, 25))))
    assert text.count("semanas (de") == 4
    assert "24,0 en 24 semanas" in text


def test_a_single_share_keeps_its_own_sentence():
    (text,) = told(document(share("0", 4.0, 0.2)))
    assert text == "Empleo: 20,0 de cada 100 en la espera hasta 4 semanas (intervalo del 95 %: de 15,0 a 25,0)."


@pytest.mark.parametrize("scale", ["cumulative_incidence", "survival"])
def test_a_share_without_interval_is_neither_all_nor_nobody(scale):
    """As where the organisations are too few for an interval."""
    bare = {"low": None, "high": None}
    had = {"cumulative_incidence": 0.221, "survival": 0.779}[scale]
    nobody, all_of_them = (share("0", at, whole, scale, **bare) for at, whole in ((2.0, float(scale == "survival")), (9.0, float(scale != "survival"))))
    (text,) = told(document(nobody, share("0", 4.0, had, scale, **bare), all_of_them))
    assert "a nadie en 2 semanas, 22,1 en 4 semanas (sin intervalo) y a todas las personas en 9 semanas" in text
    assert "Entre paréntesis" not in text
    (alone,) = told(document(share("0", 4.0, had, scale, **bare)))
    assert alone == "Empleo: 22,1 de cada 100 en la espera hasta 4 semanas (sin intervalo)."
    assert "22.1 of every 100" in told(document(share("0", 4.0, had, scale, **bare)), "en")[0]
    assert "(tartomány nélkül)" in told(document(share("0", 4.0, had, scale, **bare)), "hu")[0]


def life(*shares, group="all", at_risk=100):
    rows, left = [], 1.0
    for period, hazard in enumerate(shares, start=1):
        left = None if hazard is None or left is None else left * (1 - hazard)
        more = {"group": group, "at": float(period), "at_risk": at_risk}
        rows += [{"term": "hazard", "scale": "hazard", "estimate": hazard, "se": 0.01} | more]
        rows += [{"term": "survival", "scale": "period_survival", "estimate": left, "se": 0.02} | more]
    return rows


@pytest.mark.parametrize(
    ("language", "whole", "likeliest", "half"),
    [
        (
            "es",
            "Empleo: 58,0 de cada 100 hasta el periodo de 2 a 3 semanas",
            "de 1 a 2 semanas (40,0 de cada 100; intervalo del 95 %: de 30,9 a 49,8)",
            "en el periodo de 2 a 3 semanas le ha ocurrido ya a la mitad",
        ),
        (
            "en",
            "Job: 58.0 of every 100 by the period from 2 to 3 weeks",
            "to most between 1 and 2 weeks (40.0 of every 100; 95 % interval: 30.9 to 49.8)",
            "in the period from 2 to 3 weeks it has already happened to half",
        ),
        (
            "hu",
            "Állás: 100-ból 58,0 az időszakok során, az utolsó: 2–3 hét",
            "a legtöbbekkel 1 és 2 hét között",
            "a(z) 2–3 hét időszakban a felükkel már megtörtént",
        ),
    ],
)  # fmt: skip
def test_a_life_table_says_how_many_when_most_and_when_half(language, whole, likeliest, half):
    found = told(document(*life(0.0, 0.4, 0.3), method="life_table", exposure=None), language)
    assert whole in found[0]
    assert likeliest in found[1]
    assert ("3.7" if language == "en" else "3,7") in found[1]  # Wilson's upper end of 0 of 100
    assert half in found[2]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "Empleo: hasta el periodo de 1 a 2 semanas todavía no le ha ocurrido a la mitad."),
        ("en", "Job: by the period from 1 to 2 weeks it has not yet happened to half of them."),
        ("hu", "Állás: a(z) 1–2 hét időszakig a felükkel még nem történt meg."),
    ],
)
def test_the_last_period_is_no_moment_to_which_somebody_was_followed(language, words):
    """Told by both its ends: where follow-up stops within it, nobody was followed to the later one."""
    assert told(document(*life(0.1, 0.12), method="life_table", exposure=None), language)[-1] == words


@pytest.mark.parametrize(("shares", "at_risk"), [((0.1, 0.4), 19), ((0.30, 0.32), 100), ((0.1, 0.4), None)])
def test_the_likeliest_period_is_not_told_of_few_people_nor_where_chance_explains_it(shares, at_risk):
    found = told(document(*life(*shares, at_risk=at_risk), method="life_table", exposure=None))
    assert not any("de quienes seguían" in text for text in found)


def test_a_period_that_few_began_does_not_hide_the_likeliest_of_the_others():
    rows = [*life(0.1, 0.4, 0.9)]
    rows[4]["at_risk"] = 5
    (text,) = [text for text in told(document(*rows, method="life_table", exposure=None)) if "de quienes seguían" in text]
    assert "de 1 a 2 semanas (40,0 de cada 100" in text
    assert text.endswith(" Solo se comparan los periodos que empezaron al menos 20 personas.")
    assert not any("Solo se comparan" in text for text in told(document(*life(0.1, 0.4, 0.3), method="life_table", exposure=None)))


def test_with_a_hidden_period_nobody_says_which_was_the_likeliest():
    found = told(document(*life(0.1, None, 0.3), method="life_table", exposure=None))
    assert len(found) == 1
    assert "10,0 de cada 100" in found[0]


def moves(step, group, ways, n=50):
    at = {"scale": "proportion", "group": group, "wave": step, "n": n}
    return [
        at
        | {
            "term": way,
            "category": way,
            "estimate": part,
            "low": None if part is None else part - 0.1,
            "high": None if part is None else part + 0.1,
        }
        for way, part in ways.items()
    ]


def test_transitions_tell_the_way_that_most_took_at_the_last_step():
    ways = {"calle→calle": 0.5, "calle→albergue": 0.3, "calle→casa": 0.2, "casa→casa": 1.0, "casa→calle": 0.0}
    rows = [
        *moves("0→6", "0", {"calle→calle": 0.9}),
        *moves("6→12", "0", ways),
        *moves("6→12", "1", ways | {"calle→albergue": 0.4, "calle→calle": 0.4}),
    ]
    (text,) = told(document(*({**row, "method": "transitions"} for row in rows)))
    assert "de la entrevista 6 a la 12" in text
    assert "de «calle» a «albergue» pasan 30,0 en la espera (de 20,0 a 40,0) y 40,0 en el grupo (de 30,0 a 50,0)" in text
    assert "siguen en «casa» 100,0 en la espera" in text


def test_transitions_that_are_all_hidden_are_not_told():
    assert told(document(*({**row, "method": "transitions"} for row in moves("0→6", "0", {"a→b": None})))) == []


def change(group, **shares):
    return [
        {"term": term, "scale": "proportion", "group": group, "estimate": s, "low": s - 0.05, "high": s + 0.05}
        for term, s in shares.items()
    ]


def test_who_got_well_and_who_got_worse_stand_in_the_first_sentence_of_change():
    rows = [row for group in ("0", "1") for row in change(group, recovered=0.2, improved=0.1, unchanged=0.6, deteriorated=0.1)]
    first, second = told(document(*rows))
    assert "en la espera, se recuperan 20,0 (de 15,0 a 25,0) y empeoran 10,0" in first
    assert "mejoran sin llegar a recuperarse 10,0" in second
    assert "empeoran" not in second


def organisation(name, position):
    return {"term": "funnel", "role": "organisation", "scale": "proportion", "group": name, "estimate": 0.5, "position": position}


def test_organisations_beyond_chance_are_named_together():
    rows = [organisation("A", "above_998"), organisation("B", "above_998"), organisation("C", "below_998"), organisation("D", "inside")]
    above, below = told(document(*rows))
    assert "«A», «B» quedan por encima" in above
    assert "«C» queda por debajo" in below


def test_where_no_organisation_is_beyond_chance_that_is_the_finding():
    assert "ninguna entidad se aparta" in told(document(organisation("A", "inside"), organisation("B", "above_95")))[0]
    assert told(document(organisation("A", "inside"), organisation("B", "inside") | {"estimate": None})) == []


def check(name, verdict, **more):
    return {"name": name, "estimate": "main", "term": None, "verdict": verdict, "statistic": None, "p": None, "values": {}} | more


def test_a_page_says_the_finding_first_and_leaves_checks_to_their_place():
    checks = [check("missing", "attention"), check("overlap", "ok")]
    found = document(apart(8.0, 0.2), assignment="not_random", checks=checks, attrition={"enrolled": 9, "analysed": 9, "lost": []})
    with override("es"):
        sentences = ["De 9 se analizaron 9.", *told(found), *(f"Otra {i}." for i in range(5)), *cautions_of(found, plan_of(found["plan"]))]
        telling = telling_of(found, sentences)
        assert telling.whom == sentences[0]
        assert telling.lead == telling.found[0] == sentences[1]
        assert (telling.found[1:], telling.rest) == (("Otra 0.", "Otra 1."), ("Otra 2.", "Otra 3.", "Otra 4."))
        assert telling.minded == (not_by_lot(),)


def test_a_long_finding_is_not_the_lead_and_a_long_second_one_is_folded():
    found = document(apart(8.0, 0.2), attrition={"analysed": None})
    telling = telling_of(found, ["a" * 400, "b" * 400, "c"])
    assert (telling.whom, telling.lead, telling.found, telling.rest) == ("", "", ("a" * 400, "c"), ("b" * 400,))


def test_checks_of_one_kind_stand_under_the_first_and_the_worst_come_first():
    terms = [check("proportional_hazards", "attention", term=term, p=0.01) for term in ("job", "weeks")]
    groups = check_groups(document(checks=[check("overlap", "ok"), *terms, check("negative_control", "fails")]))
    assert [(group.verdict, len(group.others)) for group in groups] == [("fails", 0), ("attention", 1), ("ok", 0)]


def test_absolute_numbers_stand_before_ratios_and_each_is_called_by_its_measure():
    ratio = {
        "term": "treat",
        "role": "exposure",
        "scale": "log_odds",
        "estimate": 0.5,
        "low": 0.1,
        "high": 0.9,
        "ratio": 1.6,
        "ratio_low": 1.1,
        "ratio_high": 2.5,
    }
    found = document(ratio, ratio | {"scale": "log_risk"}, apart(None, 0.1))
    with override("es"):
        assert [forest.name for forest in forests_of(found)] == [
            "Empleo · diferencia de cada 100 personas",
            "Empleo · razón de ventajas (odds ratio)",
            "Empleo · razón de riesgos",
        ]
        shelf = shelf_of(forests_of(found), levels_of(found), plots_of(found))
    assert (len(shelf.forests), len(shelf.more_forests)) == (2, 1)


def test_rows_of_a_table_of_periods_are_periods_and_not_groups():
    table = {
        "name": "main.periods",
        "estimate": "main",
        "kind": "life_table",
        "group": "1",
        "rows": ["1", "2"],
        "columns": ["event", "censored"],
        "counts": [[20, 30], [40, 50]],
    }
    with override("es"):
        (found,) = people_tables_of(document(tables=[table], method="life_table"))
    assert (found.title, found.head, [label for label, _counts in found.rows]) == (
        "empleo: personas por periodo · el grupo",
        "Periodo",
        ["1", "2"],
    )
