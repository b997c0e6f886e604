"""Mutants that no test could notice, because nothing that anybody can observe differs: left out of the count, each with its reason.

One line each in `equivalent.txt`: `module.function: the line as it is → the line as the mutant has it — why no behaviour differs`. The lines of
the source are the key, not the mutant's number, so that an entry survives changes elsewhere; one that matches no mutant any more is refused.
"""

import difflib
from collections.abc import Iterable
from pathlib import Path

from mutmut.mutation.file_mutation import MutatedFile

LIST = Path(__file__).with_name("equivalent.txt")


class Stale(ValueError):
    """An entry of the list whose mutant is no longer made: the code has changed, and the entry must go or be judged again."""


def listed() -> dict[str, str]:
    """What is equivalent, and why."""
    entries = [line for line in LIST.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {what: why for what, _, why in (entry.rpartition(" — ") for entry in entries)}


def changes(module: str, made: MutatedFile) -> dict[str, str]:
    """Of the switchable source of a module: mutant → `module.function: before → after`."""
    lines = made.code.split("\n")
    texts = {name: ours(name, lines[span.start - 1 : span.end]) for name, span in made.line_span_by_function_name.items()}
    found = {}
    for name in made.mutant_names:
        function, _, _number = name.rpartition("__mutmut_")
        found[f"{module}.{name}"] = f"{module}.{spelt(function)}: {difference(texts[function + '__mutmut_orig'], texts[name])}"
    return found


def ours(name: str, lines: Iterable[str]) -> list[str]:
    """The lines of a function without what mutmut made of its name."""
    return [line.strip().replace(name, spelt(name.partition("__mutmut_")[0]).rpartition(".")[2]) for line in lines if line.strip()]


def spelt(mangled: str) -> str:
    """The name of a function as people write it."""
    return mangled.removeprefix("x").removeprefix("_").strip("ǁ").replace("ǁ", ".")


def difference(before: list[str], after: list[str]) -> str:
    changed = [code for code in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if code[0] != "equal"]
    old = " ".join(line for _, start, end, _, _ in changed for line in before[start:end])
    new = " ".join(line for _, _, _, start, end in changed for line in after[start:end])
    return f"{old} → {new}"


def refuse_strangers(modules: Iterable[str]) -> None:
    """Every entry of the list is of a module that is mutated at all."""
    ours = tuple(f"{module}." for module in modules)
    if strangers := [entry for entry in listed() if not entry.startswith(ours)]:
        raise Stale(f"{LIST.name} names functions that are not mutated: {strangers}")


def refuse_stale(made: Iterable[str], modules: Iterable[str]) -> None:
    """Of these modules, every entry of the list must still be made."""
    there = set(made)
    ours = tuple(f"{module}." for module in modules)
    stale = [entry for entry in listed() if entry.startswith(ours) and entry not in there]
    if stale:
        raise Stale(f"{LIST.name} names what is not there any more: {stale}")
