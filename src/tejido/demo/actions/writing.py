"""The lives of the demonstration as rows of the database, many at once."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from tejido.core.bulk import insert_rows, take_ids
from tejido.core.codes import new_codes
from tejido.core.holding import Holder, lock_holders
from tejido.core.sealed_rows import Closing
from tejido.demo.lives import Life
from tejido.network.models import Organisation
from tejido.outcomes.models import Assessment, Measure, Measurement, Score, Spell
from tejido.outcomes.packs import packs
from tejido.people.actions.bringing import SEALED_ROW, IdentityRow, sealed_identities
from tejido.people.models import Consent, Identity, Person
from tejido.programmes.models import Cohort, Enrolment


@dataclass
class Loom:
    """Gathers rows of all organisations, and writes each table once."""

    cohorts: dict[tuple[int, str, str], int]
    texts: dict[str, int]
    measures: dict[tuple[int, str], int]
    lives: list[tuple[Organisation, Life, int]] = field(default_factory=list)

    def gather(self, organisation: Organisation, life: Life, number: int) -> None:
        self.lives.append((organisation, life, number))

    def write(self) -> list[int]:
        """Write everything; return the keys of the persons in the order in which they were gathered."""
        keys = list(take_ids(Person, len(self.lives)))
        self.write_persons(keys)
        self.write_permissions(keys)
        self.write_stays(keys, lock_holders(Person, keys))
        self.write_answers(keys)
        insert_rows(
            Spell,
            ("organisation_id", "person_id", "kind", "type", "starts_on", "ends_on", "hours", "support", "end_reason"),
            [(o.pk, key, *spell) for key, (o, life, _n) in zip(keys, self.lives, strict=True) for spell in life.spells],
        )
        insert_rows(
            Measurement,
            ("organisation_id", "person_id", "measure_id", "wave", "measured_on", "value", "level"),
            [
                (o.pk, key, self.measures[o.pk, slug], wave, day, value, level)
                for key, (o, life, _n) in zip(keys, self.lives, strict=True)
                for slug, wave, day, value, level in life.values
            ],
        )
        return keys

    def write_persons(self, keys: list[int]) -> None:
        insert_rows(
            Person,
            ("id", "organisation_id", "kind", "register_code", "sex", "birth_year", "registered_on", "is_demo"),
            [
                (key, o.pk, life.kind, f"{o.slug[:3].upper()}-{number:04d}", life.sex, life.birth_year, life.registered_on, True)
                for key, (o, life, number) in zip(keys, self.lives, strict=True)
            ],
        )
        named = [
            IdentityRow(key, given_name=life.given, family_name=life.family, phone=f"000 {number:04d}")
            for key, (_o, life, number) in zip(keys, self.lives, strict=True)
        ]
        insert_rows(Identity, SEALED_ROW, sealed_identities(named, lock_holders(Person, keys)))

    def write_stays(self, keys: list[int], holders: dict[int, Holder]) -> None:
        closing = Closing(Enrolment, holders)
        stays = [(o.pk, key, stay) for key, (o, life, _n) in zip(keys, self.lives, strict=True) for stay in life.stays]
        rows = [
            (code, where, key, self.cohorts[where, programme, cohort], start, end, reason, closing.value("exit_note", key, code, note))
            for code, (where, key, (programme, cohort, start, end, reason, note)) in zip(new_codes(len(stays)), stays, strict=True)
        ]
        insert_rows(Enrolment, ("code", "organisation_id", "person_id", "cohort_id", "starts_on", "ends_on", "exit_reason", "exit_note"), rows)

    def write_permissions(self, keys: list[int]) -> None:
        insert_rows(
            Consent,
            ("organisation_id", "person_id", "text_id", "purpose", "is_given", "given_on", "channel", "expires_on", "withdrawn_on", "withdrawn_at"),
            [
                (o.pk, key, self.texts[purpose], purpose, given, day, channel, expires, withdrawn, noon(withdrawn))
                for key, (o, life, _n) in zip(keys, self.lives, strict=True)
                for purpose, given, day, channel, expires, withdrawn in life.permissions
            ],
        )

    def write_answers(self, keys: list[int]) -> None:
        rows: list[tuple[Any, ...]] = []
        scored: list[list[tuple[str, float | None, int]]] = []
        versions = {slug: pack.version for slug, pack in packs().items()}
        for key, (o, life, _n) in zip(keys, self.lives, strict=True):
            for instrument, wave, day, mode, answers, scores in life.answers:
                rows.append((o.pk, key, instrument, versions[instrument], "es", mode, day, wave, answers))
                scored.append(scores)
        ids = take_ids(Assessment, len(rows))
        names = ("id", "organisation_id", "person_id", "instrument", "instrument_version", "language", "mode", "taken_on", "wave", "answers")
        insert_rows(Assessment, names, [(pk, *row) for pk, row in zip(ids, rows, strict=True)])
        insert_rows(
            Score,
            ("organisation_id", "assessment_id", "scale", "value", "answered"),
            [(row[0], pk, *one) for pk, row, scores in zip(ids, rows, scored, strict=True) for one in scores],
        )


def noon(day: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12))) if day else None


def cohorts_by_name(organisations: list[Organisation]) -> dict[tuple[int, str, str], int]:
    found = Cohort.objects.filter(organisation__in=organisations).values_list("organisation_id", "programme__slug", "slug", "pk")
    return {(organisation, programme, slug): pk for organisation, programme, slug, pk in found}


def measures_by_name(organisations: list[Organisation]) -> dict[tuple[int, str], int]:
    return {(o, slug): pk for o, slug, pk in Measure.objects.filter(organisation__in=organisations).values_list("organisation_id", "slug", "pk")}
