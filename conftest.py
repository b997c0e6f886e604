"""Settings of the tests that hold everywhere. The cast and the databases: tests/cast.py."""

import os
import tempfile
from pathlib import Path

# The tests never touch the developer's own database or secrets.
HOME = Path(tempfile.gettempdir()) / f"tejido-tests-{os.getuid()}"
os.environ["TEJIDO_HOME"] = str(HOME / os.environ.get("PYTEST_XDIST_WORKER", "main"))
os.environ.setdefault("TEJIDO_SECRET_KEY", "only-for-tests")
os.environ.pop("TEJIDO_EMAIL_URL", None)
pytest_plugins = ["tests.cast"]

import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings):
    """Fast password hashes and plain static files: what they change is tested on its own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.WHITENOISE_AUTOREFRESH = True
