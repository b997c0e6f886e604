"""A pytest plugin: run the tests once, then once more for each mutant, in a fork that shares nothing with the others.

The database of the tests is in memory, so each fork has a copy of its own for nothing. Only the tests that call the mutated
function are run again.
"""

import gc
import json
import os
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from trust.mutating.data import data_mutants, put

AT_ONCE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
DATA = {"test_every_role_may_do_what_its_table_says", "test_every_field_is_of_the_class_and_for_the_readers_that_its_table_says"}
SLOW = 3.0  # seconds; a mutant that only slower tests would notice counts as survived
QUICK = 100  # faults of the code before those of the data
PATIENCE = 30.0  # seconds beyond ten times what the tests took without a mutant


class Judge:
    def __init__(self, task: dict[str, Any]) -> None:
        self.mutants: list[str] = task["mutants"]
        self.seconds: float = task["seconds"]
        self.least: int = task["least"]  # so many are judged even if it takes three times as long
        self.data: int | None = task["data"]  # the seed of faults in the data of the roles and the catalogue
        self.result = Path(task["result"])
        self.tests: dict[str, list[int]] = defaultdict(list)
        self.took: dict[int, float] = {}
        self.of_data: list[int] = []
        self.calls: dict[int, int] = {}
        self.verdicts: dict[str, str] = {}
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.look_once(session.items)
        if self.data is not None:
            self.mutants = self.mutants[:QUICK] + data_mutants(self.data) + self.mutants[QUICK:]
        self.judge_all(session.items)
        self.result.write_text(json.dumps({"verdicts": self.verdicts, "failed": self.failed, "tests": len(session.items)}))
        return True

    def look_once(self, items: list[pytest.Item]) -> None:
        """Without a mutant: which test calls which function, and how long it takes."""
        from mutmut.state import state

        os.environ["MUTANT_UNDER_TEST"] = "stats"
        self.of_data = [number for number, item in enumerate(items) if item.name in DATA]
        for number, item in enumerate(items):
            forget()
            state()._stats.clear()
            if wrong := self.timed(number, item):
                self.failed.append(f"{item.nodeid}: {wrong[0][-300:]}")
                continue  # a test that is red without a mutant can judge none
            if self.took[number] > SLOW:  # the first one with a database set it up for all
                self.timed(number, item)
            self.calls[number] = len(set(state()._stats))
            for function in set(state()._stats):
                self.tests[function].append(number)
        os.environ["MUTANT_UNDER_TEST"] = ""

    def timed(self, number: int, item: pytest.Item) -> list[str]:
        started = time.process_time()  # not the clock: a busy machine makes no test slow
        wrong = complaints(item)
        self.took[number] = time.process_time() - started
        return wrong

    def judge_all(self, items: list[pytest.Item]) -> None:
        gc.collect()
        gc.freeze()  # else the collector of each fork would touch, and so copy, all that it shares
        until = time.monotonic() + self.seconds
        running: dict[int, tuple[str, float]] = {}
        waiting = list(self.mutants)
        goes_on = lambda: time.monotonic() < until + (2 * self.seconds if len(self.verdicts) < self.least else 0)  # noqa: E731
        while running or (waiting and goes_on()):
            while waiting and len(running) < AT_ONCE and goes_on():
                mutant = waiting.pop(0)
                chosen = self.tests_of(mutant)
                if not chosen:
                    self.verdicts[mutant] = "no test calls it"
                    continue
                patience = PATIENCE + 10 * sum(self.took[n] for n in chosen)
                running[self.fork(mutant, [items[n] for n in chosen])] = (mutant, time.monotonic() + patience)
            self.reap(running)

    def tests_of(self, mutant: str) -> list[int]:
        """The tests that call the mutated function, first the quick ones that call little else; the slow ones only where there is no other."""
        if mutant.startswith("data:"):
            return self.of_data
        calling = sorted(self.tests.get(mutant.rpartition("__mutmut_")[0], []), key=lambda number: self.took[number] * (5 + self.calls[number]))
        return [number for number in calling if self.took[number] < SLOW] or calling

    def fork(self, mutant: str, items: list[pytest.Item]) -> int:
        child = os.fork()
        if child:
            return child
        os.setsid()
        forget()
        if mutant.startswith("data:"):
            put(mutant)
        os.environ["MUTANT_UNDER_TEST"] = mutant
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1), os.dup2(quiet, 2)
        try:
            survived = not any(complaints(item) for item in items)
        except BaseException:  # a mutant that breaks the session itself is noticed too
            survived = False
        os._exit(0 if survived else 1)

    def reap(self, running: dict[int, tuple[str, float]]) -> None:
        for child, (mutant, deadline) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                self.verdicts[mutant] = "survived" if status == 0 else "killed"
                del running[child]
            elif time.monotonic() > deadline:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                self.verdicts[mutant] = "killed (endless)"
                del running[child]
        time.sleep(0.005)


class Pause:
    """What comes after a test here: only the session, so that its fixtures (the database) stay up and all else is put away."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def forget() -> None:
    """What our own functions remember was worked out without the mutant."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tejido."):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear") and getattr(kept, "__module__", None) == name:
                    kept.cache_clear()


def complaints(item: pytest.Item) -> list[str]:
    """Run one test; what went wrong."""
    after: Any = Pause(item.session)
    return [str(report.longrepr) for report in runtestprotocol(item, log=False, nextitem=after) if report.failed]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Judge(json.loads(Path(os.environ["MUTANTS"]).read_text())), "judge-of-mutants")
