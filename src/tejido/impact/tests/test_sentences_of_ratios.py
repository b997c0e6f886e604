"""Ratios and standard deviations in words: nothing is told as a finding that the interval does not carry, nor odds as a pace."""

import pytest
from django.utils.translation import override

from tejido.impact.sentences import sentence_of
from tejido.impact.tests.studies import plan_from

COLUMNS = {
    "age": {"kind": "number", "label": "edad"},
    "treat": {"kind": "yes_no", "label": "apoyo"},
    "days": {"kind": "number"},
    "found": {"kind": "yes_no"},
}


def plan(exposure, **outcome):
    given = {"time": "days", "event": "found", "label": "Empleo", "direction": "higher_is_better"} | outcome
    return plan_from(columns=COLUMNS, exposure={"column": exposure}, outcome=given, estimates=[{"name": "e", "method": "cox"}])


def told(scale, ends, exposure="age", language="es", **more):
    low, ratio, high = ends
    row = {
        "name": "e", "term": exposure, "scale": scale, "role": "exposure", "wave": None, "refused": None,
        "estimate": ratio - 1, "low": low - 1, "high": high - 1, "ratio": ratio, "ratio_low": low, "ratio_high": high,
    }  # fmt: skip
    with override(language):
        return sentence_of(row | more, plan(exposure))


@pytest.mark.parametrize("scale", ["log_hazard", "log_hazard_odds", "log_rate"])
@pytest.mark.parametrize(("language", "words"), [("es", "todavía no lo sabemos"), ("en", "we do not know yet"), ("hu", "még nem tudjuk")])
def test_a_ratio_of_a_number_that_may_be_one_is_not_known_yet(scale, language, words):
    text = told(scale, (0.8, 1.05, 1.4), language=language)
    assert words in text
    assert "dirección" not in text


@pytest.mark.parametrize(
    ("scale", "more", "less"),
    [
        (
            "log_hazard",
            "llega antes con cada unidad de más de «edad», 1,30 veces el ritmo",
            "llega más tarde con cada unidad de más de «edad»",
        ),
        (
            "log_hazard_odds",
            "más probable con cada unidad de más de «edad» (razón de ventajas 1,30;",
            "menos probable con cada unidad de más",
        ),
        ("log_rate", "ocurre más a menudo con cada unidad de más de «edad», 1,30 veces", "ocurre menos a menudo con cada unidad de más"),
    ],
)
def test_a_ratio_of_a_number_says_which_way_it_goes_and_whether_it_is_wished(scale, more, less):
    up, down = told(scale, (1.1, 1.3, 1.5)), told(scale, (0.6, 0.7, 0.9))
    assert more in up
    assert up.endswith("Es la dirección deseada.")
    assert less in down
    assert down.endswith("Es la dirección contraria a la deseada.")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((1.1, 1.3, 1.5), "en cada periodo es más probable en el grupo con «apoyo»"),
        ((0.6, 0.7, 0.9), "en cada periodo es menos probable en el grupo con «apoyo»"),
        ((0.8, 1.05, 1.4), "todavía no sabemos si en cada periodo es más probable"),
    ],
)
def test_odds_of_a_period_are_told_as_odds_and_never_as_a_pace(ends, words):
    text = told("log_hazard_odds", ends, exposure="treat", compared="1", reference="0")
    assert words in text
    assert "razón de ventajas" in text
    assert "ritmo" not in text


@pytest.mark.parametrize(
    ("method", "more", "language", "words"),
    [
        ("cox", {"covariates": ["age"]}, "es", "Empleo, a igualdad de «edad»: llega antes"),
        ("cox", {"covariates": ["age"]}, "en", "Empleo, with “edad” held equal:"),
        ("cox", {"covariates": ["age"]}, "hu", "Empleo, azonos jellemzők mellett: „edad”:"),
        ("cox", {"covariates": ["age"], "options": {"strata": ["place"]}}, "es", "Empleo, a igualdad de «edad», «lugar»: llega antes"),
        ("cox", {}, "es", "Empleo: llega antes"),
        ("piecewise_exponential", {"covariates": ["age"], "options": {"cuts": [5]}}, "es", "Empleo, a igualdad de «edad»: llega antes"),
        ("discrete_time_hazard", {"covariates": ["age"]}, "es", "Empleo, a igualdad de «edad»: llega antes"),
    ],
)
def test_a_ratio_says_what_was_held_equal(method, more, language, words):
    columns = COLUMNS | {"place": {"kind": "category", "label": "lugar"}}
    outcome = {"time": "days", "event": "found", "label": "Empleo"}
    made = plan_from(columns=columns, exposure={"column": "treat"}, outcome=outcome, estimates=[{"name": "e", "method": method} | more])
    ends = dict(zip(("estimate", "low", "high", "ratio", "ratio_low", "ratio_high"), (0.7, 0.1, 1.3, 2.01, 1.1, 3.7), strict=True))
    line = {"name": "e", "term": "treat", "role": "exposure", "scale": "log_hazard", "compared": "1", "wave": None, "refused": None}
    with override(language):
        assert sentence_of(line | ends, made).startswith(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "Empleo, a igualdad de «lugar»: el ritmo no"), ("en", "with “lugar” held equal:"), ("hu", "azonos jellemzők mellett: „lugar”:")],
)
def test_a_stratified_test_of_pace_says_by_what(language, words):
    columns = COLUMNS | {"place": {"kind": "category", "label": "lugar"}}
    outcome = {"time": "days", "event": "found", "label": "Empleo"}
    estimates = [{"name": "e", "method": "log_rank", "options": {"strata": ["place"]}}]
    made = plan_from(columns=columns, exposure={"column": "treat"}, outcome=outcome, estimates=estimates)
    line = {"name": "e", "term": "log_rank", "role": "test", "scale": "chi_square", "estimate": 9.0, "p": 0.003, "low": None, "wave": None}
    with override(language):
        assert words in sentence_of(line, made)


