"""What the guides say about plans and answers is what the code does."""

import re

from tejido.impact.spec import load_plan
from tejido.impact.spec.vocabulary import METHODS, OPERATIONS, PLAN_KEYS, SOURCES
from tejido.impact.tests.studies import EXAMPLES, ask, example

GUIDES = EXAMPLES.parent / "docs" / "guides"
PLANS = (GUIDES / "plans.md").read_text(encoding="utf-8")
ANSWERS = (GUIDES / "answers.md").read_text(encoding="utf-8")


def test_the_worked_example_of_the_guide_is_a_plan():
    text = re.search(r"```yaml\n(.*?)```", PLANS, re.DOTALL).group(1)
    assert [estimate.name for estimate in load_plan(text).estimates] == ["main", "plain", "recovered"]


def test_the_guide_names_every_key_operation_source_and_method():
    words = [*PLAN_KEYS, *OPERATIONS, *SOURCES, *METHODS]
    assert [word for word in words if f"`{word}" not in PLANS] == []


def test_the_guide_names_every_key_of_an_answer():
    document = ask(*example("nsw-supported-work"))
    named = set(re.findall(r"\w+", ANSWERS))
    assert set(document) | {key for row in document["estimates"] for key in row} | set(document["checks"][0]) <= named
