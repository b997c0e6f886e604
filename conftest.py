"""Settings of the tests that hold everywhere. The cast: tests/cast.py. The databases are made in memory, or in a cluster of tests/run.py."""

import shutil
import tempfile
from pathlib import Path

import pytest

pytest_plugins = ["tests.cast"]


def pytest_configure(config):
    """A key ring for this run only; in memory where the machine offers that, as it is written through to the disk."""
    from django.conf import settings

    memory = Path("/dev/shm")  # noqa: S108  # the folder itself is made anew, readable by this account only
    settings.KEYS_HOME = Path(tempfile.mkdtemp(prefix="tejido-keys-", dir=memory if memory.is_dir() else None))


def pytest_unconfigure(config):
    from django.conf import settings

    shutil.rmtree(settings.KEYS_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request):
    """A test database for each process: in its own memory, or in the cluster under its own name."""
    from django.db import connection

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker and connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"test_tejido_{worker}"


@pytest.fixture(autouse=True)
def _the_test_itself_sees_everything():
    """A test arranges and looks with the wall open; requests, jobs and commands declare their own scope."""
    from tejido.core.scope import everywhere

    with everywhere("a test arranges and looks"):
        yield


@pytest.fixture(autouse=True)
def _quick_and_apart(settings, tmp_path_factory):
    """Fast password hashes, plain static files, jobs at once; and nothing of the developer's own folders."""
    home = tmp_path_factory.getbasetemp() / "home"
    settings.MEDIA_ROOT, settings.STATIC_ROOT = home / "uploads", home / "static"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ENTRANCE_SECONDS = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def undeclared():
    """As code runs that forgot to say for whom."""
    from tejido.core import scope
    from tejido.core.walls import counting

    token, elsewhere, counting.counts = scope._declared.set(None), counting.counts, counting.Counts()
    yield
    scope._declared.reset(token)
    counting.counts = elsewhere  # these were meant to be refused; `make test` counts what was not
