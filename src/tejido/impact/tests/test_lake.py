"""The lake: who is in it, what is in it, what had been known, and what is never in it."""

import datetime as dt
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import transaction
from django.utils import timezone

from tejido.core.chain import append
from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.impact.cells.digest import digest_of, in_order
from tejido.impact.lake import LakeBehind, NotYet, build_lake, open_lake, require_current_consent
from tejido.impact.lake.record import key_in_lake
from tejido.impact.lake.schema import FACTS
from tejido.impact.tests.study import (
    ENTERED,
    allow,
    enrol,
    measure_all,
    people_of,
    programme_of,
    supported_work,
)
from tejido.outcomes.models import Assessment, Goal, Measure, Measurement, Score, Spell
from tejido.people.models import Consent, Identity, Person
from tejido.programmes.models import Enrolment

pytestmark = pytest.mark.django_db

YEAR = dt.timedelta(days=365)


@pytest.fixture
def root(tmp_path):
    return tmp_path / "lake"


def rows(lake, fact, organisation=None):
    found = []
    for file in lake.files(fact, organisation):
        found += pq.ParquetFile(file).read().to_pylist()
    return found


def score(person, value, day, *, scale="total", instrument="phq-8", wave=""):
    taken = Assessment.objects.create(
        organisation=person.organisation,
        person=person,
        instrument=instrument,
        instrument_version="1",
        language="es",
        wave=wave,
        taken_on=day,
    )
    return Score.objects.create(assessment=taken, scale=scale, value=value, answered=8)


def group(organisation, count=3, **fields):
    (cohort,) = programme_of(organisation, "taller", "2024")
    people = people_of(organisation, count, **fields)
    enrol(people, cohort)
    allow(people)
    return people


def test_the_record_of_processing_names_every_kind_of_record_that_the_lake_copies():
    from tejido.network.activities import COPIES

    assert set(COPIES["lake"].models) == {fact.model for fact in FACTS}


def test_every_fact_is_written_with_the_columns_of_its_schema(cast, root):
    (person,) = group(cast.a, 1, sex="woman", birth_year=1980)
    score(person, 9.0, ENTERED, wave="0")
    measure_all(cast.a, {"income": [(person, 250.5)]}, wave="6.0")
    Spell.objects.create(
        organisation=cast.a, person=person, kind="job", type="supported", hours=20, starts_on=ENTERED, end_reason="secreto"
    )
    with transaction.atomic():
        Goal.objects.create(organisation=cast.a, person=person, number=1, words="volver a cantar", starts_on=ENTERED)
    build_lake(root)
    lake = open_lake(root)
    for fact in FACTS:
        (row,) = rows(lake, fact.name)
        assert tuple(row) == fact.names
        assert row["organisation"] == cast.a.code
    (who,) = rows(lake, "persons")
    assert (who["kind"], who["sex"], who["birth_year"], who["registered_on"]) == ("served", "woman", 1980, ENTERED)
    (stay,) = rows(lake, "participations")
    assert (stay["programme"], stay["cohort"], stay["arm"], stay["programme_kind"]) == ("taller", "2024", "programme", "support")
    assert (stay["starts_on"], stay["ends_on"], stay["exit_reason"]) == (ENTERED, None, None)
    (taken,) = rows(lake, "scores")
    assert (taken["instrument"], taken["scale"], taken["mode"], taken["value"], taken["answered"], taken["change"], taken["wave"]) == (
        "phq-8", "total", "self", 9.0, 8, None, "0",
    )  # fmt: skip
    (value,) = rows(lake, "measurements")
    assert (value["measure"], value["kind"], value["value"], value["level"], value["wave"]) == ("income", "number", 250.5, None, "6")
    (job,) = rows(lake, "spells")
    assert (job["kind"], job["type"], job["hours"], job["support"], job["ends_on"]) == ("job", "supported", 20.0, None, None)
    assert {row["person"] for fact in FACTS for row in rows(lake, fact.name)} == {who["person"]}


