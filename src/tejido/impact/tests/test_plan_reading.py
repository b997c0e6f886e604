"""A plan is read key by key; whatever is wrong with it is said at once, with the key and what to do."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.impact.spec import PlanError, load_plan, localised, plan_hash
from tejido.impact.tests.studies import EXAMPLES, plan_from, raw_plan

TEXT = (EXAMPLES / "nsw-supported-work" / "plan.yaml").read_text(encoding="utf-8")


def problems(text: str) -> str:
    with pytest.raises(PlanError) as error:
        load_plan(text)
    return "\n".join(error.value.problems)


def problems_of(**keys) -> str:
    with pytest.raises(PlanError) as error:
        plan_from(**keys)
    return "\n".join(error.value.problems)


@pytest.mark.parametrize("path", sorted(p for p in EXAMPLES.rglob("*.yaml") if p.name != "mapping.yaml"), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_shipped_plan_is_accepted(path):
    plan = load_plan(path.read_text(encoding="utf-8"))
    assert plan.estimates
    assert localised(plan.title, "en") != localised(plan.title, "es")


def test_a_plan_knows_its_columns_its_sources_and_its_estimates():
    plan = load_plan(TEXT)
    assert plan.slug == "nsw-earnings"
    assert plan.column("treat").source.kind == "cohort"
    assert plan.column("re78").source.value == "re78"
    assert [estimate.method for estimate in plan.estimates] == ["difference", "ancova", "logistic"]
    assert plan.primary.exposure.compared == "1"
    assert plan.estimates[2].covariates == ()
    assert plan.estimates[2].outcome.direction == "higher_is_better"


@pytest.mark.parametrize(
    ("own", "direction"),
    [
        ("score", "lower_is_better"),
        ({"column": "score", "label": "Malestar"}, "lower_is_better"),
        ("much", "lower_is_better"),
        ("little", "higher_is_better"),
        ("not_little", "lower_is_better"),
        ("level", "neutral"),
        ("gained", "neutral"),
        ("age", "neutral"),
        ("better", "neutral"),
        ({"column": "better", "direction": "higher_is_better"}, "higher_is_better"),
    ],
)
def test_an_outcome_of_its_own_is_wished_for_as_the_plan_says_only_where_it_is_made_of_the_plans(own, direction):
    derive = {
        "much": {"indicator": {"column": "score", "at_least": 10}},
        "little": {"indicator": {"column": "score", "below": 5}},
        "not_little": {"indicator": {"column": "little", "at_most": 0}},
        "level": {"indicator": {"column": "score", "equals": 7}},
        "gained": {"difference": ["score", "age"]},
    }
    plan = plan_from(
        derive=derive,
        outcome={"column": "score", "direction": "lower_is_better"},
        estimates=[{"name": "main", "method": "difference"}, {"name": "own", "method": "difference", "outcome": own}],
    )
    assert plan.estimates[1].outcome.direction == direction


def test_columns_derived_in_a_ring_end_in_a_sentence():
    ring = {"a": {"minus": {"column": "b", "value": 1}}, "b": {"minus": {"column": "a", "value": 1}}}
    estimates = [{"name": "main", "method": "difference", "outcome": "a"}]
    assert "«b»" in problems_of(derive=ring, estimates=estimates)


def test_another_way_out_is_not_wished_for_as_the_plans():
    columns = {"days": {"kind": "number"}, "how": {"kind": "category"}, "treat": {"kind": "yes_no"}}
    whole = {"time": "days", "exit": "how", "cause": "job", "direction": "higher_is_better"}
    other = {"time": "days", "exit": "how", "cause": "died"}
    estimates = [{"name": name, "method": "cumulative_incidence", "at": [90]} | more for name, more in (("a", {}), ("b", {"outcome": other}))]
    plan = plan_from(columns=columns, outcome=whole, estimates=estimates)
    assert [estimate.outcome.direction for estimate in plan.estimates] == ["higher_is_better", "neutral"]


def test_comments_spacing_and_order_do_not_change_the_hash_but_a_value_does():
    moved = "\n".join(["# another remark", *reversed(TEXT.split("\n\n"))])
    assert plan_hash(load_plan(moved)) == plan_hash(load_plan(TEXT))
    assert plan_hash(load_plan(TEXT.replace("above: 0", "above: 1"))) != plan_hash(load_plan(TEXT))


def test_the_hash_is_stable_over_releases():
    assert plan_hash(plan_from()) == "bd355f3d6574152713b29d323de7a39d63f15155e888899799cb96c58d9839f6"


def test_a_mistyped_key_is_answered_with_the_nearest_one():
    assert "«estimates»" in problems(TEXT.replace("estimates:", "estimate:"))


def test_all_problems_are_told_together():
    found = problems_of(title=None, outcome={"column": "scoer"}, covariates=["ages"])
    assert "plan.title" in found
    assert "«score»" in found
    assert "«age»" in found


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"plan": "Con Espacios"}, "plan.plan"),
        ({"rows": "persons"}, "person_wave"),
        ({"rows": "person_wave"}, "plan.wave"),
        ({"missing": "impute"}, "complete_case"),
        ({"columns": {"score": {"kind": "text"}}}, "yes_no"),
        ({"columns": {"1bad": {"kind": "number"}}}, "letra"),
        ({"columns": {"person": {"kind": "number"}}}, "reservado"),
        ({"columns": {"score": {"kind": "number", "source": {"measure": "a", "score": "b"}}}}, "una sola procedencia"),
        ({"columns": {"score": {"kind": "number", "source": {"spell": "job", "within": -3}}}}, "mayor que cero"),
        ({"columns": {"score": {"kind": "number", "source": {"spell": "job", "within": 1e12}}}}, "hasta 99999"),
        ({"columns": {"score": {"kind": "yes_no", "source": {"spell": "job", "give": "at_date", "at": "6 meses"}}}}, "source.at: se esperaban días"),
        ({"columns": {"score": {"kind": "yes_no", "source": {"spell": "job", "give": "at_date", "at": 999999}}}}, "source.at: se esperaban días"),
        ({"columns": {"score": {"kind": "yes_no", "source": {"spell": "job", "give": "at_date", "at": "2025-02-30"}}}}, "source.at: se esperaban días"),
        ({"derive": {"x": {"eval": "score * 2"}}}, "plan.derive.x.eval"),
        ({"derive": {"x": {"square": "region"}}}, "no es un número"),
        ({"derive": {"x": {"product": ["age"]}}}, "dos columnas"),
        ({"derive": {"x": {"indicator": {"column": "age", "above": 1, "below": 3}}}}, "una sola comparación"),
        ({"derive": {"x": {"category": {"column": "region"}}}}, "reference"),
        ({"derive": {"score": {"square": "age"}}}, "ya hay una columna"),
        ({"where": [{"column": "agee", "above": 3}]}, "«age»"),
        ({"population": {"from": "2026-05-01", "to": "2026-01-01"}}, "anterior"),
        ({"population": {"from": "ayer"}}, "2026-01-31"),
        ({"where": [{"column": "region", "above": 3}]}, "es una categoría"),
        ({"derive": {"x": {"indicator": {"column": "region", "below": 3}}}}, "es una categoría"),
        ({"derive": {"x": {"category": {"column": "region", "reference": "sur"}}}, "where": [{"column": "x", "equals": "sur"}]}, "«x»"),
        ({"estimates": []}, "plan.estimates"),
        ({"estimates": [{"name": "a", "method": "diference"}]}, "difference"),
        ({"estimates": [{"name": "a", "method": "difference"}, {"name": "a", "method": "ancova"}]}, "se repite"),
        ({"estimates": [{"name": "a", "method": "difference", "errors": ["HC9"]}]}, "HC3"),
        ({"estimates": [{"name": "a", "method": "difference", "covariates": ["age"]}]}, "covariates"),
        ({"estimates": [{"name": "a", "method": "logistic"}]}, "sí o no"),
        ({"estimates": [{"name": "a", "method": "cox"}]}, "«time»"),
        ({"estimates": [{"name": "a", "method": "mixed_model"}]}, "person_wave"),
        ({"estimates": [{"name": "a", "method": "ancova", "covariates": ["treat"]}]}, "exposición"),
        ({"weights": "age", "cluster": "region"}, "weights: no se usa junto con «cluster»"),
        ({"weights": "age", "cluster": "region", "estimates": [{"name": "a", "method": "ancova", "errors": ["HC3"]}]}, "junto con «cluster»"),
        (
            {
                "rows": "person_period", "person": "id", "exposure": {"column": "treat", "lag": 1}, "outcome": {"count": "score"},
                "estimates": [{"name": "a", "method": "counts"}],
            },
            "«lag» necesita saber qué periodo va antes",
        ),
        ({"exposure": None}, "indique «exposure»"),
        ({"exposure": {"column": "region"}}, "grupo con el que se compara"),
        ({"exposure": {"column": "age"}}, "dos grupos"),
    ],
)
def test_a_plan_that_cannot_be_answered_is_refused_with_what_to_mend(keys, said):
    assert said in problems_of(**keys)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan: [", "línea"),
        ("just words", "no contiene un plan"),
        ("", "no contiene un plan"),
        ("plan: a\nplan: b\n", "línea 2 hay una clave escrita dos veces"),
        ("plan: a\nquestion: {en: Longer?}\n", "línea 2 hay un «?» dentro de llaves o corchetes. Ponga ese texto entre comillas"),
        ("plan: a\nquestion: {en: a, es: Más: menos}\n", "línea 2 hay un «:» dentro de llaves"),
        ("plan: a\nquestion: {en: a\n", "cerca de la línea"),
        ("plan: &a x\ntitle: *a\n", "línea 2 hay un alias"),
        ("plan: !!python/object/apply:os.system ['true']\n", "línea"),
        ("a: " + "[" * 5000, "línea"),
        ("x" * 300_000, "largo"),
        ("plan: a\npopulation: {to: 2025-06-31}\n", "línea 2 hay una fecha o un número que no existe"),
        ("plan: a\nwhere: " + "9" * 5000, "línea 2 hay una fecha o un número que no existe"),
        ("plan: {{x}}", "línea 1 una clave es una lista"),
        ("plan: a\n? [a]\n: 1\n", "línea 2 una clave es una lista"),
    ],
    ids=["broken", "words", "empty", "twice", "question", "colon", "open", "alias", "python", "deep", "long", "day", "digits", "braces", "list"],
)
def test_a_text_that_is_no_plan_is_refused(text, said):
    found = problems(text)
    assert said in found or "niveles" in found


def test_reading_a_plan_does_not_load_the_heavy_libraries():
    import subprocess
    import sys

    code = "import sys, tejido.impact.spec; print(sorted({'pandas', 'numpy', 'scipy', 'lifelines', 'statsmodels'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=EXAMPLES.parent / "src")
    assert done.stdout.strip() == "[]"


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats()
    | st.sampled_from(["", "age", "treat", "score", "region", "ratio of ratios"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["column", "age", "kind", "x", "method"]), inner, max_size=3)
    ),
    max_leaves=4,
)


def spoilt(node, path, junk):
    """The same plan with one of its values replaced by anything."""
    if not path or not isinstance(node, dict | list) or not node:
        return junk
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    chosen = keys[path[0] % len(keys)]
    inner = spoilt(node[chosen], path[1:], junk)
    return {**node, chosen: inner} if isinstance(node, dict) else [*node[:chosen], inner, *node[chosen + 1 :]]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=5), JUNK)
def test_whatever_stands_in_a_plan_it_is_read_or_refused_in_words(path, junk):
    text = yaml.safe_dump(spoilt(raw_plan(TEXT), path, junk))
    try:
        told = [plan_hash(load_plan(text))]
    except PlanError as error:
        told = error.problems
    assert told
    assert all(words.strip() for words in told)


@pytest.mark.parametrize(
    ("mid", "complaint"), [(0, "mayor que cero"), (-2, "mayor que cero"), (float("inf"), "mayor que cero"), ("much", "se esperaba un número")]
)
def test_the_least_difference_that_matters_is_a_number_above_zero(mid, complaint):
    with pytest.raises(PlanError, match=f"plan.outcome.mid: .*{complaint}"):
        plan_from(outcome={"column": "score", "mid": mid})


def test_only_an_outcome_in_points_has_a_least_difference_that_matters():
    with pytest.raises(PlanError, match=r"plan\.outcome\.mid"):
        plan_from(outcome={"column": "better", "mid": 0.1})
    assert plan_from(outcome={"column": "score", "mid": 2.5}).estimates[0].outcome.mid == 2.5


def test_what_matters_is_said_of_the_outcome_and_not_once_more_among_the_options_of_a_method():
    change = {"before": "age", "after": "score", "direction": "higher_is_better", "mid": 3}
    options = {"sd": 6, "reliability": 0.85, "cut_off": 22}
    asked = {"name": "change", "method": "reliable_change", "outcome": change, "options": options}
    assert plan_from(estimates=[asked]).estimates[0].outcome.mid == 3
    with pytest.raises(PlanError, match=r"plan\.estimates\[0\]\.options\.mid"):
        plan_from(estimates=[asked | {"options": options | {"mid": 3}}])
