import fcntl
import multiprocessing
import os
import signal
import time

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from tejido.core.workers import TRIES, alive, is_alive, locks, take_up_again

NAME = "Rosa Canario"


@pytest.fixture
def job(db, settings, tmp_path):
    settings.HOME = tmp_path

    def make(*workers):
        return DBTaskResult.objects.create(
            status="RUNNING", task_path="tejido.interop.tasks.bring_in_background", worker_ids=list(workers), args_kwargs={"args": ["X"], "kwargs": {}},
            backend_name="default", run_after=get_date_max(), started_at=timezone.now(),
        )

    return make


def status(job):
    job.refresh_from_db()
    return job.status


def test_a_job_whose_worker_was_killed_waits_again(job):
    left = job("gone")
    assert take_up_again() == {"again": 1, "given_up": 0}
    assert status(left) == "READY"


def test_a_job_whose_worker_is_alive_is_left_alone(job):
    with alive() as name:
        running = job("gone", name)
        assert take_up_again() == {"again": 0, "given_up": 0}
        assert status(running) == "RUNNING"
    assert take_up_again()["again"] == 1


def test_a_job_that_ended_its_worker_three_times_is_given_up_and_says_so(job):
    fatal = job(*["gone"] * TRIES)
    assert take_up_again() == {"again": 0, "given_up": 1}
    assert status(fatal) == "FAILED"
    assert fatal.exception_class_path == "tejido.core.workers.WorkerGone"


def test_of_a_job_that_fails_no_word_of_a_register_is_kept(job):
    failed = job("worker")
    try:
        int(NAME)
    except ValueError as problem:
        failed.set_failed(problem)
    failed.refresh_from_db()
    assert (failed.status, failed.exception_class_path) == ("FAILED", "builtins.ValueError")
    assert "test_workers.py" in failed.traceback
    assert NAME not in failed.traceback
    failed.set_failed(ValueError(NAME))  # outside of its handler there is nothing to tell the places from
    assert failed.traceback == "builtins.ValueError"


def _hold(path):
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        time.sleep(60)


def test_a_killed_worker_is_not_taken_for_alive(job):
    path = locks() / "worker-killed"
    worker = multiprocessing.get_context("fork").Process(target=_hold, args=(path,))
    worker.start()
    while not (path.exists() and is_alive("worker-killed")):
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    assert not is_alive("worker-killed")
    job("worker-killed")
    assert take_up_again()["again"] == 1
    assert not path.exists()


def test_a_worker_whose_file_was_swept_away_before_it_was_locked_is_alive_all_the_same(job, monkeypatch):
    lock, swept = fcntl.flock, []

    def sweeps_first(file, how):
        if how == fcntl.LOCK_EX and not swept:
            swept.extend(locks().iterdir())
            swept[0].unlink()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", sweeps_first)
    with alive() as name:
        assert swept
        assert is_alive(name)
