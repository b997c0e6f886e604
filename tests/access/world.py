"""Two organisations full of data that could leak: every noun, every field that may carry words, marked with a canary of its owner."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from tejido.network.roles import ROLES

DAY = dt.date(2025, 3, 1)
THEN = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
PLAN_TEXT = """plan: {slug}
title: {canary} plan
question: {canary} question
rows: person
population: {{programme: {programme}}}
columns:
  treat: {{kind: yes_no, source: {{cohort: {cohort}}}}}
  income: {{kind: number, unit: USD, source: {{measure: {measure}}}}}
exposure: {{column: treat}}
outcome: {{column: income}}
estimates:
  - {{name: difference, method: difference}}
"""


def organisation_full_of_data(key: str, organisation: Any, author: Any, colleague: Any) -> SimpleNamespace:
    """Every noun of the record once, each with the canary `CANARY-<key>` in its words."""
    from tejido.impact import models as impact
    from tejido.interop import models as interop
    from tejido.network import models as network
    from tejido.outcomes import models as outcomes
    from tejido.people import models as people
    from tejido.privacy import models as privacy
    from tejido.programmes import models as programmes

    mark = f"CANARY-{key}"
    w = SimpleNamespace(organisation=organisation, mark=mark, colleague=colleague, role=colleague.roles.get())
    w.membership = organisation.memberships.get()
    w.network = w.membership.network
    w.space = network.Space.objects.create(organisation=organisation, region=organisation.region, name="Espacio", starts_on=DAY)
    own = {"organisation": organisation}
    w.person = people.Person.objects.create(**own, register_code=f"{mark}-REG", registered_on=DAY, sex="woman")
    people.Identity.objects.create(person=w.person, given_name=f"{mark}-given", family_name=f"{mark}-family", preferred_name=f"{mark}-preferred",
                                   phone="+000", email=f"{mark.lower()}@example.org", address=f"{mark}-street")
    text, _ = people.ConsentText.objects.get_or_create(purpose="impact", text_version="test", language="es", defaults={"text": "Texto", "published_on": DAY})
    w.consent = people.Consent.objects.create(person=w.person, text=text, purpose="impact", is_given=True, given_on=DAY, channel="paper",
                                              explained_by=f"{mark}-explained", receiver=f"{mark}-receiver")
    w.programme = programmes.Programme.objects.create(**own, slug=f"prog-{key.lower()}", name=f"{mark}-programme", about=f"{mark}-about")
    w.cohort = programmes.Cohort.objects.create(**own, programme=w.programme, slug=f"cohort-{key.lower()}", name=f"{mark}-cohort", starts_on=DAY)
    w.enrolment = programmes.Enrolment.objects.create(**own, person=w.person, cohort=w.cohort, starts_on=DAY, ends_on=dt.date(2025, 9, 1),
                                                      exit_reason="other", exit_note=f"{mark}-exit")
    w.assessment = outcomes.Assessment.objects.create(**own, person=w.person, instrument="phq-8", instrument_version="1", language="es", taken_on=DAY,
                                                      informant=f"{mark}-informant", answers={f"phq{n}": 1 for n in range(1, 9)})
    outcomes.Score.objects.create(assessment=w.assessment, scale="total", value=8, answered=8)
    w.goal = outcomes.Goal.objects.create(**own, person=w.person, number=1, words=f"{mark}-goal", starts_on=DAY)
    w.measure = outcomes.Measure.objects.create(**own, slug=f"income-{key.lower()}", label=f"{mark}-measure", unit="USD")
    w.measurement = outcomes.Measurement.objects.create(**own, person=w.person, measure=w.measure, measured_on=DAY, value=1234.5)
    w.spell = outcomes.Spell.objects.create(**own, person=w.person, kind="job", type="open_market", starts_on=DAY, end_reason=f"{mark}-end")
    w.wording = outcomes.InstrumentWording.objects.create(**own, instrument="who-5", language="es", items={"who1": f"{mark}-item"}, licence=f"{mark}-licence")
    w.brought = interop.Import.objects.create(**own, brought_by=author, filename=f"{mark}.csv", file_hash="0" * 64, status="done", rows=2, rows_bad=1,
                                              reading={"header": [f"{mark}-header"], "encoding": "utf-8", "separator": ","}, problem=f"{mark}-problem")
    w.bad_row = interop.ImportRow.objects.create(brought=w.brought, number=2, cells={f"{mark}-header": f"{mark}-cell"}, problems={f"{mark}-header": "?"})
    w.emergency = network.EmergencyAccess.objects.create(**own, user=author, category="life", reason=f"{mark}-reason for looking", starts_at=THEN,
                                                         ends_at=THEN + dt.timedelta(minutes=30))
    w.notice = network.Notice.objects.create(**own, capability="audit.read", text="x", values={"who": f"{mark}-notice"})
    w.token = network.AccessToken.objects.create(user=colleague, role=w.role, name=f"{mark}-token", capabilities=["network.read"],
                                                 secret_hash=key.ljust(64, "0"), expires_at=THEN + dt.timedelta(days=10_000))
    w.invitation = network.Invitation.objects.create(**own, role="facilitator", name=f"{mark}-invited", email=f"{mark.lower()}-invited@example.org",
                                                     invited_by=colleague, expires_at=THEN + dt.timedelta(days=10_000))
    words = {"slug": f"plan-{key.lower()}", "canary": mark, "programme": w.programme.slug, "cohort": w.cohort.slug, "measure": w.measure.slug}
    w.request = privacy.DataRequest.objects.create(**own, person=w.person, person_code=w.person.code, kind="rectification", words=f"{mark}-asked", channel="paper",
                                                   received_on=DAY, due_on=dt.date(2025, 4, 1), filed_by=colleague, answer=f"{mark}-answered")
    w.duty = privacy.LegalDuty.objects.create(**own, law=f"{mark}-law", years=5, starts_on=DAY)
    w.plan = impact.Plan.objects.create(**own, slug=words["slug"], title=f"{mark}-plan", text=PLAN_TEXT.format(**words), plan_hash="1" * 64, written_by=author)
    w.answer = impact.Answer.objects.create(plan=w.plan, asked_by=author, cut_off=DAY, is_registered=False, data_hash="2" * 64, document=answer_document(w.plan.text))
    w.release = impact.Release.objects.create(answer=w.answer, status="in_review", slug=f"release-{key.lower()}", title={"es": f"{mark}-release"},
                                              lead={"es": f"{mark}-lead"}, prepared_by=author)
    return w


def answer_document(plan_text: str) -> dict[str, Any]:
    """A real answer to a plan whose title is marked, on sixty invented persons of whom a few would be protected."""
    import pandas as pd

    from tejido.impact.answer import answer_plan
    from tejido.impact.spec import load_plan

    frame = pd.DataFrame({"person": range(60), "treat": [n % 2 for n in range(60)], "income": [100.0 + (n * 37) % 83 + 20 * (n % 2) for n in range(60)]})
    return answer_plan(load_plan(plan_text), frame, source="database", registered=False, asked_at=dt.datetime(2025, 3, 1, tzinfo=dt.UTC))


def published_report(answer: Any, author: Any) -> None:
    """One report that everybody may read; it carries no canary."""
    from tejido.impact.models import Answer, Release
    from tejido.impact.release import sealed_document
    from tejido.impact.seal import seal_of

    when = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
    unmarked = answer_document(PLAN_TEXT.format(slug="open", canary="Open", programme="p", cohort="c", measure="m"))
    words = {"title": {"es": "Informe"}, "lead": {"es": "Texto"}, "easy": {"es": [{"icon": "star", "text": "Una idea."}]}}
    open_answer = Answer(plan=answer.plan, cut_off=DAY, document=unmarked)
    document = sealed_document(Release(answer=open_answer, slug="published", **words), 1, when)
    Release.objects.create(answer=answer, status="published", slug="published", number=1, prepared_by=author, reviewed_by=author, published_at=when,
                           document=document, seal=seal_of(document), **words)


def one_account_for_each_role(organisation: Any, network: Any) -> dict[str, Any]:
    """role → account that holds it: at the organisation where the role allows it, else at the network."""
    from tests.cast import give_role, user

    accounts = {}
    for slug, role in ROLES.items():
        accounts[slug] = user(f"role-{slug.replace('_', '-')}", f"Rol {slug}")
        place = {"network": network} if role.place == "network" else {"organisation": organisation}
        give_role(accounts[slug], slug, **place)
    return accounts
