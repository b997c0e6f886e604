"""People who wait for a job, some with a home of their own and some without: the lives behind tests of periods on the record."""

import datetime as dt
import random

from tejido.impact.tests.study import allow, enrol, people_of, programme_of
from tejido.outcomes.models import Spell

ENTRY = dt.date(2024, 1, 15)

PLAN = """
plan: espera-y-casa
title: Casa propia y trabajo
question: ¿Encuentran trabajo antes quienes ya tienen casa?
rows: person_period
population: {programme: taller}
periods:
  unit: month
  most: 12
  event: {spell: job, types: [supported, open_market]}
columns:
  mes: {kind: number, source: {period: number}}
  trabajo: {kind: yes_no, source: {period: event}, label: encontrar trabajo}
  casa: {kind: yes_no, source: {spell: home, types: [own_tenancy], lag: 1}, label: casa propia}
  sexo: {kind: category, source: {person: sex}}
  edad: {kind: number, source: {person: age_at_entry}}
  entidad: {kind: category, source: {person: organisation}}
exposure: {column: casa, reference: 0}
outcome: {period: mes, event: trabajo, direction: higher_is_better}
estimates:
  - {name: espera, method: discrete_time_hazard, covariates: [{column: sexo, coding: factor}], options: {time: linear}}
"""


def lives(organisation, how_many=60, *, seed=1, cohort=None, prefix="E", allowed=True):
    """So many people, whose home begins in some month and whose job comes sooner with it. Nothing here depends on the clock."""
    chance = random.Random(seed)
    people = people_of(organisation, how_many, prefix=prefix, birth_year=1980)
    for i, person in enumerate(people):
        person.sex = "woman" if i % 2 else "man"
        person.save(update_fields=["sex"])
    cohort = cohort or programme_of(organisation, "taller", "2024")[0]
    enrol(people, cohort, starts_on=ENTRY)
    if allowed:
        allow(people)
    for person in people:
        home = ENTRY + dt.timedelta(days=chance.randrange(-60, 300)) if chance.random() < 0.6 else None
        if home:
            spell(person, "home", "own_tenancy", home)
        day = ENTRY + dt.timedelta(days=10)
        while (day - ENTRY).days < 420:
            if chance.random() < (0.16 if home and home < day else 0.07):
                spell(person, "job", "supported", day)
                break
            day += dt.timedelta(days=30)
    return people


def spell(person, kind, kind_type, starts_on, ends_on=None):
    return Spell.objects.create(organisation=person.organisation, person=person, kind=kind, type=kind_type, starts_on=starts_on, ends_on=ends_on)