@pytest.mark.parametrize(
    ("lag", "of_waves", "language", "words"),
    [
        (1, True, "es", "«Malestar» de la entrevista anterior:"),
        (1, True, "en", "with “Malestar” at the interview before held equal:"),
        (1, True, "hu", "„Malestar” az előző interjúban:"),
        (2, True, "es", "«Malestar» de 2 entrevistas antes:"),
        (1, False, "es", "«Malestar» del periodo anterior:"),
        (3, False, "en", "“Malestar” 3 periods before held equal:"),
    ],
)
def test_an_earlier_value_is_held_equal_as_an_earlier_one(lag, of_waves, language, words):
    columns = {"treat": {"kind": "yes_no"}, "y": {"kind": "number", "label": "Malestar"}, "month": {"kind": "number"}, "found": {"kind": "yes_no"}}
    shape = {"rows": "person_wave", "person": "person", "wave": "wave"} if of_waves else {"rows": "person_period", "person": "person"}
    outcome = {"column": "y"} if of_waves else {"period": "month", "event": "found"}
    asked = {"name": "e", "method": "mixed_model" if of_waves else "discrete_time_hazard", "covariates": [{"column": "y", "lag": lag}]}
    made = plan_from(columns=columns, exposure={"column": "treat", "reference": 0}, outcome=outcome, estimates=[asked], **shape)
    ends = dict(zip(("estimate", "low", "high", "ratio", "ratio_low", "ratio_high"), (0.7, 0.1, 1.3, 2.01, 1.1, 3.7), strict=True))
    scale = "difference" if of_waves else "log_hazard"
    line = {"name": "e", "term": "treat", "role": "exposure", "scale": scale, "compared": "1", "wave": None, "refused": None}
    with override(language):
        assert words in sentence_of(line | ends, made)


@pytest.mark.parametrize("role", ["exposure", "calibrated"])
def test_standard_deviations_whose_interval_holds_none_are_not_known_yet(role):
    unknown, known = (
        told("standardised", (1.0, 1.0, 1.0), exposure="treat", role=role, estimate=0.2, low=low, high=0.5, compared="1")
        for low in (-0.1, 0.1)
    )
    assert "todavía no lo sabemos" in unknown
    assert "los datos admiten desde −0,10 hasta 0,50" in unknown
    assert "intervalo del 95 %: de 0,10 a 0,50" in known


@pytest.mark.parametrize(("scale", "size"), [("proportion", "60,0 de cada 100"), ("mean", "0,60")])
def test_what_organisations_are_drawn_to_is_an_average_one_and_not_the_people_of_all(scale, size):
    text = told(scale, (1.0, 1.0, 1.0), exposure="treat", term="centre", role="centre", estimate=0.6, low=None)
    assert text == f"Empleo: {size} en una entidad media de estas, que no es la media de las personas."


def of_course(covariates, language="es", ends=(-0.5, -0.4, -0.3), term="age", random=()):
    shape = {"rows": "person_wave", "person": "person", "wave": "wave", "outcome": {"column": "days", "label": "Espera"}}
    asked = {"name": "main", "method": "mixed_model", "covariates": covariates, "random": list(random)}
    made = plan_from(**shape, columns=COLUMNS, exposure=None, estimates=[asked])
    line = {"name": "main", "term": term, "role": "covariate", "scale": "difference", "wave": None, "at": None, "refused": None}
    with override(language):
        return sentence_of(line | dict(zip(("low", "estimate", "high"), ends, strict=True)), made)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "Espera: 0,40 menos por cada unidad de «edad» (intervalo del 95 %: de −0,50 a −0,30)."),
        ("en", "Espera: 0.40 less for each unit of “edad” (95 % interval: from −0.50 to −0.30)."),
        ("hu", "Espera: „edad” minden további egységével kevesebb; a különbség 0,40 (95%-os tartomány: −0,50 és −0,30 között)."),
    ],
)
def test_a_course_over_time_is_told_where_nobody_is_compared(language, words):
    assert of_course(["age"], language) == words


def test_a_course_that_may_be_level_is_not_known_yet():
    assert of_course(["age"], ends=(-0.1, 0.2, 0.5)).startswith("Espera: todavía no lo sabemos. Por cada unidad de «edad» la estimación es 0,20")
    assert "0,40 más por cada unidad" in of_course(["age"], ends=(0.3, 0.4, 0.5))