def test_rows_lie_by_fact_organisation_and_year(cast, root):
    first, second = group(cast.a, 2)
    score(first, 1.0, ENTERED)
    score(second, 2.0, ENTERED + YEAR)
    group(cast.b, 1)
    parts = build_lake(root).manifest.parts
    assert {(p.fact, p.organisation, p.year, p.rows) for p in parts} == {
        ("persons", cast.a.code, 2024, 2), ("persons", cast.b.code, 2024, 1), ("participations", cast.a.code, 2024, 2),
        ("participations", cast.b.code, 2024, 1), ("scores", cast.a.code, 2024, 1), ("scores", cast.a.code, 2025, 1),
    }  # fmt: skip
    assert all(p.file.startswith(f"facts/{p.fact}/organisation={p.organisation}/year={p.year}/") for p in parts)
    assert {row["organisation"] for row in rows(open_lake(root), "persons", {cast.b.code})} == {cast.b.code}


def test_only_who_allows_it_today_is_in_it(cast, root):
    yes, no, changed, restricted, never = people_of(cast.a, 5)
    allow([yes, changed, restricted])
    allow([no], given=False)
    allow([changed], given=False, on=ENTERED + dt.timedelta(days=3))
    Person.objects.filter(pk=restricted.pk).update(restricted_on=today())
    measure_all(cast.a, {"y": [(p, 1.0) for p in (yes, no, changed, restricted, never)]})
    build_lake(root)
    lake = open_lake(root)
    assert len(rows(lake, "persons")) == len(rows(lake, "measurements")) == 1


def test_who_withdraws_is_gone_from_the_disk_at_the_next_build_and_other_files_stay(cast, root):
    people = group(cast.a, 3)
    group(cast.b, 2)
    lasting = {p.file for p in build_lake(root).manifest.parts if p.organisation == cast.b.code}
    before = {p.file for p in open_lake(root).manifest.parts}
    Consent.objects.filter(person=people[0]).update(withdrawn_on=today())
    built = build_lake(root)
    on_disk = {str(f.relative_to(root)) for f in root.rglob("facts/**/*.parquet")}
    assert lasting <= on_disk
    assert on_disk == {p.file for p in built.manifest.parts}
    assert (before & on_disk) == lasting
    assert (built.written, built.kept, built.removed) == (2, 2, 2)
    assert len(rows(open_lake(root), "persons", {cast.a.code})) == 2


def test_an_erased_person_is_gone_too(cast, root):
    people = group(cast.a, 2)
    score(people[0], 3.0, ENTERED)
    build_lake(root)
    Enrolment.objects.filter(person=people[0]).delete()
    people[0].delete()
    build_lake(root)
    lake = open_lake(root)
    assert (len(rows(lake, "persons")), rows(lake, "scores")) == (1, [])
    assert not (root / "facts" / "scores").exists() or not list((root / "facts" / "scores").rglob("*.parquet"))


def test_a_lake_with_somebody_who_changed_their_mind_is_not_read(cast, root):
    people = group(cast.a, 2)
    build_lake(root)
    require_current_consent(open_lake(root), [cast.a.pk])
    Consent.objects.filter(person=people[0]).update(withdrawn_on=today())
    with pytest.raises(LakeBehind):
        require_current_consent(open_lake(root), [cast.a.pk])
    build_lake(root)
    require_current_consent(open_lake(root), [cast.a.pk])


def test_the_same_record_gives_the_same_lake_and_writes_nothing(cast, root, tmp_path):
    supported_work(cast.a)
    first, again = build_lake(root), build_lake(root)
    assert first.written == len(first.manifest.parts) + len(first.manifest.rollups) > 0
    assert (again.written, again.removed) == (0, 0)
    assert again.manifest.snapshot == first.manifest.snapshot == build_lake(tmp_path / "elsewhere").manifest.snapshot
    Measurement.objects.filter(organisation=cast.a).first().delete()
    changed = build_lake(root)
    assert changed.manifest.snapshot != first.manifest.snapshot
    assert {p.fact for p in changed.manifest.parts if p not in first.manifest.parts} == {"measurements"}


