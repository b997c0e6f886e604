"""The trail and emergency access (bars 11 and 41)."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from trust.bar import Bar
from trust.signing import stage

REASON = "Llamó su hermana: no la encuentra desde anoche."


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from django.conf import settings

    settings.PASSWORD_HASHERS = stage.QUICK
    cast = stage.the_cast()
    with stage.arranging():
        yield kept_as_written(cast)
        worlds, browsers = worlds_of(cast)
        cast.world = worlds.a
        yield everything_told(worlds, browsers)
        yield emergency(cast)
        yield many_reads(cast)
        yield killed(cast, random.Random(seed))
        yield tampering(cast, random.Random(seed))
        yield breach(cast)


def tampering(cast: SimpleNamespace, chance: random.Random) -> Bar:
    from tejido.core import append_only
    from tejido.core.heads import heads
    from tejido.core.models import TrailHead
    from tejido.core.trail import record
    from tejido.core.verifying import verify
    from trust.trailing.tampering import KINDS, OLD, plain_chain_is_fooled, tampered

    place = cast.b.code
    for number in range(40):
        record("people.person_viewed", by=cast.carla, on=cast.stranger, note=str(number))
    head = TrailHead.objects.get(place=place)
    OLD[place] = (head.number, head.mac, head.seal)
    for number in range(20):
        record("people.person_corrected", by=cast.carla, on=cast.stranger, fields={"sex": str(number)})
    handed, before = heads(), verify([heads()])[2]
    append_only.lift()
    tries = 8 * 40
    found = [tampered(place, KINDS[number % len(KINDS)], chance, handed) for number in range(tries)]
    after = verify([handed])[2]
    append_only.lay()
    return Bar(
        "41", "whoever bends the trail is found", f"{sum(found)} of {tries} tamperings found, in {len(KINDS)} ways; untouched: {len(before + after)} findings",
        f"{tries} tamperings (300)", f"a chain without a key, computed anew by the attacker: {'passes' if plain_chain_is_fooled() else 'is found'}",
        all(found) and not before and not after, tries >= 300, plain_chain_is_fooled(),
    )  # fmt: skip


REFUSALS = """
import django; django.setup()
from django.db import connection, transaction, DatabaseError
from tejido.core.scope import everywhere
from tejido.core.trail import record
HEADS, LINES = "core_trailhead", "core_auditentry"
refused = 0
with everywhere("a proof attacks the trail"):
    record("core.chain_begun", by=None, note="")
    acts = [f"UPDATE {LINES} SET note = 'x'", f"DELETE FROM {LINES}", f"UPDATE {HEADS} SET number = 0", f"DELETE FROM {HEADS}"]
    if connection.vendor == "postgresql":
        acts += [f"TRUNCATE {LINES}", f"TRUNCATE {HEADS}", f"DROP TRIGGER {LINES}_kept ON {LINES}", f"ALTER TABLE {LINES} DISABLE TRIGGER ALL"]
    for act in acts:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act)
        except DatabaseError:
            refused += 1
    print(f"{connection.vendor} {refused}/{len(acts)}")
