"""What goes out as a spreadsheet: rows to correct with a «Problema» column, and the empty template. No cell can run as a formula."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.core import spreadsheet
from tejido.interop.models import Import
from tejido.interop.queries import rows_to_fix

TEMPLATE = (
    "codigo", "nombre", "apellidos", "fecha de nacimiento", "sexo", "telefono", "fecha de registro",
    "grupo", "fecha de entrada", "fecha de salida", "motivo de salida",
)  # fmt: skip


def separator() -> str:
    """What the spreadsheets of the reader's language expect."""
    return "," if (get_language() or "es").startswith("en") else ";"


def as_csv(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    return spreadsheet.as_csv(lines, separator())


def as_xlsx(lines: Iterable[Sequence[str]]) -> bytes:
    return spreadsheet.as_xlsx(lines, _("Por revisar"))


def problem_lines(brought: Import) -> Iterator[list[str]]:
    """Header and rows to correct, each with its problems in words at the end."""
    header = list(brought.reading["header"])
    yield [*header, _("Problema")]
    for row in rows_to_fix(brought).iterator():
        said = " · ".join(f"{column}: {row.problems[column]}" for column in header if column in row.problems)
        yield [*(row.cells.get(name, "") for name in header), said]


def mapping_text(brought: Import) -> str:
    """The matched columns as YAML, in the order of the file: the database may have kept them in another."""
    import yaml

    columns = brought.mapping.get("columns", {})
    ordered = {name: columns[name] for name in [*brought.reading["header"], *columns] if name in columns}
    return str(yaml.safe_dump({**brought.mapping, "columns": ordered}, allow_unicode=True, sort_keys=False))
