"""Rights of the person: the copy is complete and names nobody else, an erasure leaves nothing, a withdrawal counts at the next request.

100 invented persons with rows of every kind at one organisation, among others; on SQLite, as installed.
"""

import datetime as dt
import io
import json
import random
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import django
from django.core.management import call_command

from trust.bar import Bar

PERSONS, ERASED, WITHDRAWN = 100, 40, 100
DAY = dt.date(2025, 3, 1)
SLOWEST = 30.0


def bars(seed: int) -> Iterator[Bar]:
    django.setup()
    from django.conf import settings
    from django.db import transaction

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    call_command("migrate", verbosity=0)
    from tejido.core.scope import everywhere

    chance = random.Random(seed)
    with everywhere("the proof arranges and looks"):
        with transaction.atomic():
            world = people_of_a_place(chance)
        yield copies(world)
        yield withdrawals(world, chance)
        yield erasures(world, chance)


def people_of_a_place(chance: random.Random) -> dict[str, Any]:
    """An organisation with PERSONS persons, each marked with a canary of their own in every column that takes words."""
    from tejido.accounts.actions import open_account
    from tejido.network.models import Organisation, Region, RoleAssignment
    from tejido.outcomes.actions import define_measure
    from tejido.people.models import ConsentText
    from tejido.programmes.actions import open_cohort, open_programme

    region = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})[0]
    place = Organisation.objects.create(slug="proof", name="Proof", country="SV", region=region)
    staff = {}
    for role in ("programme_coordinator", "director"):
        staff[role] = open_account(f"{role}@example.org", f"TERCERA-{role}", by=None)
        RoleAssignment.objects.create(user=staff[role], role=role, organisation=place, starts_on=DAY)
    by = staff["programme_coordinator"]
    world = {"place": place, "by": by, "director": staff["director"], "text": ConsentText.objects.filter(purpose="impact", language="es").first()}
    world["cohort"] = open_cohort(open_programme(place, by=by, name="Clases"), by=by, name="Grupo", starts_on=DAY)
    world["measure"] = define_measure(place, by=by, label="Ingresos")
    world["lives"] = [a_life(world, number, chance) for number in range(PERSONS)]
    return world


def a_life(world: dict[str, Any], number: int, chance: random.Random) -> tuple[Any, Any, str]:
    """Person, account and canary; with one or two rows of each kind, a mail, a row of an import and a request."""
    from tejido.accounts.actions import open_account
    from tejido.core.models import OutgoingMail
    from tejido.interop.models import Import, ImportRow
    from tejido.network.models import RoleAssignment
    from tejido.outcomes import actions as outcomes
    from tejido.people import actions as people
    from tejido.privacy import actions as privacy
    from tejido.programmes import actions as programmes

    place, by, mark = world["place"], world["by"], f"CANARIO{number:03d}{chance.getrandbits(32):08x}"
    person = people.register_person(place, by=by, registered_on=DAY, register_code=f"{mark}-reg", is_somebody_else=True,
                                    identity={"given_name": f"{mark}-nombre", "family_name": f"{mark}-apellido", "address": f"{mark}-calle"})
    account = open_account(f"{mark}@example.org".lower(), f"{mark}-cuenta", by=None)
    RoleAssignment.objects.create(user=account, role="person_served", organisation=place, starts_on=DAY)
    people.join_account(person, by=by, account=account)
    people.record_consent(person, by=by, text=world["text"], is_given=True, given_on=DAY, explained_by="TERCERA-profesional")
    enrolment = programmes.enrol_person(person, world["cohort"], by=by, starts_on=DAY)
    programmes.close_enrolment(enrolment, by=by, ends_on=dt.date(2025, 9, 1), exit_reason="other", exit_note=f"{mark}-salida")
    for n in range(chance.randint(1, 2)):
        day = DAY + dt.timedelta(days=n)
        outcomes.record_goal(person, by=by, words=f"{mark}-meta{n}", starts_on=day)
        outcomes.record_measurement(person, world["measure"], by=by, measured_on=day, value=float(n))
        outcomes.open_spell(person, by=by, kind="job", type="volunteer", starts_on=day, ends_on=day + dt.timedelta(days=1))
        told = {"answers": {f"q{i}": 1 for i in range(1, 9)}, "taken_on": day, "language": "es", "mode": "proxy", "informant": "TERCERA-madre"}
        outcomes.record_assessment(person, by=by, instrument="phq-8", **told)
    brought = world.setdefault("brought", Import.objects.create(organisation=place, brought_by=by, filename="r.csv", file_hash="0" * 64, status="done",
                                                                mapping={"columns": {"id": "person.register_code"}}))
    ImportRow.objects.create(brought=brought, number=number + 2, cells={"id": person.register_code, "nota": f"{mark}-fila"}, problems={})
    OutgoingMail.objects.create(recipient=account.email, subject="Su cuenta", body=f"{mark}-mensaje")
    privacy.file_request(person, by=account, kind="complaint", words=f"{mark}-queja")
    person.refresh_from_db()
    return person, account, mark