"""


def kept_as_written(cast: SimpleNamespace) -> Bar:
    """Both databases refuse to change or remove a line; on PostgreSQL as the role that serves."""
    from django.db import connection, transaction

    from tejido.core import append_only
    from tests.postgres import cluster, server_binaries

    said = [refusals({})]
    if server_binaries():
        with cluster() as url:
            there = {"TEJIDO_DATABASE_URL": url, "TEJIDO_DATABASE_OWNER_URL": os.environ["TEJIDO_DATABASE_OWNER_URL"]}
            subprocess.run([sys.executable, "-m", "tejido.cli", "migrate"], check=True, env={**os.environ, **there}, stdout=subprocess.DEVNULL)
            said.append(refusals(there))
    append_only.lift()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET note = note || 'x'")
        bent = cursor.rowcount
        transaction.set_rollback(True)
    append_only.lay()
    return Bar(
        "41", "the database refuses to change or remove a line", ", ".join(said), f"{len(said)} databases (2)", f"without the triggers {bent} lines change",
        all(one.split()[1].split("/")[0] == one.split("/")[1] for one in said), len(said) == 2, bent > 0,
    )  # fmt: skip


def refusals(environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", REFUSALS], capture_output=True, text=True, env={**os.environ, **environment}, check=True)
    return done.stdout.strip()


def worlds_of(cast: SimpleNamespace) -> tuple[SimpleNamespace, dict[str, Any]]:
    from django.db import transaction

    from tests.access.world import one_account_for_each_role, organisation_full_of_data, published_report
    from tests.cast import give_role, signed_in, user

    with transaction.atomic():
        author = user("author", "Autora")
        a = organisation_full_of_data("AAA", cast.a, author, colleague=cast.bruno)
        published_report(a.answer, author)
        accounts = one_account_for_each_role(cast.a, cast.red)
        give_role(accounts["programme_coordinator"], "director", organisation=cast.a)
    return SimpleNamespace(a=a, cast=cast), {slug: signed_in(account) for slug, account in accounts.items()}


def everything_told(worlds: SimpleNamespace, browsers: dict[str, Any]) -> Bar:
    from unittest.mock import patch

    from trust.trailing.told import untold

    requests, wrote, read, found = untold(worlds, browsers)
    one = {"professional": browsers["professional"]}
    with patch("tejido.people.actions.looking.record"), patch("tejido.people.actions.identity.record"):
        planted = untold(worlds, one)[3]
    return Bar(
        "41", "every write and every read of a name leaves a line in its transaction",
        f"{len(found)} without a line of {wrote} requests that wrote and {read} that read names{': ' + '; '.join(found[:6]) if found else ''}",
        f"{requests} requests (1,000), {wrote} writing (40), {read} reading names (100)", f"verbs that do not record: {len(planted)} found",
        not found, requests >= 1000 and wrote >= 40 and read >= 100, bool(planted),
    )  # fmt: skip


def fresh_reader(cast: SimpleNamespace, key: str) -> Any:
    from tests.cast import give_role, user

    account = user(key, key.title())
    give_role(account, "facilitator", organisation=cast.a)
    return account


def emergency(cast: SimpleNamespace) -> Bar:
    """Told within a minute, and nothing but reading on every address."""
    from unittest.mock import patch

    from django.db import transaction

    from tejido.core.models import OutgoingMail
    from tejido.core.routes import PUBLIC, policy_of, routes
    from tejido.core.witness import witness
    from tejido.network.actions import open_emergency
    from tejido.network.models import Notice
    from tejido.network.watchers import watchers_of
    from tests.access.test_matrix import address, all_routes
    from tests.cast import signed_in

    with transaction.atomic():
        reader = fresh_reader(cast, "urgente")
        started = time.monotonic()
        open_emergency(cast.a, by=reader, category="call", reason=REASON)
        told = Notice.objects.filter(organisation=cast.a).count() and OutgoingMail.objects.filter(recipient__in=[one.email for one in watchers_of(cast.a, but=reader)]).count()
    seconds = time.monotonic() - started
    world, browser = cast.world, signed_in(reader)
    browser.raise_request_exception = False
    opens = browser.get(f"/people/{cast.person.code}/").status_code == 200

    public = {name for _path, name, view in routes() if policy_of(name, view) == PUBLIC}  # the same page for everybody, whatever is sent

    def let_through() -> tuple[int, list[str]]:
        asked, through = 0, []
        for name, path in all_routes():
            url = address(name, path, world)
            for method in ("post", "put", "delete", "patch"):
                if name in {"network:emergency_end", "demo:leave"}:
                    continue
                with transaction.atomic():
                    with witness() as seen:
                        status = getattr(browser, method)(url).status_code
                    transaction.set_rollback(True)
                asked += 1
                through += [f"{method} {url} {status}"] if seen.written or (status < 400 and name not in public) else []
            answer = browser.get(url)
            asked += 1
            through += [f"download {url}"] if "Content-Disposition" in answer and name not in public else []
        return asked, through

    asked, through = let_through()
    with patch("tejido.network.gate.refuse_changes"):
        planted = let_through()[1]
    return Bar(
        "11", "emergency access only reads, and who watches is told within a minute",
        f"told in {seconds:.2f} s, in the same transaction; {len(through)} changes or downloads let through{': ' + '; '.join(through[:5]) if through else ''}",
        f"{asked} tries (400), the record itself {'opens' if opens else 'stays shut'}", f"a gate that does not refuse: {len(planted)} let through",
        bool(told) and seconds < 60 and not through, asked >= 400 and opens, bool(planted),
    )  # fmt: skip


def many_reads(cast: SimpleNamespace) -> Bar:
    from django.db import transaction

    from tejido.core.models import AuditEntry, OutgoingMail
    from tejido.core.trail import record
    from tejido.network.actions.watching import ALARM, MANY, watch_reading
    from tests.cast import user

    fired = early = 0
    with transaction.atomic():
        for number in range(100):
            account = user(f"lector{number}", f"Lector {number}")
            for person in range(MANY + 1):
                early += person < MANY and watch_reading(account, cast.a) if person == MANY - 1 else 0
                record("people.person_viewed", by=account, organisation=cast.a, person=SimpleNamespace(code=f"P{person}"))
            before = OutgoingMail.objects.count()
            fired += watch_reading(account, cast.a) and OutgoingMail.objects.count() > before and not watch_reading(account, cast.a)
        lines = AuditEntry.objects.filter(verb=ALARM).count()
        quiet = user("tranquila", "Tranquila")
        for _ in range(200):
            record("people.person_viewed", by=quiet, on=cast.person)
        wrongly = watch_reading(quiet, cast.a)
        transaction.set_rollback(True)
    return Bar(
        "11", "more than 30 persons opened in an hour are noticed", f"{fired} of 100 accounts, {lines} lines; {early} before the 31st", "100 accounts (100)",
        f"200 looks at one person: {'wrongly noticed' if wrongly else 'not noticed'}", fired == 100 and lines == 100 and not early, fired >= 100, not wrongly,
    )  # fmt: skip


def killed(cast: SimpleNamespace, chance: random.Random) -> Bar:
    from django.conf import settings
    from django.db import transaction

    from tejido.core.models import AuditEntry
    from tejido.network.actions import open_emergency
    from tests.cast import signed_in
    from trust.trailing.kills import reads_under_kills

    with transaction.atomic():
        reader = fresh_reader(cast, "cortes")
        open_emergency(cast.a, by=reader, category="life", reason=REASON, minutes=60)
    browser = signed_in(reader)
    browser.get(f"/people/{cast.person.code}/")  # addresses and templates are loaded before the first fork
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    addresses = [f"/people/{person.code}/" for person in (cast.person, cast.brother)]
    lines = AuditEntry.objects.filter(actor=reader.code, verb="people.person_viewed").exclude(emergency="").count
    arrived, missing = reads_under_kills(200, cookie, addresses, lines, chance)
    late, lost = reads_under_kills(30, cookie, addresses, AuditEntry.objects.filter(actor=reader.code, verb="people.person_viewed").count, chance, late=True)
    return Bar(
        "11", "a page that arrived has its line, however the server dies", f"{missing} of {arrived} pages without a line over 200 kills",
        f"{arrived} pages arrived (200)", f"lines written after the answer: {lost} of {late} lost", missing == 0, arrived >= 200, lost > 0,
    )  # fmt: skip


def breach(cast: SimpleNamespace) -> Bar:
    import datetime as dt

    from django.db import transaction
    from django.utils import timezone

    from tejido.core import append_only
    from tejido.core.breach import touched_in
    from tejido.core.bulk import insert_rows
    from tejido.core.models import AuditEntry

    fields = ("organisation", "number", "actor", "verb", "person", "fields")
    made = [("BREACH", n, "ACCOUNT", "people.person_viewed", f"Q{n % 5000}", ["sex"]) for n in range(1, 100_001)]
    with transaction.atomic():
        insert_rows(AuditEntry, fields, made)
    started = time.monotonic()
    touched = touched_in(AuditEntry.objects.all(), timezone.now() - dt.timedelta(days=2), timezone.now() + dt.timedelta(days=1), "ACCOUNT")
    seconds = time.monotonic() - started
    whole = sum(one.lines for one in touched)
    without = sum(one.lines for one in touched if one.person != "Q7")
    assert append_only.missing() == []
    return Bar(
        "41", "which persons, which fields, when", f"{len(touched)} persons from {whole:,} lines in {seconds:.1f} s", f"{whole:,} lines (100,000)",
        f"a person left out: {whole - without} lines missing are seen", len(touched) == 5000 and seconds <= 300, whole >= 100_000, without < 100_000,
    )  # fmt: skip
