"""What the guide says about plans is what the code does."""

import re

from tejido.impact.spec import load_plan
from tejido.impact.spec.vocabulary import METHODS, OPERATIONS, PLAN_KEYS, SOURCES
from tejido.impact.tests.studies import EXAMPLES

GUIDES = EXAMPLES.parent / "docs" / "guides"
PLANS = (GUIDES / "plans.md").read_text(encoding="utf-8")


def test_the_worked_example_of_the_guide_is_a_plan():
    text = re.search(r"```yaml\n(.*?)```", PLANS, re.DOTALL).group(1)
    assert [estimate.name for estimate in load_plan(text).estimates] == ["main", "plain", "recovered"]


def test_the_guide_names_every_key_operation_source_and_method():
    words = [*PLAN_KEYS, *OPERATIONS, *SOURCES, *METHODS]
    assert [word for word in words if f"`{word}" not in PLANS] == []
