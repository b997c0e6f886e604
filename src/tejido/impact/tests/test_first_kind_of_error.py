"""With several kinds of error the first one speaks: the answer says so where it leaves out the organisations that the plan names."""

import numpy as np
import pytest
from django.utils.translation import override

from tejido.impact.sentences import check_sentence
from tejido.impact.tests.studies import ask, plan_from, small_trial


def clusters(errors, organisations=24, method="difference"):
    frame = small_trial(480).assign(
        region=[f"O{i % organisations:02}" for i in range(480)], treat=lambda f: (np.arange(480) // 48 % 2).astype(float)
    )
    document = ask(plan_from(estimates=[{"name": "e", "method": method, "cluster": "region"} | errors]), frame)
    (found,) = [check for check in document["checks"] if check["name"] == "clusters"]
    return found


@pytest.mark.parametrize(
    ("errors", "verdict"),
    [({"errors": ["CR2", "classical"]}, "ok"), ({"errors": ["classical", "CR2"]}, "attention"), ({"errors": ["HC3"]}, "attention"), ({}, "ok")],
)
@pytest.mark.parametrize("method", ["difference", "ancova"])
def test_a_first_kind_that_ignores_organisations_asks_for_care(method, errors, verdict):
    found = clusters(errors, method=method)
    assert found["verdict"] == verdict
    assert found["values"].get("first") == (errors["errors"][0] if verdict != "ok" else None)


@pytest.mark.parametrize("organisations", [9, 24])
def test_it_is_said_in_every_language_with_what_to_do(organisations):
    found = clusters({"errors": ["classical", "CR2"]}, organisations)
    assert (found["verdict"] == "fails") == (organisations == 9)
    said = set()
    for language in ("es", "en", "hu"):
        with override(language):
            said.add(check_sentence(found, plan_from()))
    assert len(said) == 3
    ways_out = ("9", "10") if organisations == 9 else ("CR2",)  # of nine CR2 has no interval either
    assert all(word in text for text in said for word in ("classical", *ways_out))
