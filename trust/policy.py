"""One policy: what the catalogue closes is shown nowhere and cannot be guessed, nothing slips in by a form, nothing unclassified starts (bars 1, 4, 5)."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from trust.bar import Bar

ROOT = Path(__file__).parents[1]
POSTS, SEARCHES = 2_600, 6
READERS = ("facilitator", "auditor", "person_served", "network_coordinator")
PLANTED = """
from django.db import models
from django.http import HttpResponse
from django.urls import path
from tejido.urls import urlpatterns as ours

class Diary(models.Model):
    words = models.TextField()
    class Meta:
        app_label = "people"

def diary(request):
    return HttpResponse("")

urlpatterns = [path("diary/", diary, name="diary"), *ours]
"""


def bars(seed: int) -> Iterator[Bar]:
    yield classified()
    django.setup()
    call_command("migrate", verbosity=0)
    prepare()
    from django.db import transaction

    from tejido.core.scope import everywhere

    with everywhere("the proof arranges and looks"), transaction.atomic():
        matrix = arranged()
        yield fields(matrix, seed)
        yield assignment(matrix, seed)
        transaction.set_rollback(True)


def prepare() -> None:
    """Requests of the test client in this process: quick passwords, plain static files, no jobs."""
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.disable(logging.CRITICAL)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def arranged() -> Any:
    from tests.access.field_matrix import Matrix, worked
    from tests.cast import the_cast

    return Matrix(*worked(the_cast()))


def start(planted: bool) -> str:
    """What a start says, with nothing planted or with a field and a route that nobody classified."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "planted_policy.py").write_text(PLANTED)
        change = "import tejido.settings as s; s.ROOT_URLCONF = 'planted_policy'; " if planted else ""
        told = f"{change}import django; django.setup(); {'import planted_policy; ' if planted else ''}"
        path = os.pathsep.join([folder, os.environ.get("PYTHONPATH", ""), str(ROOT / "src")])
        environment = {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "tejido.settings", "TEJIDO_HOME": folder}
        code = f"{told}from django.core.management import call_command; call_command('check')"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        return f"{done.returncode} {done.stdout}{done.stderr}"


def classified() -> Bar:
    clean, planted = start(planted=False), start(planted=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
    django.setup()
    from tejido.core.routes import routes
    from tejido.network import catalogue, checks

    problems = [*checks.routes_are_classified(None), *checks.fields_are_classified(None), *checks.forms_are_classified(None)]
    addresses, columns = len(list(routes())), len(list(catalogue.fields()))
    caught = not planted.startswith("0 ") and "people.Diary is not in the catalogue" in planted and "/diary/ (diary) does not say" in planted
    return Bar(
        "1", "nothing starts that is not classified", f"{len(problems)} unclassified of {addresses} addresses and {columns} fields",
        "100 addresses, 400 fields, a start that works", f"a field and an address without a line: the start {'stopped, naming both' if caught else 'went on'}",
        not problems and clean.startswith("0 "), addresses >= 100 and columns >= 400, caught,
    )  # fmt: skip


def fields(matrix: Any, seed: int) -> Bar:
    from django.urls import clear_url_caches, reverse, set_urlconf

    from tejido.network.roles import ROLES

    shown = matrix.shown(list(ROLES))
    guessed = matrix.guessed(list(READERS), most=SEARCHES, seed=seed)
    leaks, checks = [*shown.leaks, *guessed.leaks], shown.checks + guessed.checks
    kept, matrix.addresses = matrix.addresses, {}
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="tests.access.planted_fields"):
        clear_url_caches()
        set_urlconf(None)
        matrix.addresses = {name: reverse(name) for name in ("programmes:names", "programmes:guess")}
        column, guess = matrix.shown(["facilitator"]).leaks, matrix.guessed(["facilitator"], most=1).leaks
    clear_url_caches()
    matrix.addresses = kept
    return Bar(
        "4", "a closed field is on no page, in no file, and cannot be searched or filtered for",
        f"{len(leaks)} leaks in {checks} checks of {len(matrix.planted)} canaries, {len(ROLES)} roles{': ' + '; '.join(leaks[:5]) if leaks else ''}",
        f"2,000 checks, 150 readable ones really seen ({shown.seen}), 60 addresses ({len(kept)})",
        f"a column and a filter too many: {len(column)} and {len(guess)} found", not leaks,
        checks >= 2_000 and shown.seen >= 150 and len(kept) >= 60, bool(column) and bool(guess),
    )  # fmt: skip


def assignment(matrix: Any, seed: int) -> Bar:
    from django import forms

    from tejido.people.forms import PersonForm
    from tejido.people.models import Person
    from tests.access.assignment import attempt, boxes_too_many, targets

    aims = list(targets(matrix.everybody, matrix.addresses))
    foreign = boxes_too_many(matrix.everybody, matrix.addresses)
    sent = attempt({**matrix.browsers, "every role": matrix.everybody}, aims, seed, POSTS)
    PersonForm.base_fields["is_demo"] = forms.BooleanField(required=False)
    try:
        seen = boxes_too_many(matrix.everybody, matrix.addresses)
        slipped = [aim for aim in aims if aim.model is Person and aim.column.name == "is_demo" and aim.url.endswith("/edit/")]
        planted = attempt({"professional": matrix.browsers["professional"]}, slipped, seed, 5).changed
    finally:
        del PersonForm.base_fields["is_demo"]
    wrong = [*sent.changed, *foreign]
    return Bar(
        "5", "no form writes a field that it does not show", f"{len(wrong)} changed in {sent.posts} posts to {len(sent.forms)} forms{': ' + '; '.join(wrong[:5]) if wrong else ''}",
        f"2,000 posts, 200 of them taken ({sent.accepted}), 20 forms", f"a form with a box too many: {len(planted)} written, {len(seen)} seen by the check",
        not wrong, sent.posts >= 2_000 and sent.accepted >= 200 and len(sent.forms) >= 20, bool(planted) and bool(seen),
    )  # fmt: skip