def test_the_digest_does_not_depend_on_order_pieces_or_width_of_numbers():
    table = pa.table({"a": pa.array([3, 1, None], pa.int64()), "b": pa.array(["x", None, "ñandú"]), "c": pa.array([-0.0, 2.5, None])})
    other = pa.table(
        {"a": pa.array([None, 3, 1], pa.int16()), "b": pa.array(["ñandú", "x", None]).dictionary_encode(), "c": pa.array([None, 0.0, 2.5])}
    )
    assert (
        digest_of(table) == digest_of(other) == digest_of(pa.concat_tables([other.slice(1), other.slice(0, 1)], promote_options="default"))
    )
    for wrong in (
        {"a": [3, 1, 0], "b": ["x", None, "ñandú"], "c": [0.0, 2.5, None]},
        {"a": [3, 1, None], "b": ["xñ", None, "andú"], "c": [0.0, 2.5, None]},
        {"a": [3, 1, None], "b": ["x", "", "ñandú"], "c": [0.0, 2.5, None]},
        {"a": [3, 1, None], "b": ["x", None, "ñandú"], "c": [0.0, 2.5, 0.0]},
        {"a": [3, 1], "b": ["x", None], "c": [0.0, 2.5]},
    ):
        assert digest_of(pa.table(wrong)) != digest_of(table)


def test_whole_numbers_are_put_in_order_like_all_others():
    random = np.random.default_rng(2)
    table = pa.table({"a": random.integers(-3, 3, 400).astype(np.int8), "b": random.integers(0, 9, 400), "row": np.arange(400)})
    wide = table.set_column(0, "a", table["a"].cast(pa.float64()))
    assert in_order(table, ["a", "b"])["row"].to_pylist() == in_order(wide, ["a", "b"])["row"].to_pylist()
    assert in_order(table, ["b", "a"])["b"].to_pylist() == sorted(table["b"].to_pylist())


def test_what_happened_after_the_cut_off_is_not_known_yet(cast, root):
    people = people_of(cast.a, 2)
    allow(people)
    (cohort,) = programme_of(cast.a, "taller", "2024")
    enrol(people[:1], cohort, ends_on=ENTERED + dt.timedelta(days=60), exit_reason="moved")
    enrol(people[1:], cohort, starts_on=ENTERED + dt.timedelta(days=40))
    score(people[0], 4.0, ENTERED + dt.timedelta(days=31))
    score(people[0], 5.0, ENTERED + dt.timedelta(days=30))
    build_lake(root, cut_off=ENTERED + dt.timedelta(days=30))
    lake = open_lake(root)
    ((stay),) = rows(lake, "participations")
    assert (stay["ends_on"], stay["exit_reason"]) == (None, None)
    assert [row["value"] for row in rows(lake, "scores")] == [5.0]
    assert lake.cut_off == ENTERED + dt.timedelta(days=30)
    build_lake(root)
    stays = rows(open_lake(root), "participations")
    assert {(s["ends_on"], s["exit_reason"]) for s in stays} == {(ENTERED + dt.timedelta(days=60), "moved"), (None, None)}


def test_what_had_not_been_written_down_by_then_is_left_out(cast, root):
    before, then, after = (timezone.now() - dt.timedelta(days=d) for d in (20, 10, 5))
    early, late = group(cast.a, 2)
    Person.objects.filter(pk=early.pk).update(created_at=before)
    Person.objects.filter(pk=late.pk).update(created_at=after)
    Enrolment.objects.update(created_at=before)
    for value, at in ((1.0, before), (2.0, after)):
        Assessment.objects.filter(pk=score(early, value, ENTERED).assessment_id).update(created_at=at)
    build_lake(root, known_at=then)
    lake = open_lake(root)
    assert len(rows(lake, "persons")) == 1
    assert [row["value"] for row in rows(lake, "scores")] == [1.0]


def spoken(verb, on, at, *, organisation=None, note=""):
    """A line of the trail as it was written then."""
    place = organisation or on.organisation
    target = f"{on._meta.label}:{getattr(on, 'code', on.pk)}" if on is not None else ""
    with transaction.atomic():
        return append(AuditEntry(at=at, organisation=place.code, verb=verb, target=target, note=note))