def hanging_on(person: Any, account: Any) -> dict[str, int]:
    """Model → number of rows: what Django itself would remove or unhook with the record and its account, and what is found by code."""
    from django.db.models.deletion import Collector

    from tejido.core.models import AuditEntry, OutgoingMail
    from tejido.privacy.kinds import OF_THE_WORK

    found: dict[str, int] = {}
    for top in (person, account):
        collector = Collector(using="default")
        collector.collect([top])
        rows = [*collector.data.items(), *((query.model, query) for query in collector.fast_deletes)]
        rows += [(query.model, query) for queries in collector.field_updates.values() for query in queries]
        for model, these in rows:
            for row in these:
                found.setdefault(model._meta.label, set()).add(row.pk)  # type: ignore[attr-defined]
    counts = {label: len(keys) for label, keys in found.items() if label not in OF_THE_WORK}  # type: ignore[arg-type]
    counts["core.AuditEntry"] = AuditEntry.objects.filter(person=person.code).count()
    counts["core.OutgoingMail"] = OutgoingMail.objects.filter(recipient=account.email).count()
    return counts


def copied(data: dict[str, Any]) -> dict[str, int]:
    from tejido.privacy.kinds import KINDS

    counts = {kind.label: len(data["records"].get(kind.slug, ())) for kind in KINDS}
    return counts | {"core.AuditEntry": len(data["looks"]), "core.OutgoingMail": len(data["mails"])}


def missing(there: dict[str, int], told: dict[str, int]) -> list[str]:
    return [label for label, number in there.items() if number > told.get(label, 0)]


def copies(world: dict[str, Any]) -> Bar:
    from tejido.privacy.actions import export_own_data

    rows, gaps, strangers, slowest = 0, 0, 0, 0.0
    others = [mark for _person, _account, mark in world["lives"]]
    caught = 0
    for person, account, mark in world["lives"]:
        there = hanging_on(person, account)
        started = time.monotonic()
        packed = export_own_data(person, by=account, language="es")
        slowest = max(slowest, time.monotonic() - started)
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            text = "".join(files.read(name).decode() for name in files.namelist())
            data = json.loads(files.read("data.json"))
        told = copied(data)
        rows += sum(there.values())
        gaps += len(missing(there, told))
        strangers += "TERCERA" in text or any(other in text for other in others if other != mark)
        caught += bool(missing(there, {**told, "outcomes.Spell": 0}))
    return Bar(
        "32", "the copy holds everything that reaches a person and nobody else's name",
        f"{rows} rows of {PERSONS} persons, {gaps} missing, {strangers} with a stranger, slowest {slowest:.1f} s",
        "100 persons, 1,500 rows", f"a model left out: noticed {caught} of {PERSONS} times",
        met=gaps == 0 and strangers == 0 and slowest <= SLOWEST, floor_met=rows >= 1500, caught=caught == PERSONS,
    )


