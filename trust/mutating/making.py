"""A copy of the source in which every function of chosen files can be switched to any of its mutants (mutmut's trampolines).

Words for people are left alone (the text of a refusal is for the eye, not for a test), as are functions under a decorator.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import Mutation, combine_mutations_to_source, create_mutations

from trust.mutating.equivalent import changes, listed, refuse_stale

SPOKEN = {"_", "gettext", "gettext_lazy", "ngettext", "Error", "Warning", "print", "everywhere"}
# A function that no test calls: its mutants must survive, or the judge would call anything dead.
UNWATCHED = "\n\ndef nobody_tests_this(number: int) -> int:\n    return number + 1\n"


def is_spoken_to(name: str) -> bool:
    """Whether what is passed to this call is words for people: a translation, a message, an exception."""
    return name in SPOKEN or (name[:1].isupper() and name.endswith(("Error", "Exception"))) or name in REFUSALS


REFUSALS = {"Refused", "PermissionDenied", "NothingDeclared", "Unreadable", "SystemExit", "KeysMissing"}


class Spoken(cst.CSTVisitor):
    """Collects the nodes inside calls whose arguments are words for people."""

    def __init__(self) -> None:
        self.nodes: set[int] = set()

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # libcst's name
        name = node.func.value if isinstance(node.func, cst.Name) else node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        if isinstance(name, str) and is_spoken_to(name):
            self.nodes.add(id(node))
            for part in node.args:
                self.nodes.update(id(below) for below in everything_in(part))

    def visit_Raise(self, node: cst.Raise) -> None:  # noqa: N802  # libcst's name
        if node.exc is not None:
            self.nodes.update(id(below) for below in everything_in(node.exc))


def everything_in(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from everything_in(child)


def mutated(path: Path, module: str) -> tuple[str, dict[str, str]]:
    """The switchable source of `path`, and its mutants, as `module.x_function__mutmut_3`, with what each changes."""
    tree, mutations, classes, functions = create_mutations(str(path), path.read_text() + UNWATCHED)
    spoken = Spoken()
    tree.visit(spoken)
    kept = [m for m in mutations if id(m.original_node) not in spoken.nodes and not is_docstring(m) and not is_same(m)]
    made = combine_mutations_to_source(tree, kept, classes, functions)
    return made.code, changes(module, made)


def is_docstring(mutation: Mutation) -> bool:
    node = mutation.original_node
    return isinstance(node, cst.SimpleString) and node.value.startswith(('"""', "'''"))


SQL = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "AND ", " OR ")
EINSUM = re.compile(r"[a-z]+(,[a-z]+)*->[a-z]*")


def is_same(mutation: Mutation) -> bool:
    """A statement of SQL in other capitals is the same statement, and so is a sum of einsum whose indices have other names."""
    before, after = mutation.original_node, mutation.mutated_node
    if not (isinstance(before, cst.SimpleString) and isinstance(after, cst.SimpleString)):
        return False
    return (before.raw_value.startswith(SQL) or EINSUM.fullmatch(before.raw_value) is not None) and before.value.lower() == after.value.lower()


def module_of(file: str) -> str:
    return ".".join(Path(file).with_suffix("").parts).removesuffix(".__init__")


def plant(source: Path, files: Iterable[str]) -> dict[str, str]:
    """Make the files of the copy at `source` (the folder that holds `tejido`) switchable; return all mutants with what each changes,
    but for those of which the list says why nobody could notice them."""
    every: dict[str, str] = {}
    modules = []
    for file in files:
        path = source / file
        module = module_of(file)
        code, made = mutated(path, module)
        path.write_text(code)
        every |= made
        modules.append(module)
    refuse_stale(every.values(), modules)
    return {mutant: change for mutant, change in every.items() if change not in listed()}