def test_an_end_that_was_written_down_later_was_not_known(cast, root):
    before, then, after = (timezone.now() - dt.timedelta(days=d) for d in (20, 10, 5))
    (person,) = group(cast.a, 1)
    Person.objects.update(created_at=before)
    jobs = [
        Spell.objects.create(
            organisation=cast.a, person=person, kind="job", type="supported", starts_on=ENTERED, ends_on=end, created_at=before
        )
        for end in (ENTERED + dt.timedelta(days=10), ENTERED + dt.timedelta(days=20), ENTERED + dt.timedelta(days=30))
    ]
    spoken("outcomes.spell_closed", jobs[0], before)
    spoken("outcomes.spell_closed", jobs[1], after)
    spoken("outcomes.spell_corrected", jobs[2], after)
    spoken("outcomes.outcomes_taken_back", None, after, organisation=cast.a)
    manifest = build_lake(root, known_at=then).manifest
    assert sorted(str(row["ends_on"]) for row in rows(open_lake(root), "spells")) == ["2024-03-11", "2024-03-31", "None"]
    assert manifest.places[cast.a.code]["not_known"] == {"revised": 1, "undated": 0, "removed": 1}


def test_measurements_are_known_from_the_line_of_the_trail_that_brought_them(cast, root):
    before, then, after = (timezone.now() - dt.timedelta(days=d) for d in (20, 10, 5))
    (person,) = group(cast.a, 1)
    Person.objects.update(created_at=before)
    measure = Measure.objects.create(organisation=cast.a, slug="y", label="y")
    made = {
        wave: Measurement.objects.create(
            organisation=cast.a, person=person, measure=measure, measured_on=ENTERED, wave=wave, value=float(wave), source=source
        )
        for wave, source in (("1", ""), ("2", ""), ("3", ""), ("4", "IMPORTA"), ("5", "IMPORTB"))
    }
    spoken("outcomes.measurement_recorded", made["1"], before)
    spoken("outcomes.measurement_recorded", made["2"], after)
    spoken("outcomes.measurements_brought", None, before, organisation=cast.a, note="IMPORTA: 1")
    spoken("outcomes.measurements_brought", None, after, organisation=cast.a, note="IMPORTB: 1")
    manifest = build_lake(root, known_at=then).manifest
    assert sorted(row["value"] for row in rows(open_lake(root), "measurements")) == [1.0, 4.0]
    assert manifest.places[cast.a.code]["not_known"]["undated"] == 1
    build_lake(root)
    assert len(rows(open_lake(root), "measurements")) == 5


def test_the_future_is_refused(cast, root):
    with pytest.raises(NotYet):
        build_lake(root, cut_off=today() + dt.timedelta(days=1))
    with pytest.raises(NotYet):
        build_lake(root, known_at=timezone.now() + dt.timedelta(hours=1))


CANARIES = ("Elena", "Portillo", "7000 0001", "CANARIO", "canario", "A-001")


def test_no_name_code_or_word_of_anybody_reaches_the_lake(cast, root):
    allow([cast.person])
    person = cast.person
    with transaction.atomic():
        Identity.objects.filter(person=person).update(preferred_name=None)
        Goal.objects.create(organisation=cast.a, person=person, number=1, words="CANARIO de la meta", starts_on=ENTERED)
        (cohort,) = programme_of(cast.a, "taller", "2024")
        Enrolment.objects.create(
            organisation=cast.a,
            person=person,
            cohort=cohort,
            starts_on=ENTERED,
            ends_on=today(),
            exit_reason="other",
            exit_note="CANARIO sale",
        )
    Spell.objects.create(organisation=cast.a, person=person, kind="job", type="supported", starts_on=ENTERED, end_reason="CANARIO")
    taken = score(person, 2.0, ENTERED, wave="con CANARIO").assessment
    Assessment.objects.filter(pk=taken.pk).update(answers={"q1": "CANARIO"}, informant="CANARIO Portillo")
    measure = Measure.objects.create(organisation=cast.a, slug="region", label="CANARIO", kind="category", levels=["norte", "sur"])
    for wave, level in (("0", "norte"), ("Elena", "sur"), ("5037000001", "canario: vive con Elena")):
        Measurement.objects.create(organisation=cast.a, person=person, measure=measure, measured_on=ENTERED, wave=wave, level=level)
    build_lake(root)
    lake = open_lake(root)
    codes = [
        *Person.objects.values_list("code", flat=True),
        *Assessment.objects.values_list("code", flat=True),
        *Spell.objects.values_list("code", flat=True),
    ]
    texts = [p.read_text() for p in (root / "codebook.json", root / "codebook.md", root / "manifest.json")]
    texts += [repr(rows(lake, fact.name)) for fact in FACTS] + [
        repr(pq.read_table(lake.rollup(name)).to_pylist()) for name in ("scores", "measurements")
    ]
    assert len(rows(lake, "measurements")) == 3
    for word in (*CANARIES, *codes, "5037000001"):
        assert not [text for text in texts if word in text], word
        assert not [f for f in root.rglob("*.parquet") if word.encode() in f.read_bytes()], word
    assert sorted(row["level"] or "" for row in rows(lake, "measurements")) == ["", "norte", "sur"]
    assert person.pk not in {row["person"] for row in rows(lake, "persons")}