def test_of_several_covariates_only_that_of_each_ones_own_course_is_told():
    both = ["age", {"column": "found"}]
    assert of_course(both) == ""
    assert "«edad»" in of_course(both, random=["age"])
    assert of_course([{"column": "age", "coding": "spline", "df": 3}], term="age[s1]") == ""
    assert of_course(["age", {"interaction": ["age", "found"]}], random=["age"]) == ""


def of_product(covariates, language="es", low=-0.3, term="treat:age", derive=None):
    outcome = {"column": "days", "label": "Espera"}
    asked = {"name": "main", "method": "ancova", "covariates": covariates}
    made = plan_from(columns=COLUMNS, derive=derive or {}, exposure={"column": "treat"}, outcome=outcome, estimates=[asked])
    line = {"name": "main", "term": term, "role": "covariate", "scale": "difference", "compared": "1", "wave": None, "at": None, "refused": None}
    with override(language):
        return sentence_of(line | {"estimate": -0.21, "low": low, "high": -0.1 if low < -0.21 else 0.3}, made)


CROSSED = ["age", "found", {"interaction": ["treat", "age"]}, {"interaction": ["found", "treat"]}]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "la diferencia del grupo con «apoyo» con el grupo sin «apoyo» cambia en −0,21 por cada unidad de «edad» (intervalo del 95 %: de −0,30 a −0,10)."),
        ("en", "the difference of the group with “apoyo” from the group without “apoyo” changes by −0.21 for each unit of “edad”"),
        ("hu", "„edad” minden egységével ennyit változik: −0,21 (95%-os tartomány: −0,30 és −0,10 között)."),
    ],
)
def test_a_product_of_the_exposure_with_a_number_says_how_the_difference_changes(language, words):
    assert words in of_product(CROSSED, language)


def test_a_product_with_yes_or_no_and_a_derived_one_are_told_too():
    assert "cambia en −0,21 con «found» (intervalo" in of_product(CROSSED, term="treat:found")
    derive = {"both": {"product": ["age", "treat"]}}
    assert "cambia en −0,21 por cada unidad de «edad» (intervalo" in of_product(["age", "both"], term="both", derive=derive)


@pytest.mark.parametrize(
    ("language", "words"), [("es", "todavía no sabemos si la diferencia"), ("en", "we do not know yet whether"), ("hu", "még nem tudjuk, hogy")]
)
def test_a_change_of_the_difference_whose_interval_holds_none_is_not_known_yet(language, words):
    frail = of_product(CROSSED, language, low=-0.2)
    assert words in frail


@pytest.mark.parametrize("term", ["age", "found:age", "constant"])
def test_a_covariate_and_a_product_without_the_exposure_have_no_sentence(term):
    assert of_product(CROSSED, term=term) == ""


def test_a_product_with_a_curve_has_no_one_change_to_tell():
    curve = [{"column": "age", "coding": "spline", "df": 3}, {"interaction": ["treat", "age"]}]
    assert of_product(curve) == ""


@pytest.mark.parametrize(
    ("own", "other", "language", "place"),
    [
        ("age", "age", "es", "Esta cifra vale cuando «age» es 0; en los demás casos la diferencia es otra."),
        ({"column": "age", "coding": "spline", "df": 3}, "age", "es", "cuando «age» está en su valor más bajo;"),
        ({"column": "region", "coding": "factor", "reference": "Norte"}, "region", "es", "cuando «region» es «Norte»;"),
        ({"column": "region", "coding": "factor"}, "region", "es", "cuando «region» está en su categoría de referencia, la primera por orden;"),
        ("band", "band", "es", "cuando «band» es «Sur»;"),
        ({"column": "age", "coding": "spline", "df": 3}, "age", "en", "when “age” is at its lowest value; otherwise"),
        ({"column": "age", "coding": "spline", "df": 3}, "age", "hu", "ha „age” a legkisebb értékén áll;"),
    ],
)
def test_a_figure_inside_a_product_says_where_it_holds(own, other, language, place):
    columns = {"treat": {"kind": "yes_no"}, "days": {"kind": "number"}, "age": {"kind": "number"}, "found": {"kind": "yes_no"}}
    made = plan_from(
        columns=columns | {"region": {"kind": "category"}},
        derive={"band": {"category": {"column": "region", "reference": "Sur"}}},
        exposure={"column": "treat", "reference": 0},
        outcome={"time": "days", "event": "found"},
        estimates=[{"name": "main", "method": "cox", "covariates": [own, {"interaction": ["treat", other]}]}],
    )
    ends = dict(zip(("estimate", "low", "high", "ratio", "ratio_low", "ratio_high"), (0.7, 0.1, 1.3, 2.01, 1.1, 3.7), strict=True))
    line = {"name": "main", "term": "treat", "role": "exposure", "scale": "log_hazard", "compared": None, "wave": None, "at": None, "refused": None}
    with override(language):
        assert place in sentence_of(line | ends, made)
