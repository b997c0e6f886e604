"""Preparing and serving: database, static files, the web server and its worker for long jobs, all from one command."""

import subprocess
import sys

from django.conf import settings
from django.core.management import call_command


def prepare(*, static: bool = True) -> None:
    """Bring the database to this version and lay out the static files. Safe to repeat; quick when nothing changed."""
    call_command("migrate", verbosity=0, interactive=False)
    if static and not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)


def serve_until_stopped(address: str, port: int, *, demo: bool) -> int:
    """Serve until Ctrl+C. One process with threads: SQLite has one writer anyway; a second process runs the long jobs."""
    from granian import Granian
    from granian.constants import Interfaces

    worker = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--settings", "tejido.settings"])
    try:
        if demo:
            from tejido.demo.command import describe

            describe(f"http://localhost:{port}")
        server = Granian("tejido.wsgi:application", address=address, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=4, log_access=False)
        server.serve()
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    return 0