def test_words_for_a_moment_stay_where_ten_persons_share_them(cast, root):
    people = group(cast.a, 10)
    for person in people:
        score(person, 1.0, ENTERED, wave=" Alta ")
    for person in people[:9]:
        score(person, 1.0, ENTERED, wave="baja")
    build_lake(root)
    waves = [row["wave"] for row in rows(open_lake(root), "scores")]
    assert (waves.count("alta"), waves.count(None), len(waves)) == (10, 9, 19)


def test_the_key_of_a_person_is_one_of_many_and_changes_with_the_ring():
    assert key_in_lake(b"a" * 32, "CODE") == key_in_lake(b"a" * 32, "CODE")
    assert len({key_in_lake(s * 32, c) for s in (b"a", b"b") for c in ("CODE", "CODF")}) == 4
    assert all(0 <= key_in_lake(b"a" * 32, str(i)) < 2**63 for i in range(200))


def test_change_is_since_the_persons_first_score_on_the_same_scale(cast, root):
    one, two = group(cast.a, 2)
    for person, scale, value, days in (
        (one, "total", 10.0, 0), (one, "total", 7.0, 100), (one, "total", 4.0, 400), (one, "sub", 1.0, 50), (one, "sub", 3.0, 60),
        (two, "total", 5.0, 0), (two, "total", 6.0, 0), (two, "total", 9.0, 10), (one, "total", None, -5),
    ):  # fmt: skip
        score(person, value, ENTERED + dt.timedelta(days=days), scale=scale)
    build_lake(root)
    found = {(r["scale"], r["value"], r["change"]) for r in rows(open_lake(root), "scores")}
    assert found == {
        ("total", 10.0, None), ("total", 7.0, -3.0), ("total", 4.0, -6.0), ("sub", 1.0, None), ("sub", 3.0, 2.0),
        ("total", 5.0, None), ("total", 6.0, None), ("total", 9.0, None), ("total", None, None),
    }  # fmt: skip


def test_the_codebook_names_every_column_its_source_and_what_is_not_there(cast, root):
    group(cast.a, 1)
    Measure.objects.create(organisation=cast.a, slug="income", label="Ingresos", unit="USD", lowest=0, direction="higher")
    build_lake(root)
    book = json.loads((root / "codebook.json").read_text())
    assert {name: [c["name"] for c in fact["columns"]] for name, fact in book["facts"].items()} == {
        fact.name: list(fact.names) for fact in FACTS
    }
    assert book["facts"]["spells"]["columns"][4] == {
        "name": "hours", "kind": "number", "meaning": "hours of work", "unit": "hours a week", "levels": [], "source": "outcomes.Spell.hours",
    }  # fmt: skip
    assert book["facts"]["persons"]["rows"] == 1
    assert book["variables"][cast.a.code]["income"]["unit"] == "USD"
    assert {"attendance", "costs"} <= set(book["not_here"])
    words = (root / "codebook.md").read_text()
    assert "| hours | number | hours of work | hours a week |" in words
    assert "| income | number | USD | higher |  | 0.0 |  |" in words


def test_each_organisation_finds_the_build_in_its_trail(cast, root):
    group(cast.a, 2)
    snapshot = build_lake(root).manifest.snapshot
    notes = dict(AuditEntry.objects.filter(verb="impact.lake_built").values_list("organisation", "note"))
    assert notes == {cast.a.code: f"{snapshot} · 2", cast.b.code: f"{snapshot} · 0"}


def test_it_is_built_by_whoever_declares_nothing(cast, root, undeclared):
    build_lake(root)
