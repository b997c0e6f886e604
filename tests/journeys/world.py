"""A small organisation at work: a study brought in, asked and published, a second report in review, a file half way in."""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.urls import reverse

FILE = """código,sexo,grupo,entrada
P-1,mujer,Los Pinos,2024-02-01
P-2,hombre,Los Pinos,2024-02-31
"""
MAPPING = {
    "columns": {"código": "person.register_code", "sexo": "person.sex", "grupo": "enrolment.cohort", "entrada": "enrolment.starts_on"},
    "programmes": {"familia": {"name": "De familia a familia", "kind": "classes"}},
    "cohorts": {"pinos": {"programme": "familia", "name": "Los Pinos", "starts_on": "2024-02-01"}},
    "constants": {"person.registered_on": "2024-02-01"},
}


def half_way_in(organisation, by):
    """A file of which one date does not exist, as far as its preview."""
    from tejido.interop import actions

    brought = actions.start_import(organisation, ContentFile(FILE.encode(), name="pinos.csv"), "pinos.csv", by=by)
    return actions.match_columns(brought, MAPPING, by=by)


def second_release(study):
    """A question of which part must be hidden, waiting for Dora."""
    from tejido.impact.actions import ask_plan, prepare_release, send_to_review, write_plan
    from tejido.impact.tests.study import supported_work_plan

    text = supported_work_plan().replace("nsw-earnings", "nsw-altos").replace("above: 0", "above: 20000")
    answer = ask_plan(write_plan(study.cast.a, by=study.cast.ana, text=text), by=study.cast.ana)
    release = prepare_release(answer, by=study.cast.ana, slug="altos", title={"es": "Ingresos altos"}, lead={}, easy={})
    return send_to_review(release, by=study.cast.ana)


def elena_takes_part(cast):
    """The person of the cast with a questionnaire, a job and a permission: a page with something on it."""
    from tejido.impact.tests.study import ENTERED, allow
    from tejido.outcomes.models import Assessment, Score, Spell
    from tejido.programmes.models import Cohort, Enrolment

    allow([cast.person])
    own = {"organisation": cast.a, "person": cast.person}
    Enrolment.objects.create(**own, cohort=Cohort.objects.get(slug="nsw-train"), starts_on=ENTERED)
    Spell.objects.create(**own, kind="job", type="open_market", starts_on=ENTERED)
    for day, value in ((ENTERED, 14), (ENTERED.replace(year=2025), 8)):
        taken = Assessment.objects.create(**own, instrument="phq-8", instrument_version="1", language="es", taken_on=day, answers={})
        Score.objects.create(assessment=taken, scale="total", value=value, answered=8)


def public_pages():
    """What anybody opens, by name."""
    report = {"slug": "ingresos"}
    return {
        "front": reverse("desk:front"),
        "sign-in": reverse("account_login"),
        "reports": reverse("publishing:index"),
        "public report": reverse("publishing:report", kwargs=report),
        "easy to read": reverse("publishing:easy", kwargs=report),
    }


def pages_of_ana(world):
    """What a coordinator of programmes opens."""
    person = {"code": world.cast.person.code}
    return {
        "desk": reverse("desk:home"),
        "people": reverse("people:list"),
        "person": reverse("people:detail", kwargs=person),
        "outcomes of a person": reverse("outcomes:for_person", kwargs=person),
        "regions": reverse("network:regions"),
        "preview of an import": reverse("interop:preview", args=[world.brought.code]),
        "answer": reverse("impact:answer", args=[world.answer.code]),
        "new plan": reverse("impact:plan_new"),
        "who sees what": reverse("network:who_sees_what"),
    }


def pages_by_account(world):
    """Who opens which pages at work, or her own."""
    return (
        (world.cast.ana, pages_of_ana(world)),
        (world.cast.dora, {"review": reverse("impact:release_review", args=[world.waiting.code])}),
        (world.cast.nora, {"desk of the network": reverse("desk:home")}),
        (world.cast.elena, {"own page": reverse("people:mine")}),
    )


def working_organisation(study, published):
    elena_takes_part(study.cast)
    return SimpleNamespace(
        cast=study.cast, answer=study.answer, published=published, waiting=second_release(study), brought=half_way_in(study.cast.a, study.cast.ana)
    )
