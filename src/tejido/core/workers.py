"""Workers that may be killed: a job whose worker is gone is taken up again, and after three tries it is given up and reported.

Each worker holds a lock on a file for as long as it lives. The system lets go of the lock however the worker ends, so the lock, not a
clock, tells whether a job that is marked as running still is. Workers of one database run on one machine.
"""

import fcntl
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tejido.core.codes import new_code

log = logging.getLogger("tejido.workers")
TRIES = 3


class WorkerGone(RuntimeError):
    """The worker ended in the middle of this job, each time it was tried."""


def locks() -> Path:
    folder = Path(settings.HOME) / "workers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def alive() -> Iterator[str]:
    """The name of this worker, whose lock is held inside of the block."""
    name = f"worker-{new_code()}"
    path = locks() / name
    with _locked(path):
        try:
            yield name
        finally:
            path.unlink(missing_ok=True)


def _locked(path: Path) -> BinaryIO:
    """The file, held. Another worker may have swept it away between its making and its lock: then that lock tells nobody, and it is made again."""
    while True:
        file = path.open("wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
        file.close()


def is_alive(name: str) -> bool:
    try:
        with (locks() / name).open("rb") as file:
            return not _free(file)
    except FileNotFoundError:
        return False


def _free(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@transaction.atomic
def take_up_again() -> dict[str, int]:
    """Jobs whose worker is gone wait again, or are given up after `TRIES`. Several workers may call it at once."""
    from django_tasks_db.models import DBTaskResult

    done = {"again": 0, "given_up": 0}
    for job in DBTaskResult.objects.running().select_for_update():
        if job.worker_ids and is_alive(job.worker_ids[-1]):
            continue
        if len(job.worker_ids) < TRIES:
            changes: dict[str, Any] = {"status": "READY", "started_at": None}
        else:
            gone = WorkerGone(f"its worker ended before the job did, {len(job.worker_ids)} times")
            changes = {
                "status": "FAILED", "finished_at": timezone.now(), "traceback": str(gone),
                "exception_class_path": f"{WorkerGone.__module__}.{WorkerGone.__qualname__}",
            }  # fmt: skip
            log.error("job %s (%s) is given up: %s", job.id, job.task_path, gone)
        done["given_up" if "finished_at" in changes else "again"] += DBTaskResult.objects.filter(pk=job.pk, status="RUNNING").update(**changes)
    _sweep()
    return done


def _sweep() -> None:
    """Remove the files of workers that were killed."""
    for path in locks().iterdir():
        with suppress(FileNotFoundError), path.open("rb") as file:  # another sweeps too
            if _free(file):
                path.unlink()


def stop_when_the_server_does(pipe: BinaryIO) -> None:
    """End this worker, after its job, when whoever holds the other end of `pipe` is gone, even if it was killed."""

    def wait() -> None:
        while os.read(pipe.fileno(), 1024):  # not pipe.read(): its lock would be held when Python ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def work() -> None:
    """Take up what was left, then carry out jobs until told to stop."""
    from django.core.management import call_command

    from tejido.core.outbound.mail import deliver_mail

    with alive() as name:
        take_up_again()
        deliver_mail.enqueue()  # what is due since the last worker ended
        call_command("db_worker", worker_id=name)