def withdrawals(world: dict[str, Any], chance: random.Random) -> Bar:
    """Withdraw through the own page; what counts and what opens is asked in the very next request. The plant remembers the answer."""
    from tejido.impact.dataset.population import allowed_persons
    from tejido.people.actions import restrict_person
    from tejido.people.models import Person
    from tests.cast import signed_in

    place, late, caught = world["place"], 0, 0
    staff = signed_in(world["by"])
    for person, account, _mark in world["lives"][:WITHDRAWN]:
        remembered = person.pk in allowed_persons([place.pk], DAY.replace(year=2026))
        if chance.random() < 0.5:
            consent = person.consents.get()
            signed_in(account).post(f"/people/mine/withdraw/{consent.code}/")
            late += person.pk in allowed_persons([place.pk], DAY.replace(year=2026))
        else:
            before = staff.get(f"/people/{person.code}/").status_code
            restrict_person(person, by=world["director"], reason="objection")
            late += before != 200 or staff.get(f"/people/{person.code}/").status_code != 404
            late += person.pk in allowed_persons([place.pk], DAY.replace(year=2026))
            Person.objects.filter(pk=person.pk).update(restricted_on=None, restriction="")
        caught += remembered
    return Bar(
        "10", "a permission taken back, or a record put out of use, counts at the next request", f"{late} of {WITHDRAWN} cases late", "100 cases",
        f"an answer remembered from before would still count {caught} of them", met=late == 0, floor_met=len(world["lives"]) >= WITHDRAWN, caught=caught >= WITHDRAWN * 0.9,
    )


def erasures(world: dict[str, Any], chance: random.Random) -> Bar:
    from tejido.core import keys
    from tejido.privacy import actions
    from tejido.privacy.actions import erasure as verbs

    chosen = chance.sample(world["lives"], ERASED)
    slowest, destroyed = 0.0, 0
    for person, account, _mark in chosen[1:]:
        slowest = max(slowest, erase(world, person, account, actions))
        destroyed += person.code in keys.tombstones()
    everything = whole_database(settle=True)
    live = [mark for _person, _account, mark in chosen[1:] if mark.lower() in everything]
    # the plant: one table is skipped for one person
    person, account, mark = chosen[0]
    real, verbs.erase_import_cells = verbs.erase_import_cells, lambda person, **_told: 0
    try:
        erase(world, person, account, actions)
    finally:
        verbs.erase_import_cells = real
    everything = whole_database(settle=True)
    caught = mark.lower() in everything
    kept = [m for _p, _a, m in world["lives"] if m.lower() in everything]
    return Bar(
        "31", "an erased person is nowhere in the database", f"{len(live)} of {ERASED - 1} still there, {destroyed} keys destroyed, slowest {slowest:.1f} s",
        f"{ERASED - 1} erased, {len(kept) - caught} others still there", f"one table skipped: {'found' if caught else 'not found'}",
        met=not live and destroyed == ERASED - 1 and slowest <= 60, floor_met=len(kept) - caught == PERSONS - ERASED, caught=caught,
    )


def erase(world: dict[str, Any], person: Any, account: Any, actions: Any) -> float:
    request = actions.file_request(person, by=account, kind="erasure")
    started = time.monotonic()
    actions.erase_person(request, by=world["director"])
    return time.monotonic() - started


def whole_database(*, settle: bool = False) -> str:
    """Every value of every table, what is sealed opened as far as there is a key, in small letters; before it, messages of confirmation leave."""
    from django.apps import apps

    from tejido.core.models import OutgoingMail
    from tejido.privacy.daily import complete_erasures

    if settle:
        OutgoingMail.objects.exclude(state="sent").filter(subject="Está hecho").update(state="sent")
        complete_erasures()
    text = []
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.all():
            text += [opened(row, name) for name in names]
    return "\n".join(text).lower()


def opened(row: Any, name: str) -> str:
    from tejido.core.keys import Unreadable

    try:
        return str(getattr(row, name))
    except Unreadable:
        return ""
