"""The record of a small organisation for tests: the people of a real trial, entered straight into the tables."""

import csv
import datetime as dt
from pathlib import Path

from tejido.impact.cells.asked import periods_frame
from tejido.impact.engine import engine
from tejido.impact.table import frame_of
from tejido.outcomes.models import Measure, Measurement
from tejido.people.models import Consent, ConsentText, Person, Purpose
from tejido.programmes.models import Cohort, Enrolment, Programme

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
ENTERED = dt.date(2024, 3, 1)


def consent_text(purpose=Purpose.IMPACT):
    return ConsentText.objects.get_or_create(
        purpose=purpose, text_version="1", language="es", defaults={"text": "¿Podemos contar sus datos, sin su nombre?", "published_on": ENTERED}
    )[0]


def allow(people, *, given=True, on=ENTERED, purpose=Purpose.IMPACT):
    """Everybody in `people` answers the question about impact."""
    text = consent_text(purpose)
    Consent.objects.bulk_create(
        Consent(person=person, text=text, purpose=purpose, is_given=given, given_on=on, channel="paper") for person in people
    )


def people_of(organisation, how_many, *, prefix="P", **fields):
    return Person.objects.bulk_create(
        Person(organisation=organisation, register_code=f"{prefix}-{i:04}", registered_on=ENTERED, **fields) for i in range(how_many)
    )


def programme_of(organisation, slug="nsw", *cohorts):
    programme = Programme.objects.create(organisation=organisation, slug=slug, name=slug.upper())
    return [Cohort.objects.create(organisation=organisation, programme=programme, slug=c, name=c, starts_on=ENTERED) for c in cohorts]


def enrol(people, cohort, *, starts_on=ENTERED, **fields):
    Enrolment.objects.bulk_create(Enrolment(organisation=cohort.organisation, person=p, cohort=cohort, starts_on=starts_on, **fields) for p in people)


def measure_all(organisation, values, *, wave="", day=ENTERED):
    """`values`: measure slug → list of (person, value)."""
    for slug, pairs in values.items():
        measure = Measure.objects.get_or_create(organisation=organisation, slug=slug, defaults={"label": slug})[0]
        Measurement.objects.bulk_create(
            Measurement(organisation=organisation, person=person, measure=measure, measured_on=day, wave=wave, value=value)
            for person, value in pairs
            if value is not None
        )


def supported_work(organisation):
    """The 445 people of the National Supported Work trial, all of whom allow that their data be counted."""
    with (EXAMPLES / "nsw-supported-work" / "register.csv").open() as file:
        rows = list(csv.DictReader(file))
    people = people_of(organisation, len(rows), prefix="NSW")
    trained, control = programme_of(organisation, "nsw", "nsw-train", "nsw-control")
    for cohort, treat in ((trained, "1"), (control, "0")):
        enrol([p for p, row in zip(people, rows, strict=True) if row["treat"] == treat], cohort)
    measure_all(
        organisation,
        {name: [(p, float(row[name])) for p, row in zip(people, rows, strict=True)] for name in rows[0] if name not in ("code", "treat")},
    )
    allow(people)
    return people


def supported_work_plan():
    return (EXAMPLES / "nsw-supported-work" / "plan.yaml").read_text(encoding="utf-8")


def unemployment_study(organisation):
    """The 254 people of the unemployment study, seen up to three times."""
    with (EXAMPLES / "unemployment-depression" / "register.csv").open() as file:
        rows = list(csv.DictReader(file))
    codes = list(dict.fromkeys(row["id"] for row in rows))
    people = dict(zip(codes, people_of(organisation, len(codes), prefix="U"), strict=True))
    (cohort,) = programme_of(organisation, "jobloss", "participants")
    enrol(people.values(), cohort)
    for wave in sorted({row["interview"] for row in rows}):
        seen = [row for row in rows if row["interview"] == wave]
        columns = {"months": "months", "cesd": "depression", "unemployed": "unemployed"}
        values = {slug: [(people[row["id"]], float(row[name])) for row in seen if row[name]] for slug, name in columns.items()}
        measure_all(organisation, values, wave=wave, day=ENTERED + dt.timedelta(days=30 * int(wave)))
    allow(people.values())
    return list(people.values())


def unemployment_plan():
    return (EXAMPLES / "unemployment-depression" / "plan.yaml").read_text(encoding="utf-8")


def rows_of(found):
    """The table of a record as the methods take it, periods counted one by one."""
    if found.facts is None:
        return frame_of(found.plan, found.table)
    with engine() as run:
        return periods_frame(found.plan, found.facts, run)[0]
