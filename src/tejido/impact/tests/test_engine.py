"""Which engine runs, what it may hold, and what is said when it is not there."""

import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tejido.impact import engine as engines
from tejido.impact.engine import Engine, EngineGone, EngineWrong, engine


def test_nothing_said_means_duckdb_here_in_a_private_folder_that_goes(settings, tmp_path):
    settings.HOME = tmp_path
    with engine() as run:
        assert (run.name, run.where) == ("duckdb", "duckdb")
        assert run.folder.parent == tmp_path / "engine"
        assert (run.folder.stat().st_mode & 0o777, run.folder.parent.stat().st_mode & 0o777) == (0o700, 0o700)
        folder = run.folder
    assert not folder.exists()


def test_memory_and_threads_are_those_of_the_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("TEJIDO_ENGINE_MEMORY", "300MiB")
    monkeypatch.setenv("TEJIDO_ENGINE_THREADS", "1")
    with engine("duckdb", folder=tmp_path) as run:
        told = run.backend.con.execute(
            "SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('temp_directory')"
        ).fetchone()
        assert told == ("300.0 MiB", 1, str(run.folder))
        loading = run.backend.con.execute(
            "SELECT current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"
        ).fetchone()
        assert loading == (False, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TEJIDO_ENGINE", "spark:host"), ("TEJIDO_ENGINE", "postgres://x"), ("TEJIDO_ENGINE", "spark://host"), ("TEJIDO_ENGINE", "spark://h;x:7077"),
        ("TEJIDO_ENGINE_MEMORY", "lots"), ("TEJIDO_ENGINE_MEMORY", "1GB'; --"), ("TEJIDO_ENGINE_THREADS", "0"), ("TEJIDO_ENGINE_THREADS", "two"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_understood_is_named(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(EngineWrong, match=f"{name} must be"), engine(folder=tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_without_its_library_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineWrong, match=r"requirements/spark\.txt"), engine("spark://127.0.0.1:7077", folder=tmp_path):
        pass


def test_what_a_process_left_that_is_no_longer_there_is_removed(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f"run-{dead.pid}-x", f"run-{os.getpid()}-x", "run-none-x"):
        (tmp_path / name).mkdir()
    with engine("duckdb", folder=tmp_path):
        assert {p.name for p in tmp_path.iterdir() if p.name.endswith("-x")} == {f"run-{os.getpid()}-x", "run-none-x"}


def test_tables_come_from_memory_and_from_files_and_go_into_one_in_their_order(tmp_path):
    pq.write_table(pa.table({"a": [3, 1]}), tmp_path / "one.parquet")
    pq.write_table(pa.table({"a": [2]}), tmp_path / "two.parquet")
    with engine("duckdb", folder=tmp_path / "own") as run:
        table = run.parquet([tmp_path / "one.parquet", tmp_path / "two.parquet"])
        both = table.join(run.table(pa.table({"a": [1, 2], "b": ["x", "y"]})), "a")
        assert run.arrow(both.order_by("a")).to_pylist() == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
        run.spool(table.order_by("a"), run.folder / "out.parquet")
        assert pq.read_table(run.folder / "out.parquet")["a"].to_pylist() == [1, 2, 3]


def asked_of_a_cluster(tmp_path, ask, patience=60.0):
    return engines._patiently(ask, Engine("spark", "spark://host:7077", None, tmp_path, patience))


@pytest.mark.parametrize(
    "said",
    ["Job 3 cancelled because SparkContext was shut down", "All masters are unresponsive! Giving up.", "Answer from Java side is empty"],
)
def test_a_cluster_that_goes_in_the_middle_is_said_with_what_to_do(tmp_path, said):
    def gone():
        raise RuntimeError(said)

    with pytest.raises(EngineGone, match=r"spark://host:7077 is gone .*nothing was changed.*unset TEJIDO_ENGINE"):
        asked_of_a_cluster(tmp_path, gone)


def test_another_problem_of_a_cluster_stays_what_it_is(tmp_path):
    def wrong():
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        asked_of_a_cluster(tmp_path, wrong)
    assert asked_of_a_cluster(tmp_path, lambda: 7) == 7


def test_a_cluster_without_workers_is_given_up_after_its_patience(tmp_path):
    import threading

    never = threading.Event()
    with pytest.raises(EngineGone, match=r"no worker for 0\.2 seconds"):
        asked_of_a_cluster(tmp_path, lambda: never.wait(20), patience=0.2)
    never.set()
