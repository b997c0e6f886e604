"""The shipped studies give their published answers, from the plan to the document."""

import json

import pytest

from tejido.impact.spec import load_plan, plan_hash
from tejido.impact.tests.studies import EXAMPLES, HOUSING, ask, example, housing, line, lines


def expected(name):
    return json.loads((EXAMPLES / name / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nsw():
    return ask(*example("nsw-supported-work"))


@pytest.fixture(scope="module")
def unemployment():
    return ask(*example("unemployment-depression"))


@pytest.fixture(scope="module")
def section8():
    plan = load_plan((EXAMPLES / "plans" / "section8-housing.yaml").read_text(encoding="utf-8"))
    return ask(plan, housing())


@pytest.mark.parametrize("wanted", expected("nsw-supported-work")["estimates"], ids=lambda w: f"{w['name']}-{w['term']}-{w['errors']}")
def test_supported_work_gives_every_reference_value(nsw, wanted):
    found = line(nsw, name=wanted["name"], term=wanted["term"], errors=wanted["errors"])
    assert found["estimate"] == pytest.approx(wanted["estimate"], rel=1e-8)
    assert found["se"] == pytest.approx(wanted["se"], rel=1e-8)
    assert found["n"] == 445


def test_supported_work_says_who_was_there(nsw):
    attrition = nsw["attrition"]
    assert (attrition["enrolled"], attrition["with_baseline"], attrition["analysed"], attrition["lost"]) == (445, 445, 445, [])
    assert {arm["group"]: arm["analysed"] for arm in attrition["arms"]} == expected("nsw-supported-work")["people"]


def test_supported_work_tells_the_interval_in_words(nsw):
    assert any("1794 dólares de 1978 más" in text and "de 551 a 3038" in text for text in nsw["sentences"])
    assert any("11,1 personas más de cada 100" in text for text in nsw["sentences"])
    assert not any("sorteo" in text for text in nsw["sentences"])


def test_supported_work_has_its_people_in_a_table(nsw):
    table = next(table for table in nsw["tables"] if table["name"] == "employed.outcome")
    assert (table["rows"], table["columns"], table["counts"]) == (["0", "1"], ["no", "yes"], [[92, 168], [45, 140]])
    assert table["title"] == "Con empleo en 1978: personas por grupo"


@pytest.mark.parametrize("wanted", expected("unemployment-depression")["models"], ids=lambda w: w["name"])
def test_unemployment_gives_every_reference_value(unemployment, wanted):
    for term, (estimate, error) in wanted["terms"].items():
        found = line(unemployment, name=wanted["name"], term=term)
        assert found["estimate"] == pytest.approx(estimate, abs=1e-4)
        assert found["se"] == pytest.approx(error, abs=1e-4)
    model = next(model for model in unemployment["models"] if model["name"] == wanted["name"])
    assert model["deviance"] == pytest.approx(wanted["deviance"], abs=1e-3)
    assert (model["interviews"], model["persons"]) == (674, 254)


def test_unemployment_counts_people_and_missed_interviews(unemployment):
    assert unemployment["attrition"]["analysed"] == 254
    assert unemployment["attrition"]["interviews"] == {"expected": 762, "seen": 674, "missed": 88}
    assert unemployment["attrition"]["arms"] == []


def test_an_effect_that_depends_on_another_column_says_where_it_holds(unemployment):
    assert any("vale cuando «meses desde la pérdida del empleo» es 0" in text for text in unemployment["sentences"])


def test_a_study_without_a_lottery_says_so(unemployment):
    assert "Los grupos no se formaron por sorteo" in unemployment["sentences"][-1]


@pytest.mark.parametrize(("group", "shares"), [("0", [0.106, 0.236, 0.329, 0.421]), ("1", [0.144, 0.627, 0.732, 0.652])])
def test_housing_gives_the_published_shares_at_each_interview(section8, group, shares):
    rows = lines(section8, term="proportion", group=group)
    assert [row["wave"] for row in rows] == ["0", "6", "12", "24"]
    assert [round(row["estimate"], 3) for row in rows] == shares
    assert [row["seen"] for row in rows] == [sum(HOUSING[int(group)][wave]) for wave in (0, 6, 12, 24)]


def test_housing_counts_the_159_missed_interviews(section8):
    assert section8["attrition"]["interviews"] == {"expected": 1448, "seen": 1289, "missed": 159}
    assert sum(row["missed"] for row in lines(section8, term="proportion")) == 159


def test_every_wave_table_counts_each_person_once(section8):
    tables = [table for table in section8["tables"] if table["kind"] == "wave"]
    assert [table["wave"] for table in tables] == ["0", "6", "12", "24"]
    assert all([sum(row) for row in table["counts"]] == [181, 181] for table in tables)


def test_a_document_is_json_and_keeps_its_plan(nsw):
    again = json.loads(json.dumps(nsw, allow_nan=False))
    assert again == nsw
    assert again["plan_hash"] == plan_hash(example("nsw-supported-work")[0])
    assert set(again["versions"]) == {"tejido", "python", "numpy", "scipy", "statsmodels", "lifelines", "pandas"}
    assert (again["schema"], again["status"], again["asked_at"]) == (1, "exploratory", "2026-01-15T12:00:00+00:00")


def test_every_line_has_the_same_keys_and_the_interval_before_p(nsw):
    promised = ["name", "term", "estimate", "se", "low", "high", "p", "n", "method", "note"]
    assert all(list(row)[:10] == promised for row in nsw["estimates"])


def test_the_same_question_twice_gives_the_same_document(nsw):
    assert ask(*example("nsw-supported-work")) == nsw
