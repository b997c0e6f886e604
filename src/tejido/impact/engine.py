"""Which engine runs the tables of facts: DuckDB inside this process, or Spark on a cluster. The expressions are the same (docs/guides/engine.md).

TEJIDO_ENGINE           empty or `duckdb`: here; `spark://host:7077`: a standalone cluster that sees the lake's folder under the same path
TEJIDO_ENGINE_MEMORY    what DuckDB may hold in memory before it goes on in a private folder (default 512MB)
TEJIDO_ENGINE_THREADS   threads of DuckDB (default: the processors of this machine)
TEJIDO_ENGINE_PATIENCE  seconds without a single worker of the cluster before a question is given up (default 60)
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BATCH = 1 << 16
START = 300.0  # seconds for the driver itself to come up; a master that is not there is given up by Spark sooner
SPARK = re.compile(r"spark://[A-Za-z0-9.-]+:\d{1,5}(,[A-Za-z0-9.-]+:\d{1,5})*\Z")
MEMORY = re.compile(r"\d{1,6}(\.\d+)?\s?(MB|GB|MiB|GiB)\Z")
PATTERN = re.compile(r"[\\\[\]{}*?]")  # what Hadoop reads as a pattern in the name of a file
#: What a JVM or its gateway says when the cluster is no longer there, in the words of Spark and py4j.
GONE = (
    "SparkContext was shut down", "stopped SparkContext", "SparkContext is stopped", "All masters are unresponsive", "Application has been killed",
    "Master removed our application", "ConnectionRefused", "Connection refused", "Answer from Java side is empty", "Connection reset",
    "cancelled because SparkContext", "JAVA_GATEWAY_EXITED", "Java gateway process exited", "ExecutorLostFailure", "Error while sending or receiving",
    "no attribute '_jsc'", "'NoneType' object has no attribute",
)  # fmt: skip


class EngineWrong(ValueError):
    """A setting of the engine cannot be understood, or what it needs is not installed. The message says which and what to write."""


class EngineGone(RuntimeError):
    """The cluster did not answer, or went away in the middle of a question. Nothing was written; the same question may be asked again."""

    def __init__(self, where: str, why: str = "") -> None:
        self.where = where
        hint = "Start it again (docs/guides/engine.md) and repeat the command, or unset TEJIDO_ENGINE to run on this machine."
        super().__init__(f"The cluster {where} is gone{f' ({why})' if why else ''}: there is no answer, and nothing was changed. {hint}")


@dataclass(frozen=True)
class Engine:
    """An Ibis backend with what the tables of facts need of it. `name` is duckdb or spark; `folder` is private and goes with the engine."""

    name: str
    where: str
    backend: Any
    folder: Path
    patience: float = 60.0
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)  # table → the files it was made from

    def parquet(self, files: Sequence[str | Path]) -> ir.Table:
        """One table from files of one schema. Every column lies in the files; nothing is guessed from folder names."""
        names = [str(file) for file in files]
        here = self.name == "duckdb"
        found = self.backend.read_parquet(names, hive_partitioning=False) if here else self._answered(lambda: self._on_the_cluster(names))
        self.files[found.get_name()] = tuple(names)
        return found

    def _on_the_cluster(self, names: Sequence[str]) -> ir.Table:
        """Ibis reads one path by Spark; Spark itself reads any number, and takes each for a pattern unless its signs are escaped."""
        view = f"facts_{len(self.files)}"
        self.backend._session.read.parquet(*(PATTERN.sub(r"\\\g<0>", name) for name in names)).createOrReplaceTempView(view)
        return self.backend.table(view)

    def table(self, rows: pa.Table) -> ir.Table:
        """A table from memory: for a flat file, and for what is small."""
        import ibis
        import pyarrow.parquet as pq

        if self.name == "duckdb":
            return ibis.memtable(rows)
        path = self.folder / f"table-{len(list(self.folder.iterdir()))}.parquet"
        pq.write_table(rows, path)
        return self.parquet([path])

    def kept(self, asked: ir.Table) -> ir.Table:
        """The same table, made once however often it is asked: in a file of the private folder, or by the workers of the cluster."""
        if self.name == "spark":
            found = self._answered(asked.cache)
        else:
            path = self.folder / f"table-{len(list(self.folder.iterdir()))}.parquet"
            self.spool(asked, path)
            found = self.parquet([path])
        return found

    def arrow(self, asked: ir.Table) -> pa.Table:
        """The whole answer, in memory."""
        return self._answered(lambda: self.backend.to_pyarrow(asked))

    def spool(self, asked: ir.Table, path: Path) -> None:
        """The answer into one Parquet file, in its order, for what does not fit in memory."""
        if self.name == "duckdb":
            self.backend.to_parquet(asked, path, row_group_size=BATCH)
            return
        import pyarrow.parquet as pq

        reader = self._answered(lambda: self.backend.to_pyarrow_batches(asked, chunk_size=BATCH))
        with pq.ParquetWriter(path, reader.schema) as writer:
            while (piece := self._answered(lambda: next(reader, None))) is not None:
                writer.write_batch(piece)

    def _answered(self, ask: Callable[[], Any]) -> Any:
        return ask() if self.name == "duckdb" else _patiently(ask, self)


@contextmanager
def engine(url: str | None = None, *, folder: Path | None = None) -> Iterator[Engine]:
    """The engine of this installation (or of `url`), for one block. `folder`: where its private folder is made (default: TEJIDO_HOME)."""
    url = (os.environ.get("TEJIDO_ENGINE", "") if url is None else url).strip()
    if url not in ("", "duckdb") and not SPARK.match(url):
        raise EngineWrong(f"TEJIDO_ENGINE must be empty, duckdb or spark://host:7077, not {url!r}.")
    own = _private_folder(folder)
    try:
        if url in ("", "duckdb"):
            with _duckdb(own) as found:
                yield found
        else:
            with _spark(url, own) as found:
                yield found
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _private_folder(parent: Path | None) -> Path:
    """A folder for this process only; what a process left that is no longer there is removed first."""
    if parent is None:
        from django.conf import settings

        parent = Path(settings.HOME) / "engine"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in parent.glob("run-*-*"):
        if not _is_alive(left.name.split("-")[1]):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=parent))


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (ValueError, PermissionError):
        return True
    return True


@contextmanager
def _duckdb(folder: Path) -> Iterator[Engine]:
    import ibis

    memory = os.environ.get("TEJIDO_ENGINE_MEMORY", "512MB")
    if not MEMORY.match(memory):
        raise EngineWrong(f"TEJIDO_ENGINE_MEMORY must be a size such as 512MB or 4GB, not {memory!r}.")
    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "allow_community_extensions": False}
    threads = _number("TEJIDO_ENGINE_THREADS", os.cpu_count() or 1)
    backend = ibis.duckdb.connect(threads=int(threads), memory_limit=memory, temp_directory=str(folder), **settings)
    try:
        yield Engine("duckdb", "duckdb", backend, folder)
    finally:
        backend.disconnect()


def _number(name: str, usual: float) -> float:
    given = os.environ.get(name, "")
    if not given:
        return usual
    if not re.fullmatch(r"[1-9]\d{0,4}", given):
        raise EngineWrong(f"{name} must be a whole number from 1, not {given!r}.")
    return float(given)


@contextmanager
def _spark(url: str, folder: Path) -> Iterator[Engine]:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise EngineWrong(
            "TEJIDO_ENGINE names a cluster and pyspark is not installed: pip install --require-hashes -r requirements/spark.txt"
        ) from missing
    patience = _number("TEJIDO_ENGINE_PATIENCE", 60)
    options = {
        "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF",
        "spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder / "warehouse"), "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.shuffle.partitions": "16", "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH), "spark.task.maxFailures": "4",
    }  # fmt: skip
    maker = SparkSession.builder.master(url).appName("tejido")
    for name, value in options.items():
        maker = maker.config(name, value)
    asking = Engine("spark", url, None, folder, max(patience, START))
    session = _patiently(maker.getOrCreate, asking)
    found = Engine(
        "spark", url, _patiently(lambda: ibis.pyspark.connect(session), Engine("spark", url, session, folder, patience)), folder, patience
    )
    try:
        yield found
    finally:
        _stop(session)


def _stop(session: Any) -> None:
    """End the session; one whose cluster is gone may not answer, and is left to end with this process."""

    def stop() -> None:
        with suppress(Exception):
            session.stop()

    ending = threading.Thread(target=stop, daemon=True)
    ending.start()
    ending.join(20)


def _patiently(ask: Callable[[], Any], engine: Engine) -> Any:
    """Ask in a thread of its own and watch the cluster meanwhile: without workers Spark itself would wait for ever."""
    answer: list[Any] = []
    problem: list[BaseException] = []

    def work() -> None:
        try:
            answer.append(ask())
        except BaseException as error:  # it is raised again by the thread that asked
            problem.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    alone_since: float | None = None
    while True:
        thread.join(0.05 if alone_since is None else 0.5)
        if not thread.is_alive():
            break
        alone_since = None if _has_workers(engine) else alone_since or time.monotonic()
        if alone_since is not None and time.monotonic() - alone_since > engine.patience:
            _stop_jobs(engine)
            raise EngineGone(engine.where, f"no worker for {engine.patience:g} seconds")
    if problem:
        if any(sign in f"{type(problem[0]).__name__}: {problem[0]}" for sign in GONE):
            raise EngineGone(engine.where, type(problem[0]).__name__) from problem[0]
        raise problem[0]
    return answer[0]


def _context(engine: Engine) -> Any:
    session = getattr(engine.backend, "_session", engine.backend)
    return None if session is None else session.sparkContext


def _has_workers(engine: Engine) -> bool:
    """Is somebody there besides the driver itself?"""
    try:
        context = _context(engine)
        return context is not None and context._jsc.sc().getExecutorMemoryStatus().size() > 1
    except Exception:  # whatever a dead gateway raises
        return False


def _stop_jobs(engine: Engine) -> None:
    def cancel() -> None:
        with suppress(Exception):
            context = _context(engine)
            if context is not None:
                context.cancelAllJobs()

    threading.Thread(target=cancel, daemon=True).start()
