"""What tests of evidence begin with: a registered plan, its answer, a release in review and one that is out."""

from types import SimpleNamespace

import pytest

from tejido.impact.tests.study import supported_work, supported_work_plan

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
