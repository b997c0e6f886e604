"""What tests of evidence begin with: a registered plan, its answer, a release in review and one that is out."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tejido.impact.tests.study import supported_work, supported_work_plan
from tejido.stats.tests.cases import case

WORDS = {"es": "Trabajo con apoyo e ingresos", "en": "Supported work and earnings", "hu": "Támogatott munka és kereset"}
EASY = {"es": [{"icon": "briefcase", "text": "Trabajar con apoyo ayuda."}]}


@pytest.fixture
def study(cast):
    """The Supported Work trial in the record of organisation A, with Ana's registered plan and its answer."""
    from tejido.impact.actions import ask_plan, register_plan, write_plan

    people = supported_work(cast.a)
    plan = register_plan(write_plan(cast.a, by=cast.ana, text=supported_work_plan()), by=cast.ana)
    return SimpleNamespace(cast=cast, people=people, plan=plan, answer=ask_plan(plan, by=cast.ana))


@pytest.fixture
def in_review(study):
    """Ana prepared a release of the study and sent it to review."""
    from tejido.impact.actions import prepare_release, send_to_review

    release = prepare_release(study.answer, by=study.cast.ana, slug="ingresos", title=WORDS, lead={"es": "Qué cambió."}, easy=EASY)
    return send_to_review(release, by=study.cast.ana)


@pytest.fixture
def published(in_review, study):
    """Dora, who directs A, approved it."""
    from tejido.impact.actions import approve_release

    return approve_release(in_review, by=study.cast.dora)


@pytest.fixture(scope="module")
def released():
    """432 people released from prison (Rossi, Berk & Lenihan 1980); the reference is R 4.2 with survival 3.5."""
    data, _expected = case("rossi")
    return pd.DataFrame({name: data[name] for name in ("week", "arrest", "fin", "age", "race", "prio")}).assign(person=np.arange(432))


@pytest.fixture(scope="module")
def network():
    """900 people of twelve organisations, a programme that adds 2 points to a score and 15 of a hundred to an outcome."""
    random = np.random.default_rng(3)
    organisation, treat = random.integers(0, 12, 900), random.integers(0, 2, 900).astype(float)
    between = random.normal(1.5 * treat, 1)
    frame = pd.DataFrame({"person": np.arange(900), "organisation": [f"O{o:02}" for o in organisation], "treat": treat, "between": between})
    frame["score"] = random.normal(10 + 0.5 * treat + 0.5 * organisation, 4) + between
    frame["better"] = (random.random(900) < 0.3 + 0.15 * treat).astype(float)
    frame["cost"] = random.gamma(4, 100, 900) + 200 * treat
    frame["before"] = random.normal(20, 6, 900)
    frame["after"] = frame["before"] + random.normal(3, 5, 900)
    frame["other"] = random.normal(0, 1, 900)
    frame["visits"], frame["years"] = random.poisson(2 + treat).astype(float), random.uniform(0.5, 2, 900)
    frame["reached"] = frame["score"].where(random.random(900) < 0.85)
    return frame
