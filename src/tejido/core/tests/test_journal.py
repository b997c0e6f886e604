"""What fails is in the journal of the server, without what the failure was about."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tejido.core.journal import Wordless

NAME = "Rosa Canario"
BREAKS = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tejido.settings"
django.setup()
from django.http import HttpResponseServerError
from django.utils.log import log_response
try:
    int("Rosa Canario")
except ValueError as problem:
    log_response("%s: %s", "Internal Server Error", "/people/", response=HttpResponseServerError(), exception=problem)
"""


def test_a_failure_of_ours_is_in_the_journal(tmp_path):
    """In a process of its own, as it serves: without the handlers that the tests put up."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")} | {"TEJIDO_HOME": str(tmp_path), "TEJIDO_HOSTS": "testserver"}
    done = subprocess.run([sys.executable, "-c", BREAKS], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Internal Server Error: /people/" in done.stderr
    assert "ValueError" in done.stderr
    assert NAME not in done.stderr


def test_the_folder_of_an_installation_is_its_own(tmp_path):
    """Mail that waits for a server lies in it, with links that open accounts."""
    home = tmp_path / "new"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEJIDO_")} | {"TEJIDO_HOME": str(home)}
    subprocess.run([sys.executable, "-c", "import tejido.settings"], env=environment, check=True, capture_output=True, timeout=60)
    assert home.stat().st_mode & 0o777 == 0o700


def told(message, *args, problem=None):
    return Wordless().format(logging.LogRecord("tejido.test", logging.ERROR, __file__, 1, message, args, problem and (type(problem), problem, problem.__traceback__)))


def test_an_exception_is_told_by_kind_and_place_and_not_by_its_words():
    try:
        try:
            raise KeyError(NAME)
        except KeyError as cause:
            raise RuntimeError(f"{NAME} again") from cause
    except RuntimeError as problem:
        said = told("failed", problem=problem)
    assert "builtins.KeyError" in said
    assert "builtins.RuntimeError" in said
    assert "test_journal.py" in said
    assert NAME not in said


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\x00", "\u2028"])
def test_nobody_writes_a_line_of_their_own(sign):
    said = told("Not Found: %s", f"/x{sign}ERROR forged")
    assert sign[0] not in said
    assert len(said.splitlines()) == 1


def test_addresses_that_nobody_may_open_stay_out():
    assert settings.LOGGING["loggers"]["django.request"]["level"] == "ERROR"
