"""Preparing and serving: database, static files, the web server and its worker for long jobs, all from one command."""

import os
import subprocess
import sys
import threading
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command

from tejido.core.running import in_use, one_at_a_time

DRAIN = 20  # seconds that a stop waits for what is under way
PAUSE = 2.0  # before a worker that ended is started again


def prepare(*, static: bool = True) -> None:
    """Bring the database to this version and lay out the static files. Safe to repeat, and to be killed; quick when nothing changed."""
    from tejido.core.once import forget_answered_forms

    with one_at_a_time():
        call_command("migrate", verbosity=0, interactive=False)
        if static and not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
    forget_answered_forms()


class Worker:
    """The process for long jobs, started again when it ends, and ended with the server: also when that is killed."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._start()
        os.register_at_fork(after_in_child=self._let_go)
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "tejido.cli", "worker", "--with-server"], stdin=subprocess.PIPE)

    def _let_go(self) -> None:
        """The processes that serve are forked: they must not hold open the line whose end tells the worker that the server is gone."""
        if self._process.stdin:
            self._process.stdin.close()

    def _keep_alive(self) -> None:
        while True:
            self._process.wait()
            if self._stopping.wait(PAUSE):
                return
            self._process = self._start()

    def stop(self) -> None:
        """Let the job under way come to its end; one that does not is taken up again at the next start."""
        self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(timeout=DRAIN)
        except subprocess.TimeoutExpired:
            self._process.kill()


class Daily:
    """Runs `tejido daily` soon after the start and then every hour; it finds out by itself what is due."""

    FIRST, AGAIN = 60.0, 3600.0

    def __init__(self) -> None:
        self._stopped = threading.Event()
        threading.Thread(target=self._keep_running, daemon=True).start()

    def _keep_running(self) -> None:
        wait = self.FIRST
        while not self._stopped.wait(wait):
            subprocess.run([sys.executable, "-m", "tejido.cli", "daily"], check=False, stdout=subprocess.DEVNULL)
            wait = self.AGAIN

    def stop(self) -> None:
        self._stopped.set()


def serve_until_stopped(address: str, port: int, *, demo: bool, with_worker: bool = True) -> int:
    """Serve until Ctrl+C or SIGTERM. One process with threads: SQLite has one writer anyway; a second process runs the long jobs."""
    from granian import Granian
    from granian.constants import Interfaces

    with in_use() as free:
        if not free:
            print("A restore is under way in this installation. Start again when it is done.", file=sys.stderr)  # noqa: T201
            return 1
        worker, daily = (Worker() if with_worker else None), Daily()
        try:
            if demo:
                from tejido.demo.command import describe

                describe(f"http://localhost:{port}")
            server = Granian(
                "tejido.wsgi:application", address=address, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=8,
                log_access=False, respawn_failed_workers=True, workers_kill_timeout=DRAIN,
            )  # fmt: skip
            server.serve()
        finally:
            daily.stop()
            if worker:
                worker.stop()
    return 0


def work_until_stopped(pipe: BinaryIO | None) -> int:
    """The worker alone; `pipe` ends it with the server that started it."""
    from tejido.core.workers import stop_when_the_server_does, work

    with in_use() as free:
        if not free:
            print("A restore is under way in this installation. Start again when it is done.", file=sys.stderr)  # noqa: T201
            return 1
        if pipe:
            stop_when_the_server_does(pipe)
        work()
    return 0
